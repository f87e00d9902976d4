import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchObserved } from '../../explore/observed.ts';
import { compile } from '../../model/compile.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { type PlainOrder, plainOrder } from '../explore/reference/observed-order.ts';
import { scenariosIn } from '../explore/reference/read-model.ts';
import { drawsOf } from '../support/draws.ts';
import { randomModel } from './models.ts';

/** Maximum number of executions to try. */
const MOST = 400;

const KINDS = [
  { name: 'models of shared state', symmetric: false, eventful: false, seed: 20_261_130 },
  {
    name: 'models with messages, timers, faults and calls',
    symmetric: false,
    eventful: true,
    seed: 20_261_131,
  },
  { name: 'models with interchangeable instances', symmetric: true, eventful: true, seed: 20_261_132 },
] as const;

test.each(KINDS)('the search for the observed order agrees with trying all executions: $name', (kind) => {
  const found = { shown: 0, longer: 0, impossible: 0 };
  const runs = drawsOf(300);
  fc.assert(
    fc.property(randomModel(kind.symmetric, kind.eventful, false, true), ({ text, symmetric }) => {
      const drawn = scenariosIn(text).get('base')!;
      for (const scenario of [drawn, reversed(drawn)]) {
        const tried = plainOrder(scenario, MOST);
        for (const names of symmetric.length === 0 ? [[]] : [[], symmetric])
          compare(scenario, names, tried, text);
        if (tried.steps !== null) found.shown++;
        if (tried.steps !== null && tried.steps > 2) found.longer++;
        if (tried.complete) found.impossible++;
      }
    }),
    { seed: kind.seed, numRuns: runs },
  );
  // With few models of each outcome, agreement wouldn't mean much.
  expect(found.shown / runs).toBeGreaterThan(0.15);
  expect(found.longer / runs).toBeGreaterThan(0.05);
  expect(found.impossible / runs).toBeGreaterThan(0.2);
});

/** The same scenario with the opposite observed order. */
function reversed(scenario: Scenario): Scenario {
  const observed = scenario.observed.map((fact) => ({
    ...fact,
    t: -(fact.latest ?? fact.t),
    latest: fact.latest === null ? null : -fact.t,
  }));
  return { ...scenario, observed };
}

function compare(scenario: Scenario, symmetric: readonly string[], tried: PlainOrder, text: string): void {
  const options = { symmetry: symmetric, countFleets: symmetric.length > 0, maxStates: 1_000 };
  const { order } = searchObserved(compile(scenario), {
    variant: 'base',
    patches: [],
    smaller: [],
    span: scenario.processes[0]!.span,
    options,
  });
  const reached = order.marks.filter(({ step }) => step !== null).length;
  if (tried.steps !== null) {
    const expected = { verdict: 'shown', steps: tried.steps, reached: order.marks.length };
    expect({ verdict: order.verdict, steps: order.steps, reached }, text).toEqual(expected);
  } else if (tried.complete) {
    expect([order.verdict, reached], text).toEqual(['impossible', tried.reached]);
  } else if (order.verdict !== 'shown') {
    expect(reached, text).toBeGreaterThanOrEqual(tried.reached);
  }
}
