import type { Value } from '../../scenario/ast/expr.ts';
import { type Codec, MAX_VALUES } from './codec.ts';
import type { Move } from './search-state.ts';

/** Options for searching a model. */
export interface ExploreOptions {
  /** Maximum number of states. If there are more, the verdict is `incomplete`. */
  readonly maxStates: number;
  /**
   * Limit on the size of all tables and mailboxes. While a table grows, its old and new copies both count toward the
   * limit.
   */
  readonly maxBytes: number;
  /**
   * Limit on the number of property checks and expression steps for up to a million states. Above that, it grows with
   * `maxStates`.
   */
  readonly maxWork: number;
  /** Processes with interchangeable instances. */
  readonly symmetry: readonly string[];
  /**
   * Counter abstraction: merges states that differ only in which members of an interchangeable fleet are at which step.
   */
  readonly countFleets: boolean;
  /** Partial-order reduction: skips orders of local steps that no property can distinguish. */
  readonly reduction: boolean;
  /** Continues after violations to count the whole state space. */
  readonly keepGoing: boolean;
  /** Uses the plain search even if code can be generated. The result is the same, but the search is slower. */
  readonly plain: boolean;
  /** Called periodically with the progress so far. Return true to stop the search. */
  readonly stop: (states: number, transitions: number, depth: number, bytes: number) => boolean;
}

export const EXPLORE_DEFAULTS: ExploreOptions = {
  maxStates: 1_000_000,
  maxBytes: 1536 * 2 ** 20,
  maxWork: 2_000_000_000,
  symmetry: [],
  countFleets: true,
  reduction: true,
  keepGoing: false,
  plain: false,
  stop: () => false,
};

/** Describes the limit that a search of this size has reached; null if it hasn't reached one. */
export function reachedLimit(
  { maxStates, maxBytes, maxWork, stop }: ExploreOptions,
  { mailBytes, largest }: Pick<Codec, 'mailBytes' | 'largest'>,
  size: {
    readonly states: number;
    readonly transitions: number;
    readonly depth: number;
    readonly bytes: number;
    /** True if the tables can't grow any further. */
    readonly full: boolean;
    /** Number of property checks and expression steps so far. */
    readonly work: number;
  },
): string | null {
  const { states, transitions, depth, bytes, full, work } = size;
  if (states > maxStates) return `max_states ${maxStates}`;
  const mostWork = maxWork * Math.max(1, maxStates / EXPLORE_DEFAULTS.maxStates);
  if (work > mostWork) return `${Math.round(mostWork).toLocaleString('en-US')} checks of properties`;
  if (largest >= MAX_VALUES) return `${MAX_VALUES} values of one variable`;
  if (full) {
    const mostlyMail = mailBytes > bytes / 2 ? ' (mostly messages: limit their channel with `capacity`)' : '';
    return `memory ${Math.round(maxBytes / 2 ** 20)} MiB${mostlyMail}`;
  }
  return stop(states, transitions, depth, bytes) ? 'stopped' : null;
}

export interface Explored {
  /** The verdict, which is `holds` only if the whole state space was searched and every property was decided. */
  readonly verdict: 'holds' | 'violated' | 'incomplete';
  readonly violation: Violation | null;
  /** Names of all properties that were found to be violated. */
  readonly alsoViolated: readonly string[];
  /** Invariants broken between members of an atomic group, each with a path to the group. */
  readonly insideGroups: readonly InsideGroup[];
  /** True if the whole state space was searched. */
  readonly complete: boolean;
  /** Names of properties of whole executions that were left undecided even though all states were searched. */
  readonly undecided: readonly string[];
  /** Names of `reachable` conditions that hold in some state. */
  readonly reached: readonly string[];
  readonly states: number;
  /** Number of distinct initial states. */
  readonly initialStates: number;
  readonly transitions: number;
  /** Largest distance from an initial state, in moves. */
  readonly depth: number;
  /** The limit that stopped the search early, or null. */
  readonly hit: string | null;
  readonly bytes: number;
}

/** A violated property and the moves that lead from an initial state to the violation. */
export interface Violation {
  /** Name of the property, or `deadlock`. */
  readonly property: string;
  /** The values chosen in the initial state; empty if there is only one initial state. */
  readonly start: readonly Value[];
  readonly moves: readonly Move[];
  /** For an infinite execution, the index of the move where the repetition starts; null if the execution ends. */
  readonly loop: number | null;
}

/** An invariant broken between two members of an atomic group. */
export interface InsideGroup {
  readonly property: string;
  /** The moves up to and including those in the atomic group. */
  readonly moves: readonly Move[];
  /** Index of the violating state among the states between the group's members. */
  readonly at: number;
}
