import type { CurveResult, Micros } from '../../result.ts';

/** How close a curve is to a part of a series: means over the runs of one set of values. */
export interface CurveLoss {
  /** Points at which both have a value. */
  readonly points: number;
  /** Mean absolute difference, in the measure's unit. Null without points. */
  readonly mae: number | null;
  /** 1 - sum|observed - simulated| / sum|observed - normal|. Null if the series never leaves the normal value. */
  readonly skill: number | null;
}

/** A part of a series, compared with the values before and after the search. */
export interface ComparedPart {
  readonly before: CurveLoss;
  readonly after: CurveLoss;
}

/** A value of a constant. */
export interface Amount {
  /** Durations are in microseconds. */
  readonly value: number;
  /** In the constant's notation. */
  readonly written: string;
}

/** A constant that was fitted. */
export interface FittedConstant {
  readonly name: string;
  readonly type: string;
  readonly was: Amount;
  readonly fitted: Amount;
  readonly range: readonly [Amount, Amount];
  /** The lowest and highest value with which the curve fits as well, if the other constants are fitted again. */
  readonly low: Amount;
  readonly high: Amount;
  /**
   * `well`: these values span at most a quarter of the range. `roughly`: at most half. `not`: more. `unknown`: the limit
   * on runs ended the search before they were found.
   */
  readonly determined: 'well' | 'roughly' | 'not' | 'unknown';
  /** True if the value is determined, but is at an end of its range: one outside may fit better. */
  readonly isAtEnd: boolean;
}

/** Two constants that can't be distinguished: with more of one and more (or less) of the other, the curve fits equally well. */
export interface Ridge {
  readonly constants: readonly [string, string];
  readonly direction: 'together' | 'opposite';
  /** Pairs of values that fit equally well, as written, in the order of `constants`. */
  readonly examples: readonly (readonly [string, string])[];
}

/** The constants of a scenario, fitted to a part of an observed series. */
export interface Calibration {
  readonly measure: string;
  /** Name of the series. */
  readonly series: string;
  readonly kind: CurveResult['kind'];
  readonly unit: string | null;
  readonly normal: number;
  /** The part that was fitted, in simulated time. */
  readonly window: { readonly from: Micros; readonly to: Micros };
  readonly fitted: ComparedPart;
  /** Outside the fitted part. Only this can count as a prediction. Null if nothing is left. */
  readonly rest: ComparedPart | null;
  readonly constants: readonly FittedConstant[];
  readonly ridges: readonly Ridge[];
  /** Differences in skill up to this one count as equally good. */
  readonly equal: number;
  /** Number of runs that were made. */
  readonly runs: number;
  /** False if the limit on runs ended the search early. */
  readonly isComplete: boolean;
}
