import { describe, expect, test } from 'vitest';
import { factorAt, rateTime, rateWork } from './load.ts';

const SECOND = 1_000_000;

/** Rises from 1 at 10 s to 3 at 20 s, and falls to 0 at 30 s. */
const PROFILE = { at: [10, 20, 30].map((t) => t * SECOND), times: [1, 3, 0] } as unknown as Parameters<
  typeof factorAt
>[0];

describe('a profile', () => {
  test.each([
    [0, 1],
    [10, 1],
    [15, 2],
    [20, 3],
    [25, 1.5],
    [30, 0],
    [99, 0],
  ])('at %d s has factor %d', (time, factor) => {
    expect(factorAt(PROFILE, time * SECOND)).toBeCloseTo(factor, 12);
  });

  test.each([
    [0, 10, 10],
    [10, 20, 20],
    [12, 12, 0],
    [15, 25, 12.5 + 11.25],
    [20, 40, 15],
    [0, 99, 45],
  ])('from %d s to %d s brings %d times the rate', (from, to, area) => {
    expect(rateWork(PROFILE, 4, from * SECOND, to * SECOND)).toBeCloseTo(4 * area, 9);
    // The inverse: the time until that number of requests has arrived.
    if (area > 0 && to <= 30)
      expect(rateTime(PROFILE, 4, from * SECOND, 4 * area)).toBeCloseTo((to - from) * SECOND, 3);
  });

  test('that ends at 0 never brings more, and one that ends above 0 brings any amount', () => {
    expect(rateTime(PROFILE, 4, 0, 4 * 46)).toBe(Number.POSITIVE_INFINITY);
    expect(rateTime(PROFILE, 0, 0, 1)).toBe(Number.POSITIVE_INFINITY);
    const rising = { at: [10 * SECOND], times: [2] } as unknown as typeof PROFILE;
    expect(rateTime(rising, 3, 0, 60)).toBeCloseTo(10 * SECOND, 3);
    expect(rateTime(rising, 3, 20 * SECOND, 60)).toBeCloseTo(10 * SECOND, 3);
  });

  test('is optional', () => {
    expect(rateWork(null, 4, 2 * SECOND, 5 * SECOND)).toBe(12);
    expect(rateTime(null, 4, 0, 12)).toBe(3 * SECOND);
  });
});
