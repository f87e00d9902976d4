/** The tests to run for mutants: engine tests that take only seconds. */
export const TESTS = [
  'src/engine/**/*.test.ts',
  'src/tests/engine/!(queueing|sweeps).test.ts',
  'src/explore/may-wait.test.ts',
  'src/explore/times/*.test.ts',
  'src/tests/explore/lassos.test.ts',
  'src/tests/language/{cases,good,hints,limits,record}.test.ts',
] as const;
