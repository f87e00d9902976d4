import { expect, test } from 'vitest';
import { speedWords } from './explore-text.ts';

test('the speed of a search is a number, even if the search ends before its first state', () => {
  expect(speedWords(1200, 0.5, 12_000)).toBe('0.50 s, 2,400 states/s, 10 bytes per state');
  expect(speedWords(0, 0, 0)).toBe('0.0 s, 0 states/s, 0 bytes per state');
});
