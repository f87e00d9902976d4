import { describe, expect, it } from 'vitest';
import { resultOf } from '../support/evaluate-text.ts';

/** The instances that act in the repeated part of a counterexample, in order. */
function round(text: string): (string | null)[] {
  const { trace, loop, verdict } = resultOf(text, { only: 'explore' }).explorations[0]!;
  expect(verdict).toBe('violated');
  return trace.slice(loop!).map(({ actor }) => actor);
}

describe('the repeated part of a counterexample to `eventually`', () => {
  it('has a step by each of two processes that do the same thing', () => {
    const found = round(`
scenario: flips
state: { on: false, done: false }
processes:
  flip:
    instances: [A, B]
    loop: true
    steps: [{ id: flip, set: { on: '!on' } }]
eventually: { finishes: done }
`);
    expect([...new Set(found)].sort()).toEqual(['A', 'B']);
    // Each instance flips once, so that the cycle ends where it started.
    expect(found).toHaveLength(2);
  });

  it('has a step by each of three processes that change nothing', () => {
    const found = round(`
scenario: idlers
state: { done: false }
processes:
  idler:
    instances: [A, B, C]
    loop: true
    steps: [{ id: idle }]
eventually: { finishes: done }
`);
    expect(found.toSorted()).toEqual(['A', 'B', 'C']);
  });
});
