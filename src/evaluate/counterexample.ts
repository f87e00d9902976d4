import { byPlace, type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import * as say from '../engine/diagnostics.ts';
import { locate, RunError } from '../engine/state/run-error.ts';
import { type ItfTrace, itfTrace } from '../explore/report/itf.ts';
import { search } from '../explore/search.ts';
import { compile } from '../model/compile.ts';
import type { Exploration } from '../result.ts';
import { checkAll, type ScenarioText } from '../scenario/cases.ts';
import type { EvaluateOptions } from './options.ts';

/** A search's counterexample, or why there is none. */
export interface Counterexample {
  /** Null if the search found no violation, or there was an error. */
  readonly trace: ItfTrace | null;
  /** The search; null if there was an error. */
  readonly exploration: Exploration | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Searches a scenario's base or one variant up to the first violation, and returns the counterexample with all states.
 *
 * @param source name of the file, for the trace
 */
export function counterexample(
  text: ScenarioText,
  source: string,
  options: Pick<EvaluateOptions, 'explore' | 'record' | 'zone'> & { readonly variant: string },
): Counterexample {
  const { cases, diagnostics: found } = checkAll(text, options);
  const diagnostics = [...found].sort(byPlace);
  const one = cases.find(({ variant }) => variant === options.variant);
  if (hasErrors(diagnostics) || one === undefined) return { trace: null, exploration: null, diagnostics };
  const model = compile(one.smaller?.scenario ?? one.scenario);
  try {
    const { exploration, moves, start } = search(model, {
      variant: one.variant,
      patches: one.patches,
      smaller: one.smaller?.patches ?? [],
      options: { keepGoing: false, ...options.explore },
      base: null,
    });
    const { property, loop } = exploration;
    if (property === null) return { trace: null, exploration, diagnostics };
    const chosen = (model.scenario.init?.choose ?? []).map(({ name }) => start.get(name)!);
    const trace = itfTrace(model, chosen, moves, { source, property, loop });
    return { trace, exploration, diagnostics };
  } catch (error) {
    const failure = locate(model, error);
    if (!(failure instanceof RunError)) throw error;
    return {
      trace: null,
      exploration: null,
      diagnostics: [...diagnostics, say.runFailed(failure, one.variant)],
    };
  }
}
