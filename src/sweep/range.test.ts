import { describe, expect, test } from 'vitest';
import { valueAt } from './range.ts';

describe('a value in a range', () => {
  test('is between the ends, even if their ratio or difference is too large for a number', () => {
    const ranges: [number, number][] = [
      [1, 2],
      [1e-3, 1e3],
      [1e-300, 1e300],
      [-1.7e308, 1.7e308],
    ];
    for (const range of ranges) {
      for (const u of [0, 0.1, 0.5, 0.9, 1 - 2 ** -53]) {
        const value = valueAt({ range, type: 'double' }, u);
        // Logarithms are rounded, so the lower end may be off by one part in 10^12.
        expect(value).toBeGreaterThanOrEqual(range[0] - Math.abs(range[0]) * 1e-12);
        expect(value).toBeLessThanOrEqual(range[1]);
      }
    }
  });

  test('has the geometric mean of a wide range as its median', () => {
    expect(valueAt({ range: [1e-3, 1e3], type: 'double' }, 0.5)).toBeCloseTo(1, 10);
    expect(valueAt({ range: [1e-300, 1e300], type: 'double' }, 0.5)).toBeCloseTo(1, 10);
    expect(valueAt({ range: [-1.7e308, 1.7e308], type: 'double' }, 0.5)).toBe(0);
  });
});
