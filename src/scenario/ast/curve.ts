import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Micros } from '../../result.ts';

/** An observed series that a measure of the base is compared with, in simulated time and in the measure's unit. */
export interface Curve {
  /** The measure's name. */
  readonly measure: string;
  /** Name of the series. */
  readonly series: string;
  readonly title: string;
  readonly source: string | null;
  /** The unit in the series file. */
  readonly unit: string | null;
  /** The kind of values. Shares are from 0 to 1, and durations are in microseconds. */
  readonly kind: 'share' | 'duration' | 'number';
  /** Points within the run, in chronological order. A null value is a gap. */
  readonly points: readonly (readonly [t: Micros, value: number | null])[];
  /** The value that counts as normal, which is the baseline for the skill score. */
  readonly normal: number;
  /** Where the normal value comes from, in words. */
  readonly normalIs: string;
  /** The minimum skill and the maximum mean difference that the build accepts. */
  readonly within: { readonly skill: number | null; readonly mae: number | null };
  /** The part of the series that a number was fitted to, or null. Fitted parts aren't predictions. */
  readonly fitted: { readonly from: Micros; readonly to: Micros } | null;
  /** True if the measure only repeats a load, which makes it an input. */
  readonly isInput: boolean;
  readonly span: Span;
}
