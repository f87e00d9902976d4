import { availableParallelism } from 'node:os';
import { Piscina, type PiscinaTask, type TaskQueue } from 'piscina';
import type { RunJob } from './run-worker.ts';

/** Threads that evaluate scenarios while the server goes on serving. */
export interface RunPool {
  /**
   * The evaluation as JSON.
   *
   * @param signal ends the thread that works on it, or takes it out of the queue
   * @throws Error what the engine or its thread died of, or an `AbortError`
   */
  run(job: RunJob, signal: AbortSignal): Promise<string>;
  /** Ends all threads, whatever they do. */
  close(): Promise<void>;
}

const MEBIBYTE = 2 ** 20;
/** Heap of one thread where the machine has plenty. */
const MOST_HEAP = 4096;
/** Threads that wait for work: starting one takes longer than most scenarios do. */
const WARM = 2;

/** Starts its threads at once. */
export function createRunPool(): RunPool {
  const threads = Math.max(WARM, availableParallelism());
  const pool = new Piscina({
    filename: new URL('./run-worker.ts', import.meta.url).href,
    minThreads: WARM,
    maxThreads: threads,
    taskQueue: new NewestFirst(),
    // A thread that waits asleep would not load its engine meanwhile.
    atomics: 'disabled',
    // Older releases warn that they strip types: no news to who runs this.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: {
      maxOldGenerationSizeMb: Math.min(MOST_HEAP, Math.floor(process.availableMemory() / MEBIBYTE / threads)),
    },
  });
  // A thread that dies while it has nothing to do is replaced.
  pool.on('error', () => undefined);
  return {
    run: (job, signal) => pool.run(job, { signal }),
    close: () => pool.destroy(),
  };
}

/** What was asked for last is what somebody looks at. */
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
