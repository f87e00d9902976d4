import type { RunSummary } from '../result.ts';
import type { SweepJob } from './plan.ts';

/** One of several roughly equal shares of a sweep's jobs, for one machine. Shards are numbered from 1. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

/** The runs of one shard. */
export interface ShardRuns {
  /** Number of jobs in the entire sweep. */
  readonly jobs: number;
  /** The shard's jobs, as indices in the sweep's plan, each with its runs. */
  readonly runs: readonly (readonly [job: number, summaries: readonly RunSummary[]])[];
}

/** The indices of a shard's jobs. Neighboring jobs go to different shards, so each shard gets runs of every case. */
export function jobsOfShard(jobs: number, { number, of }: Shard): number[] {
  return Array.from({ length: jobs }, (_, i) => i).filter((i) => i % of === number - 1);
}

/**
 * The runs of all jobs, in the order of the plan.
 *
 * @throws Error if the shards don't contain exactly the runs of these jobs
 */
export function joinShards(jobs: readonly SweepJob[], shards: readonly ShardRuns[]): readonly RunSummary[][] {
  const out: (RunSummary[] | undefined)[] = jobs.map(() => undefined);
  for (const { jobs: planned, runs } of shards) {
    if (planned !== jobs.length)
      throw new Error(`a shard has ${planned} jobs in its plan, not ${jobs.length}`);
    for (const [i, summaries] of runs) {
      const job = jobs[i];
      if (job === undefined || out[i] !== undefined)
        throw new Error(`job ${i} isn't planned, or is there twice`);
      if (summaries.length !== job.to - job.from) throw new Error(`job ${i} has ${summaries.length} runs`);
      out[i] = [...summaries];
    }
  }
  return out.map((summaries, i) => {
    if (summaries === undefined) throw new Error(`job ${i} is missing`);
    return summaries;
  });
}
