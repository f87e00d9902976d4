import { parentPort } from 'node:worker_threads';
import type { EvaluateOptions } from '../../hindcast.ts';
import { isOutOfMemory } from './job-failure.ts';
import { offsetSource } from './kept-results.ts';
import { createSweepPool } from './sweep-pool.ts';

/** A scenario to evaluate, in the form that is posted to a thread. */
export interface RunJob {
  readonly text: string;
  /** What to determine: the results, or what they rest on. Default: the results. */
  readonly labels?: boolean;
  readonly options: Pick<EvaluateOptions, 'quick' | 'record' | 'seed' | 'variant' | 'waits' | 'zone'>;
}

/** A job with the number that its messages have. */
export type NumberedJob = RunJob & { readonly number: number };

/** Posted when a job begins, and after each part of a sweep. */
export type RunMessage =
  | { readonly began: number }
  | { readonly number: number; readonly done: number; readonly of: number };

/** The evaluation as JSON, or why there is none. Errors lose their properties when they are posted. */
export type RunAnswer = { readonly json: string } | { readonly memory: boolean; readonly message: string };

/*
 * A thread that evaluates scenarios. It loads the engine's current sources when it starts. If they fail to load because
 * someone is editing them, its jobs fail but the thread survives.
 */
const engine = import('../../hindcast.ts');
engine.catch(() => undefined);

let current = 0;
const post = (message: RunMessage): void => parentPort?.postMessage(message);
const { makeRuns } = createSweepPool({ progress: (done, of) => post({ number: current, done, of }) });

export default async function runJob({
  number,
  text,
  labels = false,
  options,
}: NumberedJob): Promise<RunAnswer> {
  current = number;
  post({ began: number });
  const { evaluateWith, validateWith } = await engine;
  const evaluate = labels ? validateWith : evaluateWith;
  try {
    return { json: JSON.stringify(await evaluate(makeRuns, offsetSource(text), options)) };
  } catch (error) {
    return { memory: isOutOfMemory(error), message: error instanceof Error ? error.message : String(error) };
  }
}
