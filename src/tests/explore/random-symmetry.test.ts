import { expect, it } from 'vitest';
import { agreeOnRandomModels } from './random-agreement.ts';

it('all engines agree on 1,000 random models whose instances are interchangeable, with and without symmetry', () => {
  const exercised = agreeOnRandomModels({ symmetric: true, seed: 20_251_020, runs: 1000 });
  expect(exercised.models).toBe(1000);
  expect(exercised.violated).toBeGreaterThan(200);
  expect(exercised.promisesBroken).toBeGreaterThan(30);
  expect(exercised.large).toBeGreaterThan(150);
}, 600_000);
