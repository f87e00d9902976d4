import { describe, expect, test } from 'vitest';
import { resultOf } from '../../tests/support/evaluate-text.ts';

const TRADING = `
scenario: trading
until: 1m
const: { pace: { value: 2.0, range: [1.0, 3.0] }, limit: 1000 }
state: { sent: 0, live: false }
services: { exchange: {} }
load: [{ id: clients, to: exchange, arrivals: { dist: constant, rate: 10/s } }]
measure: { answered: { is: rate(exchange.ok), window: 10s } }
processes:
  router:
    loop: 1s
    steps: [{ id: send, skip_if: sent >= limit, set: { sent: sent + 1 } }]
invariants: { few: sent < 5 }
outcomes:
  sent: { is: sent, unit: orders, better: lower }
  answered: { is: answered, at: sum }
  at_pace: { is: pace * double(sent), at: max }
variants:
  guarded: { const.limit: 10 }
simulate: { runs: 3, draws: 20 }
vary: { limit: { path: const.limit, values: [5, 20] } }
explore: { const: { limit: 6 } }
`;

describe('outcomes', () => {
  const result = resultOf(TRADING);
  const valueIn = (variant: string, name: string): number | null =>
    result.runs.find((run) => run.variant === variant)!.outcomes.find((one) => one.name === name)!.value;

  test('are evaluated in each variant', () => {
    expect(valueIn('base', 'sent')).toBe(60);
    expect(valueIn('guarded', 'sent')).toBe(10);
    expect(valueIn('guarded', 'at_pace')).toBe(20);
  });

  test('skip the time before a measure has a value, and report it', () => {
    const { value, undefinedFor } = result.runs[0]!.outcomes[1]!;
    expect(undefinedFor).toBe(10_000_000);
    expect(value).toBeCloseTo(500, 0);
  });

  test('vary with seeds, drawn constants and values under `vary`', () => {
    const draws = result.sweeps.find(({ variant, kind }) => variant === 'base' && kind === 'draws')!;
    const pace = draws.outcomes.find(({ name }) => name === 'at_pace')!.value;
    expect(pace.n).toBe(20);
    expect(pace.least).toBeGreaterThan(60);
    expect(pace.p5).toBeLessThan(pace.p95!);
    expect(pace.greatest).toBeLessThan(180);
    const guarded = result.sweeps.find(({ variant, kind }) => variant === 'guarded' && kind === 'seeds')!;
    expect(guarded.differences.find(({ name }) => name === 'sent')).toMatchObject({
      unit: 'outcome',
      distribution: { n: 3, p50: -50 },
    });
    const points = result.sensitivities[0]!.points.map((point) => point.outcomes[0]!.value);
    expect(points).toEqual([5, 20]);
  });

  test('leave searches as they are', () => {
    const without = resultOf(TRADING.replace(/outcomes:\n( {2}.*\n)+/, ''));
    expect(without.runs[0]!.outcomes).toEqual([]);
    expect(result.explorations).toEqual(without.explorations);
  });
});
