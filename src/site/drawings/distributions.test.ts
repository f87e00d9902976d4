import { expect, test } from 'vitest';
import { offered, pagesOf } from '../across/paging.ts';
import { distributionOf } from './strip-plot.ts';

test('the median of an even number lies between its neighbours', () => {
  expect(distributionOf([])).toBeNull();
  expect(distributionOf([4, 1, 3])).toEqual({ values: [1, 3, 4], median: 3, quartiles: null, p90: null });
  // R: quantile(c(1, 2, 3, 10))
  expect(distributionOf([10, 1, 2, 3])).toMatchObject({ median: 3, quartiles: [2, 5] });
});

test('what 9 of 10 stay below is told from 10 values on', () => {
  expect(distributionOf(Array.from({ length: 9 }, (_, i) => i))?.p90).toBeNull();
  expect(distributionOf(Array.from({ length: 11 }, (_, i) => i * 10))?.p90).toBe(90);
});

test('one long incident moves the median little', () => {
  expect(distributionOf([1, 2, 3, 4, 1_000_000])?.median).toBe(3);
});

test('a list is cut into pages, and an empty one has one', () => {
  expect(pagesOf([], 2)).toEqual([{ rows: [], number: 1, pages: 1, total: 0 }]);
  expect(pagesOf([1, 2, 3], 2).map(({ rows }) => rows)).toEqual([[1, 2], [3]]);
});

test('pages are offered about the current one, with gaps', () => {
  expect(offered(1, 1)).toEqual([1]);
  expect(offered(5, 10)).toEqual([1, null, 3, 4, 5, 6, 7, null, 10]);
  expect(offered(1, 10)).toEqual([1, 2, 3, null, 10]);
});
