import type { Value } from '../scenario/expr.ts';

/** One transition from a state: who moves, by which branch, and the state behind it. */
export interface Move {
  readonly kind: 'step' | 'skip' | 'fail' | 'timer' | 'start' | 'end' | 'lose';
  /** Number of the process, or -1 for timers and faults. */
  readonly process: number;
  /** Instance of the process, slot of the timer, number of the fault, or receiver of the lost message. */
  readonly subject: number;
  readonly step: number;
  readonly branch: number;
  /** Values of the step's variables: message and choices. */
  readonly v: readonly Value[];
  readonly state: Value[];
  /** Of an atomic group, the states between its members, before its messages are posted; absent for a single step. */
  readonly between?: readonly (readonly Value[])[];
  /** It hangs on a condition over a measure, which may be false for ever: nobody owes it. */
  readonly unsure?: boolean;
}
