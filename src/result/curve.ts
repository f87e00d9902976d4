import type { Micros } from './measured.ts';

/** How close a simulated curve is to an observed series. */
export interface CurveFit {
  /** Number of points at which both curves have a value, and number of points at which the series has one. */
  n: number;
  of: number;
  /** Mean absolute difference, in the measure's unit. */
  mae: number;
  /**
   * 1 - sum|observed - simulated| / sum|observed - normal|. 1 means equal, and 0 means no better than a flat line at
   * the normal value. Null if the series never leaves the normal value.
   */
  skill: number | null;
  /** The simulated peak above normal as a multiple of the observed one. Null without a peak. */
  peakRatio: number | null;
  /** Simulated minus observed time of the peak, and of the last point above half of each curve's peak. */
  peakLag: Micros | null;
  recoveryLag: Micros | null;
  /** Nash-Sutcliffe efficiency. Null if the series is constant. */
  nse: number | null;
  /** Kling-Gupta efficiency with its parts: correlation, ratio of the deviations, ratio of the means. Null if undefined. */
  kge: { value: number; correlation: number; deviation: number; mean: number } | null;
}

/** A measure of the base, compared with an observed series. */
export interface CurveResult {
  /** The measure's name. */
  measure: string;
  /** Name of the series. */
  series: string;
  title: string;
  source: string | null;
  /** Unit from the series' file. Values are shares, microseconds or plain numbers, depending on `kind`. */
  unit: string | null;
  kind: 'share' | 'duration' | 'number';
  normal: number;
  /** Where the normal value comes from. */
  normalIs: string;
  /** At most 480 points. If the series has more, each point is the mean of several. Null marks a missing value. */
  t: Micros[];
  observed: (number | null)[];
  simulated: (number | null)[];
  /** The fit over all points. Null if the run has no value at any of them. */
  fit: CurveFit | null;
  /** The part that numbers were fitted to, or null. */
  fitted: { from: Micros; to: Micros } | null;
  /** The fit over the points outside `fitted`, the only ones that can be predictions. Null without such points. */
  rest: CurveFit | null;
  within: { skill: number | null; mae: number | null };
  /** Whether `rest` (or `fit`, if nothing was fitted) is within the tolerance. Null without a tolerance. */
  met: boolean | null;
}

/** A curve over the runs of a sweep. */
export interface SweptCurve {
  measure: string;
  /** For each point of the curve, the 5th and 95th percentile over runs that have a value. */
  p5: (number | null)[];
  p95: (number | null)[];
  /** Number of points of the series that have a band, and number of these points that are inside the band. */
  of: number;
  inside: number;
}
