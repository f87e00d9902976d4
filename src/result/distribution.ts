import type { Micros } from './measured.ts';

/**
 * The distribution of a number over runs. Quantiles use the nearest rank over `below + n + above` runs. A quantile is
 * null if the run at its rank is counted in `below` or `above`, or if there are no runs.
 */
export interface Distribution {
  /** Number of runs that have a value. */
  n: number;
  /**
   * Number of runs without a value that count as smaller than every value: for a difference between times, runs in
   * which only the base ends before that time. Runs in none of the three counts are left out.
   */
  below: number;
  /** Number of runs without a value that count as larger, because they end before the mark or the recovery. */
  above: number;
  least: number | null;
  p5: number | null;
  p25: number | null;
  p50: number | null;
  p75: number | null;
  p95: number | null;
  greatest: number | null;
  /** The smallest and largest values in any run. Null if no run has a value. */
  span: [number, number] | null;
  /** Counts in at most 24 bins of equal width over `span`. */
  bins: number[];
}

/** How impact depends on one value: one run for each of several settings, with everything else unchanged. */
export interface Sensitivity {
  name: string;
  /** Path to the value, in the form that variants use. */
  path: string;
  /** The base's value if a constant is varied; otherwise null. */
  own: { value: string; x: number } | null;
  points: SensitivityPoint[];
}

export interface SensitivityPoint {
  /** The value as written. */
  value: string;
  /** The value as a number. Times and durations are in microseconds. */
  x: number;
  services: { service: string; impact: Micros; failed: number }[];
  conditions: { name: string; impact: Micros; affected: number | null }[];
  marks: { id: string; at: Micros | null }[];
  outcomes: { name: string; value: number | null }[];
}
