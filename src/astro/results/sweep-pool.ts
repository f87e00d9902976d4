import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import type { Piscina } from 'piscina';
import type { MakeRuns } from '../../hindcast.ts';
import type { RunSummary } from '../../result.ts';
import type { SweepJob } from '../../sweep/plan.ts';
import { JobRunner } from '../../sweep/runner.ts';

/** Threads that execute the runs in sweeps. They start on first use and stop when idle. */
export interface SweepPool {
  readonly makeRuns: MakeRuns;
  /** Terminates all threads, including busy ones. */
  close(): Promise<void>;
}

export interface SweepPoolSetting {
  /** Number of threads. Default: the parallelism available to this process. */
  readonly workers?: number | undefined;
  /** Called with the number of finished runs and the total. */
  readonly progress?: ((done: number, of: number) => void) | undefined;
}

const MEBIBYTE = 2 ** 20;
/** Maximum heap per thread, in MiB. */
const MOST_HEAP = 2048;
/** Milliseconds after which an idle thread stops. */
const IDLE = 500;
/** Sweeps with fewer jobs than this run on the calling thread, since starting threads would take longer. */
const FEW_JOBS = 2;

/**
 * A thread pool. Only a few jobs are in flight at a time, so that results don't pile up in memory. Runs don't
 * depend on which thread executes them.
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
    // Commands that don't need threads don't load the library.
    const { Piscina } = await import('piscina');
    pool ??= new Piscina(poolOptions(threads));
    const current = pool;
    await Promise.all(
      Array.from({ length: Math.min(jobs.length, 2 * threads) }, () => lane((job) => current.run(job))),
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
    // Older Node versions print a warning about type stripping.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: Math.max(64, Math.min(MOST_HEAP, share)) },
  };
}

/** Major V8 versions that support the flags below. Other versions print an error. */
const KNOWN = [12, 13, 14];

/**
 * Lets V8 inline more in this process and all its threads. Each simulated event passes through about thirty short
 * functions, and V8's default limit is 920 bytes of bytecode; a higher limit makes runs about 25% faster. It affects
 * only code compiled after this call, and never a result.
 */
export function inlineMore(): void {
  if (!KNOWN.includes(Number.parseInt(process.versions.v8, 10))) return;
  setFlagsFromString('--max-inlined-bytecode-size=1500');
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=4000');
}
