import fc from 'fast-check';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { disagreements, type Truth, truthOf } from '../explore/reference/agreement.ts';
import { scenariosIn } from '../explore/reference/read-model.ts';
import { TooManyStates } from '../explore/reference/search.ts';
import { randomModel } from './models.ts';

/** Larger models are thrown away and others drawn instead. */
const MOST_STATES = 400;

/** How much the models of a run exercised, so that a test can see that it tests something. */
export interface Exercised {
  models: number;
  /** Models in which a state breaks a property, and those in which only an `eventually` is broken. */
  violated: number;
  promisesBroken: number;
  /** Models that have more than 50 states. */
  large: number;
}

/**
 * Holds every engine against the plainest search on random models.
 *
 * @throws Error with the smallest model found on which two of them differ
 */
export function agreeOnRandomModels(options: {
  readonly symmetric: boolean;
  /** Most models have messages, timers, faults and calls. */
  readonly eventful?: boolean;
  readonly seed: number;
  readonly runs: number;
}): Exercised {
  const exercised: Exercised = { models: 0, violated: 0, promisesBroken: 0, large: 0 };
  fc.assert(
    fc.property(randomModel(options.symmetric, options.eventful === true), (model) => {
      const scenario = scenariosIn(model.text).get('base')!;
      const truth = truthWithin(scenario);
      if (truth === null) return fc.pre(false);
      exercised.models++;
      if (truth.steps !== null) exercised.violated++;
      else if (truth.promises.length > 0) exercised.promisesBroken++;
      if (truth.states > 50) exercised.large++;
      // All ways to search take turns.
      const found = disagreements(scenario, truth, model.symmetric, exercised.models);
      if (found.length > 0) throw new Error(`${found.join('\n')}\n${model.text}`);
    }),
    { seed: options.seed, numRuns: options.runs },
  );
  return exercised;
}

function truthWithin(scenario: Scenario): Truth | null {
  try {
    return truthOf(scenario, MOST_STATES);
  } catch (error) {
    if (error instanceof TooManyStates) return null;
    throw error;
  }
}
