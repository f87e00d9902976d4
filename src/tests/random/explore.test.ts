import { expect, it } from 'vitest';
import { agreeOnRandomModels } from './agreement.ts';

it('all engines agree on 600 random models with messages, timers, faults and calls', () => {
  const exercised = agreeOnRandomModels({ symmetric: false, eventful: true, seed: 20_251_021, runs: 600 });
  expect(exercised.models).toBe(600);
  expect(exercised.violated).toBeGreaterThan(200);
  expect(exercised.promisesBroken).toBeGreaterThan(30);
  expect(exercised.large).toBeGreaterThan(150);
}, 600_000);

it('all engines agree on 400 such models whose instances are interchangeable, with and without symmetry', () => {
  const exercised = agreeOnRandomModels({ symmetric: true, eventful: true, seed: 20_251_022, runs: 400 });
  expect(exercised.models).toBe(400);
  expect(exercised.violated).toBeGreaterThan(150);
  expect(exercised.promisesBroken).toBeGreaterThan(20);
  expect(exercised.large).toBeGreaterThan(80);
}, 600_000);

it('all engines agree with the plainest search on 1,000 random models', () => {
  const exercised = agreeOnRandomModels({ symmetric: false, seed: 20_251_019, runs: 1000 });
  expect(exercised.models).toBe(1000);
  expect(exercised.violated).toBeGreaterThan(200);
  expect(exercised.promisesBroken).toBeGreaterThan(30);
  expect(exercised.large).toBeGreaterThan(150);
}, 600_000);

it('all engines agree on 1,000 random models whose instances are interchangeable, with and without symmetry', () => {
  const exercised = agreeOnRandomModels({ symmetric: true, seed: 20_251_020, runs: 1000 });
  expect(exercised.models).toBe(1000);
  expect(exercised.violated).toBeGreaterThan(200);
  expect(exercised.promisesBroken).toBeGreaterThan(30);
  expect(exercised.large).toBeGreaterThan(150);
}, 600_000);
