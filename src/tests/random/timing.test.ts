import { expect, test } from 'vitest';
import { drawsOf } from '../support/draws.ts';
import { holdTimesAgainstRuns } from './timing.ts';

test('times of counterexamples are times of runs, and no run has times that are called impossible', () => {
  const count = drawsOf(300);
  const timed = holdTimesAgainstRuns({ seed: 20_251_023, runs: count });
  expect(timed.models).toBe(count);
  expect(timed.yes / count).toBeGreaterThan(0.26);
  expect(timed.no / count).toBeGreaterThan(0.4);
  // Random runs reach most of what is called possible.
  expect(timed.reachedByRuns / count).toBeGreaterThan(0.16);
  expect(timed.reachedByDraws / count).toBeGreaterThan(0.25);
  expect(timed.open / count).toBeLessThan(0.04);
});
