import { defineConfig } from 'vitest/config';

/** A backstop against tests that never end. It's long, so that it doesn't fail tests on a busy machine. */
const BACKSTOP = { testTimeout: 900_000, hookTimeout: 900_000, expect: { poll: { timeout: 600_000 } } };

/** Suites that change their process, or whose threads and caches outlive a test. Each gets a separate process. */
const ISOLATED = [
  'src/astro/**/*.test.ts',
  'src/diagrams/**/*.test.ts',
  'src/lsp/**/*.test.ts',
  'src/markdown/**/*.test.ts',
  'src/package/**/*.test.ts',
  'src/reference/**/*.test.ts',
  'src/tests/documents/**/*.test.ts',
  'src/tests/language/cases.test.ts',
  'src/tests/lsp/**/*.test.ts',
  'src/tests/markdown/**/*.test.ts',
  'src/tests/prove/**/*.test.ts',
];

/** Random tests have few draws in the unit tier, more in the full tier, and most in a tier for nights. */
const RANDOM = [
  'src/tests/random/**/*.test.ts',
  'src/tests/language/fuzz.test.ts',
  'src/tests/import/mutations.test.ts',
];

/** Random write-ups: 100 in the unit tier, 3,000 in the full tier. */
const LEAKS = 'src/tests/markdown/generated.test.ts';

/** Tables of models of which the unit tier takes a few. */
const SAMPLED = [
  'src/tests/explore/seeded-bugs.test.ts',
  'src/tests/explore/starvation.test.ts',
  'src/validation/labels/cheats.test.ts',
];

/** Suites that start development servers or measure a page: one after the other. */
const SERIAL = ['src/tests/site/dev*.test.ts', 'src/tests/site/budget.test.ts'];

/**
 * Suites with hundreds of long runs each, and suites that try every output's schema or every set-up. Similar suites with
 * fewer runs are in the unit tier.
 */
const FULL_ONLY = [
  'src/package/set-ups.test.ts',
  'src/reference/schemas.test.ts',
  'src/tests/calibrate/recovery.test.ts',
  'src/tests/engine/{queueing,sweeps}.test.ts',
  'src/tests/random/repository.test.ts',
  'src/tests/sentences/labels.test.ts',
  'src/validation/claims.test.ts',
  'src/validation/labels/attacks.test.ts',
  'src/validation/labels/held-out.test.ts',
  'src/validation/fixes/attacks.test.ts',
];

const OTHER_TIERS = ['site', 'peers', 'long', 'shells'].map((folder) => `src/tests/${folder}/**`);

export default defineConfig({
  test: {
    maxWorkers: 2,
    // One folder for all projects of a run, so that `site` and `site-serial` share builds.
    globalSetup: ['src/tests/site/support/shared-folder.ts'],
    projects: [
      {
        test: {
          ...BACKSTOP,
          name: 'unit',
          include: ['src/**/*.test.ts'],
          exclude: [...OTHER_TIERS, ...ISOLATED, ...FULL_ONLY],
          isolate: false,
          provide: { draws: 0.1 },
        },
      },
      {
        test: {
          ...BACKSTOP,
          name: 'unit-isolated',
          include: ISOLATED,
          exclude: FULL_ONLY,
          provide: { draws: 0.1 },
        },
      },
      {
        test: {
          ...BACKSTOP,
          name: 'full',
          include: ['src/tests/shells/**/*.test.ts', LEAKS, ...RANDOM, ...SAMPLED, ...FULL_ONLY],
          provide: { draws: 1 },
        },
      },
      { test: { ...BACKSTOP, name: 'random', include: RANDOM, provide: { draws: 10 } } },
      {
        test: {
          ...BACKSTOP,
          name: 'site',
          include: ['src/tests/site/**/*.test.ts'],
          exclude: SERIAL,
        },
      },
      {
        test: {
          ...BACKSTOP,
          name: 'site-serial',
          include: SERIAL,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: { ...BACKSTOP, name: 'long', include: ['src/tests/long/**/*.test.ts'], provide: { draws: 1 } },
      },
      { test: { ...BACKSTOP, name: 'peers', include: ['src/tests/peers/**/*.test.ts'] } },
    ],
  },
});
