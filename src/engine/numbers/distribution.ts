import type { Micros } from '../../result.ts';
import { exp, ln, normalQuantile } from './arithmetic.ts';
import { gamma, gammaQuantile } from './gamma.ts';

/** The 99% quantile of the standard normal distribution. */
const Z99 = 2.3263478740408408;

export type Distribution =
  | 'constant'
  | 'uniform'
  | 'exponential'
  | 'lognormal'
  | 'gamma'
  | 'weibull'
  | 'pareto'
  | 'empirical';

/** True for a distribution whose second parameter is a shape, not a duration. */
export function hasShape(dist: Distribution): boolean {
  return dist === 'gamma' || dist === 'weibull' || dist === 'pareto';
}

/** Explains what's wrong with a distribution's parameters; null if they're valid. */
export function parameterProblem(dist: Distribution, a: number, b: number): string | null {
  if (a < 0 || b < 0) return "a duration can't be negative";
  if (!Number.isFinite(a) || !Number.isFinite(b)) return 'a duration must be finite';
  if (hasShape(dist) && !(b >= 0.1 && b <= 1000)) return '`shape` must be between 0.1 and 1,000';
  if (dist === 'uniform' && b < a) return '`max` is less than `min`';
  if (dist === 'lognormal' && (a <= 0 || b < a)) return '`p50` must be greater than 0 and at most `p99`';
  return null;
}

/** Distributions from which steps draw numbers. */
export type NumberDistribution = 'constant' | 'uniform' | 'exponential' | 'lognormal';

/** Explains what's wrong with the parameters of a distribution of numbers; null if they're valid. */
export function numberProblem(dist: NumberDistribution, a: number, b: number): string | null {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return 'a parameter must be finite';
  if (dist === 'uniform' && b < a) return '`max` is less than `min`';
  if (dist === 'exponential' && a < 0) return "`mean` can't be negative";
  if (dist === 'lognormal' && (a <= 0 || b < a)) return '`p50` must be greater than 0 and at most `p99`';
  return null;
}

/** Draws a number by inversion, with the parameters of `sample` but without rounding. */
export function quantile(dist: NumberDistribution, a: number, b: number, u: number): number {
  switch (dist) {
    case 'constant':
      return a;
    case 'uniform':
      return a + (b - a) * u;
    case 'exponential':
      return -a * ln(1 - u);
    case 'lognormal': {
      if (a === b) return a;
      const sigma = ln(b / a) / Z99;
      // The quantile at 0 is infinite, so use half a step above 0.
      return a * exp(sigma * normalQuantile(u === 0 ? 2 ** -54 : u));
    }
  }
}

/**
 * Draws a duration in whole microseconds by inversion, so each draw uses one uniform number. Empirical distributions are
 * drawn by `pick`.
 *
 * @param a value, min, mean, p50 or scale, in microseconds
 * @param b max or p99, in microseconds, or shape; unused by the other distributions
 * @param u uniform from 0 (inclusive) to 1 (exclusive)
 */
export function sample(dist: Exclude<Distribution, 'empirical'>, a: number, b: number, u: number): Micros {
  switch (dist) {
    case 'gamma':
      return Math.round((a / b) * gammaQuantile(b, u));
    case 'weibull':
      return u === 0 ? 0 : Math.round(a * exp(ln(-ln(1 - u)) / b));
    case 'pareto':
      return Math.round(a * exp(-ln(1 - u) / b));
    case 'constant':
      return Math.round(a);
    case 'uniform':
      return Math.round(a + (b - a) * u);
    case 'exponential':
      return exponential(a, u);
    case 'lognormal': {
      if (a === b) return Math.round(a);
      const sigma = ln(b / a) / Z99;
      // The quantile at 0 is infinite, so use half a step above 0.
      return Math.round(a * exp(sigma * normalQuantile(u === 0 ? 2 ** -54 : u)));
    }
  }
}

/** One of the values of an empirical distribution. `u` is uniform from 0 to 1. */
export function pick(values: readonly number[], u: number): number {
  return values[Math.floor(u * values.length)]!;
}

/**
 * Mean of a distribution, in microseconds. Infinite for a Pareto distribution with a shape of 1 or less.
 *
 * @param a value, min, mean, p50 or scale
 * @param b max, p99 or shape; unused by the other distributions
 * @param values of an empirical distribution
 */
export function meanOf(dist: Distribution, a: number, b: number, values: readonly number[] = []): number {
  if (dist === 'empirical') return values.reduce((sum, value) => sum + value, 0) / values.length;
  if (dist === 'weibull') return a * gamma(1 + 1 / b);
  if (dist === 'pareto') return b > 1 ? (a * b) / (b - 1) : Number.POSITIVE_INFINITY;
  if (dist === 'uniform') return (a + b) / 2;
  if (dist !== 'lognormal' || a === b) return a;
  const sigma = ln(b / a) / Z99;
  return a * exp((sigma * sigma) / 2);
}

/** An exponential duration in whole microseconds. `u` is uniform from 0 to 1. */
export function exponential(mean: number, u: number): Micros {
  return Math.round(-mean * ln(1 - u));
}
