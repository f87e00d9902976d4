import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Piscina } from 'piscina';
import type { MakeRuns } from '../../hindcast.ts';
import type { RunSummary } from '../../result.ts';
import type { SweepJob } from '../../sweep/plan.ts';
import { emptySummary, JobRunner } from '../../sweep/runner.ts';

/** Versions of V8 that know the words below; another one would complain of them. */
const KNOWN = [12, 13, 14];

/**
 * Lets V8 put more functions into the one that calls them, in this process and all its threads. An event of a run goes
 * through some thirty short functions, and V8 stops at 920 bytes of their code: with more a run takes about a quarter
 * less time. It changes only how what is compiled from here on runs, and no result.
 */
export function inlineMore(): void {
  if (!KNOWN.includes(Number.parseInt(process.versions.v8, 10))) return;
  setFlagsFromString('--max-inlined-bytecode-size=1500');
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=4000');
}

/** Threads that make the runs of sweeps. They are started when first needed, and end when idle. */
export interface SweepPool {
  readonly makeRuns: MakeRuns;
  /** Ends all threads, whatever they do. */
  close(): Promise<void>;
}

export interface SweepPoolSetting {
  /** Threads; without it as many as the machine has for us. */
  readonly workers?: number | undefined;
  /** Told how many of all runs are made. */
  readonly progress?: ((done: number, of: number) => void) | undefined;
}

const MEBIBYTE = 2 ** 20;
/** Heap of one thread where the machine has plenty. */
const MOST_HEAP = 2048;
/** Milliseconds after which a thread that has nothing to do ends. */
const IDLE = 500;
/** Sweeps of fewer jobs are made on the calling thread: starting others would take longer. */
const FEW_JOBS = 2;

/**
 * A pool of threads. Jobs in flight are few, so that results of a sweep do not pile up; which thread makes which job
 * changes nothing about its runs.
 */
export function createSweepPool({ workers, progress }: SweepPoolSetting = {}): SweepPool {
  inlineMore();
  const threads = Math.max(1, workers ?? availableParallelism());
  let pool: Piscina | null = null;
  const makeRuns: MakeRuns = async (jobs) => {
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
      const runner = new JobRunner();
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
    // Older releases warn that they strip types: no news to who runs this.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: Math.max(64, Math.min(MOST_HEAP, share)) },
  };
}

/** A thread that dies of a job, such as for want of memory, is one error for each of its runs. */
async function runOn(pool: Piscina, job: SweepJob): Promise<RunSummary[]> {
  try {
    return await pool.run(job);
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    const runs = Array.from({ length: job.to - job.from }, (_, i) => job.from + i);
    return runs.map((run) => emptySummary(run, 'the memory of its thread was used up'));
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
