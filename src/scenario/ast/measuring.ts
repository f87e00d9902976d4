import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Micros } from '../../result.ts';
import type { ObservedValue } from '../../time/observed-value.ts';
import type { Expr } from './expr.ts';

export const COUNTERS = ['arrivals', 'attempts', 'ok', 'errors', 'rejected', 'timeouts', 'hits'] as const;
/** Gauges of services with members. */
export const MEMBER_GAUGES = ['healthy', 'in_service'] as const;
/** Gauges of services with an autoscaler. */
export const AUTOSCALE_GAUGES = ['desired', 'starting', 'running'] as const;
export const GAUGES = ['queue', 'busy', ...MEMBER_GAUGES, ...AUTOSCALE_GAUGES] as const;

export type Counter = (typeof COUNTERS)[number];
export type Gauge = (typeof GAUGES)[number];
export type Metric = Counter | Gauge | 'latency';
export const METRICS: readonly Metric[] = [...COUNTERS, ...GAUGES, 'latency'];

/** Percentile functions and their quantiles. */
export const PERCENTILES: ReadonlyMap<string, number> = new Map([
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
  ['p999', 0.999],
]);

/** A function over one metric of one service, computed over the measure's window. */
export interface MetricUse {
  readonly fn: 'rate' | 'sum' | 'avg' | 'min' | 'max' | 'p50' | 'p90' | 'p95' | 'p99' | 'p999';
  readonly service: string;
  /** Name of the service's pool, for a gauge of the pool. */
  readonly pool: string | null;
  readonly metric: Metric;
}

/**
 * A series computed from service metrics. It's updated ten times per window, starting with the first full window.
 * It's undefined before that and while its metrics have no samples. Conditions that read an undefined measure are
 * false.
 */
export interface Measure {
  readonly name: string;
  readonly is: Expr;
  readonly text: string;
  readonly window: Micros;
  /** The expression's `metric` parts are indices into this list. */
  readonly uses: readonly MetricUse[];
  readonly span: Span;
}

/** A number or duration that results from a run. */
export interface Outcome {
  readonly name: string;
  readonly is: Expr;
  readonly text: string;
  /** `sum` is the integral over time in seconds. */
  readonly at: 'end' | 'max' | 'min' | 'sum';
  readonly unit: string | null;
  readonly better: 'lower' | 'higher' | null;
  readonly says: string | null;
  readonly span: Span;
}

/** An observed value, and the outcome or measure that it's compared with. */
export interface Quantity {
  readonly id: string;
  readonly of: 'outcome' | 'measure';
  /** The outcome or measure that the value is compared with. */
  readonly is: Expr;
  /** When the value was observed; `to` is the end of a period. */
  readonly from: Micros;
  readonly to: Micros | null;
  readonly text: string;
  readonly source: string | null;
  readonly value: ObservedValue;
  readonly span: Span;
}

/** A condition with its source text. */
export interface Condition {
  readonly is: Expr;
  readonly text: string;
  readonly span: Span;
}

/** When a service counts as impacted, based on the share of failed requests in a window or on a condition. */
export interface Impact {
  readonly threshold: number;
  /** Length of the windows. */
  readonly every: Micros;
  /** The rule for services that loads call, except those with a separate rule. */
  readonly while: Condition | null;
  readonly services: ReadonlyMap<
    string,
    { readonly threshold: number | null; readonly while: Condition | null }
  >;
  readonly conditions: readonly ImpactCondition[];
}

/** Harm that is defined by a condition and needs no failed requests. */
export interface ImpactCondition {
  readonly name: string;
  readonly while: Condition;
  readonly service: string | null;
  /** How many users are affected while the condition holds; null if unknown. */
  readonly users: Expr | null;
  /** The unit that `users` counts; null means users. */
  readonly unit: string | null;
  readonly says: string | null;
}

/** A condition that a variant's runs have to meet during an observed period. */
export interface ShownFact {
  readonly id: string;
  readonly from: Micros;
  readonly to: Micros;
  readonly variant: string;
  readonly shows: Condition;
}

/** The number of runs in a sweep, and how the runs differ. */
export interface Simulating {
  readonly runs: number;
  /** Requests that end before this time aren't counted. */
  readonly warmup: Micros;
  readonly ties: 'declared' | 'shuffle';
  /** Number of runs with constants drawn from their ranges. */
  readonly draws: number;
}

/** A value in the scenario that is varied. */
export interface Varied {
  readonly name: string;
  readonly path: string;
  /** The base's value if a constant is varied. */
  readonly own: VariedValue | null;
  readonly values: readonly VariedValue[];
}

export interface VariedValue {
  readonly text: string;
  /** The value as a number. Durations and moments are in microseconds. */
  readonly x: number;
}

/** The values of two constants for which a stability map has runs: one for each combination. */
export interface StabilityAxes {
  readonly x: StabilityAxis;
  readonly y: StabilityAxis;
}

/** A constant on an axis of a stability map. */
export interface StabilityAxis {
  readonly name: string;
  readonly type: 'int' | 'double' | 'duration';
  /** The scenario's own value. */
  readonly own: VariedValue;
  /** At least two values, in ascending order. */
  readonly values: readonly VariedValue[];
}
