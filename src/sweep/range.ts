import { exp, ln } from '../engine/numbers/arithmetic.ts';
import type { ConstantValue } from '../result.ts';

/** If the ends of a range differ by at least this factor, the logarithm of the value is drawn uniformly. */
const WIDE = 10;

/**
 * A constant's value within its range.
 *
 * @param u uniform from 0 (inclusive) to 1 (exclusive)
 */
export function valueAt({ range, type }: Pick<ConstantValue, 'range' | 'type'>, u: number): number {
  const [low, high] = range!;
  const between = low > 0 && high / low >= WIDE ? logarithmic : linear;
  if (type === 'int') return Math.min(high, Math.floor(between(low, high + 1, u)));
  const value = Math.min(high, between(low, high, u));
  return type === 'duration' ? Math.round(value) : value;
}

function linear(from: number, to: number, u: number): number {
  const size = to - from;
  return Number.isFinite(size) ? from + u * size : (1 - u) * from + u * to;
}

function logarithmic(from: number, to: number, u: number): number {
  const factor = to / from;
  return Number.isFinite(factor) ? from * exp(u * ln(factor)) : exp((1 - u) * ln(from) + u * ln(to));
}
