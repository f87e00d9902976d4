/** What a run tells of services: what clients met, series over time, how it recovered. Part of the Result; see `result.ts`. */

import type { Micros } from './result-units.ts';

/** What clients of a service met. Counts are of real requests: simulated ones times `scale`. */
export interface ServiceResult {
  service: string;
  /** Requests that came, retries not counted. */
  requests: number;
  failed: number;
  /** Real requests for which one simulated request stands. */
  scale: number;
  /** Impact is a window of `every` in which the share of failed requests is at least `threshold`. */
  threshold: number;
  every: Micros;
  /** Share of failed requests per window of `every` from time 0; null where no request came. */
  errorRate: (number | null)[];
  windows: ImpactWindow[];
  worstErrorRate: number;
  slo: { target: number; window: Micros } | null;
  /** Failed requests over those that the SLO allows in its window at this run's mean rate. 1 = all of it. */
  budget: number | null;
  /** Users that the impact reached at its worst: `users` of the service times the worst error rate; null where none are given. */
  usersAffected: number | null;
  series: ServiceSeries;
}

export interface ImpactWindow {
  from: Micros;
  /** Null if the run ended in it. */
  to: Micros | null;
  /** Requests that failed in it. */
  failed: number;
  worstErrorRate: number;
}

/**
 * A service over time: one value for each window of `every` from time 0, rounded to six digits. Null where nothing came
 * that a value could stand on. All lists have the same length.
 */
export interface ServiceSeries {
  every: Micros;
  /** Tries that reached the service, retries too, per second. */
  offered: (number | null)[];
  /** Requests answered well, per second. */
  goodput: (number | null)[];
  /** Requests that failed for good, per second. */
  errors: (number | null)[];
  /** Tries turned away by a full queue, a throttle or a breaker, per second. */
  rejected: (number | null)[];
  /** Tries that their client gave up, per second. */
  timeouts: (number | null)[];
  /** Mean number of requests that wait. */
  queue: (number | null)[];
  /** Mean number of requests in service. */
  busy: (number | null)[];
  /** Latency of requests answered well, from first try to answer. */
  p50: (Micros | null)[];
  p99: (Micros | null)[];
}

/** A measure that the scenario names, over time. */
export interface MeasureSeries {
  name: string;
  /** The expression, as written. */
  is: string;
  /** Values of a `duration` are microseconds. */
  type: 'double' | 'duration';
  /** Length of the sliding window that each value looks back on. */
  window: Micros;
  /** Distance of values; the first stands at `every`. */
  every: Micros;
  /** Null until the first full window, and where the expression has no value. At most 480, however often it is looked at. */
  values: (number | null)[];
  /** Value when the run ended, and least and greatest of all. */
  last: number | null;
  least: number | null;
  greatest: number | null;
}

/** How a run came back after its trigger; null where the scenario names no `steady_state`. */
export interface Recovery {
  /** The condition, as written. */
  steadyState: string;
  /** From the start of the first fault to the end of the last; `to` is null if one lasts to the end of the run. */
  trigger: { from: Micros; to: Micros | null } | null;
  /** The steady state held before the first fault. */
  steadyBefore: boolean;
  /** From here on the steady state holds to the end of the run; null if it does not. */
  recoveredAt: Micros | null;
  /** Length of time from the start of the trigger to `recoveredAt`. */
  recoveredAfter: Micros | null;
  /** The trigger is over and the steady state is not reached again in the rest of the run. */
  metastable: boolean;
}

/** A fact of the record that is no moment but a state of affairs (`shows`), held against the run. */
export interface FactResult {
  /** Id of the observed fact. */
  id: string;
  /** The condition, as written, over the time that the record gives. */
  shows: string;
  from: Micros;
  to: Micros;
  /** Variant in which the fact is looked for; `base` for what happened. */
  variant: string;
  verdict: 'agrees' | 'disagrees';
  /** First time at which the condition did not hold. */
  brokenAt: Micros | null;
  basis: 'prediction' | 'fit';
}
