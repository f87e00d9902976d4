import { availableParallelism } from 'node:os';
import { Piscina, type PiscinaTask, type TaskQueue } from 'piscina';
import { isOutOfMemory, JobFailure } from './job-failure.ts';
import type { NumberedJob, RunAnswer, RunJob, RunMessage } from './run-worker.ts';

/** Threads that evaluate scenarios. A scenario that exhausts or crashes its thread affects no other. */
export interface RunPool {
  /**
   * Returns the evaluation as JSON.
   *
   * @param signal terminates the job's thread, or removes the job from the queue
   * @throws JobFailure if the job takes too much memory or time or the engine crashed, or an `AbortError`
   */
  run(job: RunJob, signal?: AbortSignal): Promise<string>;
  /** Terminates all threads, including busy ones. */
  close(): Promise<void>;
}

export interface RunPoolSetting {
  /** Maximum number of threads. A pool of one thread starts it on first use, others start idle threads immediately. */
  readonly threads?: number;
  /**
   * Longest time for one job, in microseconds. Only a backstop for what no other limit catches: it ends in an error and
   * never in a different result. Default: unlimited.
   */
  readonly timeLimit?: number;
  /** Maximum heap per thread, in MiB. Default: a share of the available memory. */
  readonly heap?: number;
  /** Called with the number of finished runs of a sweep and the total. */
  readonly progress?: (done: number, of: number) => void;
  /** Module of the threads. Default: the one that evaluates. */
  readonly worker?: URL;
}

const MEBIBYTE = 2 ** 20;
/** Maximum heap per thread, in MiB. */
const MOST_HEAP = 4096;
/** Number of idle threads to keep. Starting a thread takes longer than running most scenarios. */
const WARM = 2;

export function createRunPool(setting: RunPoolSetting = {}): RunPool {
  const { threads = Math.max(WARM, availableParallelism()), timeLimit, progress } = setting;
  const share = Math.floor(process.availableMemory() / MEBIBYTE / threads);
  const heap = setting.heap ?? Math.min(MOST_HEAP, share);
  const pool = new Piscina({
    filename: (setting.worker ?? new URL('./run-worker.ts', import.meta.url)).href,
    minThreads: threads === 1 ? 0 : WARM,
    maxThreads: threads,
    // A single thread goes on to the next scenario; the pool doesn't keep the process alive meanwhile.
    idleTimeout: threads === 1 ? Number.POSITIVE_INFINITY : 0,
    taskQueue: new NewestFirst(),
    // With atomics, a waiting thread blocks and can't load the engine in the meantime.
    atomics: 'disabled',
    // Older Node versions print a warning about type stripping.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: heap },
  });
  // Piscina replaces a thread that crashes while idle.
  pool.on('error', () => undefined);
  let number = 0;
  /** What to do when a job begins, by number. */
  const begins = new Map<number, () => void>();
  pool.on('message', (message: RunMessage) => {
    if ('began' in message) begins.get(message.began)?.();
    else progress?.(message.done, message.of);
  });
  return {
    async run(job, signal) {
      const own = ++number;
      const late = new AbortController();
      let timer: NodeJS.Timeout | undefined;
      begins.set(own, () => {
        if (timeLimit !== undefined) timer = setTimeout(() => late.abort(), timeLimit / 1000);
      });
      try {
        const answer: RunAnswer = await pool.run({ ...job, number: own } satisfies NumberedJob, {
          signal: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]),
        });
        if ('json' in answer) return answer.json;
        throw new JobFailure(
          answer.memory ? { kind: 'memory', mebibytes: heap } : { kind: 'crash', message: answer.message },
        );
      } catch (error) {
        if (late.signal.aborted) throw new JobFailure({ kind: 'time', micros: timeLimit! });
        if (isOutOfMemory(error)) throw new JobFailure({ kind: 'memory', mebibytes: heap });
        if (error instanceof Error && /^worker exited with code/.test(error.message)) {
          throw new JobFailure({ kind: 'crash', message: 'its thread ended' });
        }
        throw error;
      } finally {
        clearTimeout(timer);
        begins.delete(own);
      }
    },
    close: () => pool.destroy(),
  };
}

/** Last in, first out, since the most recently requested page is the one on the screen. */
class NewestFirst implements TaskQueue {
  readonly #tasks: PiscinaTask[] = [];

  get size(): number {
    return this.#tasks.length;
  }

  shift(): PiscinaTask | null {
    return this.#tasks.pop() ?? null;
  }

  push(task: PiscinaTask): void {
    this.#tasks.push(task);
  }

  unshift(task: PiscinaTask): void {
    this.push(task);
  }

  remove(task: PiscinaTask): void {
    const place = this.#tasks.indexOf(task);
    if (place >= 0) this.#tasks.splice(place, 1);
  }
}
