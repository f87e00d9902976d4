import { Worker } from 'node:worker_threads';
import { isOutOfMemory } from './job-failure.ts';
import type { RunAnswer, RunMessage } from './run-job.ts';

/** A longer result counts as out of memory, since the process that receives it would need several times as much. */
const MOST_JSON = 2 ** 27;

/**
 * Waits for the end of standard input, which the parent process holds open, and then ends the process. Anything on
 * standard input asks the current job to stop.
 */
const WATCH = `
  const { Socket } = require('node:net');
  const { workerData } = require('node:worker_threads');
  const end = () => process.kill(process.pid, 'SIGKILL');
  const stop = () => Atomics.store(workerData, 0, 1);
  new Socket({ fd: 0, readable: true, writable: false }).on('error', end).on('close', end).on('data', stop);`;

/** How a running job communicates with the parent process. */
export interface JobLine<News> {
  send(news: News): void;
  /** True if the parent asked the job to stop and return what it has so far. */
  stopRequested(): boolean;
}

/**
 * Makes this process handle its parent's jobs. If the parent ends for any reason, this process ends too, even in the
 * middle of a job. `evaluate` returns JSON.
 */
export function serveJobs<Job, News>(
  evaluate: (job: Job, line: JobLine<News>) => Promise<string> | string,
): void {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const send = (message: RunMessage<News>): void => {
    process.send?.(message);
  };
  const line: JobLine<News> = {
    send: (news) => send({ news }),
    stopRequested: () => Atomics.load(stop, 0) === 1,
  };
  const answer = async (job: Job): Promise<RunAnswer> => {
    try {
      const json = await evaluate(job, line);
      return json.length > MOST_JSON ? { memory: true, message: '' } : { json };
    } catch (error) {
      return {
        memory: isOutOfMemory(error),
        message: error instanceof Error ? error.message : String(error),
      };
    }
  };
  // Use another thread, since this thread is busy during a job.
  new Worker(WATCH, { eval: true, workerData: stop, resourceLimits: { maxOldGenerationSizeMb: 16 } }).unref();
  process.on('message', async (job: Job) => {
    send({ began: true });
    send({ answer: await answer(job) });
  });
}
