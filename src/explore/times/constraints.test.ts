import { expect, test } from 'vitest';
import type { DelayModel } from '../../model/model.ts';
import { fullRange, likelyRange } from './constraints.ts';

/** 1 and 3 seconds as the parameters of a distribution, in microseconds. */
const [A, B] = [1e6, 3e6];

test.each([
  ['constant', [1, 1], [1, 1]],
  ['uniform', [1, 3], [1.02, 2.98]],
  ['empirical', [1, 3], [1, 3]],
  // The 1% and 99% quantiles of an exponential distribution with mean 1.
  ['exponential', [0, Number.POSITIVE_INFINITY], [-Math.log(0.99), -Math.log(0.01)]],
  // For a median of 1 and a 99% quantile of 3.
  ['lognormal', [0, Number.POSITIVE_INFINITY], [1 / 3, 3]],
  ['pareto', [1, Number.POSITIVE_INFINITY], null],
  ['weibull', [0, Number.POSITIVE_INFINITY], null],
] as const)('the durations of a %s distribution', (dist, full, likely) => {
  const delay = { dist } as DelayModel;
  const inSeconds = (range: readonly number[]): number[] => range.map((end) => end / 1e6);
  expect(inSeconds(fullRange(delay, A, B))).toEqual(full);
  if (likely === null) {
    // A shape of 2.0: Pareto's quantile is 1 / sqrt(1 - p), and Weibull's is sqrt(-ln(1 - p)).
    const quantile = (p: number): number =>
      dist === 'pareto' ? 1 / Math.sqrt(1 - p) : Math.sqrt(-Math.log(1 - p));
    const [low, high] = inSeconds(likelyRange(delay, A, 2));
    expect(low).toBeCloseTo(quantile(0.01), 5);
    expect(high).toBeCloseTo(quantile(0.99), 5);
  } else {
    const [low, high] = inSeconds(likelyRange(delay, A, B));
    expect(low).toBeCloseTo(likely[0], 5);
    expect(high).toBeCloseTo(likely[1], 5);
  }
});
