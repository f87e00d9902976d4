import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Delay } from './delay.ts';
import type { Expr } from './expr.ts';

/** A service made of several servers, each with its own queue, slots and throttle. */
export interface Members {
  /** A literal. */
  readonly count: Expr;
  /** Which member that takes requests gets the next attempt. */
  readonly balance: 'round_robin' | 'least_busy' | 'random';
  readonly check: HealthCheck | null;
  readonly autoscale: Autoscale | null;
  readonly span: Span;
}

/** Changes the number of members at regular times, so that a metric stays near `target`, or between two limits. */
export interface Autoscale {
  /** A number or a duration. Without a value, the number of members stays as it is. */
  readonly metric: Expr;
  /** Either this, or at least one of `above` and `below`. */
  readonly target: Expr | null;
  readonly above: Expr | null;
  readonly below: Expr | null;
  readonly every: Expr;
  /** Null: 1 with `above` or `below`, unlimited with `target`. */
  readonly step: Expr | null;
  /** Null: 1. */
  readonly min: Expr | null;
  /** A literal. */
  readonly max: Expr;
  /** Null: members start immediately. */
  readonly startTime: Delay | null;
  /** Share of starts that fail. Null: none. */
  readonly failures: Expr | null;
  /** How long nothing changes after a change. Null: 0. */
  readonly cooldown: Expr | null;
  /** How many members may start per second, or whether any may. Null: no limit. */
  readonly limit: Expr | null;
  readonly span: Span;
}

/** Probes that determine which members take requests. */
export interface HealthCheck {
  readonly every: Expr;
  readonly timeout: Expr;
  /** Failed probes in a row after which a member takes no more requests. Null: 3. */
  readonly unhealthyAfter: Expr | null;
  /** Successful probes in a row after which it takes requests again. Null: 2. */
  readonly healthyAfter: Expr | null;
  /** With fewer healthy members, all members take requests. */
  readonly minHealthy: Portion;
  /** Work of a probe. Null: none. */
  readonly serviceTime: Delay | null;
  /** True if a probe also makes the service's calls. */
  readonly deep: boolean;
}

/** A number of members, or a share of them. */
export interface Portion {
  readonly size: Expr;
  readonly isShare: boolean;
}

/** A fault of some members, which are those with the lowest indices. */
export interface PartialFault {
  readonly portion: Portion;
  /** Services that it concerns. */
  readonly services: readonly string[];
  readonly down: readonly string[];
  readonly settings: readonly {
    readonly service: string;
    readonly key: 'slowdown' | 'available';
    readonly value: Expr;
  }[];
}
