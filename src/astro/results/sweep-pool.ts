import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Piscina } from 'piscina';
import type { MakeRuns } from '../../hindcast.ts';
import type { RunSummary } from '../../result.ts';
import type { SweepJob } from '../../sweep/plan.ts';
import { emptySummary, JobRunner } from '../../sweep/runner.ts';

/** Threads that execute the runs of sweeps. They start on first use and stop when idle. */
export interface SweepPool {
  readonly makeRuns: MakeRuns;
  /** Terminates all threads, even busy ones. */
  close(): Promise<void>;
}

export interface SweepPoolSetting {
  /** Number of threads. Default: what the machine offers this process. */
  readonly workers?: number | undefined;
  /** Called with the number of finished runs and of all runs. */
  readonly progress?: ((done: number, of: number) => void) | undefined;
}

const MEBIBYTE = 2 ** 20;
/** Largest heap of one thread, in MiB. */
const MOST_HEAP = 2048;
/** Milliseconds after which an idle thread stops. */
const IDLE = 500;
/** A sweep of fewer jobs runs on the calling thread, since starting others would take longer. */
const FEW_JOBS = 2;

/**
 * A pool of threads. Only a few jobs are in flight at a time, so results don't pile up in memory. Which thread executes
 * a job doesn't affect its runs.
 */
export function createSweepPool({ workers, progress }: SweepPoolSetting = {}): SweepPool {
  inlineMore();
  const threads = Math.max(1, workers ?? availableParallelism());
  let pool: Piscina | null = null;
  const makeRuns: MakeRuns = async (jobs, checked) => {
    const total = jobs.reduce((sum, { from, to }) => sum + to - from, 0);
    const out: (readonly RunSummary[])[] = jobs.map(() => []);
    let done = 0;
    let next = 0;
    const lane = async (make: (job: SweepJob) => Promise<RunSummary[]>): Promise<void> => {
      while (next < jobs.length) {
        const place = next++;
        out[place] = await make(jobs[place]!);
        done += out[place].length;
        progress?.(done, total);
      }
    };
    if (jobs.length < FEW_JOBS) {
      const runner = new JobRunner(checked);
      await lane(async (job) => runner.run(job));
      return out;
    }
    pool ??= new Piscina(poolOptions(threads));
    const current = pool;
    await Promise.all(
      Array.from({ length: Math.min(jobs.length, 2 * threads) }, () => lane((job) => runOn(current, job))),
    );
    return out;
  };
  return {
    makeRuns,
    async close() {
      await pool?.destroy();
      pool = null;
    },
  };
}

function poolOptions(threads: number): ConstructorParameters<typeof Piscina>[0] {
  const share = Math.floor(process.availableMemory() / MEBIBYTE / (2 * threads));
  return {
    filename: new URL('./sweep-worker.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: IDLE,
    // Older Node versions warn that they strip types, which is noise here.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: Math.max(64, Math.min(MOST_HEAP, share)) },
  };
}

/** If a job exhausts its thread's memory, each of its runs counts as failed. */
async function runOn(pool: Piscina, job: SweepJob): Promise<RunSummary[]> {
  try {
    return await pool.run(job);
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    const runs = Array.from({ length: job.to - job.from }, (_, i) => job.from + i);
    return runs.map((run) => emptySummary(run, 'its thread ran out of memory'));
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

/** Major versions of V8 that know the flags below; others print an error. */
const KNOWN = [12, 13, 14];

/**
 * Lets V8 inline more, in this process and all its threads. An event of a run passes through about thirty short
 * functions, and by default V8 stops at 920 bytes of bytecode; a higher limit makes runs about 25% faster. It affects
 * only code that is compiled after this call, and never a result.
 */
export function inlineMore(): void {
  if (!KNOWN.includes(Number.parseInt(process.versions.v8, 10))) return;
  setFlagsFromString('--max-inlined-bytecode-size=1500');
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=4000');
}
