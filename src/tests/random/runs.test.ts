import { expect, test } from 'vitest';
import { drawsOf } from '../support/draws.ts';
import { differenceOfRuns, firstDifference } from './comparison.ts';
import { inlinedScenarioOf, scenarioOf } from './scenarios.ts';
import { withoutSources } from './sources.ts';

/** To repeat one scenario: `SEED=123 npx vitest run --project unit src/tests/random/runs.test.ts` */
const ONE = process.env['SEED'];

test('the engine and the reference runner agree on random scenarios', () => {
  const seeds =
    ONE === undefined ? Array.from({ length: drawsOf(1000, 300) }, (_, i) => i + 1) : [Number(ONE)];
  for (const seed of seeds) {
    const text = scenarioOf(seed);
    const found = firstDifference(text);
    expect(found, `${text}\nSEED=${seed}`).toBeNull();
  }
});

test('a name under `let` means the same as its expression', () => {
  const seeds = Array.from({ length: drawsOf(300, 60) }, (_, i) => i + 1);
  for (const seed of seeds) {
    const [named, inlined] = [scenarioOf(seed), inlinedScenarioOf(seed)];
    expect(differenceOfRuns(named, inlined), `${named}\nSEED=${seed}`).toBeNull();
  }
  expect(seeds.filter((seed) => scenarioOf(seed) !== inlinedScenarioOf(seed)).length).toBeGreaterThan(40);
});

test('a number that says where it comes from is the same number', () => {
  const seeds = Array.from({ length: drawsOf(300, 60) }, (_, i) => i + 1);
  for (const seed of seeds) {
    const text = scenarioOf(seed);
    expect(differenceOfRuns(text, withoutSources(text)), `${text}\nSEED=${seed}`).toBeNull();
  }
  expect(
    seeds.filter((seed) => withoutSources(scenarioOf(seed)) !== scenarioOf(seed)).length,
  ).toBeGreaterThan(15);
});
