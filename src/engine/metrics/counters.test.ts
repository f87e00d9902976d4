import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { compile } from '../../model/compile.ts';
import type { Model } from '../../model/model.ts';
import { checkScenario } from '../../scenario/check/check.ts';
import { readYaml } from '../../yaml/read.ts';
import { Subscriptions } from '../state/subscriptions.ts';
import { Extremes, Metrics } from './counters.ts';
import { Measures } from './measures.ts';

const SECOND = 1_000_000;
const WINDOW = 10 * SECOND;
const UNTIL = 60 * SECOND;

const TEXT = `
scenario: recount
until: 60s
services: { a: {} }
state: { n: 0 }
measure:
  ok: { is: rate(a.ok), window: 10s }
  errors: { is: sum(a.errors), window: 10s }
  offered: { is: sum(a.attempts), window: 10s }
  queue: { is: avg(a.queue), window: 10s }
  least: { is: min(a.queue), window: 10s }
  most: { is: max(a.busy), window: 10s }
  mean: { is: avg(a.latency), window: 10s }
  p90: { is: p90(a.latency), window: 10s }
  share: { is: rate(a.ok) / rate(a.arrivals), window: 10s }
`;

function modelOf(text: string): Model {
  const source = fileSource('recount.yaml', text);
  const { root } = readYaml(source, 'the scenario');
  const { scenario, diagnostics } = checkScenario(source, root!, {
    record: [],
    isZone: () => true,
    variant: 'base',
  });
  if (scenario === null) throw new Error(diagnostics[0]?.message);
  return compile(scenario);
}

interface Entry {
  t: number;
  kind: 'arrival' | 'attempt' | 'ok' | 'error' | 'level';
  latency: number;
  queue: number;
  busy: number;
  weight: number;
}

const entries = fc
  .array(
    fc.record({
      t: fc.nat(UNTIL - 1),
      kind: fc.constantFrom('arrival', 'attempt', 'ok', 'error', 'level'),
      latency: fc.nat(3 * SECOND),
      queue: fc.nat(50),
      busy: fc.nat(10),
      weight: fc.constantFrom(1, 2.5, 100),
    }),
    { maxLength: 200 },
  )
  .map((list) => [...list].sort((a, b) => a.t - b.t) as Entry[]);

function report(metrics: Metrics, { t, kind, latency, queue, busy, weight }: Entry): void {
  if (kind === 'arrival') metrics.arrival(0, t, weight);
  else if (kind === 'attempt') metrics.attempt(0, t, weight);
  else if (kind === 'level') metrics.level(0, t, queue, busy);
  else metrics.answered(0, t, kind === 'ok', latency, weight);
}

/** Recomputes the same values from the whole log. */
function recount(log: readonly Entry[], to: number): (number | null)[] {
  const from = to - WINDOW;
  const inside = log.filter(({ t }) => t >= from && t < to);
  const sum = (kind: Entry['kind']): number =>
    inside.filter((one) => one.kind === kind).reduce((total, { weight }) => total + weight, 0);
  const levels = log.filter(({ kind }) => kind === 'level');
  const before = levels.filter(({ t }) => t < from).at(-1);
  const steps = [
    { t: from, queue: before?.queue ?? 0, busy: before?.busy ?? 0 },
    ...levels.filter(({ t }) => t >= from && t < to),
  ];
  const area = steps.reduce((total, { t, queue }, i) => total + queue * ((steps[i + 1]?.t ?? to) - t), 0);
  const answers = inside.filter(({ kind }) => kind === 'ok');
  const weight = sum('ok');
  const mean = answers.reduce((total, one) => total + one.latency * one.weight, 0) / weight;
  const sorted = [...answers].sort((a, b) => a.latency - b.latency);
  let passed = 0;
  const p90 = sorted.find((one) => {
    passed += one.weight;
    return passed >= 0.9 * weight - 1e-9;
  });
  const arrivals = sum('arrival');
  return [
    weight / 10,
    sum('error'),
    sum('attempt'),
    area / WINDOW,
    Math.min(...steps.map(({ queue }) => queue)),
    Math.max(...steps.map(({ busy }) => busy)),
    weight === 0 ? null : Math.round(mean),
    p90?.latency ?? null,
    arrivals === 0 ? null : weight / arrivals,
  ];
}

describe('measures', () => {
  const model = modelOf(TEXT);

  it('agree with a recount of the log at the end of every pane', () => {
    fc.assert(
      fc.property(entries, (log) => {
        model.inputs.begin();
        const metrics = new Metrics(model.scenario);
        const measures = new Measures(model, metrics, new Subscriptions(model), false);
        let next = 0;
        for (let t = SECOND; t <= UNTIL; t += SECOND) {
          while (next < log.length && log[next]!.t < t) report(metrics, log[next++]!);
          expect(measures.next).toBe(t);
          measures.close([0], t);
          const found = [...model.inputs.measures];
          if (t < WINDOW) {
            expect(found.every(Number.isNaN)).toBe(true);
            continue;
          }
          for (const [i, expected] of recount(log, t).entries()) {
            const name = model.scenario.measures[i]!.name;
            if (expected === null) expect([name, found[i]]).toEqual([name, Number.NaN]);
            // Percentiles are accurate to one part in 128; everything else is exact up to rounding errors.
            else
              expect(Math.abs(found[i]! - expected), name).toBeLessThanOrEqual(
                name === 'p90' ? expected / 128 : 1e-6 * expected + 1e-9,
              );
          }
        }
      }),
      { seed: 11, numRuns: 60 },
    );
  });
});

describe('the extremes of a level', () => {
  it('start again at the current level', () => {
    const extremes = new Extremes(5);
    extremes.include(9);
    extremes.include(2);
    expect([extremes.min, extremes.max]).toEqual([2, 9]);
    extremes.reset(4);
    expect([extremes.min, extremes.max]).toEqual([4, 4]);
  });
});
