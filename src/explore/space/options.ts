import { type Codec, MAX_VALUES } from './codec.ts';
import type { Move } from './search-state.ts';

/** How a model is searched. */
export interface ExploreOptions {
  /** Limit of states; beyond it the verdict is `incomplete`. */
  readonly maxStates: number;
  /** Limit of the size of all tables and of mail, counting both the old and the new one while a table grows. */
  readonly maxBytes: number;
  /** Processes with interchangeable instances. */
  readonly symmetry: readonly string[];
  /** Counter abstraction: merges states that differ only in which members of an interchangeable fleet are where. */
  readonly countFleets: boolean;
  /** Partial-order reduction: leaves out orders of local steps that no property can distinguish. */
  readonly reduction: boolean;
  /** Continues past violations to count the whole state space. */
  readonly keepGoing: boolean;
  /** Uses the plain search even if code could be generated: the same result, but slower. */
  readonly plain: boolean;
  /** Called between states with the progress so far; true ends the search. */
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

/** The limit that ends a search at this size, in words; null if none is reached. */
export function reachedLimit(
  { maxStates, maxBytes, stop }: ExploreOptions,
  { mailBytes, largest }: Pick<Codec, 'mailBytes' | 'largest'>,
  size: {
    readonly states: number;
    readonly transitions: number;
    readonly depth: number;
    readonly bytes: number;
    /** True if the tables can't grow any more. */
    readonly full: boolean;
  },
): string | null {
  const { states, transitions, depth, bytes, full } = size;
  if (states > maxStates) return `max_states ${maxStates}`;
  if (largest >= MAX_VALUES) return `${MAX_VALUES} values of one variable`;
  if (full) {
    const mostlyMail = mailBytes > bytes / 2 ? ' (mostly messages: limit their channel with `capacity`)' : '';
    return `memory ${Math.round(maxBytes / 2 ** 20)} MiB${mostlyMail}`;
  }
  return stop(states, transitions, depth, bytes) ? 'it was stopped' : null;
}

export interface Explored {
  /** `holds` only if the whole space was searched and every property was decided. */
  readonly verdict: 'holds' | 'violated' | 'incomplete';
  readonly violation: Violation | null;
  /** Names of all properties found to be violated. */
  readonly alsoViolated: readonly string[];
  /** Invariants that are broken between the members of an atomic group, each with a path to the group. */
  readonly insideGroups: readonly InsideGroup[];
  /** True if the whole state space was searched. */
  readonly complete: boolean;
  /** Names of `eventually` properties that were not decided even though the whole state space was searched. */
  readonly undecided: readonly string[];
  /** Names of `reachable` conditions that hold in some state. */
  readonly reached: readonly string[];
  readonly states: number;
  readonly transitions: number;
  /** Greatest distance of a state from the initial one, in moves. */
  readonly depth: number;
  /** The limit that ended the search early, or null. */
  readonly hit: string | null;
  readonly bytes: number;
}

/** A violated property and the moves that lead to the violation from the initial state. */
export interface Violation {
  /** Name of the invariant or of the `eventually`, or `deadlock`. */
  readonly property: string;
  readonly moves: readonly Move[];
  /** For `eventually`: index of the move from which the moves repeat forever; null if they end. */
  readonly loop: number | null;
}

/** An invariant that is broken between two members of an atomic group. */
export interface InsideGroup {
  readonly property: string;
  /** The moves up to and including the group's. */
  readonly moves: readonly Move[];
  /** Index of the state among those between the members. */
  readonly at: number;
}
