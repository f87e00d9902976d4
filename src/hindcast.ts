import { byPlace, type Diagnostic, hasErrors } from './diagnostic/diagnostic.ts';
import type { SourceText } from './diagnostic/source.ts';
import * as say from './engine/diagnostics.ts';
import { fitFindings } from './engine/fit.ts';
import { RUN_LIMITS, type RunLimits } from './engine/limits.ts';
import { type Finished, run } from './engine/run.ts';
import { locate, RunError } from './engine/run-error.ts';
import { ENGINE_VERSION } from './engine/version.ts';
import type { ExploreOptions } from './explore/explore-options.ts';
import { type FinishedSearch, search } from './explore/outcome.ts';
import { compile } from './model/compile.ts';
import { RESULT_VERSION, type Result } from './result.ts';
import type { RunSummary } from './result-sweep.ts';
import { dependenciesOf } from './scenario/dependencies.ts';
import type { RecordEntry } from './scenario/observed.ts';
import type { Scenario } from './scenario/scenario.ts';
import { unknownViews } from './scenario/shown.ts';
import { type Case, checkAll } from './sweep/cases.ts';
import { type Gathered, gather } from './sweep/gather.ts';
import type { SweepJob } from './sweep/job.ts';
import { type AskedSweeps, type PlannedSweep, planSweeps } from './sweep/plan.ts';
import { JobRunner } from './sweep/runner.ts';
import { readYaml } from './yaml/read.ts';

export type { FinishedSearch } from './explore/outcome.ts';
export type { RecordEntry } from './scenario/observed.ts';

export interface EvaluateOptions {
  /** Replaces the scenario's own seed: a whole number from 0 to 2^32 - 1. */
  seed?: number;
  /** Runs the base and only this variant. */
  variant?: string;
  /** Replaces what the text says about the search. */
  explore?: Partial<ExploreOptions>;
  /** Leaves out the searches, or the runs. With `explore` a scenario is searched even if its text does not ask for it. */
  only?: 'run' | 'explore';
  /** Told when the search of the base or a variant begins, and when it has ended. */
  watch?: { began(variant: string): void; ended(search: FinishedSearch): void };
  /** Entries of the page's timeline. */
  record?: readonly RecordEntry[];
  /** Bounds of a run, where others than the usual are wanted. */
  limits?: Partial<RunLimits>;
  /** Leaves out sweeps (then claims about many runs are judged by the one that is shown), or changes what the text asks for. */
  sweeps?: false | AskedSweeps;
}

/** `result` is null if a finding is an error that let no run finish; a false claim is an error beside a result. */
export interface Evaluation {
  result: Result | null;
  diagnostics: Diagnostic[];
}

/**
 * Scenario text in, Result out: read, check, compile, run, for the base and each variant. Pure: the same text, record
 * and seed give the same bytes. All findings of the text come together, in the order of their places.
 */
export function evaluate(source: SourceText, options: EvaluateOptions = {}): Evaluation {
  const prepared = prepare(source, options);
  if ('diagnostics' in prepared) return prepared;
  const runner = new JobRunner();
  const made = prepared.sweeps.flatMap(({ jobs }) => jobs.map((job) => runner.run(job)));
  return conclude(prepared, made, options);
}

/** Makes the runs of jobs, in whatever order and on whatever threads; the answer has those of each job in its place. */
export type MakeRuns = (jobs: readonly SweepJob[]) => Promise<readonly (readonly RunSummary[])[]>;

/** As `evaluate`, with the many runs of sweeps made elsewhere. The Result is the same to the byte. */
export async function evaluateWith(
  makeRuns: MakeRuns,
  source: SourceText,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const prepared = prepare(source, options);
  if ('diagnostics' in prepared) return prepared;
  const made = await makeRuns(prepared.sweeps.flatMap(({ jobs }) => jobs));
  return conclude(prepared, made, options);
}

/** A scenario whose base and variants have run and were searched; what is left are the many runs of sweeps. */
interface Prepared {
  readonly cases: readonly Case[];
  readonly finished: readonly Finished[];
  readonly searches: readonly FinishedSearch[];
  readonly found: readonly Diagnostic[];
  readonly sweeps: readonly PlannedSweep[];
}

function prepare(source: SourceText, options: EvaluateOptions): Prepared | Evaluation {
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

/** @param made runs of the jobs of all sweeps, in their order */
function conclude(
  { cases, finished, searches, found, sweeps }: Prepared,
  made: readonly (readonly RunSummary[])[],
  options: EvaluateOptions,
): Evaluation {
  const { scenario } = cases[0]!;
  const swept = gather(cases, finished, sweeps, made, options.seed ?? scenario.seed);
  const judged = swept.finished;
  const diagnostics = [...found, ...swept.diagnostics];
  diagnostics.push(...judged.flatMap((one) => fitFindings(scenario, one.run)));
  diagnostics.push(...unknownViews(scenario), ...unmetClaims(judged, searches, options));
  // What shows in the half that was left out is no effect too.
  if (options.only === undefined || (options.only === 'run' && !scenario.exploring.asked)) {
    diagnostics.push(...withoutEffect(cases, judged, searches));
  }
  return { result: toResult(scenario, judged, searches, swept), diagnostics: diagnostics.sort(byPlace) };
}

/** All findings of a scenario's text, of the base and each variant, without running anything. */
export function checkText(
  source: SourceText,
  options: Pick<EvaluateOptions, 'record' | 'variant'> = {},
): Diagnostic[] {
  const yaml = readYaml(source, 'the scenario');
  if (yaml.root === null) return yaml.diagnostics;
  return checkAll(source, yaml.root, options).diagnostics.sort(byPlace);
}

function execute(one: Case, { seed, limits }: EvaluateOptions): Finished | { diagnostic: Diagnostic } {
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
function searchAll(
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

/** A base that is searched for its counterexample alone is not judged. */
function unmetClaims(
  finished: readonly Finished[],
  searches: readonly FinishedSearch[],
  { only, variant: wanted }: EvaluateOptions,
): Diagnostic[] {
  const judged =
    only === 'explore'
      ? searches.filter(({ exploration: { variant } }) => variant === (wanted ?? variant))
      : searches;
  return [
    ...finished.flatMap(({ run: { variant }, claims }) =>
      claims.filter((claim) => !claim.met).map((claim) => say.falseClaim(claim, variant)),
    ),
    ...judged.flatMap(({ exploration: { variant, hit }, claims }) =>
      claims
        .filter((claim) => !claim.met)
        .map((claim) =>
          claim.decided ? say.falseClaim(claim, variant) : say.undecidedClaim(claim, variant, hit),
        ),
    ),
  ];
}

/** A variant whose run and search are the base's to the letter is probably aimed at the wrong place. */
function withoutEffect(
  cases: readonly Case[],
  finished: readonly Finished[],
  searches: readonly FinishedSearch[],
): Diagnostic[] {
  const outcome = (name: string): string => {
    const one = finished.find(({ run: { variant } }) => variant === name)?.run;
    const other = searches.find(({ exploration: { variant } }) => variant === name)?.exploration;
    const plain = { variant: '', patches: [], expectations: [], facts: [], againstBase: null };
    return JSON.stringify([one && { ...one, ...plain }, other && { ...other, ...plain }]);
  };
  return cases
    .slice(1)
    .flatMap(({ variant, span }) =>
      outcome(variant) === outcome('base') ? [say.noEffect(span, variant)] : [],
    );
}

function toResult(
  scenario: Scenario,
  finished: readonly Finished[],
  searches: readonly FinishedSearch[],
  swept: Pick<Gathered, 'sweeps' | 'sensitivities'>,
): Result {
  return {
    version: RESULT_VERSION,
    engine: ENGINE_VERSION,
    scenario: scenario.id,
    title: scenario.title,
    summary: scenario.summary,
    about: scenario.about,
    assumes: [...scenario.assumes],
    clock: scenario.clock,
    until: scenario.until ?? 0,
    constants: [...scenario.constants],
    observed: referredTo(scenario),
    runs: finished.map((one) => one.run),
    explorations: searches.map((one) => one.exploration),
    sweeps: [...swept.sweeps],
    sensitivities: [...swept.sensitivities],
    dependencies: dependenciesOf(scenario),
    show: scenario.show.map(({ name }) => name),
    lanes: [...scenario.lanes],
  };
}

/** Of the page's record only what the scenario names: as a moment, as what a constant was fitted to, or as a mark. */
function referredTo(scenario: Scenario): Result['observed'] {
  const used = new Set<string | null>([
    ...scenario.own,
    ...scenario.marks.map((mark) => mark.id),
    ...scenario.constants.map((constant) => constant.fittedTo),
    ...scenario.faults.flatMap((fault) => [fault.at?.observed ?? null, fault.until?.observed ?? null]),
    ...scenario.processes.flatMap((process) =>
      process.steps.flatMap((step) => step.branches.map((branch) => branch.at?.observed ?? null)),
    ),
  ]);
  return scenario.observed.filter(({ id }) => used.has(id)).sort((a, b) => a.t - b.t);
}
