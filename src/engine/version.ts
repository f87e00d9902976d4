/**
 * Version of what a scenario means when it runs. A change that may alter any Result raises it; the golden hashes in
 * `src/tests/golden.test.ts` tell when that is so.
 */
export const ENGINE_VERSION = '4';
