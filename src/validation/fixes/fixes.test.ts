import { describe, expect, test } from 'vitest';
import { fixesOf, fixOf, SHOP } from '../../tests/support/fixes.ts';

describe('a variant of a scenario with runs', () => {
  test('helps if nearly all draws are better', async () => {
    const fix = await fixOf(SHOP('{ outage.repair.delay: 20m }'));
    expect(fix).toMatchObject({
      verdict: 'helps',
      kind: 'fix',
      by: 'runs',
      draws: { counted: 20, better: 20, worse: 0, same: 0 },
      made: 20,
      reason:
        'Better in 20 of 20 draws: 20 min of impact instead of 40 min; 600 failed requests instead of 1,200.',
    });
    expect(fix.effects.map(({ what, name, better }) => [what, name, better])).toEqual([
      ['impact', 'shop', 20],
      ['failed', 'shop', 20],
    ]);
  });

  test.each([
    ['harms', '{ outage.repair.delay: 80m }'],
    ['no effect', '{ services.shop.concurrency: 20 }'],
    ['hardly any effect', "{ outage.repair.delay: 'length - 5s' }"],
    // Both durations are drawn, so either can be longer.
    ['depends on the numbers', '{ outage.repair.delay: 2460s }'],
  ])('%s', async (verdict, variant) => {
    expect((await fixOf(SHOP(variant))).verdict).toBe(verdict);
  });

  test('helps and harms if another quantity gets worse', async () => {
    // A shorter outage in which three times as many requests fail.
    const variant = "{ outage.repair.delay: 'length - 10m', load.users.arrivals.rate: '120/m' }";
    const fix = await fixOf(SHOP(variant));
    expect(fix.verdict).toBe('helps and harms');
    expect(fix.reason).toContain('; but 3,600 failed requests instead of 1,200.');
  });

  test('is judged by outcomes with a direction only after requests', async () => {
    const outcomes = (better: string) => `outcomes: { looks: { is: lost${better} } }`;
    const calm = (more: string) =>
      SHOP('{ outage.repair.delay: 20m }', more).replace('load: [', 'load: []\n#');
    expect((await fixOf(calm(outcomes('')))).verdict).toBe('untested');
    expect((await fixOf(calm(outcomes(', better: lower')))).verdict).toBe('helps');
    expect((await fixOf(calm(outcomes(', better: higher')))).verdict).toBe('harms');
  });

  test('is judged by invariants', async () => {
    const fix = await fixOf(
      `${SHOP('{ outage.repair.delay: 5m }').replace('load: [', 'load: []\n#')}invariants: { few: lost < 10 }\n`,
    );
    expect(fix).toMatchObject({ verdict: 'helps', reason: 'Better in 20 of 20 draws: `few` holds.' });
  });

  test('is untested if the base has no harm, but harms if only the variant does', async () => {
    const calm = (variant: string) => SHOP(variant).replace('set: { up: false }', 'set: { up: true }');
    expect((await fixOf(calm('{ outage.repair.delay: 20m }'))).verdict).toBe('untested');
    expect((await fixOf(calm('{ outage.fail.set.up: false }'))).verdict).toBe('harms');
  });

  test('is judged only in draws with the harm', async () => {
    // The queue overflows only if the drawn rate exceeds the drawn capacity.
    const text = SHOP('{ services.shop.service_time: 100ms }')
      .replace('set: { up: false }', 'set: { up: true }')
      .replace(
        'concurrency: 10, service_time: 10ms',
        'concurrency: 1, service_time: 2020ms, queue: { capacity: 5 }',
      );
    const fix = await fixOf(text);
    expect(fix.verdict).toBe('helps');
    expect(fix.draws.counted).toBeLessThan(fix.made);
    expect(fix.reason).toMatch(/^Better in (\d+) of the \1 draws with harm \(\d+ more ha(?:s|ve) none\): /);
  });

  test('may be a counterfactual', async () => {
    const text = SHOP('{ outage.repair.delay: 80m }', 'expect: { v: { kind: counterfactual } }\n');
    expect(await fixOf(text)).toMatchObject({ verdict: 'harms', kind: 'counterfactual' });
  });
});

const SEARCH = (variants: string) => `scenario: race
const: { most: 2 }
state: { n: 0 }
processes: { p: { instances: [a, b], steps: [{ id: add, skip_if: n >= most, skip_to: end, set: { n: n + 1 } }] } }
invariants: { few: n < 2 }
explore: {}
variants: { v: ${variants} }
`;

test.each([
  [
    '{ const.most: 1 }',
    'helps',
    'Holds in all interleavings within these bounds: 4 states, most: 1; the base violates `few` in 2 steps.',
  ],
  ['{ const.most: 3 }', 'no effect', 'Still violates `few` in 2 steps, as the base does.'],
  ['{ p.add.set.n: n + 2 }', 'hardly any effect', 'Still violates `few` in 1 step, the base in 2.'],
])('a search of all interleavings with %s', async (variant, verdict, reason) => {
  expect(await fixesOf(SEARCH(variant))).toMatchObject([{ variant: 'v', by: 'search', verdict, reason }]);
});
