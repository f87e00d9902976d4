import { isOutOfMemory } from '../../astro/results/job-failure.ts';
import { offsetText } from '../../astro/results/kept-results.ts';
import type { RunJob } from '../../astro/results/run-job.ts';
import type { RunPool } from '../../astro/results/run-pool.ts';
import { inlineMore } from '../../astro/results/sweep-pool.ts';
import {
  type CalibrationRequest,
  calibrateWith,
  type EvaluateOptions,
  type Evaluation,
  evaluate,
  evaluateShard,
  evaluateWith,
  fromExactJson,
  type MakeRuns,
  runHere,
  runsOfShards,
  type ScenarioText,
  type Shard,
  type ShardRuns,
  toExactJson,
  validateWith,
} from '../../hindcast.ts';
import { childOf } from '../../yaml/node.ts';
import type { Io } from '../terminal/io.ts';

/**
 * Evaluates scenarios so that none can exhaust the process or keep it from ending. Small scenarios are evaluated here,
 * since starting a process would take longer. All others are evaluated in a process with limited memory.
 */
export interface Leash {
  /**
   * The evaluation as JSON, with offsets as spans.
   *
   * @throws JobFailure if the scenario takes too much memory or time, or an `AbortError` after an interrupt
   */
  evaluate(text: ScenarioText, options: EvaluateOptions): Promise<string>;
  /** The runs of one shard as exact JSON: a `ShardEvaluation`. Throws the same errors as `evaluate`. */
  shard(text: ScenarioText, shard: Shard, options: EvaluateOptions): Promise<string>;
  /**
   * The evaluation with the runs of all shards.
   *
   * @param shards each one's runs, as exact JSON
   */
  merge(text: ScenarioText, shards: readonly string[], options: EvaluateOptions): Promise<string>;
  /** What the results depend on, as JSON. Throws the same errors as `evaluate`. */
  validate(text: ScenarioText, options: EvaluateOptions): Promise<string>;
  /** A calibration as JSON. Throws the same errors as `evaluate`. */
  calibrate(text: ScenarioText, request: CalibrationRequest, options: EvaluateOptions): Promise<string>;
  /** True after Ctrl-C or SIGTERM during an evaluation in another process. At other times, signals end this process. */
  readonly interrupted: boolean;
  close(): Promise<void>;
}

export interface LeashSetting {
  /** Number of threads for sweeps. Default: the number of processors. */
  readonly workers?: number | undefined;
  /** Maximum time in the other process, in microseconds. Default: unlimited. */
  readonly timeLimit?: number | undefined;
  /** Called with the number of finished runs of a sweep and the total. */
  readonly progress?: (done: number, of: number) => void;
}

/** Limits for the attempt in this process, which takes a fraction of a second and a few megabytes. */
const ATTEMPT = {
  events: 100_000,
  wakeUps: 100_000,
  work: 5_000_000,
  checks: 1_000_000,
  memory: 2 ** 25,
} as const;
/**
 * Scenarios with longer text or more variants aren't attempted, since each variant needs work before its first event
 * and keeps a trace.
 */
const MOST_CHARACTERS = 50_000;
const MOST_VARIANTS = 10;

/** Thrown when an attempt reaches a search or a large number of runs, which are never attempted. */
class NotAttempted extends Error {}

const giveUp = (): never => {
  throw new NotAttempted();
};
const fewRuns: MakeRuns = async (jobs, checked) => (jobs.length > 1 ? giveUp() : runHere(jobs, checked));

export function createLeash(setting: LeashSetting, io: Io): Leash {
  let pool: RunPool | null = null;
  let interrupted = false;

  async function elsewhere(job: Omit<RunJob, 'workers'>): Promise<string> {
    const stop = new AbortController();
    const removeHandler = io.onInterrupt?.(() => {
      interrupted = true;
      stop.abort();
    });
    try {
      // The code that starts processes is loaded only if it's needed.
      const { createRunPool } = await import('../../astro/results/run-pool.ts');
      const { workers, timeLimit, progress } = setting;
      pool ??= createRunPool({
        processes: 1,
        ...(timeLimit === undefined ? {} : { timeLimit }),
        ...(progress === undefined ? {} : { progress }),
      });
      return await pool.run({ ...job, ...(workers === undefined ? {} : { workers }) }, stop.signal);
    } finally {
      removeHandler?.();
    }
  }

  return {
    async evaluate(text, options) {
      if (io.threads === false) return JSON.stringify(evaluate(offsetText(text), options));
      const attempted = await attempt(text, options);
      return attempted === null
        ? elsewhere({ text: text.source.text, options: plain(options) })
        : JSON.stringify(attempted);
    },
    async shard(text, shard, options) {
      if (io.threads === false)
        return toExactJson(await evaluateShard(runHere, offsetText(text), shard, options));
      return elsewhere({ text: text.source.text, shard, options: plain(options) });
    },
    async merge(text, shards, options) {
      if (io.threads === false) {
        const runs = runsOfShards(shards.map((json) => fromExactJson(json) as ShardRuns));
        return JSON.stringify(await evaluateWith(runs, offsetText(text), options));
      }
      return elsewhere({ text: text.source.text, shards, options: plain(options) });
    },
    async validate(text, options) {
      if (io.threads === false) return JSON.stringify(await validateWith(runHere, offsetText(text), options));
      return elsewhere({ text: text.source.text, labels: true, options: plain(options) });
    },
    async calibrate(text, request, options) {
      if (io.threads === false)
        return JSON.stringify(await calibrateWith(runHere, offsetText(text), request, options));
      return elsewhere({ text: text.source.text, calibrate: request, options: plain(options) });
    },
    get interrupted() {
      return interrupted;
    },
    async close() {
      await pool?.close();
      pool = null;
    },
  };
}

/** The evaluation of a small scenario; null for any other scenario. */
async function attempt(text: ScenarioText, options: EvaluateOptions): Promise<Evaluation | null> {
  const { root } = text.yaml;
  const variants = childOf(root ?? undefined, 'variants');
  const isLarge =
    text.source.text.length > MOST_CHARACTERS ||
    (variants?.kind === 'map' && variants.entries.length > MOST_VARIANTS);
  if (isLarge || options.sweeps !== undefined) return null;
  inlineMore();
  try {
    const evaluation = await evaluateWith(fewRuns, offsetText(text), {
      ...options,
      limits: ATTEMPT,
      watch: { began: giveUp, ended: () => undefined },
    });
    return isCutOff(evaluation) ? null : evaluation;
  } catch (error) {
    if (error instanceof NotAttempted || isOutOfMemory(error)) return null;
    throw error;
  }
}

/** True if a limit may have ended a run. Otherwise, higher limits wouldn't change anything. */
function isCutOff({ diagnostics }: Evaluation): boolean {
  return diagnostics.some(
    ({ code, severity }) => code === 'run/sweep' || (severity === 'error' && code.startsWith('run/')),
  );
}

/** The options that can be sent to a process. */
function plain({ limits, explore, watch, ...options }: EvaluateOptions): RunJob['options'] {
  return options;
}
