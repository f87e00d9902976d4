import { expect, test } from 'vitest';
import { compareWithOracle } from './retries.ts';

/** Upper limits on tolerances, relative to each metric, so that the test stays meaningful. */
const MAX_TOLERANCE: Readonly<Record<string, number>> = {
  events: 0.05,
  ok: 0.01,
  failed: 1,
  timeouts: 0.4,
  latency: 0.1,
};

/** One tenth of the long test: 20 runs with 10,000 arrivals. */
test('M/M/c with impatient clients agrees with an independent program', () => {
  for (const { figure, oracle, found, tolerance } of compareWithOracle(20, 10_000)) {
    expect(tolerance, figure).toBeLessThan(MAX_TOLERANCE[figure]! * oracle);
    expect(Math.abs(found - oracle), figure).toBeLessThanOrEqual(tolerance);
  }
});
