import type { EvaluateOptions } from '../../hindcast.ts';
import { offsetSource } from './kept-results.ts';
import { createSweepPool } from './sweep-pool.ts';

/** A scenario to evaluate, in the form that is posted to a thread. */
export interface RunJob {
  readonly text: string;
  /** What to determine: the results, or what they rest on. Default: the results. */
  readonly labels?: boolean;
  readonly options: Pick<EvaluateOptions, 'quick' | 'record' | 'seed' | 'variant' | 'waits' | 'zone'>;
}

/*
 * A development thread that evaluates scenarios. It loads the engine's current sources when it starts. If they fail to
 * load because someone is editing them, its jobs fail but the thread survives.
 */
const engine = import('../../hindcast.ts');
engine.catch(() => undefined);
const { makeRuns } = createSweepPool();

export default async function runJob({ text, labels = false, options }: RunJob): Promise<string> {
  const { evaluateWith, validateWith } = await engine;
  if (labels) return JSON.stringify(await validateWith(makeRuns, offsetSource(text), options));
  return JSON.stringify(await evaluateWith(makeRuns, offsetSource(text), options));
}
