import { expect, test } from 'vitest';
import { drawsOf } from '../support/draws.ts';
import { agreeOnRandomModels } from './agreement.ts';

/**
 * Kinds of random models. `shares` are the minimum shares of models that violate a property, that violate an
 * `eventually`, and that have many states. With fewer of them, agreement wouldn't mean much.
 */
const KINDS = [
  {
    name: 'models with messages, timers, faults and calls',
    options: { symmetric: false, eventful: true, seed: 20_251_021 },
    runs: 600,
    shares: { violated: 0.33, promisesBroken: 0.03, large: 0.2 },
  },
  {
    name: 'such models with interchangeable instances, with and without symmetry',
    options: { symmetric: true, eventful: true, seed: 20_251_024 },
    runs: 400,
    shares: { violated: 0.33, promisesBroken: 0.05, large: 0.15 },
  },
  {
    name: 'models of shared state',
    options: { symmetric: false, seed: 20_251_019 },
    runs: 1_000,
    shares: { violated: 0.2, promisesBroken: 0.03, large: 0.12 },
  },
  {
    name: 'models of shared state with interchangeable instances, with and without symmetry',
    options: { symmetric: true, seed: 20_251_020 },
    runs: 1_000,
    shares: { violated: 0.2, promisesBroken: 0.03, large: 0.12 },
  },
  {
    name: 'models with properties of steps and executions, and fairness of steps',
    options: { symmetric: false, properties: true, seed: 20_251_023 },
    runs: 500,
    shares: { violated: 0.3, promisesBroken: 0.1, large: 0.15 },
  },
  {
    name: 'such models with interchangeable instances, messages, timers, faults and calls',
    options: { symmetric: true, eventful: true, properties: true, seed: 20_251_024 },
    runs: 500,
    shares: { violated: 0.3, promisesBroken: 0.1, large: 0.15 },
  },
] as const;

test.each(KINDS)('all searches agree on random $name', ({ options, runs, shares }) => {
  const count = drawsOf(runs);
  const coverage = agreeOnRandomModels({ ...options, runs: count });
  expect(coverage.models).toBe(count);
  expect(coverage.violated / count).toBeGreaterThan(shares.violated);
  expect(coverage.eventuallyViolated / count).toBeGreaterThan(shares.promisesBroken);
  expect(coverage.large / count).toBeGreaterThan(shares.large);
});
