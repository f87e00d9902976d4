import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { RunLimits } from '../engine/state/run-error.ts';
import type { FinishedSearch } from '../explore/search.ts';
import type { ExploreOptions } from '../explore/space/options.ts';
import type { Result } from '../result.ts';
import type { RecordEntry } from '../scenario/check/observed.ts';
import type { AskedSweeps } from '../sweep/plan.ts';

export interface EvaluateOptions {
  /** Replaces the scenario's own seed: a whole number from 0 to 2^32 - 1. */
  seed?: number;
  /** Runs the base and only this variant. */
  variant?: string;
  /** Replaces what the text says about the search. */
  explore?: Partial<ExploreOptions>;
  /** Leaves out the searches, or the runs. With `explore` a scenario is searched even if its text does not ask for it. */
  only?: 'run' | 'explore';
  /** Told when the search of the base or a variant begins, and when it has ended. */
  watch?: { began(variant: string): void; ended(search: FinishedSearch): void };
  /** Entries of the page's timeline. */
  record?: readonly RecordEntry[];
  /** Bounds of a run, where others than the usual are wanted. */
  limits?: Partial<RunLimits>;
  /** Leaves out sweeps (then claims about many runs are judged by the one that is shown), or changes what the text asks for. */
  sweeps?: false | AskedSweeps;
}

/** `result` is null if a finding is an error that let no run finish; a false claim is an error beside a result. */
export interface Evaluation {
  result: Result | null;
  diagnostics: Diagnostic[];
}
