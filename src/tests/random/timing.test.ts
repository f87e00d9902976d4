import { expect, it } from 'vitest';
import { holdTimesAgainstRuns } from './timing.ts';

it('times of counterexamples are those of runs, and none are told as impossible that runs have', () => {
  const timed = holdTimesAgainstRuns({ seed: 20_251_023, runs: 300 });
  expect(timed.models).toBe(300);
  expect(timed.yes).toBeGreaterThan(80);
  expect(timed.no).toBeGreaterThan(150);
  // What runs by chance can tell: they reach most of what is told as possible.
  expect(timed.reachedByRuns).toBeGreaterThan(50);
  expect(timed.reachedByDraws).toBeGreaterThan(75);
  expect(timed.open).toBeLessThan(10);
}, 600_000);
