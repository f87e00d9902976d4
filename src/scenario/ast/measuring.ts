import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Micros } from '../../result.ts';
import type { Expr } from './expr.ts';

export const COUNTERS = ['arrivals', 'attempts', 'ok', 'errors', 'rejected', 'timeouts', 'hits'] as const;
export const GAUGES = ['queue', 'busy'] as const;

export type Counter = (typeof COUNTERS)[number];
export type Gauge = (typeof GAUGES)[number];
export type Metric = Counter | Gauge | 'latency';
export const METRICS: readonly Metric[] = [...COUNTERS, ...GAUGES, 'latency'];

/** Percentile functions with their quantiles. */
export const PERCENTILES: ReadonlyMap<string, number> = new Map([
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
  ['p999', 0.999],
]);

/** A function over one metric of one service, in the window of the measure that contains it. */
export interface MetricUse {
  readonly fn: 'rate' | 'sum' | 'avg' | 'min' | 'max' | 'p50' | 'p90' | 'p95' | 'p99' | 'p999';
  readonly service: string;
  readonly metric: Metric;
}

/**
 * A series over the metrics of services. It is updated ten times per window, from the first full window on. Before that,
 * and if its metrics have no samples, it is undefined, and conditions that read it are false.
 */
export interface Measure {
  readonly name: string;
  readonly is: Expr;
  readonly text: string;
  readonly window: Micros;
  /** `metric` parts of the expression are indices into these. */
  readonly uses: readonly MetricUse[];
  readonly span: Span;
}

/** A condition with its text. */
export interface Condition {
  readonly is: Expr;
  readonly text: string;
  readonly span: Span;
}

/** When a service counts as impacted: by the share of failed requests in a window, or by a condition. */
export interface Impact {
  readonly threshold: number;
  /** Length of the windows. */
  readonly every: Micros;
  /** Applies to services that loads call, unless they have another rule. */
  readonly while: Condition | null;
  readonly services: ReadonlyMap<
    string,
    { readonly threshold: number | null; readonly while: Condition | null }
  >;
}

/** A condition that runs of one variant must meet for an observed period. */
export interface ShownFact {
  readonly id: string;
  readonly from: Micros;
  readonly to: Micros;
  readonly variant: string;
  readonly shows: Condition;
}

/** How many runs to make, and how they differ. */
export interface Simulating {
  readonly runs: number;
  /** Requests that end before this time aren't counted. */
  readonly warmup: Micros;
  readonly ties: 'declared' | 'shuffle';
  /** Number of runs with constants drawn from their ranges. */
  readonly draws: number;
}

/** One value of the scenario to vary. */
export interface Varied {
  readonly name: string;
  readonly path: string;
  /** The base's value, if a constant is varied. */
  readonly own: VariedValue | null;
  readonly values: readonly VariedValue[];
}

export interface VariedValue {
  readonly text: string;
  /** Microseconds for durations and moments. */
  readonly x: number;
}
