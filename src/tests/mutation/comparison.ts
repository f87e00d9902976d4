import { Worker } from 'node:worker_threads';
import type { Answer, Question } from './compare-worker.ts';

const SCENARIOS = 300;

/**
 * CPU time in milliseconds, far longer than a comparison takes. A mutant that uses more loops forever and counts as
 * noticed. A busy machine doesn't use up this time.
 */
const PATIENCE = 60_000;
const POLL = 1000;
/** Modules of old mutants stay in memory, so the worker is replaced from time to time. */
const PER_WORKER = 40;

/** Compares mutants with the reference runner on a worker, one at a time. */
export class Comparison {
  #worker: Worker | null = null;
  #asked = 0;

  async #ready(): Promise<Worker> {
    if (this.#worker !== null && this.#asked % PER_WORKER !== 0) return this.#worker;
    await this.close();
    const fresh = new Worker(new URL('compare-worker.ts', import.meta.url), {
      workerData: { scenarios: SCENARIOS },
    });
    await new Promise((done) => fresh.once('message', done));
    this.#worker = fresh;
    return fresh;
  }

  async ask(file: string | null, text: string): Promise<string | null> {
    const worker = await this.#ready();
    const id = this.#asked++;
    const answer = new Promise<string | null>((done) => {
      const ends = (noticed: string): void => {
        void this.close();
        done(noticed);
      };
      let start: number | null = null;
      const late = setInterval(async () => {
        const used = await cpuOf(worker);
        start ??= used;
        if (used - start < PATIENCE) return;
        clearInterval(late);
        ends('it takes too long');
      }, POLL);
      // A mutant may take all of the worker's memory.
      worker.once('error', (error) => {
        clearInterval(late);
        ends(String(error));
      });
      worker.once('message', ({ noticed }: Answer) => {
        clearInterval(late);
        worker.removeAllListeners('error');
        done(noticed);
      });
    });
    worker.postMessage({ id, file, text } satisfies Question);
    return answer;
  }

  async close(): Promise<void> {
    const old = this.#worker;
    this.#worker = null;
    await old?.terminate();
  }
}

/** CPU time of a worker in milliseconds, and 0 if it has ended. */
async function cpuOf(worker: Worker): Promise<number> {
  try {
    const { user, system } = await worker.cpuUsage();
    return (user + system) / 1000;
  } catch {
    return 0;
  }
}
