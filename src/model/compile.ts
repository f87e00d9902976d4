import type { Scenario } from '../scenario/ast/scenario.ts';
import { compileWith } from './compile-with.ts';
import type { Assemble } from './generate.ts';
import type { Model } from './model.ts';

/** Turns generated code into a function. Scenario text is never part of the code; see `Generator`. */
export const newFunction: Assemble = (body) => new Function('R', 'T', 'P', body) as ReturnType<Assemble>;

/**
 * Compiles a scenario.
 *
 * @param drawable names of constants that can differ between runs
 * @param explains true for a run that explains why steps don't happen
 */
export function compile(scenario: Scenario, drawable: readonly string[] = [], explains = false): Model {
  return compileWith(newFunction, scenario, { drawable, explains });
}
