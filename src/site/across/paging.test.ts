import { expect, test } from 'vitest';
import { linkedPages, pagesOf } from './paging.ts';

test('splits a list into pages, and an empty one into one page', () => {
  expect(pagesOf([], 2)).toEqual([{ rows: [], number: 1, pages: 1, total: 0 }]);
  expect(pagesOf([1, 2, 3], 2).map(({ rows }) => rows)).toEqual([[1, 2], [3]]);
});

test('links the first, last and nearby pages, with gaps', () => {
  expect(linkedPages(1, 1)).toEqual([1]);
  expect(linkedPages(5, 10)).toEqual([1, null, 3, 4, 5, 6, 7, null, 10]);
  expect(linkedPages(1, 10)).toEqual([1, 2, 3, null, 10]);
});
