import type { Span } from '../diagnostic/diagnostic.ts';
import type { Fn } from './emission.ts';

/** A compiled expression with what it reads, so that it is looked at again only when one of these changes. */
export interface Guard {
  readonly test: Fn;
  readonly reads: Reads;
}

/** What an expression reads, as slots of shared state, offsets in one's own block, and locals of whole processes. */
export interface Reads {
  readonly slots: readonly number[];
  readonly own: readonly number[];
  /** [process index, offset]: that field of any instance. */
  readonly fields: readonly (readonly [number, number])[];
  /** Numbers of measures. */
  readonly measures: readonly number[];
  /** It reads the clock through a timer. */
  readonly timers: boolean;
}

/**
 * A number: known, or worked out from the state. A truth value is 1 or 0; what is not limited is infinite. One that
 * stands for a constant with a range has the value of the run that goes on.
 */
export interface Quantity {
  readonly value: number;
  readonly from: Guard | null;
  readonly span: Span | null;
}

/** Parameters in microseconds. `fixed` if no draw is needed and no state is read. */
export interface DelayModel {
  readonly dist: 'constant' | 'uniform' | 'exponential' | 'lognormal';
  readonly a: Fn;
  readonly b: Fn | null;
  /** The same as numbers, known or followed. */
  readonly first: Quantity;
  readonly second: Quantity | null;
  readonly fixed: boolean;
  readonly span: Span;
}
