import type { Move } from './search-state.ts';

/** How a model is searched. */
export interface ExploreOptions {
  /** Most states that are kept; beyond them the verdict is `incomplete`. */
  readonly maxStates: number;
  /** Most bytes of the tables, the old and the new one together while one grows; beyond them it is `incomplete`. */
  readonly maxBytes: number;
  /** Processes whose instances are interchangeable. */
  readonly symmetry: readonly string[];
  /** Takes states in which as many members of an anonymous fleet are at each step with the same locals for one. */
  readonly countFleets: boolean;
  /** Leaves out orders of local steps that no property can tell apart. */
  readonly reduction: boolean;
  /** Goes on past violations, so that the whole space is counted. */
  readonly keepGoing: boolean;
  /** Uses the plain search where generated code could do: the same result, slower. */
  readonly plain: boolean;
  /** Asked between states, with what the search has come to; true ends it with what it knows. */
  readonly stop: (states: number, transitions: number, depth: number, bytes: number) => boolean;
}

export const EXPLORE_DEFAULTS: ExploreOptions = {
  maxStates: 1_000_000,
  maxBytes: 1536 * 2 ** 20,
  symmetry: [],
  countFleets: true,
  reduction: true,
  keepGoing: false,
  plain: false,
  stop: () => false,
};

/** The bound that ends a search of this size, in words, or null. */
export function hitBound(
  { maxStates, maxBytes, stop }: ExploreOptions,
  size: {
    readonly states: number;
    readonly transitions: number;
    readonly depth: number;
    readonly bytes: number;
    /** True if the tables may not grow any more. */
    readonly full: boolean;
  },
): string | null {
  const { states, transitions, depth, bytes, full } = size;
  if (states > maxStates) return `max_states ${maxStates}`;
  if (full) return `memory ${Math.round(maxBytes / 2 ** 20)} MiB`;
  return stop(states, transitions, depth, bytes) ? 'it was stopped' : null;
}

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
