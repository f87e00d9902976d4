import { describe, expect, it } from 'vitest';
import {
  count,
  countOf,
  exactPercent,
  formatChanged,
  formatValue,
  listed,
  percent,
} from './number-format.ts';

describe('numbers', () => {
  it('writes thousands separators', () => {
    expect([0, 999, 1000, 1234567, -1234.4, 0.4].map(count)).toEqual([
      '0',
      '999',
      '1,000',
      '1,234,567',
      '−1,234',
      '0',
    ]);
  });

  it('joins names as in a sentence', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c']);
  });

  it('writes counts with singular and plural nouns', () => {
    expect([countOf(1, 'event'), countOf(0, 'event'), countOf(2, 'entry', 'entries')]).toEqual([
      '1 event',
      '0 events',
      '2 entries',
    ]);
  });

  it('writes 0% and 100% only where they are exact', () => {
    expect([0, 0.0001, 0.054, 0.97, 0.9997, 1, 12].map(percent)).toEqual([
      '0%',
      '<0.1%',
      '5.4%',
      '97%',
      '>99.9%',
      '100%',
      '1,200%',
    ]);
    expect([exactPercent(0.9999), exactPercent(0.29)]).toEqual(['99.99%', '29%']);
  });

  it('rounds changed values to six digits and labels timers', () => {
    expect(formatChanged([0.392416666667, 1234567], undefined)).toBe('[0.392417, 1234567]');
    expect([formatChanged(90_000_000, 'over at'), formatChanged(0, 'left')]).toEqual([
      'expires at 1m30s',
      'expired',
    ]);
  });

  it('writes values of the language', () => {
    expect(formatValue(90_000_000, 'duration')).toBe('1m30s');
    expect(formatValue([1, 'a', null, { k: [true] }])).toBe('[1, a, none, {k: [true]}]');
  });
});
