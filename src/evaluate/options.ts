import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { RunLimits } from '../engine/state/run-error.ts';
import type { FinishedSearch } from '../explore/search.ts';
import type { ExploreOptions } from '../explore/space/options.ts';
import type { Result } from '../result.ts';
import type { RecordEntry } from '../scenario/check/observed.ts';
import type { SweepOptions } from '../sweep/plan.ts';

/** All options are optional. Defaults come from the scenario. */
export interface EvaluateOptions {
  /** Replaces the scenario's seed: a whole number from 0 to 2^32 - 1. */
  seed?: number;
  /** Runs only the base and this variant. */
  variant?: string;
  /** Replaces the scenario's search options. */
  explore?: Partial<ExploreOptions>;
  /**
   * Limits the evaluation to runs or to searches. `explore` searches a scenario even if it doesn't ask for a
   * search.
   */
  only?: 'run' | 'explore';
  /** Called when the search of the base or a variant begins and ends. */
  watch?: { began(variant: string): void; ended(search: FinishedSearch): void };
  /** Entries in the page's timeline. */
  record?: readonly RecordEntry[];
  /** IANA time zone for clocks without their own, usually the page's time zone. Default: UTC. */
  zone?: string;
  /** Warns about steps that never happen. The Result lists them in any case. */
  waits?: boolean;
  /** Replaces the default run limits. */
  limits?: Partial<RunLimits>;
  /** Replaces the scenario's sweep options. If false, claims about many runs are checked against the single run. */
  sweeps?: false | SweepOptions;
  /** Makes one run of the base and of each variant, and no sweeps. Claims about many runs aren't checked. */
  quick?: boolean;
}

/**
 * `result` is null if there was an error other than a false claim. False claims are errors too, but they don't affect
 * `result`.
 */
export interface Evaluation {
  result: Result | null;
  diagnostics: Diagnostic[];
}
