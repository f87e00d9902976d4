import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { COVERED } from './folders.ts';

/** The tests of the language and of the machine, with a count of the branches that they take. Other tests aren't slowed. */
export default defineConfig({
  root: fileURLToPath(new URL('../../../', import.meta.url)),
  test: {
    include: [
      'src/{yaml,time,scenario,model,engine,explore,sweep,validation,evaluate,portable}/**/*.test.ts',
      'src/tests/{engine,explore,language,random}/**/*.test.ts',
      'src/*.test.ts',
    ],
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
      // A failed test is reported by its tier. Here, the branches count.
      reportOnFailure: true,
    },
  },
});
