import { byPlace, type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import * as say from '../engine/diagnostics.ts';
import { locate, RunError } from '../engine/state/run-error.ts';
import { type ObservedOrder, searchObserved } from '../explore/observed.ts';
import { compile } from '../model/compile.ts';
import type { Result } from '../result.ts';
import { checkAll, type ScenarioText } from '../scenario/cases.ts';
import type { EvaluateOptions } from './options.ts';

/** The searches are passed to `watch` as they end. `result` is null if there was an error. */
export interface OrderEvaluation {
  readonly result: Pick<Result, 'scenario' | 'title' | 'constants'> | null;
  readonly diagnostics: readonly Diagnostic[];
}

export interface OrderOptions extends Pick<EvaluateOptions, 'variant' | 'explore' | 'record' | 'zone'> {
  readonly watch: { began(variant: string): void; ended(order: ObservedOrder, bytes: number): void };
}

/**
 * Searches a scenario's base, one variant or all of them for an execution that reaches the observed marks in the observed
 * order. Claims aren't checked.
 */
export function observedOrders(text: ScenarioText, options: OrderOptions): OrderEvaluation {
  const { cases, diagnostics: found } = checkAll(text, options);
  const diagnostics = [...found];
  const base = cases[0]?.scenario;
  if (hasErrors(diagnostics) || base === undefined) {
    return { result: null, diagnostics: diagnostics.sort(byPlace) };
  }
  for (const { variant, patches, scenario, smaller, span } of cases) {
    if ((options.variant ?? variant) !== variant) continue;
    const model = compile(smaller?.scenario ?? scenario);
    options.watch.began(variant);
    try {
      const { order, bytes } = searchObserved(model, {
        variant,
        patches,
        span,
        smaller: smaller?.patches ?? [],
        ...(options.explore === undefined ? {} : { options: options.explore }),
      });
      options.watch.ended(order, bytes);
    } catch (error) {
      const failure = locate(model, error);
      if (!(failure instanceof RunError)) throw error;
      diagnostics.push(say.runFailed(failure, variant));
    }
  }
  return {
    result: { scenario: base.id, title: base.title, constants: [...base.constants] },
    diagnostics: diagnostics.sort(byPlace),
  };
}
