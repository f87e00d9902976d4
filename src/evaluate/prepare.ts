import { byPlace, type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import * as say from '../engine/diagnostics.ts';
import { type Finished, run } from '../engine/run.ts';
import { locate, RUN_LIMITS, RunError } from '../engine/state/run-error.ts';
import { type FinishedSearch, search } from '../explore/search.ts';
import { compile } from '../model/compile.ts';
import { type Case, checkAll } from '../scenario/cases.ts';
import { type PlannedSweep, planSweeps } from '../sweep/plan.ts';
import { readYaml } from '../yaml/read.ts';
import type { EvaluateOptions, Evaluation } from './options.ts';

/** A scenario whose base and variants have run and were searched; what is left are the many runs of sweeps. */
export interface Prepared {
  readonly cases: readonly Case[];
  readonly finished: readonly Finished[];
  readonly searches: readonly FinishedSearch[];
  readonly found: readonly Diagnostic[];
  readonly sweeps: readonly PlannedSweep[];
}

export function prepare(source: SourceText, options: EvaluateOptions): Prepared | Evaluation {
  const yaml = readYaml(source, 'the scenario');
  if (yaml.root === null) return { result: null, diagnostics: yaml.diagnostics };
  const { cases, diagnostics } = checkAll(source, yaml.root, options);
  const base = cases[0];
  if (hasErrors(diagnostics) || base === undefined)
    return { result: null, diagnostics: diagnostics.sort(byPlace) };
  const finished: Finished[] = [];
  for (const one of cases) {
    if (one.scenario.until === null || options.only === 'explore') continue;
    const outcome = execute(one, options);
    if ('diagnostic' in outcome) diagnostics.push(outcome.diagnostic);
    else finished.push(outcome);
  }
  const asked = options.only === 'explore' || base.scenario.exploring.asked;
  const searches = asked && options.only !== 'run' ? searchAll(cases, options, diagnostics) : [];
  if (hasErrors(diagnostics)) return { result: null, diagnostics: diagnostics.sort(byPlace) };
  const { record = [], limits = {}, seed = base.scenario.seed } = options;
  const { sweeps: askedSweeps = {} } = options;
  const setting = { text: source.text, record, seed, limits };
  const sweeps =
    askedSweeps === false || finished.length === 0 ? [] : planSweeps(cases, setting, askedSweeps);
  return { cases, finished, searches, found: diagnostics, sweeps };
}

export function execute(one: Case, { seed, limits }: EvaluateOptions): Finished | { diagnostic: Diagnostic } {
  try {
    return run(compile(one.scenario), {
      variant: one.variant,
      patches: one.patches,
      seed: seed ?? one.scenario.seed,
      limits: { ...RUN_LIMITS, ...limits },
    });
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return { diagnostic: say.runFailed(error, one.variant) };
  }
}

/** Searches the base and each variant, and holds the base's counterexample against the variants. */
export function searchAll(
  cases: readonly Case[],
  { explore, watch }: EvaluateOptions,
  diagnostics: Diagnostic[],
): FinishedSearch[] {
  const searches: FinishedSearch[] = [];
  for (const { variant, patches, scenario, smaller } of cases) {
    const model = compile(smaller?.scenario ?? scenario);
    try {
      const base = searches[0] ?? null;
      watch?.began(variant);
      const found = search(model, {
        variant,
        patches,
        smaller: smaller?.patches ?? [],
        base,
        ...(explore === undefined ? {} : { options: explore }),
      });
      watch?.ended(found);
      searches.push(found);
    } catch (error) {
      const failure = locate(model, error);
      if (!(failure instanceof RunError)) throw error;
      diagnostics.push(say.runFailed(failure, variant));
    }
  }
  return searches;
}
