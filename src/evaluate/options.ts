import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { RunLimits } from '../engine/state/run-error.ts';
import type { FinishedSearch } from '../explore/search.ts';
import type { ExploreOptions } from '../explore/space/options.ts';
import type { Result } from '../result.ts';
import type { RecordEntry } from '../scenario/check/observed.ts';
import type { SweepOptions } from '../sweep/plan.ts';

/** All options are optional; the text decides what an option leaves out. */
export interface EvaluateOptions {
  /** Replaces the scenario's own seed: a whole number from 0 to 2^32 - 1. */
  seed?: number;
  /** Runs only the base and this variant. */
  variant?: string;
  /** Replaces the search options of the text. */
  explore?: Partial<ExploreOptions>;
  /** Only runs, or only searches. `explore` searches a scenario even if its text doesn't ask for it. */
  only?: 'run' | 'explore';
  /** Called when the search of the base or a variant begins and ends. */
  watch?: { began(variant: string): void; ended(search: FinishedSearch): void };
  /** Entries of the page's timeline. */
  record?: readonly RecordEntry[];
  /** IANA time zone of a clock that names none, such as the page's. Default: UTC. */
  zone?: string;
  /** Replaces the default limits of a run. */
  limits?: Partial<RunLimits>;
  /** Replaces the sweep options of the text. With `false`, claims about many runs are judged by the run that is shown. */
  sweeps?: false | SweepOptions;
}

/** `result` is null if an error left nothing to show. A false claim is an error, but has a result. */
export interface Evaluation {
  result: Result | null;
  diagnostics: Diagnostic[];
}
