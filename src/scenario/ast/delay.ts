import type { Micros } from '../../result.ts';
import type { Expr } from './expr.ts';

/** A duration, or a distribution to draw it from. All parameters are durations, or numbers in `NumberDraw`. */
export type Delay =
  | { readonly dist: 'constant'; readonly value: Expr }
  | { readonly dist: 'uniform'; readonly min: Expr; readonly max: Expr }
  | { readonly dist: 'exponential'; readonly mean: Expr }
  | { readonly dist: 'lognormal'; readonly p50: Expr; readonly p99: Expr }
  | { readonly dist: 'gamma'; readonly mean: Expr; readonly shape: Expr }
  | { readonly dist: 'weibull'; readonly scale: Expr; readonly shape: Expr }
  | { readonly dist: 'pareto'; readonly min: Expr; readonly shape: Expr }
  | {
      readonly dist: 'empirical';
      readonly values: readonly Micros[];
      /** The smallest and largest values, as literals. */
      readonly min: Expr;
      readonly max: Expr;
    };
