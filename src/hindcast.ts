import { byPlace, type Diagnostic } from './diagnostic/diagnostic.ts';
import type { SourceText } from './diagnostic/source.ts';
import { conclude } from './evaluate/conclude.ts';
import type { EvaluateOptions, Evaluation } from './evaluate/options.ts';
import { prepare } from './evaluate/prepare.ts';
import type { RunSummary } from './result.ts';
import { checkAll } from './scenario/cases.ts';
import type { SweepJob } from './sweep/plan.ts';
import { JobRunner } from './sweep/runner.ts';
import { readYaml } from './yaml/read.ts';

export type { EvaluateOptions, Evaluation } from './evaluate/options.ts';
export type { FinishedSearch } from './explore/search.ts';
export type { RecordEntry } from './scenario/check/observed.ts';

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

/** All findings of a scenario's text, of the base and each variant, without running anything. */
export function checkText(
  source: SourceText,
  options: Pick<EvaluateOptions, 'record' | 'variant'> = {},
): Diagnostic[] {
  const yaml = readYaml(source, 'the scenario');
  if (yaml.root === null) return yaml.diagnostics;
  return checkAll(source, yaml.root, options).diagnostics.sort(byPlace);
}
