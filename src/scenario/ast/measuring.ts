import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Micros } from '../../result.ts';
import type { Expr } from './expr.ts';

/** What a scenario measures, what counts as impact and as steady, and how many runs stand behind a figure. */

export const COUNTERS = ['arrivals', 'attempts', 'ok', 'errors', 'rejected', 'timeouts', 'hits'] as const;
export const GAUGES = ['queue', 'busy'] as const;

export type Counter = (typeof COUNTERS)[number];
export type Gauge = (typeof GAUGES)[number];
export type Metric = Counter | Gauge | 'latency';
export const METRICS: readonly Metric[] = [...COUNTERS, ...GAUGES, 'latency'];

/** Shares of requests below a percentile, by the function's name. */
export const PERCENTILES: ReadonlyMap<string, number> = new Map([
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
  ['p999', 0.999],
]);

/** A function over one metric of one service in the window of the measure that holds it. */
export interface MetricUse {
  readonly fn: 'rate' | 'sum' | 'avg' | 'min' | 'max' | 'p50' | 'p90' | 'p95' | 'p99' | 'p999';
  readonly service: string;
  readonly metric: Metric;
}

/**
 * A series over the metrics of services. It has a value at each tenth of its window, from the first full window on;
 * until then, and where its metrics have none, it is undefined, and what reads it is false.
 */
export interface Measure {
  readonly name: string;
  readonly is: Expr;
  readonly text: string;
  readonly window: Micros;
  /** What `metric` parts of the expression number. */
  readonly uses: readonly MetricUse[];
  readonly span: Span;
}

/** A condition with its text. */
export interface Condition {
  readonly is: Expr;
  readonly text: string;
  readonly span: Span;
}

/** When a service counts as hit: the share of failed requests in a window, or a condition. */
export interface Impact {
  readonly threshold: number;
  readonly every: Micros;
  /** Holds for the services that loads ask, unless one has its own. */
  readonly while: Condition | null;
  readonly services: ReadonlyMap<
    string,
    { readonly threshold: number | null; readonly while: Condition | null }
  >;
}

/** A state of affairs that the record tells, as a condition that runs of one variant must meet. */
export interface ShownFact {
  readonly id: string;
  readonly from: Micros;
  readonly to: Micros;
  readonly variant: string;
  readonly shows: Condition;
}

/** How many runs are made, and what differs between them. */
export interface Simulating {
  readonly runs: number;
  /** Requests that end before are not counted. */
  readonly warmup: Micros;
  readonly ties: 'declared' | 'shuffle';
  /** Runs with constants drawn jointly from their ranges. */
  readonly draws: number;
}

/** The same scenario with other values of one thing. */
export interface Varied {
  readonly name: string;
  readonly path: string;
  /** What the base has, where a constant is varied. */
  readonly own: VariedValue | null;
  readonly values: readonly VariedValue[];
}

export interface VariedValue {
  readonly text: string;
  /** Microseconds for lengths of time and moments. */
  readonly x: number;
}
