import type { Change, ExpectationResult, Micros } from './result-units.ts';

/** A search of all interleavings of the base or a variant, timing ignored. */
export interface Exploration {
  variant: string;
  patches: { path: string; value: string }[];
  /** `holds` means that every property was decided over the whole space; `incomplete` that a bound was hit first. */
  verdict: 'holds' | 'violated' | 'incomplete';
  /** Name of the first property found broken, or `deadlock`. */
  property: string | null;
  /** Least number of moves to the violation; moves of faults, timers and losses are counted too. */
  steps: number | null;
  /** Distinct states met. */
  states: number;
  transitions: number;
  /** Most moves that a state lies from the start. */
  depth: number;
  bounds: {
    maxStates: number;
    symmetry: string[];
    reduction: boolean;
    /** What the search takes smaller than the text has it, as a variant's patches; absent where it takes the whole. */
    smaller?: { path: string; value: string }[];
    /** Properties that read a measure, which only runs know; absent where there are none. */
    leftToRuns?: string[];
  };
  /** The bound that ended the search early, in words, or null. */
  hit: string | null;
  properties: ExploredProperty[];
  /** The counterexample, or empty. */
  trace: ExploredStep[];
  /** For `eventually`: index in `trace` from which it repeats for ever; null where it just ends. */
  loop: number | null;
  /** Steps of the counterexample that used what they had read too early. */
  staleReads: StaleRead[];
  /** Whether the counterexample fits the delays of the text; null where there is none. */
  timing: ExploredTiming | null;
  /** For a variant of a base that is violated: how far the base's counterexample gets here. */
  againstBase: AgainstBase | null;
  expectations: ExpectationResult[];
}

/** The base's counterexample in a variant, move by move for as long as the same ones can be made. */
export interface AgainstBase {
  followed: number;
  of: number;
  /** The move that can't be made, in words; null if all can. */
  divergesAt: string | null;
  /** The moves that can, with what they do here. */
  trace: ExploredStep[];
  /** What the same participant can do in its place; null if it has to wait, or if nothing is different. */
  instead: ExploredStep | null;
}

export interface ExploredProperty {
  name: string;
  kind: 'invariant' | 'deadlock' | 'reachable' | 'eventually';
  /** The condition, as written; empty for deadlock. */
  is: string;
  verdict: 'holds' | 'violated' | 'reached' | 'not reached' | 'incomplete';
  /**
   * For an invariant that no state breaks, but an instant inside an atomic group does: where that is. Null where there
   * is none.
   */
  inside: BrokenInside | null;
}

/** An instant between two members of an atomic group. */
export interface BrokenInside {
  /** Instance whose group it is. */
  actor: string;
  /** The member before the instant. */
  after: string;
  /** The member behind it. */
  before: string;
  /** Moves before the group, on one way to it. */
  steps: number;
}

export interface ExploredStep {
  kind: 'step' | 'skip' | 'fail' | 'timer' | 'start' | 'end' | 'lose';
  /** Participant that moves: an instance, a fault, or the timer's variable. */
  actor: string;
  process: string | null;
  step: string | null;
  to: string[];
  say: string;
  changes: Change[];
  /** Invariants that are broken from here on. */
  breaks: string[];
}

/** Between `check` and `use` (indices of the trace) others changed what the check had read. */
export interface StaleRead {
  actor: string;
  check: number;
  use: number;
  variables: string[];
  /** Indices of the steps that changed them. */
  changedBy: number[];
}

export interface ExploredTiming {
  /**
   * True: a run with lengths of time out of the stated ranges takes this order, with the order of what falls on one
   * instant as it may come. False: no lengths of time within the stated ranges give it. Null: neither is shown.
   */
  possible: boolean | null;
  /** Time of each step in that run; empty where none was found. */
  times: Micros[];
  /** What stands in the way or is left open, in words, or null. */
  note: string | null;
}
