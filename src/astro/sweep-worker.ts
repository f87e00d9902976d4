import type { RunSummary } from '../result-sweep.ts';
import type { SweepJob } from '../sweep/job.ts';
import { JobRunner } from '../sweep/runner.ts';

/** A thread that makes the runs of jobs. */
const runner = new JobRunner();

export default function runJob(job: SweepJob): RunSummary[] {
  return runner.run(job);
}
