import { describe, expect, test } from 'vitest';
import { meanOf, numberProblem, parameterProblem, pick, quantile, sample } from './distribution.ts';
import { gamma, gammaQuantile, gammaTails, lnGamma } from './gamma.ts';

/**
 * The mean and variance of a distribution, integrated numerically: the quantile function is sampled at the midpoints of
 * equal intervals.
 */
function moments(draw: (u: number) => number, parts = 20_000): { mean: number; variance: number } {
  const values = Array.from({ length: parts }, (_, i) => draw((i + 0.5) / parts));
  const mean = values.reduce((sum, value) => sum + value, 0) / parts;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / parts;
  return { mean, variance };
}

function near(found: number, expected: number, relative: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe('the gamma function', () => {
  test('is a factorial, and the root of pi at one half', () => {
    for (const [x, value] of [
      [1, 1],
      [2, 1],
      [5, 24],
      [11, 3_628_800],
      [0.5, Math.sqrt(Math.PI)],
      [0.1, 9.513507698668732],
    ] as const)
      near(gamma(x), value, 1e-13);
    near(lnGamma(1000), 5905.220423209181, 1e-14);
  });

  test('gives probabilities that are known in closed form', () => {
    for (const x of [1e-6, 0.1, 1, 3, 10, 30]) {
      near(gammaTails(1, x).below, -Math.expm1(-x), 1e-13);
      // With shape 2, this is an Erlang distribution with two phases.
      if (x > 0.05) near(gammaTails(2, x).below, 1 - Math.exp(-x) * (1 + x), 1e-12);
    }
  });

  test.each([0.1, 0.5, 1, 2.5, 40, 1000])('has quantiles for shape %f', (shape) => {
    for (const p of [0, 1e-9, 0.01, 0.3, 0.5, 0.9, 0.999, 1 - 1e-9, 1 - 2 ** -53]) {
      const x = gammaQuantile(shape, p);
      expect(x).toBeGreaterThanOrEqual(0);
      const { below, above } = gammaTails(shape, x);
      if (p < 0.5) near(below, p, 1e-10);
      else near(above, 1 - p, 1e-10);
    }
  });
});

describe('moments', () => {
  const SECOND = 1e6;

  test.each([0.5, 1, 2.5, 40])('gamma with shape %f', (shape) => {
    const { mean, variance } = moments((u) => sample('gamma', SECOND, shape, u));
    near(mean, SECOND, 1e-3);
    near(variance, SECOND ** 2 / shape, 2e-2);
    expect(meanOf('gamma', SECOND, shape)).toBe(SECOND);
  });

  test.each([0.8, 1, 1.5, 5])('Weibull with shape %f', (shape) => {
    const { mean, variance } = moments((u) => sample('weibull', SECOND, shape, u));
    near(mean, meanOf('weibull', SECOND, shape), 1e-3);
    near(meanOf('weibull', SECOND, shape), SECOND * gamma(1 + 1 / shape), 1e-12);
    near(variance, SECOND ** 2 * (gamma(1 + 2 / shape) - gamma(1 + 1 / shape) ** 2), 2e-2);
  });

  test.each([3.5, 5, 10])('Pareto with shape %f', (shape) => {
    const { mean, variance } = moments((u) => sample('pareto', SECOND, shape, u));
    near(mean, (SECOND * shape) / (shape - 1), 1e-3);
    near(variance, (SECOND ** 2 * shape) / ((shape - 1) ** 2 * (shape - 2)), 0.1);
  });

  test('gamma and Weibull with shape 1 are exponential', () => {
    for (const u of [0, 0.1, 0.5, 0.99, 1 - 2 ** -53]) {
      const expected = sample('exponential', SECOND, 0, u);
      expect(Math.abs(sample('gamma', SECOND, 1, u) - expected)).toBeLessThanOrEqual(1);
      expect(Math.abs(sample('weibull', SECOND, 1, u) - expected)).toBeLessThanOrEqual(1);
    }
  });

  test('a Pareto distribution has no mean with a shape of 1', () => {
    expect(meanOf('pareto', SECOND, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(sample('pareto', SECOND, 0.1, 1 - 2 ** -53)).toBeLessThan(Number.POSITIVE_INFINITY);
  });

  test('empirical values are drawn equally often', () => {
    const { mean, variance } = moments((u) => pick([1, 2, 6], u), 3000);
    near(mean, meanOf('empirical', 1, 6, [1, 2, 6]), 1e-12);
    near(variance, 14 / 3, 1e-12);
  });

  test('shapes have limits', () => {
    expect(parameterProblem('gamma', 1, 0.05)).toMatch('shape');
    expect(parameterProblem('pareto', 1, 1001)).toMatch('shape');
    expect(parameterProblem('weibull', 1, 2)).toBeNull();
  });
});

const INF = Number.POSITIVE_INFINITY;

test.each([
  ['constant', 0, 0, null],
  ['constant', -1, 0, "a duration can't be negative"],
  ['uniform', 0, -1, "a duration can't be negative"],
  ['exponential', INF, 0, 'a duration must be finite'],
  ['uniform', 1, INF, 'a duration must be finite'],
  ['uniform', Number.NaN, 1, 'a duration must be finite'],
  ['uniform', 2, 1, '`max` is less than `min`'],
  ['uniform', 2, 2, null],
  ['lognormal', 0, 1, '`p50` must be greater than 0 and at most `p99`'],
  ['lognormal', 2, 1, '`p50` must be greater than 0 and at most `p99`'],
  ['lognormal', 2, 2, null],
  ['gamma', 1, 0.1, null],
  ['gamma', 1, 1000, null],
  ['weibull', 1, 0.09, '`shape` must be between 0.1 and 1,000'],
  ['pareto', 1, 1000.5, '`shape` must be between 0.1 and 1,000'],
] as const)('durations: %s with %d and %d', (dist, a, b, problem) => {
  expect(parameterProblem(dist, a, b)).toBe(problem);
});

test.each([
  ['constant', -1, 0, null],
  ['constant', INF, 0, 'a parameter must be finite'],
  ['uniform', 0, Number.NaN, 'a parameter must be finite'],
  ['uniform', -1, -2, '`max` is less than `min`'],
  ['uniform', -2, -1, null],
  ['exponential', -1, 0, "`mean` can't be negative"],
  ['exponential', 0, 0, null],
  ['lognormal', 0, 1, '`p50` must be greater than 0 and at most `p99`'],
  ['lognormal', 3, 2, '`p50` must be greater than 0 and at most `p99`'],
  ['lognormal', 2, 2, null],
] as const)('numbers: %s with %d and %d', (dist, a, b, problem) => {
  expect(numberProblem(dist, a, b)).toBe(problem);
});

test('numbers are drawn by inversion', () => {
  expect(quantile('constant', -7, 0, 0.3)).toBe(-7);
  expect(quantile('uniform', -2, 2, 0.75)).toBe(1);
  near(quantile('exponential', 3, 0, 0.5), 3 * Math.LN2, 1e-12);
  expect(quantile('lognormal', 5, 5, 0.9)).toBe(5);
  near(quantile('lognormal', 2, 8, 0.5), 2, 1e-9);
  near(quantile('lognormal', 2, 8, 0.99), 8, 1e-9);
  near(quantile('lognormal', 2, 8, 0.01), 0.5, 1e-9);
  expect(quantile('lognormal', 2, 8, 0)).toBeGreaterThan(0);
});
