import { expect, test } from 'vitest';
import { drawsOf } from '../support/draws.ts';
import { checkTimesAgainstRuns } from './timing.ts';

test('reported times of counterexamples are times of runs, and no run takes an order reported as impossible', () => {
  const count = drawsOf(300);
  const coverage = checkTimesAgainstRuns({ seed: 20_251_023, runs: count });
  expect(coverage.models).toBe(count);
  expect(coverage.yes / count).toBeGreaterThan(0.26);
  expect(coverage.no / count).toBeGreaterThan(0.4);
  // Random runs reach most of the orders that are reported as possible.
  expect(coverage.reachedByRuns / count).toBeGreaterThan(0.16);
  expect(coverage.reachedByDraws / count).toBeGreaterThan(0.25);
  expect(coverage.open / count).toBeLessThan(0.04);
});
