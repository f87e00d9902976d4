import type { Move } from './move.ts';

/** What broke, and the moves that lead there from the start, fewest first. */
export interface Violation {
  /** Name of the invariant or of the `eventually`, or `deadlock`. */
  readonly property: string;
  readonly moves: readonly Move[];
  /** For `eventually`: index of the move from which they repeat for ever; null where they end. */
  readonly loop: number | null;
}

/** An invariant that is broken in the instant between two members of an atomic group. */
export interface InsideGroup {
  readonly property: string;
  /** The moves to it; the last one is the group's. */
  readonly moves: readonly Move[];
  /** Index of the state among those between the members. */
  readonly at: number;
}

export interface Explored {
  /** `holds` only if the whole space was searched and every property was decided. */
  readonly verdict: 'holds' | 'violated' | 'incomplete';
  readonly violation: Violation | null;
  /** Names of all properties that some state broke, as far as the search went. */
  readonly alsoViolated: readonly string[];
  /** Invariants that some state between the members of an atomic group breaks, each with a way to the group. */
  readonly insideGroups: readonly InsideGroup[];
  /** True if the whole space was searched. */
  readonly complete: boolean;
  /** Names of the `eventually` that were not decided though the whole space was searched. */
  readonly undecided: readonly string[];
  /** Names of `reachable` conditions that some state met. */
  readonly reached: readonly string[];
  readonly states: number;
  readonly transitions: number;
  /** Most moves that a state lies from the start. */
  readonly depth: number;
  /** The bound that ended the search early, or null. */
  readonly hit: string | null;
  readonly bytes: number;
}
