import type { Micros } from '../../result.ts';
import { exp, ln, normalQuantile } from './arithmetic.ts';

/** The 99% quantile of the standard normal distribution. */
const Z99 = 2.3263478740408408;

export type Distribution = 'constant' | 'uniform' | 'exponential' | 'lognormal';

/** Explains what's wrong with a distribution's parameters; null if they're valid. */
export function parameterProblem(dist: Distribution, a: number, b: number): string | null {
  if (a < 0 || b < 0) return "a duration can't be negative";
  if (!Number.isFinite(a) || !Number.isFinite(b)) return 'a duration must be finite';
  if (dist === 'uniform' && b < a) return '`max` is less than `min`';
  if (dist === 'lognormal' && (a <= 0 || b < a)) return '`p50` must be greater than 0 and at most `p99`';
  return null;
}

/**
 * Draws a duration in whole microseconds by inversion, so each draw uses one uniform number.
 *
 * @param a value, min, mean or p50, in microseconds
 * @param b max or p99, in microseconds; unused by the other distributions
 * @param u uniform from 0 (inclusive) to 1 (exclusive)
 */
export function sample(dist: Distribution, a: number, b: number, u: number): Micros {
  switch (dist) {
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

/**
 * Mean of a distribution, in microseconds.
 *
 * @param a value, min, mean or p50
 * @param b max or p99; unused by the other distributions
 */
export function meanOf(dist: Distribution, a: number, b: number): number {
  if (dist === 'uniform') return (a + b) / 2;
  if (dist !== 'lognormal' || a === b) return a;
  const sigma = ln(b / a) / Z99;
  return a * exp((sigma * sigma) / 2);
}

/** An exponential duration in whole microseconds. `u` is uniform from 0 to 1. */
export function exponential(mean: number, u: number): Micros {
  return Math.round(-mean * ln(1 - u));
}
