import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Delay } from './delay.ts';
import type { Expr } from './expr.ts';

/** A service made of several servers, each with its own queue, slots and throttle. */
export interface Members {
  /** The number of members, which is a literal. */
  readonly count: Expr;
  /** How the next attempt is assigned to one of the members that take requests. */
  readonly balance: 'round_robin' | 'least_busy' | 'random';
  readonly check: HealthCheck | null;
  readonly autoscale: Autoscale | null;
  readonly span: Span;
}

/** Changes the number of members at regular intervals to keep a metric near `target` or between two limits. */
export interface Autoscale {
  /** A number or a duration. If it has no value, the number of members doesn't change. */
  readonly metric: Expr;
  /** Either `target` is set, or at least one of `above` and `below`. */
  readonly target: Expr | null;
  readonly above: Expr | null;
  readonly below: Expr | null;
  readonly every: Expr;
  /** Maximum size of one change. Null means 1 with `above` or `below`, and unlimited with `target`. */
  readonly step: Expr | null;
  /** Minimum number of members. Null means 1. */
  readonly min: Expr | null;
  /** Maximum number of members, which is a literal. */
  readonly max: Expr;
  /** How long a member takes to start. Null means that members start immediately. */
  readonly startTime: Delay | null;
  /** Share of starts that fail. Null means none. */
  readonly failures: Expr | null;
  /** Minimum time between two changes. Null means 0. */
  readonly cooldown: Expr | null;
  /** How many members may start per second, or whether any may. Null means no limit. */
  readonly limit: Expr | null;
  readonly span: Span;
}

/** Probes that determine which members take requests. */
export interface HealthCheck {
  readonly every: Expr;
  readonly timeout: Expr;
  /** Number of consecutive failed probes after which a member takes no more requests. Null means 3. */
  readonly unhealthyAfter: Expr | null;
  /** Number of consecutive successful probes after which a member takes requests again. Null means 2. */
  readonly healthyAfter: Expr | null;
  /** Minimum number of healthy members. If fewer are healthy, all members take requests. */
  readonly minHealthy: Portion;
  /** The work that a probe causes. Null means none. */
  readonly serviceTime: Delay | null;
  /** True if a probe also makes the service's calls. */
  readonly deep: boolean;
}

/** A number of members, or a share of them. */
export interface Portion {
  readonly size: Expr;
  readonly isShare: boolean;
}

/** A fault that affects only some members: those with the lowest indices. */
export interface PartialFault {
  readonly portion: Portion;
  /** Services that the fault affects. */
  readonly services: readonly string[];
  readonly down: readonly string[];
  readonly settings: readonly {
    readonly service: string;
    readonly key: 'slowdown' | 'available';
    readonly value: Expr;
  }[];
}
