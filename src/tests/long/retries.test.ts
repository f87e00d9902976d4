import { expect, test } from 'vitest';
import { compareWithOracle } from '../engine/retries.ts';

/** How far apart the two may be at most, as shares of each figure; two thirds of it are the oracle's own sampling error. */
const NARROW: Readonly<Record<string, number>> = {
  events: 0.01,
  ok: 0.002,
  failed: 0.2,
  timeouts: 0.12,
  latency: 0.04,
};

test('M/M/c with impatient clients agrees with another program over 6,000,000 arrivals', () => {
  for (const { figure, oracle, found, apart } of compareWithOracle(60, 100_000)) {
    expect(apart, figure).toBeLessThan(NARROW[figure]! * oracle);
    expect(Math.abs(found - oracle), figure).toBeLessThanOrEqual(apart);
  }
});
