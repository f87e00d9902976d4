import { Worker } from 'node:worker_threads';
import { isOutOfMemory } from './job-failure.ts';
import type { RunAnswer, RunJob, RunMessage } from './run-job.ts';

/** A longer result counts as too much memory: the process that receives it would need several times as much. */
const MOST_JSON = 2 ** 27;

/** Waits for the end of standard input, which the parent process holds open, and then ends the process. */
const WATCH = `
  const { Socket } = require('node:net');
  const end = () => process.kill(process.pid, 'SIGKILL');
  new Socket({ fd: 0, readable: true, writable: false }).on('error', end).on('close', end).resume();`;

/**
 * Makes this process answer the jobs of its parent. If the parent ends in any way, so does this process, even in the
 * middle of a job. `evaluate` returns JSON.
 */
export function serveJobs(
  evaluate: (job: RunJob, send: (message: RunMessage) => void) => Promise<string> | string,
): void {
  const send = (message: RunMessage): void => {
    process.send?.(message);
  };
  const answer = async (job: RunJob): Promise<RunAnswer> => {
    try {
      const json = await evaluate(job, send);
      return json.length > MOST_JSON ? { memory: true, message: '' } : { json };
    } catch (error) {
      return {
        memory: isOutOfMemory(error),
        message: error instanceof Error ? error.message : String(error),
      };
    }
  };
  // A thread, since a job keeps this one busy.
  new Worker(WATCH, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16 } }).unref();
  process.on('message', async (job: RunJob) => {
    send({ began: true });
    send({ answer: await answer(job) });
  });
}
