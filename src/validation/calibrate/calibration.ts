import type { CurveResult, Micros } from '../../result.ts';

/** How close a curve is to a part of a series. All numbers are means over the runs with one set of values. */
export interface CurveLoss {
  /** Number of points at which both the curve and the series have a value. */
  readonly points: number;
  /** Mean absolute difference, in the measure's unit. Null without points. */
  readonly mae: number | null;
  /** 1 - sum|observed - simulated| / sum|observed - normal|. Null if the series never leaves the normal value. */
  readonly skill: number | null;
}

/** A part of a series, compared with the curves before and after the search. */
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
  /** The lowest and highest values with which the curve fits equally well if the other constants are fitted again. */
  readonly low: Amount;
  readonly high: Amount;
  /**
   * `well`: `low` to `high` is at most a quarter of the range. `roughly`: at most half. `not`: more. `unknown`: the
   * limit on runs ended the search before `low` and `high` were found.
   */
  readonly determined: 'well' | 'roughly' | 'not' | 'unknown';
  /** True if the value is determined but is at an end of its range, so a value outside the range may fit better. */
  readonly isAtEnd: boolean;
}

/**
 * Two constants whose effects can't be distinguished: if one is increased and the other is increased or decreased to
 * match, the curve fits equally well.
 */
export interface Ridge {
  readonly constants: readonly [string, string];
  readonly direction: 'together' | 'opposite';
  /** Pairs of values that fit equally well, as written, in the order of `constants`. */
  readonly examples: readonly (readonly [string, string])[];
}

/** A scenario's constants, fitted to a part of an observed series. */
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
  /** The series outside the fitted part. Only this can count as a prediction. Null if nothing is left. */
  readonly rest: ComparedPart | null;
  readonly constants: readonly FittedConstant[];
  readonly ridges: readonly Ridge[];
  /** Skills that differ by at most this much count as equally good. */
  readonly equal: number;
  /** Total number of runs. */
  readonly runs: number;
  /** False if the limit on runs ended the search early. */
  readonly isComplete: boolean;
}
