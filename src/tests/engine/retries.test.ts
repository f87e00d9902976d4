import { expect, test } from 'vitest';
import { compareWithOracle } from './retries.ts';

/** How far apart the two may be at most for the test to tell anything, as shares of each figure. */
const NARROW: Readonly<Record<string, number>> = {
  events: 0.05,
  ok: 0.01,
  failed: 1,
  timeouts: 0.4,
  latency: 0.1,
};

/** A tenth of what the long tests do: 20 runs of 10,000 arrivals. */
test('M/M/c with impatient clients agrees with another program', () => {
  for (const { figure, oracle, found, apart } of compareWithOracle(20, 10_000)) {
    expect(apart, figure).toBeLessThan(NARROW[figure]! * oracle);
    expect(Math.abs(found - oracle), figure).toBeLessThanOrEqual(apart);
  }
});
