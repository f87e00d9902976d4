import { expect, test } from 'vitest';
import { distributionOf } from './strip-plot.ts';

test('the median of an even number of values is between the middle two', () => {
  expect(distributionOf([])).toBeNull();
  expect(distributionOf([4, 1, 3])).toEqual({ values: [1, 3, 4], median: 3, quartiles: null, p90: null });
  // The same quartiles as R's `quantile(c(1, 2, 3, 10))`.
  expect(distributionOf([10, 1, 2, 3])).toMatchObject({ median: 3, quartiles: [2, 5] });
});

test('gives the 90th percentile for 10 values or more', () => {
  expect(distributionOf(Array.from({ length: 9 }, (_, i) => i))?.p90).toBeNull();
  expect(distributionOf(Array.from({ length: 11 }, (_, i) => i * 10))?.p90).toBe(90);
});

test('one long incident barely changes the median', () => {
  expect(distributionOf([1, 2, 3, 4, 1_000_000])?.median).toBe(3);
});
