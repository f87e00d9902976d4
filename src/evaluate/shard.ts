import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { ScenarioText } from '../scenario/cases.ts';
import type { MakeRuns } from '../sweep/plan.ts';
import { jobsOfShard, type Shard, type ShardRuns } from '../sweep/shard.ts';
import type { EvaluateOptions } from './options.ts';
import { prepare } from './prepare.ts';

/** The runs of one shard. `runs` is null if there was an error. */
export interface ShardEvaluation {
  readonly runs: ShardRuns | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Makes only one shard's runs. The displayed runs are made too, since they show errors and estimate the sweep's
 * length: every machine reports the same errors.
 */
export async function evaluateShard(
  makeRuns: MakeRuns,
  text: ScenarioText,
  shard: Shard,
  options: EvaluateOptions,
): Promise<ShardEvaluation> {
  const prepared = prepare(text, options);
  if ('diagnostics' in prepared) return { runs: null, diagnostics: prepared.diagnostics };
  const { jobs, checked, found } = prepared;
  const own = jobsOfShard(jobs.length, shard);
  const made = await makeRuns(
    own.map((i) => jobs[i]!),
    checked,
  );
  return {
    runs: { jobs: jobs.length, runs: own.map((i, place) => [i, made[place]!] as const) },
    diagnostics: found,
  };
}
