/** How a model is searched. */
export interface ExploreOptions {
  /** Most states that are kept; beyond them the verdict is `incomplete`. */
  readonly maxStates: number;
  /** Processes whose instances are interchangeable. */
  readonly symmetry: readonly string[];
  /** Leaves out orders of local steps that no property can tell apart. */
  readonly reduction: boolean;
  /** Goes on past violations, so that the whole space is counted. */
  readonly keepGoing: boolean;
  /** Uses the plain search where generated code could do: the same result, slower. */
  readonly plain: boolean;
  /** Asked between states; true ends the search with what it knows. */
  readonly stop: (states: number, transitions: number) => boolean;
}

export const EXPLORE_DEFAULTS: ExploreOptions = {
  maxStates: 1_000_000,
  symmetry: [],
  reduction: true,
  keepGoing: false,
  plain: false,
  stop: () => false,
};
