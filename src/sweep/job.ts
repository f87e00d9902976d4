import type { RunLimits } from '../engine/limits.ts';
import type { Sweep } from '../result-sweep.ts';
import type { RecordEntry } from '../scenario/observed.ts';

/** Some runs of the base, of a variant, or with one value of what is varied: plain data, so that any thread can make them. */
export interface SweepJob {
  /** The scenario's text. */
  readonly text: string;
  readonly record: readonly RecordEntry[];
  readonly seed: number;
  readonly limits: Partial<RunLimits>;
  readonly variant: string;
  /** `point` is one run with a value of what is varied. */
  readonly kind: Sweep['kind'] | 'point';
  /** Path and place of the value, for a point. */
  readonly point: { readonly name: string; readonly index: number } | null;
  /** Numbers of the runs, the last one not included. */
  readonly from: number;
  readonly to: number;
}
