import type { FixVerdict } from './fixes.ts';
import type { Micros } from './measured.ts';

/** How far a comparison with the observed timeline can be trusted, from most to least. */
export const LABELS = [
  'holds up',
  'set by numbers',
  'given',
  'repeats',
  'says little',
  'cannot fail',
  'missed',
] as const;

export type Label = (typeof LABELS)[number];

/** Why a comparison holds up. */
export type Support = 'tested' | 'from sources' | 'worked out from inputs';

/** A mark, period or value that is compared with the base's run, and how much the agreement means. */
export interface Comparison {
  /** Id of the mark or the observed fact; for a curve, the measure's name. */
  readonly id: string;
  readonly kind: 'mark' | 'period' | 'value' | 'curve';
  readonly label: Label;
  readonly support: Support | null;
  /** The reason for the label, as one sentence with numbers. */
  readonly reason: string;
  readonly tags: readonly string[];
  /** The numbers that the comparison depends on most, with the effect of each. */
  readonly restsOn: readonly string[];
  /** The observed time or value; for a period, its start; for a curve, the normal value. */
  readonly observed: Micros;
  /** End of an observed period; otherwise null. */
  readonly until: Micros | null;
  /** The latest possible time of a mark if the observed time is a range; otherwise null. */
  readonly latest: Micros | null;
  /** The author's tolerance, or null. In microseconds, or in the unit of a value. */
  readonly within: Micros | null;
  /**
   * For a curve: whether its measure only repeats a load, whether numbers were fitted to the whole curve, and whether a
   * flat line at the normal value would also agree. Absent for other kinds.
   */
  readonly curve?: { readonly isInput: boolean; readonly isFitted: boolean; readonly isFlat: boolean };
}

/** Where a number comes from. A source that isn't a URL or an observed entry counts as none. */
export type NumberBasis = 'sourced' | 'fitted' | 'assumed';

/** What a number means, which determines how it's varied. */
export type NumberKind = 'duration' | 'rate' | 'time' | 'time of day' | 'share' | 'count' | 'expression';

/** A number that the model's predictions may depend on. */
export interface NumberUsed {
  /** Identifies the number within the scenario. Example: `const.patience`. */
  readonly id: string;
  /** The number's location, in words. Example: `filler.fill.delay`. */
  readonly label: string;
  /** The number as written; for a distribution, all parameters. */
  readonly written: string;
  readonly kind: NumberKind;
  readonly basis: NumberBasis;
  readonly source: string | null;
  /** Both ends of the range as written, or null. */
  readonly range: readonly [string, string] | null;
  /** Both ends of the range as multiples of the value, at least 0.1 and at most 10. Null without a range. */
  readonly factors: readonly [number, number] | null;
  /** True if the number only defines what is measured: a threshold in a mark or in an observed condition. */
  readonly isThreshold: boolean;
  /** True if only variants set the number, so the base doesn't depend on it. */
  readonly inVariant: boolean;
}

/**
 * Results of a changed model, for each comparison in order: the time of a mark or a value (null if there is none), or
 * whether the condition of a period held or a curve was within its tolerance. Null if the changed model couldn't run.
 */
export type Probe = readonly (Micros | boolean | null)[] | null;

/** All probes of a model, from which the labels can be recomputed. */
export interface Probes {
  readonly base: Probe;
  /**
   * For each number, runs with the number at 0.7 and at 1.3 times its value, or at its `factors` if it has a source.
   * Numbers that change nothing are left out.
   */
  readonly numbers: readonly {
    readonly id: string;
    readonly less: Probe;
    readonly more: Probe;
    /** True if the model is valid with both values, but its run ends in an error. */
    readonly isRefused?: boolean;
  }[];
  /**
   * For each observed time that the model uses as an input, runs with the time 3 minutes earlier, 3 minutes later, and
   * removed.
   */
  readonly inputs: readonly {
    readonly id: string;
    readonly t: Micros;
    readonly earlier: Probe;
    readonly later: Probe;
    readonly without: Probe;
  }[];
  /** A run with all durations without a source multiplied by 0.8, and all rates without one divided by 0.8. */
  readonly shorter: Probe;
  /** Like `shorter`, but with a factor of 1.25. */
  readonly longer: Probe;
  /** A run with all counts and shares without a source multiplied by 0.8. */
  readonly fewer: Probe;
  /** Like `fewer`, but with a factor of 1.25. */
  readonly more: Probe;
  /** A run with all durations and times, even those with a source, multiplied by 0.8, and all rates divided by 0.8. */
  readonly faster: Probe;
  /** A run with constants that name a unit, such as `second: 1s`, multiplied by 0.8. */
  readonly units: Probe;
  /** A run that starts 30 minutes earlier. Its times count from its own start. */
  readonly lead: Probe;
  /** Ids of the observed entries at the run's start. */
  readonly starts: readonly string[];
  /** Runs with all numbers without a source drawn within a factor of 1.3. */
  readonly narrow: readonly Probe[];
  /** Runs with all numbers without a source drawn within a factor of 3. */
  readonly wide: readonly Probe[];
  /** Runs with different seeds. */
  readonly seeds: readonly Probe[];
}

/** What a scenario's results depend on. */
export interface Validation {
  /** Every number that a prediction may depend on, in the order of the text. */
  readonly numbers: readonly NumberUsed[];
  /** Marks in the order of their observed times, then periods and values. Empty if nothing is compared. */
  readonly comparisons: readonly Comparison[];
  /** What each variant changes, over paired draws and in searches. */
  readonly fixes: readonly FixVerdict[];
  /** The probes of the model. Null if nothing is compared. */
  readonly probes: Probes | null;
  /** Number of runs that the labels are based on. */
  readonly runs: number;
  /** How many numbers weren't varied because there are too many. */
  readonly left: number;
}
