import type { ShardRuns } from '../../hindcast.ts';
import { fromExactJson, toExactJson } from '../../sweep/exact-json.ts';
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

serveJobs<RunJob, RunNews>(async (job, { send }) => {
  const { text, labels = false, calibrate, shard, shards, options, workers } = job;
  const { calibrateWith, evaluateShard, evaluateWith, runsOfShards, validateWith } = await engine;
  if (calibrate !== undefined) {
    // A calibration makes thousands of small sweeps, so it reports its own progress.
    calibrations ??= createSweepPool({ workers });
    const progress = (done: number): void => send({ done, of: calibrate.maxRuns });
    return JSON.stringify(
      await calibrateWith(calibrations.makeRuns, offsetSource(text), calibrate, options, progress),
    );
  }
  if (shards !== undefined) {
    const runs = shards.map((json) => fromExactJson(json) as ShardRuns);
    return JSON.stringify(await evaluateWith(runsOfShards(runs), offsetSource(text), options));
  }
  const evaluate = labels ? validateWith : evaluateWith;
  sweeps ??= createSweepPool({ workers, progress: (done, of) => send({ done, of }) });
  if (shard !== undefined)
    return toExactJson(await evaluateShard(sweeps.makeRuns, offsetSource(text), shard, options));
  return JSON.stringify(await evaluate(sweeps.makeRuns, offsetSource(text), options));
});
