import { availableParallelism } from 'node:os';
import { Piscina, type PiscinaTask, type TaskQueue } from 'piscina';
import type { RunJob } from './run-worker.ts';

/** Threads that evaluate scenarios without blocking the development server. */
export interface RunPool {
  /**
   * Returns the evaluation as JSON.
   *
   * @param signal terminates the job's thread, or removes the job from the queue
   * @throws Error with the reason if the engine or its thread crashed, or an `AbortError`
   */
  run(job: RunJob, signal: AbortSignal): Promise<string>;
  /** Terminates all threads, including busy ones. */
  close(): Promise<void>;
}

const MEBIBYTE = 2 ** 20;
/** Maximum heap per thread, in MiB. */
const MOST_HEAP = 4096;
/** Number of idle threads to keep. Starting a thread takes longer than running most scenarios. */
const WARM = 2;

/**
 * Starts the idle threads immediately.
 *
 * @param threads maximum number of threads; a pool of one thread starts it on first use
 */
export function createRunPool(threads = Math.max(WARM, availableParallelism())): RunPool {
  const pool = new Piscina({
    filename: new URL('./run-worker.ts', import.meta.url).href,
    minThreads: threads === 1 ? 0 : WARM,
    maxThreads: threads,
    taskQueue: new NewestFirst(),
    // With atomics, a waiting thread blocks and can't load the engine in the meantime.
    atomics: 'disabled',
    // Older Node versions print a warning about type stripping.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: {
      maxOldGenerationSizeMb: Math.min(MOST_HEAP, Math.floor(process.availableMemory() / MEBIBYTE / threads)),
    },
  });
  // Piscina replaces a thread that crashes while idle.
  pool.on('error', () => undefined);
  return {
    run: (job, signal) => pool.run(job, { signal }),
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
