import { expect, test } from 'vitest';
import { inReadingOrder } from './guides.ts';

test('sorts guides by order, then by title, and those without an order last', () => {
  const guides = [
    ['d', 'Zebra', null],
    ['c', 'Ant', null],
    ['b', 'Second', 2],
    ['a', 'First', -1],
    ['e', 'Also second', 2],
  ] as const;
  const listed = guides.map(([id, title, order]) => ({ id, guide: { title, summary: '', order } }));
  expect(inReadingOrder(listed).map(({ id }) => id)).toEqual(['a', 'e', 'b', 'c', 'd']);
});
