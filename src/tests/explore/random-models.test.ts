import { expect, it } from 'vitest';
import { agreeOnRandomModels } from './random-agreement.ts';

it('all engines agree with the plainest search on 1,000 random models', () => {
  const exercised = agreeOnRandomModels({ symmetric: false, seed: 20_251_019, runs: 1000 });
  expect(exercised.models).toBe(1000);
  expect(exercised.violated).toBeGreaterThan(200);
  expect(exercised.promisesBroken).toBeGreaterThan(30);
  expect(exercised.large).toBeGreaterThan(150);
}, 600_000);
