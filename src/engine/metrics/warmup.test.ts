import { expect, test } from 'vitest';
import { baseRun } from '../../tests/support/evaluate-text.ts';

/** 10 requests per second, the first after 100 ms. All requests in the first minute fail. */
const COLD = (warmup: string): string => `
scenario: cold
until: 4m
state: { warm: false }
services: { shop: { available: warm, slo: { target: 99%, window: 30d } } }
load:
  - { id: visitors, to: shop, arrivals: { dist: constant, rate: 10/s } }
processes: { cache: { steps: [{ id: fill, delay: 1m, set: { warm: true } }] } }
impact: { window: 10s, threshold: 5% }
marks: { filled: warm }
simulate: { warmup: ${warmup} }
`;

test('requests that end in the warm-up are left out of service results', () => {
  const cold = baseRun(COLD('0s')).services[0]!;
  expect([cold.requests, cold.failed, cold.windows.length, cold.worstErrorRate]).toEqual([2399, 599, 1, 1]);
  const warm = baseRun(COLD('1m')).services[0]!;
  expect([warm.requests, warm.failed, warm.windows.length, warm.worstErrorRate]).toEqual([1800, 0, 0, 0]);
  expect([cold.budget! > 0, warm.budget]).toEqual([true, 0]);
  expect(warm.errorRate.slice(0, 7)).toEqual([null, null, null, null, null, null, 0]);
});

test('failures count from the end of the warm-up on', () => {
  const half = baseRun(COLD('30s')).services[0]!;
  expect([half.requests, half.failed]).toEqual([2100, 300]);
  expect(half.windows).toEqual([{ from: 30e6, to: 60e6, failed: 300, worstErrorRate: 1 }]);
});

test('the error budget is computed from the mean rate after the warm-up', () => {
  const half = baseRun(COLD('30s')).services[0]!;
  // At 10 requests per second, 1% of a month's requests may fail.
  expect(half.budget).toBeCloseTo(300 / (10 * 30 * 24 * 3600 * 0.01), 12);
});

test('a warm-up leaves trace and marks unchanged', () => {
  const [cold, warm] = [baseRun(COLD('0s')), baseRun(COLD('1m'))];
  expect(warm.trace).toEqual(cold.trace);
  expect(warm.marks).toEqual(cold.marks);
});
