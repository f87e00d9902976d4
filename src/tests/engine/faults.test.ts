import { describe, expect, it } from 'vitest';
import { resultOf } from '../support/evaluate-text.ts';

/** A fault sets `x` to 5 from 10 s to 30 s. A second fault may also set it. The operator writes to it at 20 s. */
const MODEL = (write: string, more = ''): string => `
scenario: overwritten
until: 1m
state: { x: 1, seen: 0 }
faults:
  - { id: slow, at: 10s, for: 20s, set: { x: 5 } }
${more}
processes:
  operator:
    steps:
      - { id: fix, delay: 20s, set: ${write} }
`;

function finalX(text: string): unknown {
  return resultOf(text, { only: 'run' }).runs[0]!.final['x'];
}

describe('the end of a fault', () => {
  it('restores a variable that no step wrote', () => {
    expect(finalX(MODEL('{ seen: x }'))).toBe(1);
  });

  it('keeps what a step wrote, even if the value is the one that the fault set', () => {
    expect(finalX(MODEL('{ x: 5 }'))).toBe(5);
    expect(finalX(MODEL('{ x: 4 }'))).toBe(4);
  });

  it('keeps what a step wrote while two faults are active, whichever ends first', () => {
    for (const [at, lasts] of [
      [15, 30],
      [15, 10],
    ]) {
      const second = `  - { id: other, at: ${at}s, for: ${lasts}s, set: { x: 7 } }`;
      for (const value of [5, 7, 1]) expect(finalX(MODEL(`{ x: ${value} }`, second))).toBe(value);
      expect(finalX(MODEL('{ seen: x }', second))).toBe(1);
    }
  });

  it('restores what a step wrote before a second fault', () => {
    const second = '  - { id: other, at: 25s, for: 10s, set: { x: 7 } }';
    expect(finalX(MODEL('{ x: 5 }', second))).toBe(5);
  });
});

describe.each([false, true])('in a search (plain: %s)', (plain) => {
  function reaches(text: string, condition: string): string {
    const { explorations } = resultOf(`${text}\nexplore: {}\nreachable: { it: '${condition}' }\n`, {
      only: 'explore',
      explore: { plain },
    });
    return explorations[0]!.properties.find(({ name }) => name === 'it')!.verdict;
  }
  // Without `delay`, the operator may write before, during or after the fault. `seen` records the value that the
  // operator found.
  const written = MODEL('{ x: 5, seen: x }').replace('delay: 20s, ', '');

  it('the end keeps what a step wrote during the fault', () => {
    expect(reaches(written, 'seen == 5 && x == 1')).toBe('not reached');
    expect(reaches(written, 'seen == 5 && x == 5')).toBe('reached');
  });

  it('the end restores what a step wrote before the fault', () => {
    const before = written.replace('x: 5, seen: x }', 'x: 2, seen: x }');
    expect(reaches(before, 'seen == 1 && x == 5')).toBe('reached');
    expect(reaches(before, 'seen == 5 && x == 1')).toBe('not reached');
  });
});
