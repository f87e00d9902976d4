import type { Expr } from './expr.ts';

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
