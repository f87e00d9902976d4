import { expect, test } from 'vitest';
import { compareWithOracle } from '../engine/retries.ts';

/**
 * Upper limits for the tolerances, as fractions of each number. Most of each tolerance is the oracle's sampling
 * error.
 */
const MAX_TOLERANCE: Readonly<Record<string, number>> = {
  events: 0.01,
  ok: 0.002,
  failed: 0.2,
  timeouts: 0.12,
  latency: 0.04,
};

test('M/M/c with impatient clients agrees with an independent program over 6,000,000 arrivals', () => {
  for (const { figure, oracle, found, tolerance } of compareWithOracle(60, 100_000)) {
    expect(tolerance, figure).toBeLessThan(MAX_TOLERANCE[figure]! * oracle);
    expect(Math.abs(found - oracle), figure).toBeLessThanOrEqual(tolerance);
  }
});
