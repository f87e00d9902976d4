import { offsetSource } from './kept-results.ts';
import type { RunJob, RunNews } from './run-job.ts';
import { serveJobs } from './serve-jobs.ts';
import { createSweepPool, type SweepPool } from './sweep-pool.ts';

/*
 * A process that evaluates scenarios. It loads the engine's current sources when it starts. If they fail to load
 * because someone is editing them, its jobs fail but the process survives.
 */
const engine = import('../../hindcast.ts');
engine.catch(() => undefined);

let sweeps: SweepPool | null = null;
let calibrations: SweepPool | null = null;

serveJobs<RunJob, RunNews>(async ({ text, labels = false, calibrate, options, workers }, { send }) => {
  const { calibrateWith, evaluateWith, validateWith } = await engine;
  if (calibrate !== undefined) {
    // A calibration makes thousands of small sweeps, so it reports its own progress.
    calibrations ??= createSweepPool({ workers });
    const progress = (done: number): void => send({ done, of: calibrate.maxRuns });
    return JSON.stringify(
      await calibrateWith(calibrations.makeRuns, offsetSource(text), calibrate, options, progress),
    );
  }
  const evaluate = labels ? validateWith : evaluateWith;
  sweeps ??= createSweepPool({ workers, progress: (done, of) => send({ done, of }) });
  return JSON.stringify(await evaluate(sweeps.makeRuns, offsetSource(text), options));
});
