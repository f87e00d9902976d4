import { exp, ln, normalQuantile } from '../../engine/numbers/arithmetic.ts';
import type { Delay } from '../../scenario/ast/delay.ts';

/**
 * Samples distributions by inversion, directly from their definitions. A draw is the distribution's quantile for
 * probability `u`. Durations are rounded to microseconds, so the platform's logarithms are exact enough for them.
 */

type Kind = Delay['dist'];

/** True if a distribution can't have these parameters. */
export function isInvalid(dist: Kind, a: number, b: number): boolean {
  const finite = Number.isFinite(a) && Number.isFinite(b) && a >= 0 && b >= 0;
  const shaped = dist === 'gamma' || dist === 'weibull' || dist === 'pareto';
  if (!finite || (shaped && !(b >= 0.1 && b <= 1000))) return true;
  return (dist === 'uniform' && a > b) || (dist === 'lognormal' && !(a > 0 && a <= b));
}

/** A duration in whole microseconds. */
export function drawDuration(dist: Exclude<Kind, 'empirical'>, a: number, b: number, u: number): number {
  return Math.round(inverse(dist, a, b, u));
}

function inverse(dist: Exclude<Kind, 'empirical'>, a: number, b: number, u: number): number {
  switch (dist) {
    case 'constant':
      return a;
    case 'uniform':
      return a + u * (b - a);
    case 'exponential':
      return -Math.log(1 - u) * a;
    case 'weibull':
      // 1 - exp(-(x / scale)^shape) = u
      return a * (-Math.log(1 - u)) ** (1 / b);
    case 'pareto':
      // 1 - (least / x)^shape = u
      return a * (1 - u) ** (-1 / b);
    case 'gamma':
      return (a / b) * gammaInverse(b, u);
    case 'lognormal':
      // The logarithm is normal. Its 99% quantile is 2.3263... standard deviations above its median. The project's
      // quantiles of the normal distribution have a relative error of 1e-9, so they are compared with `normalInverse`
      // separately.
      return a * (b / a) ** (normalQuantile(u === 0 ? 2 ** -54 : u) / 2.3263478740408408);
  }
}

/** One of the values of an empirical distribution. */
export function drawValue(values: readonly number[], u: number): number {
  return values[Math.floor(values.length * u)]!;
}

/** The mean of a distribution. */
export function expected(dist: Kind, a: number, b: number, values: readonly number[]): number {
  switch (dist) {
    case 'empirical':
      return values.reduce((x, y) => x + y, 0) / values.length;
    case 'uniform':
      return (a + b) / 2;
    case 'weibull':
      return a * Math.exp(lnFactorial(1 / b));
    case 'pareto':
      return b <= 1 ? Number.POSITIVE_INFINITY : (a * b) / (b - 1);
    case 'lognormal':
      return a * Math.exp((Math.log(b / a) / 2.3263478740408408) ** 2 / 2);
    default:
      return a;
  }
}

type NumberKind = 'constant' | 'uniform' | 'exponential' | 'lognormal';

/** True if numbers can't be drawn with these parameters. */
export function isInvalidForNumbers(dist: NumberKind, a: number, b: number): boolean {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return true;
  if (dist === 'uniform') return a > b;
  if (dist === 'exponential') return a < 0;
  return dist === 'lognormal' && !(a > 0 && a <= b);
}

/**
 * Draws a number. It isn't rounded, and logarithms differ between platforms in the last digit, so this uses the
 * project's logarithms.
 */
export function drawNumber(dist: NumberKind, a: number, b: number, u: number): number {
  if (dist === 'uniform') return a + (b - a) * u;
  if (dist === 'exponential') return -a * ln(1 - u);
  if (dist === 'constant' || a === b) return a;
  return a * exp((ln(b / a) / 2.3263478740408408) * normalQuantile(u === 0 ? 2 ** -54 : u));
}

/**
 * The quantile of the normal distribution. Half the square of a normal variable has a gamma distribution with shape 1/2.
 */
export function normalInverse(p: number): number {
  const tail = p < 0.5 ? p : 1 - p;
  const size = Math.sqrt(2 * solve(0.5, 1 - 2 * tail, 2 * tail));
  return p < 0.5 ? -size : size;
}

function gammaInverse(shape: number, p: number): number {
  return p === 0 ? 0 : solve(shape, p, 1 - p);
}

/** The value with probability `below` below it and `above` above it. Found by bisection to full precision. */
function solve(shape: number, below: number, above: number): number {
  if (below <= 0) return 0;
  const isLess = (x: number): boolean => {
    const tails = gammaTails(shape, x);
    return below < above ? tails.below < below : tails.above > above;
  };
  let high = 1;
  while (isLess(high)) high *= 2;
  let low = high / 2;
  while (low > 0 && !isLess(low)) {
    high = low;
    low /= 2;
  }
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (isLess(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** Both tails of the gamma distribution, from a power series (below) or Legendre's continued fraction (above). */
function gammaTails(shape: number, x: number): { below: number; above: number } {
  const density = Math.exp(shape * Math.log(x) - x - lnFactorial(shape - 1));
  if (x < shape + 1) {
    let sum = 0;
    let term = density / shape;
    for (let k = 1; sum + term !== sum; k++) {
      sum += term;
      term *= x / (shape + k);
    }
    return { below: sum, above: 1 - sum };
  }
  // Start at a depth where more terms don't matter.
  const depth = Math.ceil(200 + 2000 / (x - shape + 1));
  let fraction = 0;
  for (let k = depth; k >= 1; k--) fraction = (k * (shape - k)) / (x + 2 * k + 1 - shape + fraction);
  const above = density / (x + 1 - shape + fraction);
  return { below: 1 - above, above };
}

/** ln(x!) for x > -1 by Stirling's series, which is accurate enough from 20 on. */
function lnFactorial(x: number): number {
  let shift = 0;
  let n = x + 1;
  for (; n < 20; n++) shift += Math.log(n);
  const square = n * n;
  const series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / n;
  return (n - 0.5) * Math.log(n) - n + Math.log(2 * Math.PI) / 2 + series - shift;
}
