import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { COVERED } from './folders.ts';

/**
 * Suites that repeat the same branches for minutes: long runs for statistics, every scenario of the repository, all
 * schemas, and labels of deliberately misleading models.
 */
const REPETITIVE = [
  'src/reference/schemas.test.ts',
  'src/tests/engine/{queueing,sweeps}.test.ts',
  'src/tests/explore/billion.test.ts',
  'src/tests/random/repository.test.ts',
  'src/validation/{fixes,labels}/*.test.ts',
];

/**
 * The tests for the language and the engine, with branch coverage. It's a separate configuration so that other tests
 * aren't slowed down.
 */
export default defineConfig({
  root: fileURLToPath(new URL('../../../', import.meta.url)),
  test: {
    include: [
      'src/{yaml,time,scenario,model,engine,explore,sweep,validation,evaluate,portable}/**/*.test.ts',
      'src/tests/{engine,explore,language,random}/**/*.test.ts',
      // These produce every error message and use the examples of all keys.
      'src/{package/set-ups,tests/markdown/curves}.test.ts',
      'src/reference/*.test.ts',
      // These print and export what searches find.
      'src/cli/scenarios/{explore,explore-observed,export}.test.ts',
      'src/*.test.ts',
    ],
    exclude: REPETITIVE,
    maxWorkers: 2,
    isolate: false,
    testTimeout: 900_000,
    hookTimeout: 900_000,
    provide: { draws: 0.1 },
    coverage: {
      enabled: true,
      provider: 'v8',
      include: COVERED.map((folder) => `src/${folder}/**/*.ts`),
      exclude: ['**/*.test.ts'],
      reporter: ['json'],
      // Report coverage even if a test fails. The tier that normally runs the test reports the failure.
      reportOnFailure: true,
    },
  },
});
