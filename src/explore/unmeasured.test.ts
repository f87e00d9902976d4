import { describe, expect, test } from 'vitest';
import { evaluateText, resultOf } from '../tests/support/evaluate-text.ts';

/** An operator restarts when goodput is low. A search has no goodput, so it explores both cases. */
const OPERATOR = (more = ''): string => `
scenario: operator
until: 2m
state: { restarts: 0, calm: false }
services: { shop: { concurrency: 4, service_time: 20ms } }
load: [{ id: visitors, to: shop, arrivals: { dist: poisson, rate: 30/s }, timeout: 1s }]
measure: { goodput: { is: rate(shop.ok), window: 10s } }
processes:
  operator:
    steps:
      - { id: look, delay: 30s, when: goodput < 10.0, set: { restarts: restarts + 1 } }
  watcher:
    steps:
      - { id: see, delay: 40s, while: '!calm && goodput > 20.0', set: { calm: true } }
${more}`;

function explored(more: string) {
  return resultOf(OPERATOR(more), { only: 'explore' }).explorations[0]!;
}

const SERVED = `explore: { max_states: 1000 }
invariants: { served: '!has(goodput) || goodput > 1.0' }`;

test('a run in which an instance waits for a measure continues while requests arrive', () => {
  const { ended, notes } = resultOf(OPERATOR(), { only: 'run' }).runs[0]!;
  expect([ended, notes]).toEqual([{ at: 120e6, because: 'until' }, []]);
});

describe('a search over a model with measures', () => {
  test('explores both outcomes of a condition that reads one', () => {
    const { verdict, states } = explored(
      'reachable: { both: restarts == 1 && calm, none: restarts == 0 && calm }',
    );
    expect(verdict).toBe('holds');
    // At least one state for each combination of `restarts` and `calm`.
    expect(states).toBeGreaterThanOrEqual(4);
  });

  test('finds a violation that never occurs in runs, where goodput is never that low', () => {
    const { verdict, property, steps } = explored('invariants: { untouched: restarts == 0 }');
    expect([verdict, property, steps]).toEqual(['violated', 'untouched', 1]);
    const run = resultOf(OPERATOR('invariants: { untouched: restarts == 0 }'), { only: 'run' }).runs[0]!;
    expect(run.properties.map(({ verdict: inRun }) => inRun)).toEqual(['held']);
  });

  test('leaves a property that reads a measure to the runs, and reports it', () => {
    const { result, diagnostics } = evaluateText(OPERATOR(SERVED));
    expect(diagnostics).toEqual([]);
    const [exploration] = result!.explorations;
    expect(exploration!.properties.map(({ name }) => name)).toEqual(['deadlock']);
    expect(exploration!.bounds.leftToRuns).toEqual(['served']);
    expect(result!.runs[0]!.properties.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['served', 'held'],
    ]);
  });
});
