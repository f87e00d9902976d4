import { expect, test } from 'vitest';
import { compareWithOracle } from '../queueing/retries.ts';

test('M/M/c with impatient clients agrees with another program over 2,000,000 arrivals', () => {
  for (const { figure, oracle, found, apart } of compareWithOracle(20, 100_000)) {
    expect(apart, figure).toBeLessThan((figure === 'failed' ? 0.2 : 0.05) * oracle);
    expect(Math.abs(found - oracle), figure).toBeLessThanOrEqual(apart);
  }
});
