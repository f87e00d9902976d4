/** What many runs together tell. Part of the Result; see `result.ts`. */

import type { Json, Micros } from './result-units.ts';

/** Many runs of the base or of one variant, with other random numbers and, if asked for, other constants. */
export interface Sweep {
  variant: string;
  /**
   * What differs from run to run: `seeds` random numbers alone; `draws` constants drawn jointly from their ranges too;
   * `ties` the order of what happens at one instant. The same number of run has the same draws in each variant.
   */
  kind: 'seeds' | 'draws' | 'ties';
  runs: number;
  seed: number;
  marks: SweptMark[];
  facts: { id: string; agree: number; runs: number }[];
  /** Null where the scenario names no `steady_state`. */
  metastable: number | null;
  recoveredAfter: Distribution | null;
  services: SweptService[];
  /** The last value and the least and greatest of each measure. */
  measures: { name: string; last: Distribution; least: Distribution; greatest: Distribution }[];
  /** Against the base, run by run; empty for the base. */
  differences: { name: string; unit: 'microseconds' | 'requests'; distribution: Distribution }[];
  /** Runs that ended with an error of the model, with the first such error. */
  failed: { runs: number; first: string | null };
}

export interface SweptMark {
  id: string;
  /** Runs in which it came. */
  happened: number;
  runs: number;
  at: Distribution;
  /** Runs in which it lies within the tolerance of the record; null where it has none. */
  within: number | null;
}

export interface SweptService {
  service: string;
  /** Time in impact. */
  impact: Distribution;
  failed: Distribution;
  worstErrorRate: Distribution;
}

/** How a number is spread over runs; quantiles by the nearest rank. All null where no run has a value. */
export interface Distribution {
  /** Runs that have a value. */
  n: number;
  least: number | null;
  p5: number | null;
  p25: number | null;
  p50: number | null;
  p75: number | null;
  p95: number | null;
  greatest: number | null;
  /** Equal bins from least to greatest, at most 24. */
  bins: number[];
}

/** How impact hangs on one number: the same scenario with other values of it, all else the same. */
export interface Sensitivity {
  name: string;
  /** Path of what is varied, as in a variant. */
  path: string;
  /** The value that the scenario itself has, where a constant is varied; null elsewhere. */
  own: { value: string; x: number } | null;
  points: SensitivityPoint[];
}

export interface SensitivityPoint {
  /** As written. */
  value: string;
  /** The value as a number: microseconds for moments and lengths of time. */
  x: number;
  services: { service: string; impact: Micros; failed: number }[];
  marks: { id: string; at: Micros | null }[];
}

/** What one run of a sweep leaves behind: small, plain JSON, so that runs can be made on other threads. */
export interface RunSummary {
  run: number;
  marks: (Micros | null)[];
  facts: boolean[];
  metastable: boolean | null;
  recoveredAfter: Micros | null;
  services: { impact: Micros; failed: number; worstErrorRate: number }[];
  measures: { last: number | null; least: number | null; greatest: number | null }[];
  /** Whether each claim about a run is met, in the order in which they are judged. */
  claims: boolean[];
  /** Constants as drawn for this run; empty for `seeds` and `ties`. */
  constants: { [name: string]: Json };
  /** The error that ended the run, or null. */
  error: string | null;
}
