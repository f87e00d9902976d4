import { describe, expect, it } from 'vitest';
import { event } from '../../tests/support/results/trace.ts';
import { SECOND } from '../../time/duration.ts';
import { foldCycles } from './routine.ts';

/** One event per second: a letter is a step, and `!` is an event that violates an invariant. */
function trace(letters: string) {
  return [...letters].map((letter, i) =>
    event(i * SECOND, 'p', { step: letter, breaks: letter === '!' ? ['inv'] : [] }),
  );
}

function folded(letters: string): string {
  return foldCycles(trace(letters), (one) => one.step === 'k')
    .map(
      (unit) =>
        `${unit.events.map((one) => one.step).join('')}${unit.repeats === 0 ? '' : `(+${unit.repeats})`}`,
    )
    .join(' ');
}

describe('folding cycles', () => {
  it('keeps the first round and counts the rest', () => {
    expect(folded('abcabcabcx')).toBe('abc(+2) x');
    expect(folded('aaaaa')).toBe('a(+4)');
  });

  it('keeps steps that occur only twice in a row', () => {
    expect(folded('ababx')).toBe('a b a b x');
  });

  it('prefers the cycle that covers the most events', () => {
    expect(folded('aabaabaab')).toBe('aab(+2)');
  });

  it('never folds violations or events to keep', () => {
    expect(folded('a!a!a!')).toBe('a ! a ! a !');
    expect(folded('akakak')).toBe('a k a k a k');
  });

  it('accounts for every event and for when the last round ended', () => {
    const units = foldCycles(trace('xabababy'), () => false);
    expect(units.reduce((sum, unit) => sum + unit.events.length * (unit.repeats + 1), 0)).toBe(8);
    expect(units[1]!.until).toBe(6 * SECOND);
  });
});
