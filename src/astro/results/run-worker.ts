import type { EvaluateOptions } from '../../hindcast.ts';
import { offsetSource } from './kept-results.ts';
import { createSweepPool } from './sweep-pool.ts';

/** A scenario to evaluate, as one thread hands it to another. */
export interface RunJob {
  readonly text: string;
  readonly options: Pick<EvaluateOptions, 'record' | 'seed' | 'variant'>;
}

/*
 * A thread that evaluates scenarios while somebody writes. It loads the engine as it is when the thread begins; an engine
 * that does not load, such as one that is half edited, fails its jobs and not the thread.
 */
const engine = import('../../hindcast.ts');
engine.catch(() => undefined);
const { makeRuns } = createSweepPool();

/** The evaluation as JSON. */
export default async function runJob({ text, options }: RunJob): Promise<string> {
  const { evaluateWith } = await engine;
  return JSON.stringify(await evaluateWith(makeRuns, offsetSource(text), options));
}
