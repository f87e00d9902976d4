import { describe, expect, it } from 'vitest';
import { Draws, hashName } from '../../engine/numbers/random.ts';
import { baseRun } from '../support/evaluate-text.ts';

/** In simulated seconds. */
const END = 3000;

/** A process that changes `a` and `b` at the given times in seconds. Example: `a1` at 5. */
function scenario(changes: readonly (readonly [at: number, change: string])[], marks: string): string {
  const steps = changes.map(([at, change], i) => {
    const [variable, value] = [change[0]!, change[1] === '1'];
    return `      - { id: s${i}, at: ${at}s, set: { ${variable}: ${value} } }`;
  });
  return `
scenario: marks
until: ${END}s
state: { a: false, b: false }
processes:
  p:
    steps:
${steps.join('\n')}
marks:
${marks}`;
}

/** Times of marks, in seconds. */
function times(text: string): Record<string, number | null> {
  return Object.fromEntries(baseRun(text).marks.map(({ id, at }) => [id, at === null ? null : at / 1e6]));
}

describe('a mark after another', () => {
  it('counts a rise before the other mark has held long enough', () => {
    const text = scenario(
      [
        [10, 'a1'],
        [12, 'b1'],
      ],
      `  first: { is: a, held: 20s }\n  second: { is: b, after: first }`,
    );
    expect(times(text)).toEqual({ first: 10, second: 12 });
  });

  it('counts no rise before the other mark if the other mark comes after the first rise', () => {
    const text = scenario(
      [
        [10, 'a1'],
        [12, 'b1'],
        [13, 'b0'],
        [15, 'a0'],
        [30, 'a1'],
        [40, 'b1'],
      ],
      `  first: { is: a, held: 20s }\n  second: { is: b, after: first }`,
    );
    expect(times(text)).toEqual({ first: 30, second: 40 });
  });

  it('comes after the last rise of the other', () => {
    const text = scenario(
      [
        [10, 'a1'],
        [12, 'b1'],
        [13, 'b0'],
        [15, 'a0'],
        [30, 'a1'],
        [40, 'b1'],
      ],
      `  first: { is: a, which: last }\n  second: { is: b, after: first }`,
    );
    expect(times(text)).toEqual({ first: 30, second: 40 });
  });

  it('did not happen if the other happened again and it did not', () => {
    const text = scenario(
      [
        [10, 'a1'],
        [12, 'b1'],
        [15, 'a0'],
        [30, 'a1'],
      ],
      `  first: { is: a, which: last }\n  second: { is: b, after: first }`,
    );
    expect(times(text)).toEqual({ first: 30, second: null });
  });

  it('agrees with a computation over all rises', () => {
    const draws = new Draws(7, 0);
    for (let round = 0; round < 160; round++) {
      // The last rounds have so many rises that the engine drops those that no longer matter.
      const size = round < 150 ? 14 : 480;
      let n = 0;
      const draw = (below: number): number =>
        Math.floor(draws.uniform(hashName('marks'), round, n++, 0) * below);
      const changes = Array.from({ length: size }, (_, i) => {
        return [2 + i * 6 + draw(5), `${'ab'[draw(2)]}${draw(2)}`] as const;
      });
      const option = (): { held: number; which: string } => ({
        held: [0, 0, 3, 9, 20][draw(5)]!,
        which: ['first', 'first', 'last', '2'][draw(4)]!,
      });
      const list = ['a', 'b', 'a'].map((is, i) => ({ id: `m${i}`, is, ...option() }));
      const marks = list.map(({ id, is, held, which }, i) => {
        const after = i === 0 ? '' : `, after: m${i - 1}`;
        return `  ${id}: { is: ${is}, which: ${which}${held === 0 ? '' : `, held: ${held}s`}${after} }`;
      });
      const text = scenario(changes, marks.join('\n'));
      let bound: number | null = -1;
      const expected = list.map(({ is, held, which }) => {
        const rises = risesOf(changes, is, held).filter((rise) => bound !== null && rise >= bound);
        bound = (which === 'last' ? rises.at(-1) : rises[which === 'first' ? 0 : 1]) ?? null;
        return bound;
      });
      expect(Object.values(times(text)), text).toEqual(expected);
    }
  });
});

/**
 * Times at which a variable becomes true for at least `held` seconds. After the last step, values are kept until the
 * end of the run.
 */
function risesOf(changes: readonly (readonly [number, string])[], name: string, held: number): number[] {
  const rises: number[] = [];
  let since: number | null = null;
  for (const [at, change] of changes) {
    if (change[0] !== name) continue;
    if (change[1] === '1') since ??= at;
    else if (since !== null) {
      if (at - since >= held) rises.push(since);
      since = null;
    }
  }
  if (since !== null && END - since >= held) rises.push(since);
  return rises;
}
