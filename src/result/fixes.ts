/** What a variant changes compared with the base, and how certain that is. */
export interface FixVerdict {
  readonly variant: string;
  /** `counterfactual`: the variant shows what would have happened without an action that was taken. */
  readonly kind: VariantKind;
  /** `runs`: paired runs of the base and the variant. `search`: searches of all interleavings. */
  readonly by: 'runs' | 'search';
  readonly verdict: FixWord;
  /** The reason for the verdict, as one sentence with numbers. */
  readonly reason: string;
  /** Draws in which the harm occurs, and how the variant compares in them. All 0 for a search. */
  readonly draws: DrawCounts;
  /** Number of draws made, including those without the harm. 0 for a search. */
  readonly made: number;
  /** Every quantity with harm in the base or the variant. Empty for a search. */
  readonly effects: readonly FixEffect[];
}

/** Number of draws in which a variant is better, worse, or about the same. */
export interface DrawCounts {
  readonly counted: number;
  readonly better: number;
  readonly worse: number;
  readonly same: number;
}

export type VariantKind = 'fix' | 'counterfactual';

/**
 * `helps`, `harms`: in at least 90% of draws. `helps and harms`: one quantity gets better and another gets worse.
 * `hardly any effect`: at most 5% and at most one window of impact. `untested`: the base has no harm that the variant
 * could prevent, or the model couldn't run.
 */
export type FixWord =
  | 'helps'
  | 'harms'
  | 'helps and harms'
  | 'no effect'
  | 'hardly any effect'
  | 'depends on the numbers'
  | 'untested';

/** One quantity in the base and in the variant. */
export interface FixEffect {
  readonly what: 'impact' | 'condition' | 'violated' | 'failed' | 'missing' | 'recovery' | 'outcome';
  /**
   * Service, condition under `impact.conditions`, invariant or outcome. Null for the recovery, and for requests missing
   * in the variant because they never end or aren't made.
   */
  readonly name: string | null;
  /** Unit of an outcome, or `microseconds`. Null for plain numbers. */
  readonly unit: string | null;
  /**
   * The quantity's values in runs with the numbers as written: microseconds, 1 if violated, or a plain number. Null if
   * there is no value, for example if the run never recovers.
   */
  readonly base: number | null;
  readonly variant: number | null;
  /** -1 if the variant is better with the numbers as written, 1 if it's worse, 0 if they hardly differ. */
  readonly change: -1 | 0 | 1;
  /** Number of counted draws in which the variant is better or worse by more than a negligible amount. */
  readonly better: number;
  readonly worse: number;
}
