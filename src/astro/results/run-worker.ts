import { offsetSource } from './kept-results.ts';
import type { RunJob, RunNews } from './run-job.ts';
import { serveJobs } from './serve-jobs.ts';
import { createSweepPool, type SweepPool } from './sweep-pool.ts';

/*
 * A process that evaluates scenarios. It loads the engine's current sources when it starts. If they fail to load because
 * someone is editing them, its jobs fail but the process survives.
 */
const engine = import('../../hindcast.ts');
engine.catch(() => undefined);

let sweeps: SweepPool | null = null;

serveJobs<RunJob, RunNews>(async ({ text, labels = false, options, workers }, { send }) => {
  const { evaluateWith, validateWith } = await engine;
  const evaluate = labels ? validateWith : evaluateWith;
  sweeps ??= createSweepPool({ workers, progress: (done, of) => send({ done, of }) });
  return JSON.stringify(await evaluate(sweeps.makeRuns, offsetSource(text), options));
});
