/** Simulated time in whole microseconds since the scenario's time 0, or a duration in microseconds. */
export type Micros = number;

/** A measure over time. */
export interface MeasureSeries {
  name: string;
  /** The expression, as written. */
  is: string;
  /** For `duration`, values are in microseconds. */
  type: 'double' | 'duration';
  /** Length of the sliding window. */
  window: Micros;
  /** Time between values. The first value is at `every`. */
  every: Micros;
  /** At most 480 values. Null before the first full window and whenever the expression is undefined. */
  values: (number | null)[];
  /** The value at the end of the run, and the lowest and highest values. */
  last: number | null;
  least: number | null;
  greatest: number | null;
}

/** A number or duration that a run produced. */
export interface OutcomeResult {
  name: string;
  /** The outcome's name for readers, or null. */
  says: string | null;
  /** The expression, as written. */
  is: string;
  /** The value at the end of the run, its maximum or minimum, or its sum over time in seconds. */
  at: 'end' | 'max' | 'min' | 'sum';
  /** For `duration`, the value is in microseconds. */
  type: 'number' | 'duration';
  unit: string | null;
  better: 'lower' | 'higher' | null;
  /** The outcome. Null if the expression has no value at the end of the run (for `end`) or at any time (otherwise). */
  value: number | null;
  /**
   * How long the expression had no value, because of an undefined measure or a division by zero. `value` excludes this
   * time.
   */
  undefinedFor: Micros;
}

/** Harm that is defined by a condition under `impact.conditions`. */
export interface ConditionResult {
  name: string;
  /** The condition's name for readers, or null. */
  says: string | null;
  /** The condition, as written. */
  while: string;
  /** The service that the condition belongs to, or null. */
  service: string | null;
  /** Periods during which the condition held. Gaps shorter than `impact.window` don't end a period. */
  windows: ConditionWindow[];
  /** Total length of all periods. A period that hasn't ended counts until the scenario's `until`. */
  total: Micros;
  /** The highest value of `users` while the condition held, 0 if it never did. Null without `users`. */
  affected: number | null;
  /** What `affected` counts; null if it counts users. */
  unit: string | null;
}

export interface ConditionWindow {
  from: Micros;
  /** End of the period. Null if it lasts until the end of the run. */
  to: Micros | null;
  affected: number | null;
}

/** An observed value, compared with the outcome or measure of the same name. */
export interface QuantityResult {
  /** Id of the observed entry. */
  id: string;
  of: 'outcome' | 'measure';
  /** What was observed, in words. */
  text: string;
  source: string | null;
  /** For `duration`, values are in microseconds. */
  type: 'number' | 'duration';
  unit: string | null;
  observed: number;
  /**
   * The outcome, the measure's value at the observed time, or its mean over the observed period. Null if there is no
   * value.
   */
  simulated: number | null;
  /** Simulated value minus observed value. */
  difference: number | null;
  /** Largest accepted difference, or null. */
  within: number | null;
  /** `fit`: a constant was fitted to the observed value. */
  basis: 'computed' | 'fit';
}

/** How a run recovered after its faults. */
export interface Recovery {
  /** The condition, as written. */
  steadyState: string;
  /**
   * The period from the start of the first fault to the end of the last one; if there are `triggers`, only they count.
   * `to` is null if a fault never ends.
   */
  trigger: { from: Micros; to: Micros | null } | null;
  /** Whether the steady state held before the first fault. */
  steadyBefore: boolean;
  /** Time from which the steady state holds until the end of the run. Null if there is no such time. */
  recoveredAt: Micros | null;
  /** Duration from the start of the trigger to `recoveredAt`. */
  recoveredAfter: Micros | null;
  /** True if the trigger ends but the steady state is never reached again. */
  metastable: boolean;
  /** The scenario's triggers, as written. `from` is null if one never happened. Absent if all faults are the trigger. */
  triggers?: { name: string; kind: 'fault' | 'step' | 'observed'; from: Micros | null; to: Micros | null }[];
}

/**
 * A service over time: one value for each window of length `every`, starting at time 0, rounded to six digits. Null
 * without samples. All lists have the same length. `members`: mean numbers of members, absent for a single server.
 * `autoscale`: the desired number of members, and the numbers that are starting and running.
 */
export interface ServiceSeries {
  every: Micros;
  /** Attempts that reached the service, including retries, per second. */
  offered: (number | null)[];
  /** Successful requests per second, except those answered from a cache, which make no attempt. */
  goodput: (number | null)[];
  /** Requests that failed after all retries, per second. */
  errors: (number | null)[];
  /** Attempts rejected by a full queue, a throttle or a breaker, per second. */
  rejected: (number | null)[];
  /** Attempts that timed out, per second. */
  timeouts: (number | null)[];
  /** Requests answered successfully from a cache, per second. Absent if there are none. */
  cached?: (number | null)[];
  /** Mean number of waiting attempts. */
  queue: (number | null)[];
  /** Mean number of attempts being served. */
  busy: (number | null)[];
  /** Latency of successful requests, from the first attempt to the response. */
  p50: (Micros | null)[];
  p99: (Micros | null)[];
  members?: Record<'healthy' | 'inService', (number | null)[]>;
  autoscale?: Record<'desired' | 'starting' | 'running', (number | null)[]>;
}
