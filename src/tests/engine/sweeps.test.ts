import { afterAll, describe, expect, test } from 'vitest';
import { createSweepPool, type SweepPool } from '../../astro/results/sweep-pool.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate, evaluateWith } from '../../hindcast.ts';
import { evaluateText, resultOf } from '../support/evaluate-text.ts';
import { RETRY_STORM } from '../support/samples.ts';

/** Everything that can vary between runs: seeds, randomly drawn constants, ties, and a number that a sweep varies. */
const MANY = `
scenario: many
until: 5m
const:
  repair: { value: 30s, range: [10s, 2m] }
  work: { value: 20ms, range: [5ms, 100ms] }
  slots: { value: 4, range: [1, 8] }
state: { up: true }
services:
  shop: { available: up, concurrency: slots, service_time: { dist: exponential, mean: work } }
load:
  - { id: v, to: shop, arrivals: { dist: poisson, rate: 30/s }, timeout: 1s }
processes:
  fixer:
    loop: true
    steps:
      - { id: fix, when: '!up', delay: repair, set: { up: true } }
faults:
  - { id: off, at: 1m, set: { up: false } }
measure: { goodput: { is: rate(shop.ok), window: 10s } }
steady_state: goodput > 20.0
marks: { back: { is: up, which: last } }
simulate: { runs: 12, draws: 17, ties: shuffle }
vary: { slowness: { path: const.work, values: [10ms, 30ms, 80ms] } }
variants:
  quick: { const.repair: 10s }
  small: { const.slots: 1 }
`;

describe('sweeps', () => {
  const pools: SweepPool[] = [];
  afterAll(async () => {
    for (const pool of pools) await pool.close();
  });

  test.each([1, 2, 3])('give the same bytes with %i threads as without any', async (workers) => {
    const pool = createSweepPool({ workers });
    pools.push(pool);
    const source = fileSource('many.yaml', MANY);
    const there = await evaluateWith(pool.makeRuns, source);
    expect(there.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(JSON.stringify(there)).toBe(JSON.stringify(evaluate(source)));
  });

  test('draw within the ranges, the same in every variant that doesn’t change a constant', () => {
    const { sweeps, sensitivities } = resultOf(MANY);
    const of = (variant: string, kind: string) =>
      sweeps.find((one) => one.variant === variant && one.kind === kind)!;
    expect(sweeps.map(({ variant, kind, runs }) => [variant, kind, runs])).toEqual(
      ['base', 'quick', 'small'].flatMap((variant) => [
        [variant, 'seeds', 12],
        [variant, 'draws', 17],
        [variant, 'ties', 12],
      ]),
    );
    // Repairs take between 10 s and 2 min with drawn constants, and exactly 10 s in the variant that sets the constant.
    const back = of('base', 'draws').marks[0]!.at;
    expect(back.least).toBeGreaterThanOrEqual(70e6);
    expect(back.greatest).toBeLessThanOrEqual(180e6);
    expect(back.greatest! - back.least!).toBeGreaterThan(30e6);
    const quick = of('quick', 'draws').marks[0]!.at;
    expect([quick.least, quick.greatest]).toEqual([70e6, 70e6]);
    // Constants that a variant doesn't change get the same draws, so both runs of each pair reach the mark at the same
    // time.
    const shift = of('small', 'draws').differences.find(({ name }) => name === 'back')!.distribution;
    expect([shift.n, shift.least, shift.greatest]).toEqual([17, 0, 0]);
    expect(sensitivities[0]!.own).toEqual({ value: '20ms', x: 20_000 });
    expect(sensitivities[0]!.points.map(({ x, value }) => [value, x])).toEqual([
      ['10ms', 10_000],
      ['30ms', 30_000],
      ['80ms', 80_000],
    ]);
  });

  test('give the nominal run if the ranges of constants are almost empty', () => {
    const narrow = MANY.replace('range: [10s, 2m]', 'range: [30s, 30001ms]');
    const { sweeps, runs } = resultOf(narrow);
    const drawn = sweeps.find(({ kind }) => kind === 'draws')!.marks[0]!.at;
    expect(Math.abs(drawn.least! - runs[0]!.marks[0]!.at!)).toBeLessThanOrEqual(1000);
  });

  test('report failed runs and continue', () => {
    const { result, diagnostics } = evaluateText(`
scenario: fails
until: 1m
const: { n: { value: 5, range: [0, 5] } }
state: { x: 1 }
processes: { p: { steps: [{ id: go, delay: 1s, set: { x: 'div(10, n)' } }] } }
simulate: { draws: 60 }
`);
    const sweep = result!.sweeps[0]!;
    expect(sweep.failed.runs).toBeGreaterThan(0);
    expect(sweep.failed.first).toBe('this divides by zero');
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['run/sweep', 'warning']]);
  });
});

describe('the retry storm of the reference', () => {
  const evaluation = evaluateText(RETRY_STORM);
  const sweeps = evaluation.result!.sweeps;
  const of = (variant: string) => sweeps.find((one) => one.variant === variant)!;

  test('is metastable in 50 of 50 runs, and in none with a retry budget or a short queue', () => {
    expect(evaluation.diagnostics).toEqual([]);
    expect(sweeps.map(({ runs }) => runs)).toEqual([50, 50, 50, 50]);
    expect(of('base').metastable).toBe(50);
    expect(of('retry_budget').metastable).toBe(0);
    expect(of('short_queue').metastable).toBe(0);
    expect(of('short_queue').recoveredAfter!.greatest).toBeLessThanOrEqual(90e6);
  });
});
