import { describe, expect, test } from 'vitest';
import { evaluateText, resultOf } from '../support/evaluate-text.ts';

const DRAW = (distribution: string, more = '') => `
scenario: dice
until: 2000s
state: { n: 0, sum: 0.0, squares: 0.0, least: 1000.0, greatest: -1000.0 }
processes:
  p:
    loop: 1s
    steps:
      - id: roll
        draw: { u: ${distribution} }
        set:
          n: n + 1
          sum: sum + u
          squares: squares + u * u
          least: min(least, u)
          greatest: max(greatest, u)
${more}`;

const finalOf = (text: string, variant = 0) =>
  resultOf(text, { only: 'run' }).runs[variant]!.final as Record<string, number>;

describe('a step that draws', () => {
  // The tolerances are more than three standard deviations.
  test.each([
    ['{ dist: constant, value: 3 }', 3, 0, [3, 3]],
    ['{ dist: uniform, min: -1, max: 3 }', 1, 2 / Math.sqrt(3), [-1, 3]],
    ['{ dist: exponential, mean: 0.5 }', 0.5, 0.5, [0, 10]],
    ['{ dist: lognormal, p50: 2, p99: 4 }', 2.091, 0.637, [0.2, 20]],
  ] as const)('numbers from %s gets its mean and its deviation', (distribution, mean, deviation, range) => {
    const { n, sum, squares, least, greatest } = finalOf(DRAW(distribution)) as Record<string, number>;
    expect(n).toBe(2000);
    const found = sum! / n!;
    expect(Math.abs(found - mean)).toBeLessThanOrEqual((4 * deviation) / Math.sqrt(n!) + 1e-9);
    const spread = Math.sqrt(Math.max(0, squares! / n! - found * found));
    expect(Math.abs(spread - deviation)).toBeLessThanOrEqual(deviation * 0.15 + 1e-6);
    expect([least! >= range[0], greatest! <= range[1]]).toEqual([true, true]);
  });

  test('draws the same numbers in a variant, scaled to its range', () => {
    const text = DRAW(
      '{ dist: uniform, min: 0, max: 1 }',
      'variants: { twice: { p.roll.draw.u.max: 2 }, later: { until: 1000s } }',
    );
    expect(finalOf(text, 1)['sum']).toBeCloseTo(2 * finalOf(text)['sum']!, 6);
    expect(finalOf(text, 2)['least']).toBeGreaterThanOrEqual(finalOf(text)['least']!);
  });

  test('passes its numbers to messages and sentences', () => {
    const run = resultOf(`
scenario: mail
until: 10s
state: { got: 0.0 }
processes:
  a:
    steps:
      - id: roll
        choose: { who: b }
        draw: { u: { dist: uniform, min: 5, max: 6 }, v: { dist: uniform, min: 7, max: 8 } }
        send: { to: who, body: { n: u } }
        say: sends <u < 6.0 && v >= 7.0>
  b:
    steps:
      - { id: take, receive: { as: m }, set: { got: m.n } }
`).runs[0]!;
    expect(run.trace[0]!.say).toBe('sends true');
    expect(run.final['got']).toBeGreaterThan(5);
  });
});

test('a number that is too large to be drawn ends the run with an error', () => {
  const text = `scenario: wide\nuntil: 100s\nstate: { x: 0.0 }\nprocesses: { p: { loop: 1s, steps: [{ id: roll, draw: { u: { dist: exponential, mean: 1e308 } }, set: { x: u } }] } }\n`;
  const { result, diagnostics } = evaluateText(text, { only: 'run' });
  expect(result).toBeNull();
  expect(diagnostics.map(({ code }) => code)).toEqual(['run/draw']);
});
