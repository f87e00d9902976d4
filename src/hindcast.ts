import { byPlace, type Diagnostic } from './diagnostic/diagnostic.ts';
import type { SourceText } from './diagnostic/source.ts';
import { conclude } from './evaluate/conclude.ts';
import type { EvaluateOptions, Evaluation } from './evaluate/options.ts';
import { prepare } from './evaluate/prepare.ts';
import type { RunSummary } from './result.ts';
import { type CheckedCases, checkAll, type ScenarioText, scenarioText } from './scenario/cases.ts';
import type { SweepJob } from './sweep/plan.ts';
import { JobRunner } from './sweep/runner.ts';

export type { EvaluateOptions, Evaluation } from './evaluate/options.ts';
export type { FinishedSearch } from './explore/search.ts';
export { type ScenarioText, scenarioText } from './scenario/cases.ts';
export type { RecordEntry } from './scenario/check/observed.ts';

/**
 * Turns a scenario's text into a Result: reads, checks, compiles, and runs the base and each variant. This is a
 * pure function: the same text and options give the same bytes. All diagnostics for the text are returned together,
 * sorted by position.
 */
export function evaluate(text: SourceText | ScenarioText, options: EvaluateOptions = {}): Evaluation {
  const prepared = prepare(scenarioText(text), options);
  if ('diagnostics' in prepared) return prepared;
  const runner = new JobRunner(prepared.checked);
  const summaries = prepared.jobs.map((job) => runner.run(job));
  return conclude(prepared, summaries, options);
}

/** Runs jobs in any order, on any threads, and returns each job's runs at its index. */
export type MakeRuns = (
  jobs: readonly SweepJob[],
  checked: CheckedCases,
) => Promise<readonly (readonly RunSummary[])[]>;

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

/** Checks a scenario's base and variants without running anything. */
export function checkText(
  text: SourceText | ScenarioText,
  options: Pick<EvaluateOptions, 'record' | 'zone' | 'variant'> = {},
): Diagnostic[] {
  return checkAll(scenarioText(text), options).diagnostics.sort(byPlace);
}
