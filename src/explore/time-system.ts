import type { Constraint } from './difference-constraints.ts';
import type { Sent } from './mail-times.ts';
import type { RangeOf } from './ranges.ts';

/** How times are looked for. */
export interface Attempt {
  readonly range: RangeOf;
  /**
   * Only what every run of this order meets: without times there is none. Else also what makes a run go that way: whose
   * delay began when, that nothing is late, that timers run out at a moment of their own.
   */
  readonly necessary: boolean;
  /** Where a step could fire, then could not and could again: whether its delay began the last time or the first. */
  readonly last: boolean;
  /** Where a message was sent before its receiver came to the step: whether it arrives before it, too. */
  readonly early: boolean;
}

/** Constraints over the times of states (variable `k`: when state `k` begins) and what else happens in between. */
export interface TimeSystem {
  readonly constraints: Constraint[];
  readonly variables: number;
  /** Variable of each message's arrival, in the order of `messages`. */
  readonly arrivals: readonly number[];
  readonly messages: readonly Sent[];
  /** Variable of the beginning of the call that a move ends, by move. */
  readonly calls: ReadonlyMap<number, number>;
}
