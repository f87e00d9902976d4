import fc from 'fast-check';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { disagreements, type Reference, referenceOf } from '../explore/reference/agreement.ts';
import { scenariosIn } from '../explore/reference/read-model.ts';
import { TooManyStates } from '../explore/reference/search.ts';
import { randomModel } from './models.ts';

/** Models with more states than this are discarded. */
const MAX_STATES = 400;

/** Counts of the random models that were compared, so a test can check that it's meaningful. */
export interface Coverage {
  models: number;
  /** Models with a violated state property, and models in which only an `eventually` is violated. */
  violated: number;
  eventuallyViolated: number;
  /** Models with more than 50 states. */
  large: number;
}

/**
 * Compares every engine with the reference search on random models.
 *
 * @throws Error with a minimal model for which results differ
 */
export function agreeOnRandomModels(options: {
  readonly symmetric: boolean;
  /** True if most models have messages, timers, faults and calls. */
  readonly eventful?: boolean;
  /** True to add properties of steps and of whole executions, and fairness for steps. */
  readonly properties?: boolean;
  readonly seed: number;
  readonly runs: number;
}): Coverage {
  const coverage: Coverage = { models: 0, violated: 0, eventuallyViolated: 0, large: 0 };
  fc.assert(
    fc.property(
      randomModel(options.symmetric, options.eventful === true, options.properties === true),
      (model) => {
        const scenario = scenariosIn(model.text).get('base')!;
        const reference = referenceWithin(scenario);
        if (reference === null) return fc.pre(false);
        coverage.models++;
        if (reference.steps !== null) coverage.violated++;
        else if (reference.violatedTemporal.length > 0) coverage.eventuallyViolated++;
        if (reference.states > 50) coverage.large++;
        // The number of models so far selects the options, so that all of them are used in turn.
        const found = disagreements(scenario, reference, model.symmetric, coverage.models);
        if (found.length > 0) throw new Error(`${found.join('\n')}\n${model.text}`);
      },
    ),
    { seed: options.seed, numRuns: options.runs },
  );
  return coverage;
}

function referenceWithin(scenario: Scenario): Reference | null {
  try {
    return referenceOf(scenario, MAX_STATES);
  } catch (error) {
    if (error instanceof TooManyStates) return null;
    throw error;
  }
}
