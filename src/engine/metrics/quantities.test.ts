import { describe, expect, test } from 'vitest';
import { evaluateText, resultOf } from '../../tests/support/evaluate-text.ts';

const ORDERS = `
scenario: orders
clock: { start: 2026-03-02T09:00:00Z }
until: 10m
const: { pace: { value: 2, range: [1, 4] } }
state: { sent: 0, up: true }
services: { shop: { available: up, latency: 1s } }
load: [{ id: visitors, to: shop, arrivals: { dist: constant, rate: 10/s } }]
processes:
  desk:
    loop: 1m
    steps: [{ id: send, set: { sent: sent + pace } }]
faults: [{ id: off, at: 5m, for: 2m, set: { up: false } }]
measure:
  goodput: { is: rate(shop.ok), window: 10s }
  wait: { is: avg(shop.latency), window: 10s }
outcomes:
  sent: { is: sent, unit: orders }
marks: { failed: '!up', back: { is: up, after: failed } }
observed:
  sent: { value: 25, within: 30% }
  goodput: { at: 2026-03-02T09:06:00Z, value: 5/s, within: 5/s, source: a graph }
  wait: { from: 2026-03-02T09:01:00Z, to: 2026-03-02T09:02:00Z, value: 1s, within: 50ms }
  failed: { at: [2026-03-02T09:04:00Z, 2026-03-02T09:06:00Z], within: 1s }
  back: { at: [2026-03-02T09:02:00Z, 2026-03-02T09:06:30Z] }
simulate: { draws: 10 }
`;

describe('observed values and ranges', () => {
  const result = resultOf(ORDERS);
  const base = result.runs[0]!;
  const quantity = (id: string) => base.quantities.find((one) => one.id === id);

  test('are compared with the outcome or the measure of the same name', () => {
    expect(quantity('sent')).toMatchObject({
      of: 'outcome',
      observed: 25,
      simulated: 20,
      difference: -5,
      within: 7.5,
      unit: 'orders',
      basis: 'computed',
    });
    expect(quantity('goodput')).toMatchObject({ of: 'measure', simulated: 0, difference: -5, within: 5 });
    expect(quantity('wait')).toMatchObject({ type: 'duration', simulated: 1_000_000, within: 50_000 });
  });

  test('have the distance to the nearest end of a range', () => {
    expect(base.marks.map(({ id, residual }) => [id, residual])).toEqual([
      ['failed', 0],
      ['back', 30_000_000],
    ]);
  });

  test('are compared in every run of a sweep', () => {
    const [draws] = result.sweeps;
    const swept = draws!.quantities.find(({ id }) => id === 'sent')!;
    expect(swept.value.n).toBe(10);
    expect(swept.within).toBeLessThan(10);
  });

  test('fail the build if they differ by more than their tolerance', () => {
    const { diagnostics } = evaluateText(ORDERS.replace('within: 30%', 'within: 2'));
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['fit/outside', '`sent` is 20 orders, but 25 orders was observed; the tolerance is 2 orders'],
    ]);
  });
});
