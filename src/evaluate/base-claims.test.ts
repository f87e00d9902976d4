import { expect, test } from 'vitest';
import { resultOf } from '../tests/support/evaluate-text.ts';

const SCENARIO = `
scenario: claims
until: 1h
state: { n: 0, up: true }
processes: { p: { steps: [{ id: add, delay: 10m, set: { n: n + 1 } }, { id: fail, delay: 10m, set: { up: false } }] } }
marks: { added: n == 1, down: '!up' }
invariants: { few: n < 2, works: up }
variants: { careful: { p.fail.delay: 2h } }
expect:
  base: { run: { happens: added }, explore: { holds: few, violates: works } }
  careful:
    run: { happens: added, never: down, holds: all, finally: [n == 1, up] }
    explore: { holds: few, violates: works }
`;

test('claims that the base meets too are marked, and only in variants', () => {
  const { runs, explorations } = resultOf(SCENARIO);
  const claims = [...runs, ...explorations].flatMap(({ variant, expectations }) =>
    expectations.map(({ claim, met, baseToo }) => [variant, claim, met, baseToo]),
  );
  expect(claims).toEqual([
    ['base', 'added happens', true, undefined],
    ['careful', 'added happens', true, true],
    ['careful', "down doesn't happen", true, undefined],
    ['careful', 'few holds in the run', true, true],
    ['careful', 'works holds in the run', true, undefined],
    ['careful', 'at the end n == 1', true, true],
    ['careful', 'at the end up', true, undefined],
    ['base', 'few holds in every interleaving', true, undefined],
    ['base', 'works can be violated', true, undefined],
    ['careful', 'few holds in every interleaving', true, true],
    ['careful', 'works can be violated', true, true],
  ]);
});
