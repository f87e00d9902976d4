import { byPlace, type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import { expectationOf, judge, withBase } from '../engine/claims.ts';
import * as say from '../engine/diagnostics.ts';
import { type FinishedRun, run } from '../engine/run.ts';
import { locate, RUN_LIMITS, RunError } from '../engine/state/run-error.ts';
import { type FinishedSearch, search } from '../explore/search.ts';
import { EXPLORE_DEFAULTS } from '../explore/space/options.ts';
import { compile } from '../model/compile.ts';
import {
  baseWithClaims,
  type Case,
  type CheckedCases,
  checkAll,
  type ScenarioText,
} from '../scenario/cases.ts';
import { type PlannedSweep, planSweeps, type SweepJob } from '../sweep/plan.ts';
import type { EvaluateOptions, Evaluation } from './options.ts';

/** A scenario whose base and variants have been run and searched. Only the runs in sweeps remain. */
export interface Prepared {
  readonly checked: CheckedCases;
  readonly finished: readonly FinishedRun[];
  readonly searches: readonly FinishedSearch[];
  readonly found: readonly Diagnostic[];
  readonly sweeps: readonly PlannedSweep[];
  /** Number of runs that a quick evaluation leaves out. */
  readonly leftOut: number;
  /** Jobs for all sweeps, in order. */
  readonly jobs: readonly SweepJob[];
}

/**
 * Checks, runs and searches the base and all variants, and plans the sweeps. If there are errors, returns an
 * Evaluation.
 */
export function prepare(text: ScenarioText, options: EvaluateOptions): Prepared | Evaluation {
  const checked = checkAll(text, options);
  const { cases } = checked;
  const diagnostics = [...checked.diagnostics];
  const base = cases[0];
  if (hasErrors(diagnostics) || base === undefined) return failed(diagnostics);
  const made = options.only === 'explore' ? [] : runAll(cases, options, diagnostics);
  const requested = options.only === 'explore' || base.scenario.exploring.requested;
  const searches = requested && options.only !== 'run' ? searchAll(cases, options, diagnostics) : [];
  if (hasErrors(diagnostics)) return failed(diagnostics);
  const finished = comparedWithBase(made, checked, text, options);
  const { record = [], zone, limits = {}, seed = base.scenario.seed, sweeps: sweepOptions = {} } = options;
  const planned =
    sweepOptions === false || finished.length === 0
      ? []
      : planSweeps(cases, { text: text.source.text, record, zone, seed, limits }, sweepOptions);
  const sweeps = options.quick === true ? [] : planned;
  const expected = tooManyRuns(cases, finished, sweeps, options);
  if (expected !== null) return failed([...diagnostics, expected]);
  const jobs = sweeps.flatMap((sweep) => sweep.jobs);
  const leftOut = options.quick === true ? planned.reduce((sum, { runs }) => sum + runs, 0) : 0;
  return { checked, finished, searches, found: diagnostics, sweeps, jobs, leftOut };
}

/** Event limits for all displayed runs in total and for all runs in sweeps, as multiples of one run's limit. */
const ALL_RUNS = { displayed: 10, swept: 200 } as const;

/** Runs the base and all variants, up to the limit on their total number of events. */
function runAll(cases: readonly Case[], options: EvaluateOptions, diagnostics: Diagnostic[]): FinishedRun[] {
  const { events: ofOne } = { ...RUN_LIMITS, ...options.limits };
  const most = ALL_RUNS.displayed * ofOne;
  const made: FinishedRun[] = [];
  let events = 0;
  for (const one of cases) {
    if (one.scenario.until === null) continue;
    if (events > most) {
      diagnostics.push(say.tooManyEvents(one.span, one.variant, most));
      break;
    }
    const outcome = execute(one, options);
    if ('diagnostic' in outcome) diagnostics.push(outcome.diagnostic);
    else made.push(outcome);
    events += 'diagnostic' in outcome ? ofOne : outcome.events;
  }
  return made;
}

/** Reports sweeps that would take too long, as estimated from the displayed runs of the same cases. */
function tooManyRuns(
  cases: readonly Case[],
  finished: readonly FinishedRun[],
  sweeps: readonly PlannedSweep[],
  { limits }: EvaluateOptions,
): Diagnostic | null {
  const most = ALL_RUNS.swept * { ...RUN_LIMITS, ...limits }.events;
  let events = 0;
  for (const { variant, runs } of sweeps) {
    events += runs * (finished.find(({ run: made }) => made.variant === variant)?.events ?? 0);
    const span = cases.find((one) => one.variant === variant)?.span;
    if (events > most && span !== undefined) return say.tooManyRuns(span, variant, most);
  }
  return null;
}

function failed(diagnostics: Diagnostic[]): Evaluation {
  return { result: null, diagnostics: diagnostics.sort(byPlace) };
}

/**
 * Marks variants' claims that the base also meets. Conditions under `finally` belong to a variant's model, so the base
 * is run again to check them.
 */
function comparedWithBase(
  finished: readonly FinishedRun[],
  { cases }: CheckedCases,
  { source, yaml }: ScenarioText,
  options: EvaluateOptions,
): FinishedRun[] {
  const base = finished.find(({ run: { variant } }) => variant === 'base');
  return finished.map((one) => {
    const { variant } = one.run;
    const { claims = null } = cases.find((other) => other.variant === variant)?.scenario ?? {};
    if (base === undefined || one === base || claims === null || yaml.root === null) return one;
    let judged = judge(claims, { ...base.findings, finals: [] });
    if (claims.finally.length > 0) {
      const scenario = baseWithClaims(source, yaml.root, variant, options);
      const again = scenario === null ? null : execute({ variant: 'base', patches: [], scenario }, options);
      if (again !== null && 'claims' in again) judged = [...again.claims];
    }
    const compared = withBase(one.claims, judged);
    return { ...one, claims: compared, run: { ...one.run, expectations: compared.map(expectationOf) } };
  });
}

function execute(
  one: Pick<Case, 'variant' | 'patches' | 'scenario'>,
  { seed, limits }: EvaluateOptions,
): FinishedRun | { diagnostic: Diagnostic } {
  try {
    return run(compile(one.scenario, [], true), {
      explains: true,
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

/** State limit for all searches in total, as a multiple of one search's default limit. */
const ALL_SEARCHES = 20;

/** Searches the base and each variant, and replays the base's counterexample in the variants. */
function searchAll(
  cases: readonly Case[],
  { explore, watch }: EvaluateOptions,
  diagnostics: Diagnostic[],
): FinishedSearch[] {
  const searches: FinishedSearch[] = [];
  const most = ALL_SEARCHES * (explore?.maxStates ?? EXPLORE_DEFAULTS.maxStates);
  let states = 0;
  for (const { variant, patches, scenario, smaller, span } of cases) {
    if (states > most) {
      diagnostics.push(say.tooManyStates(span, variant, most));
      break;
    }
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
      states += found.exploration.states;
      searches.push(found);
    } catch (error) {
      const failure = locate(model, error);
      if (!(failure instanceof RunError)) throw error;
      diagnostics.push(say.runFailed(failure, variant));
    }
  }
  return searches;
}
