import { describe, expect, test } from 'vitest';
import { resultOf } from '../support/evaluate-text.ts';

const ROLL = (either: string, more = '') => `
scenario: dice
until: 1h
state: { a: 0, b: 0, c: 0, d: 0 }
processes:
  p:
    loop: 1s
    steps:
      - id: roll
        either:
${either}
      - { id: next, set: { d: d + 1 } }
${more}`;

const TWO = `
          - { id: first, chance: 30%, set: { a: a + 1 } }
          - { id: second, chance: 20%, delay: 10ms, set: { b: b + 1 } }`;

const REST = `${TWO}
          - { id: third, delay: 5ms, set: { c: c + 1 } }
          - { id: fourth, delay: 7ms, set: { d: d + 1000000 } }`;

const finalOf = (text: string, variant = 0) =>
  resultOf(text, { only: 'run' }).runs[variant]!.final as Record<string, number>;

describe('an `either` with chances', () => {
  test('takes each alternative as often as stated, and the rest otherwise', () => {
    const { a, b, c, d } = finalOf(ROLL(REST));
    // Of the alternatives without a chance, the fastest wins.
    expect(a! + b! + c!).toBe(3600);
    expect(d).toBe(3600);
    // The standard deviations are below 30.
    expect(Math.abs(a! - 0.3 * 3600)).toBeLessThan(90);
    expect(Math.abs(b! - 0.2 * 3600)).toBeLessThan(90);
  });

  test('is skipped if the chances add up to less than 100% and nothing takes the rest', () => {
    const { a, b, d } = finalOf(ROLL(TWO));
    expect(d).toBe(3600);
    expect(Math.abs(a! + b! - 0.5 * 3600)).toBeLessThan(100);
  });

  test('draws the same numbers in a variant', () => {
    const text = ROLL(
      TWO,
      'variants: { likelier: { p.first.chance: 31%, p.second.chance: 19% }, slower: { p.second.delay: 20ms } }',
    );
    const base = finalOf(text);
    const slower = finalOf(text, 2);
    expect([slower['a'], slower['b']]).toEqual([base['a'], base['b']]);
    const likelier = finalOf(text, 1);
    expect(likelier['a']! + likelier['b']!).toBe(base['a']! + base['b']!);
    expect(likelier['a']!).toBeGreaterThan(base['a']!);
  });

  test('always takes an alternative if the chances add up to 100%', () => {
    const tenths = ['0.1', '0.2', '0.7'].map(
      (share, i) => `          - { id: r${i}, chance: ${share}, set: { a: a + 1 } }`,
    );
    expect(finalOf(ROLL(tenths.join('\n')))['a']).toBe(3600);
  });

  test('reads a chance when it is reached', () => {
    const { a, d } = finalOf(
      ROLL("          - { id: x, chance: 'a < 5 ? 1.0 : 0.0', set: { a: a + 1 } }\n          - { id: y }"),
    );
    expect([a, d]).toEqual([5, 3600]);
  });
});

describe('a search', () => {
  const SEARCHED = (chances: readonly string[], invariant: string) => `
scenario: dice
state: { n: 0 }
processes:
  p:
    steps:
      - id: roll
        either:
${chances.map((chance, i) => `          - { id: r${i}, chance: ${chance}, delay: ${i + 1}s, set: { n: ${i + 1} } }`).join('\n')}
invariants: { i: ${invariant} }
`;
  const explored = (chances: readonly string[], invariant: string) =>
    resultOf(SEARCHED(chances, invariant)).explorations[0]!;

  test('takes every alternative, and none of them if that can happen', () => {
    expect(explored(['1%', '1%'], 'n != 2').verdict).toBe('violated');
    // The initial state, two outcomes, and a state in which neither happened.
    expect(explored(['1%', '1%'], 'n < 3').states).toBe(4);
    expect(explored(['50%', '50%'], 'n < 3').states).toBe(3);
  });

  test('leaves out alternatives with a chance of 0', () => {
    const { verdict, states } = explored(['0%', '100%'], 'n != 1');
    expect([verdict, states]).toEqual(['holds', 2]);
  });

  test('gives times for an alternative that is slower than the others', () => {
    const { timing } = explored(['50%', '50%'], 'n != 2');
    expect(timing).toMatchObject({ possible: true, times: [2e6] });
  });
});
