import type { Span } from '../diagnostic/diagnostic.ts';
import type { Micros } from '../result.ts';
import type { Delay } from './delay.ts';
import type { Expr } from './expr.ts';

/** How a client asks a service. A *request* is one question; each try at it is an *attempt*. */
export interface Edge {
  readonly to: string;
  /** False for a call whose failure its caller survives. */
  readonly required: boolean;
  /** Share of the caller's requests that ask at all; null is all of them. */
  readonly share: Expr | null;
  /** How long the client waits for an attempt; null waits for ever. */
  readonly timeout: Expr | null;
  readonly retry: Retry | null;
  readonly breaker: Breaker | null;
  readonly cache: Cache | null;
  readonly span: Span;
}

/** Further attempts after a failed one: the k-th waits `base * factor^(k-1)`, at most `cap`. */
export interface Retry {
  readonly max: Expr;
  readonly base: Expr | null;
  readonly factor: Expr | null;
  readonly cap: Expr | null;
  /**
   * What is drawn with the wait w: `none` w itself, `full` uniform from 0 to w, `equal` from w/2 to w, `exponential` with
   * mean w.
   */
  readonly jitter: 'none' | 'full' | 'equal' | 'exponential';
  /** Tokens of the edge: a retry takes one, a success gives `perSuccess`, never above `cap`. */
  readonly budget: { readonly start: Expr; readonly cap: Expr; readonly perSuccess: Expr } | null;
}

/** Stops asking after failures: `failures` in a row, or a share of `rate` among the last `window` attempts. */
export interface Breaker {
  readonly failures: Expr | null;
  readonly rate: Expr | null;
  readonly window: number;
  readonly openFor: Expr;
  /** Attempts let through once `openFor` has passed; if all succeed, it closes. */
  readonly probes: number;
}

/** Keeps answers, good ones for `ttl` and bad ones for `negativeTtl`, each until the look-up after that. */
export interface Cache {
  readonly ttl: Expr;
  readonly negativeTtl: Expr | null;
  readonly lookupGap: Delay | null;
  /** Answers are kept by key; each request asks for one of them at random. */
  readonly keys: number;
}

export interface Service {
  readonly name: string;
  /** A truth value or the share of requests that succeed; null is always. */
  readonly available: Expr | null;
  /** Attempts in service at once; null is without limit. */
  readonly concurrency: Expr | null;
  /** Work of an attempt, while it holds its slot; null is none. */
  readonly serviceTime: Delay | null;
  /** Multiplies `serviceTime`; null is 1. */
  readonly slowdown: Expr | null;
  readonly queue: Queue;
  readonly throttle: Throttle;
  /** What becomes of an attempt whose client gave up. */
  readonly onAbandon: 'keep_working' | 'drop';
  /** Time that an answer takes on the way, holding nothing. */
  readonly latency: Delay | null;
  readonly calls: readonly Edge[];
  readonly slo: { readonly target: number; readonly window: Micros } | null;
  /** How many depend on it, or null where nothing says so. */
  readonly users: number | null;
}

export interface Queue {
  /** Null is without limit. */
  readonly capacity: Expr | null;
  readonly order: 'fifo' | 'lifo';
  readonly whenFull: 'reject' | 'drop_oldest';
  /** An attempt that has waited this long leaves the queue; null waits for ever. */
  readonly maxWait: Expr | null;
}

/** Limits of intake; each part may be null. */
export interface Throttle {
  /** Attempts a second, as a bucket of `burst` tokens. */
  readonly rate: Expr | null;
  readonly burst: Expr | null;
  /** Most work that may wait: queue times mean service time over concurrency, as a length of time. */
  readonly waiting: Expr | null;
  /** The same as a multiple of the asking client's timeout. */
  readonly timeouts: Expr | null;
}

export interface Load {
  readonly id: string;
  readonly to: string;
  readonly dist: 'poisson' | 'constant';
  /** Requests a second. */
  readonly rate: Expr;
  /** Factors of `rate` over the day, or null for 1. */
  readonly profile: Profile | null;
  /** Real requests for which one of this load stands. */
  readonly scale: number;
  readonly asks: Edge;
  readonly span: Span;
}

/** A factor over simulated time: linear between points, which cover the run; before the first and after the last it is flat. */
export interface Profile {
  readonly at: readonly Micros[];
  readonly times: readonly number[];
}
