import type { RunSummary } from '../../result.ts';
import type { SweepJob } from '../../sweep/plan.ts';
import { JobRunner } from '../../sweep/runner.ts';

const runner = new JobRunner();

export default function runJob(job: SweepJob): RunSummary[] {
  return runner.run(job);
}
