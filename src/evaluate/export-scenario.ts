import { byPlace, type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import * as say from '../engine/diagnostics.ts';
import { locate, RunError } from '../engine/state/run-error.ts';
import { promela } from '../explore/promela/promela.ts';
import { itfTrace } from '../explore/report/itf.ts';
import { search } from '../explore/search.ts';
import { compile } from '../model/compile.ts';
import { checkAll, type ScenarioText } from '../scenario/cases.ts';
import type { EvaluateOptions } from './options.ts';

/** The Informal Trace Format for a counterexample, or Promela for a whole model. */
export type ExportFormat = 'itf' | 'promela';

/** A scenario's search in the format of another tool. */
export interface Exported {
  /** Null if there is nothing to export, or there was an error. */
  readonly text: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ExportOptions extends Pick<EvaluateOptions, 'explore' | 'record' | 'zone' | 'watch'> {
  readonly variant: string;
  readonly to: ExportFormat;
  /** Name of the file, which the text refers to. */
  readonly file: string;
}

/**
 * Searches a scenario's base or one variant. As `itf`, returns the counterexample with all states, if there is one. As
 * `promela`, returns the model.
 */
export function exportScenario(text: ScenarioText, options: ExportOptions): Exported {
  const { cases, diagnostics: found } = checkAll(text, options);
  const diagnostics = [...found].sort(byPlace);
  const one = cases.find(({ variant }) => variant === options.variant);
  if (hasErrors(diagnostics) || one === undefined) return { text: null, diagnostics };
  const model = compile(one.smaller?.scenario ?? one.scenario);
  const isModel = options.to === 'promela';
  try {
    options.watch?.began(one.variant);
    const found = search(model, {
      variant: one.variant,
      patches: one.patches,
      smaller: one.smaller?.patches ?? [],
      options: { keepGoing: isModel, ...options.explore },
      base: null,
    });
    options.watch?.ended(found);
    const { exploration, moves, start } = found;
    const { property, loop } = exploration;
    if (isModel) {
      const { symmetry, ...limits } = options.explore ?? {};
      return { text: promela(model, exploration, { source: options.file, options: limits }), diagnostics };
    }
    if (property === null) return { text: null, diagnostics };
    const chosen = (model.scenario.init?.choose ?? []).map(({ name }) => start.get(name)!);
    const trace = itfTrace(model, chosen, moves, { source: options.file, property, loop });
    return { text: `${JSON.stringify(trace, null, 2)}\n`, diagnostics };
  } catch (error) {
    const failure = locate(model, error);
    if (!(failure instanceof RunError)) throw error;
    return { text: null, diagnostics: [...diagnostics, say.runFailed(failure, one.variant)] };
  }
}
