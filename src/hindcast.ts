import { byPlace, type Diagnostic, hasErrors } from './diagnostic/diagnostic.ts';
import type { SourceText } from './diagnostic/source.ts';
import { conclude } from './evaluate/conclude.ts';
import {
  type Exported,
  type ExportOptions,
  exportScenario as searchAndExport,
} from './evaluate/export-scenario.ts';
import {
  type OrderEvaluation,
  type OrderOptions,
  observedOrders as searchOrders,
} from './evaluate/observed-order.ts';
import type { EvaluateOptions, Evaluation } from './evaluate/options.ts';
import { prepare } from './evaluate/prepare.ts';
import { evaluateShard as evaluateOneShard, type ShardEvaluation } from './evaluate/shard.ts';
import { type Ported, port } from './portable/model.ts';
import type { Validation } from './result.ts';
import { type CheckedCases, checkAll, type ScenarioText, scenarioText } from './scenario/cases.ts';
import type { MakeRuns, SweepJob } from './sweep/plan.ts';
import { JobRunner } from './sweep/runner.ts';
import { joinShards, type Shard, type ShardRuns } from './sweep/shard.ts';
import { calibrate } from './validation/calibrate/calibrate.ts';
import type { Calibration } from './validation/calibrate/calibration.ts';
import { noCurve } from './validation/calibrate/diagnostics.ts';
import { type CalibrationRequest, fittableTo } from './validation/calibrate/target.ts';
import { unmetClaims } from './validation/claims.ts';
import type { JudgedVariant } from './validation/fixes/fixes.ts';
import { redefinedHarm } from './validation/fixes/redefined.ts';
import { judgeSearches } from './validation/fixes/searched-fixes.ts';
import { liftNumbers, type ModelNumber } from './validation/numbers/numbers.ts';
import type { Evidence } from './validation/numbers/provenance.ts';
import { validateModel } from './validation/validate.ts';

export type { ExportFormat } from './evaluate/export-scenario.ts';
export type { OrderEvaluation } from './evaluate/observed-order.ts';
export type { EvaluateOptions, Evaluation } from './evaluate/options.ts';
export type { ShardEvaluation } from './evaluate/shard.ts';
export type { ObservedOrder } from './explore/observed.ts';
export type { FinishedSearch } from './explore/search.ts';
export type { Ported } from './portable/model.ts';
export { type ScenarioText, scenarioText } from './scenario/cases.ts';
export type { RecordEntry } from './scenario/check/observed.ts';
export { fromExactJson, toExactJson } from './sweep/exact-json.ts';
export type { MakeRuns } from './sweep/plan.ts';
export type { Shard, ShardRuns } from './sweep/shard.ts';
export type { Calibration, CurveLoss, FittedConstant } from './validation/calibrate/calibration.ts';
export type { CalibrationRequest } from './validation/calibrate/target.ts';
export type { ModelNumber } from './validation/numbers/numbers.ts';

/**
 * Turns a scenario's text into a Result: reads, checks, compiles, and runs the base and each variant. This is a pure
 * function: the same text and options always give the same bytes. All diagnostics for the text are returned together,
 * sorted by position.
 */
export function evaluate(text: SourceText | ScenarioText, options: EvaluateOptions = {}): Evaluation {
  const prepared = prepare(scenarioText(text), options);
  if ('diagnostics' in prepared) return prepared;
  const runner = new JobRunner(prepared.checked);
  const summaries = prepared.jobs.map((job) => runner.run(job));
  return conclude(prepared, summaries, options);
}

/** Makes runs on the calling thread. */
export const runHere: MakeRuns = async (jobs, checked) => {
  const runner = new JobRunner(checked);
  return jobs.map((job) => runner.run(job));
};

/** Returns the same bytes as `evaluate`, but executes sweeps with `makeRuns`. */
export async function evaluateWith(
  makeRuns: MakeRuns,
  text: SourceText | ScenarioText,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const prepared = prepare(scenarioText(text), options);
  if ('diagnostics' in prepared) return prepared;
  return conclude(prepared, await makeRuns(prepared.jobs, prepared.checked), options);
}

/** Makes only the sweep runs of one shard. All shards together, in `runsOfShards`, give the same bytes as `evaluateWith`. */
export async function evaluateShard(
  makeRuns: MakeRuns,
  text: SourceText | ScenarioText,
  shard: Shard,
  options: EvaluateOptions = {},
): Promise<ShardEvaluation> {
  return evaluateOneShard(makeRuns, scenarioText(text), shard, options);
}

/** Takes runs from shards instead of making them. Rejects if runs are missing or don't belong to the sweep. */
export function runsOfShards(shards: readonly ShardRuns[]): MakeRuns {
  return async (jobs) => joinShards(jobs, shards);
}

/**
 * Searches for an execution that reaches the observed marks in the observed order, in the base, in one variant, or in all
 * of them. Calls `watch` when the search of the base or a variant begins and ends.
 */
export function observedOrders(text: SourceText | ScenarioText, options: OrderOptions): OrderEvaluation {
  return searchOrders(scenarioText(text), options);
}

/** The counterexample of a scenario's base or of one variant, or its whole model, in the format of another tool. */
export function exportScenario(text: SourceText | ScenarioText, options: ExportOptions): Exported {
  return searchAndExport(scenarioText(text), options);
}

/** Checks a scenario's base and variants without running anything. */
export function checkText(
  text: SourceText | ScenarioText,
  options: Pick<EvaluateOptions, 'record' | 'zone' | 'variant'> = {},
): Diagnostic[] {
  return checkAll(scenarioText(text), options).diagnostics.sort(byPlace);
}

/** A scenario that a page can run with different numbers. Null if the scenario has errors. */
export function portable(
  text: SourceText | ScenarioText,
  options: Pick<EvaluateOptions, 'record' | 'zone'> = {},
): Ported | null {
  const checked = checkAll(scenarioText(text), options);
  return hasErrors(checked.diagnostics) || checked.cases.length === 0 ? null : port(checked);
}

/**
 * Every number in a scenario that a prediction could depend on, in text order. Empty if the scenario isn't valid YAML.
 *
 * @param record entries of the page's timeline, which can be sources of numbers
 */
export function numbersIn(
  text: SourceText | ScenarioText,
  record: readonly Evidence[],
): readonly ModelNumber[] {
  const { root } = scenarioText(text).yaml;
  return root === null ? [] : liftNumbers(root, record).numbers;
}

/** What a scenario's results depend on, and errors in claims about it. */
export interface Validated {
  readonly validation: Validation;
  /** Each variant's purpose, and whether it changes the definition of harm. */
  readonly variants: Readonly<Record<string, Pick<JudgedVariant, 'kind' | 'redefines'>>>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Determines what a scenario's results depend on: labels its comparisons with the observed timeline, and judges its
 * variants. Makes a few hundred runs. Null if the scenario has errors.
 */
export async function validateWith(
  makeRuns: MakeRuns,
  text: SourceText | ScenarioText,
  options: Pick<EvaluateOptions, 'record' | 'zone' | 'seed' | 'limits'> = {},
): Promise<Validated | null> {
  const parsed = scenarioText(text);
  const { cases } = checkAll(parsed, options);
  const base = cases.find(({ variant }) => variant === 'base')?.scenario;
  const { root } = parsed.yaml;
  if (base === undefined || root === null) return null;
  const variants = cases.flatMap(({ variant: name, patches, scenario }) => {
    if (name === 'base') return [];
    const redefines = redefinedHarm(root, patches, [base.simulating.warmup, scenario.simulating.warmup]);
    return [{ name, kind: scenario.kind, scenario, redefines }];
  });
  const { record = [], zone, seed = base.seed, limits = {} } = options;
  const settings = { text: parsed.source.text, record, zone, seed, limits };
  const runJobs = (jobs: readonly SweepJob[]) => makeRuns(jobs, NO_CASES);
  const validation = await validateModel(base, variants, root, settings, runJobs);
  return {
    validation,
    variants: Object.fromEntries(variants.map(({ name, kind, redefines }) => [name, { kind, redefines }])),
    diagnostics: unmetClaims(base, variants, validation),
  };
}

/** Adds what an evaluation's results depend on, and what the variants change in its searches. */
export function withValidation(evaluation: Evaluation, validated: Validated | null): Evaluation {
  const { result, diagnostics } = evaluation;
  if (result === null || validated === null) return evaluation;
  const { validation, variants } = validated;
  const searched = judgeSearches(
    result.explorations,
    result.constants,
    (variant) => variants[variant]?.kind ?? 'fix',
    (variant) => variants[variant]?.redefines ?? null,
  );
  return {
    result: { ...result, validation: { ...validation, fixes: [...validation.fixes, ...searched] } },
    diagnostics: [...diagnostics, ...validated.diagnostics].sort(byPlace),
  };
}

/** A calibration, or the reason why there is none. */
export interface Calibrated {
  readonly calibration: Calibration | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Fits the constants that have a range to part of an observed series. The same text, request, and options always give
 * the same bytes.
 *
 * @param request  names a measure of the base that is compared with a series
 * @param progress called with the number of runs so far
 */
export async function calibrateWith(
  makeRuns: MakeRuns,
  text: SourceText | ScenarioText,
  request: CalibrationRequest,
  options: Pick<EvaluateOptions, 'record' | 'zone' | 'seed' | 'limits'> = {},
  progress?: (runs: number) => void,
): Promise<Calibrated> {
  const parsed = scenarioText(text);
  const checked = checkAll(parsed, { ...options, variant: 'base' });
  const { root } = parsed.yaml;
  const base = checked.cases[0]?.scenario;
  const curve = base?.curves.find(({ measure }) => measure === request.measure);
  if (root === null || base === undefined || curve === undefined) {
    return { calibration: null, diagnostics: checked.diagnostics };
  }
  const found = fittableTo(base, parsed.source, root, request);
  if ('problem' in found) return { calibration: null, diagnostics: [found.problem] };
  const { record = [], zone, seed = base.seed, limits = {} } = options;
  const settings = { text: parsed.source.text, record, zone, seed, limits };
  const { window, runs, maxRuns } = request;
  const calibrated = await calibrate(found.parameters, settings, (jobs) => makeRuns(jobs, checked), {
    target: found.target,
    scale: found.scale,
    window,
    runs,
    maxRuns,
    progress,
  });
  if (calibrated === null) return { calibration: null, diagnostics: [noCurve(curve.span, curve.measure)] };
  const { measure, series, kind, unit, normal } = curve;
  return { calibration: { measure, series, kind, unit, normal, ...calibrated }, diagnostics: [] };
}

/** Probes change the text, so they can't use cases that have already been checked. */
const NO_CASES: CheckedCases = { cases: [], points: [], diagnostics: [] };
