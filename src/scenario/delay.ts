import type { Expr } from './expr.ts';

/** Parameters are durations. */
export type Delay =
  | { readonly dist: 'constant'; readonly value: Expr }
  | { readonly dist: 'uniform'; readonly min: Expr; readonly max: Expr }
  | { readonly dist: 'exponential'; readonly mean: Expr }
  | { readonly dist: 'lognormal'; readonly p50: Expr; readonly p99: Expr };
