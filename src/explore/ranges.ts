import type { DelayModel } from '../model/quantity.ts';

/** Shortest and longest length of time, in microseconds; the longest may be infinite. */
export type Range = readonly [number, number];

/** What a distribution with parameters in microseconds gives, of which not all need be asked for. */
export type RangeOf = (delay: DelayModel, a: number, b: number) => Range;

/** Everything that a distribution can give. */
export function fullRange({ dist }: DelayModel, a: number, b: number): Range {
  if (dist === 'constant') return [Math.round(a), Math.round(a)];
  return dist === 'uniform' ? [Math.round(a), Math.round(b)] : [0, Number.POSITIVE_INFINITY];
}

/** From the 1 % to the 99 % quantile. */
export function likelyRange({ dist }: DelayModel, a: number, b: number): Range {
  switch (dist) {
    case 'constant':
      return [Math.round(a), Math.round(a)];
    case 'uniform':
      return [Math.round(a + 0.01 * (b - a)), Math.round(a + 0.99 * (b - a))];
    case 'exponential':
      // -ln(0.99) and -ln(0.01) times the mean.
      return [Math.round(0.01005033585350145 * a), Math.round(4.605170185988092 * a)];
    case 'lognormal':
      // Quantiles of a lognormal lie around its median by equal factors.
      return [Math.round((a * a) / b), Math.round(b)];
  }
}
