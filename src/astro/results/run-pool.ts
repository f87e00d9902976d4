import { availableParallelism } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { RunJob, RunNews } from './run-job.ts';
import { RunProcess } from './run-process.ts';

/**
 * Processes that evaluate scenarios. A scenario that crashes its process or uses up its memory doesn't affect any
 * others.
 */
export interface RunPool {
  /**
   * Returns the evaluation as JSON.
   *
   * @param signal ends the job's process, or removes the job from the queue
   * @throws JobFailure if the job takes too much memory or time or the engine crashed, or an `AbortError`
   */
  run(job: RunJob, signal?: AbortSignal): Promise<string>;
  /** Ends all processes, including busy ones. */
  close(): Promise<void>;
}

export interface RunPoolSetting {
  /**
   * Maximum number of processes. A pool of one starts its process on first use; larger pools start idle processes
   * immediately.
   */
  readonly processes?: number;
  /**
   * Time limit for one job, in microseconds. It's only a backstop for what no other limit catches. Exceeding it causes
   * an error, never a different result. Default: unlimited.
   */
  readonly timeLimit?: number;
  /** Maximum heap per process, in MiB. Default: a share of the available memory, up to this process's own limit. */
  readonly heap?: number;
  /** Called with the number of finished runs of a sweep and the total. */
  readonly progress?: (done: number, of: number) => void;
  /** Module that the processes run. Default: the one that evaluates scenarios. */
  readonly worker?: URL;
}

const MEBIBYTE = 2 ** 20;
/** Maximum heap per process, in MiB. */
const MOST_HEAP = 4096;
/** Number of idle processes to keep. Starting one takes longer than running most scenarios. */
const WARM = 2;

type Evaluating = RunProcess<RunJob, RunNews>;

export function createRunPool(setting: RunPoolSetting = {}): RunPool {
  const { processes = Math.max(WARM, availableParallelism()), timeLimit, progress } = setting;
  const share = Math.floor(process.availableMemory() / MEBIBYTE / processes);
  const own = Math.floor(getHeapStatistics().heap_size_limit / MEBIBYTE);
  const heap = setting.heap ?? Math.min(MOST_HEAP, share, own);
  const worker = setting.worker ?? new URL('./run-worker.ts', import.meta.url);
  const news = ({ done, of }: RunNews): void => progress?.(done, of);
  const start = (): Evaluating => new RunProcess({ worker, heap, timeLimit, news });
  const warm = processes === 1 ? 0 : WARM;
  const idle: Evaluating[] = Array.from({ length: warm }, start);
  const busy = new Set<Evaluating>();
  /** Jobs waiting for a process. The newest one runs first, since the most recently requested page is on the screen. */
  const waiting: { begin(): void; fail(error: Error): void }[] = [];
  let taken = 0;
  let closed = false;

  const place = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((begin, fail) => {
      const own = { begin, fail };
      waiting.push(own);
      signal?.addEventListener('abort', () => {
        const at = waiting.indexOf(own);
        if (at < 0) return;
        waiting.splice(at, 1);
        fail(signal.reason as Error);
      });
    });
  const leave = (): void => {
    const next = waiting.pop();
    if (next === undefined) taken--;
    else next.begin();
  };
  const ready = (): Evaluating => {
    for (let one = idle.pop(); one !== undefined; one = idle.pop()) {
      if (!one.isEnding) return one;
    }
    return start();
  };

  return {
    async run(job, signal) {
      if (taken < processes) taken++;
      else await place(signal);
      try {
        signal?.throwIfAborted();
        const one = ready();
        busy.add(one);
        try {
          return await one.run(job, signal);
        } finally {
          busy.delete(one);
          if (!closed && !one.isEnding) idle.push(one);
          // Start a new process now, so that the next job doesn't have to wait for the engine to load.
          if (!closed && idle.length < warm) idle.push(start());
        }
      } finally {
        leave();
      }
    },
    async close() {
      closed = true;
      for (const { fail } of waiting.splice(0)) fail(new Error('the pool is closed'));
      await Promise.all([...idle.splice(0), ...busy].map((one) => one.close()));
    },
  };
}
