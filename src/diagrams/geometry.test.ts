import { describe, expect, test } from 'vitest';
import { Bounds, flattenPath, pathLength, pointAtLength } from './geometry.ts';

function boundsOf(d: string): number[] {
  const bounds = new Bounds();
  for (const [x, y] of flattenPath(d).flat()) bounds.addPoint(x, y);
  const { x, y, width, height } = bounds.rect();
  return [x, y, width, height].map((value) => Math.round(value * 1000) / 1000 + 0);
}

describe('bounds of a path', () => {
  test.each([
    ['M1 2L5 8', [1, 2, 4, 6]],
    ['m1,2 l4,6 h-2 v-10z', [1, -2, 4, 10]],
    ['M10 10H30V5', [10, 5, 20, 5]],
    // This cubic's extremum is at t = 0.5, three quarters of the way to its control points.
    ['M0 0C0 40 100 40 100 0', [0, 0, 100, 30]],
    ['M0 0Q50 40 100 0', [0, 0, 100, 20]],
    ['M0 0Q50 40 100 0T200 0', [0, -20, 200, 40]],
    ['M0 0C0 40 100 40 100 0S200 -40 200 0', [0, -30, 200, 60]],
    ['M0 0A50 50 0 0 1 100 0', [0, -50, 100, 50]],
    ['M0 0A50 50 0 0 0 100 0', [0, 0, 100, 50]],
    ['M0 0a50 50 0 11 50 50', [0, -50, 100, 100]],
    // Radii that are too small are scaled up.
    ['M0 0A1 1 0 0 1 100 0', [0, -50, 100, 50]],
    ['M0 0A0 9 0 0 1 7 3', [0, 0, 7, 3]],
    ['M1-2.5.5.5', [0.5, -2.5, 0.5, 3]],
  ])('%s', (d, expected) => {
    expect(boundsOf(d)).toEqual(expected);
  });

  test('stops at a syntax error', () => {
    expect(boundsOf('M0 0L10 10L20 oops L99 99')).toEqual([0, 0, 10, 10]);
    expect(boundsOf('nonsense')).toEqual([0, 0, 0, 0]);
  });
});

describe('length', () => {
  test('is the sum over all subpaths', () => {
    expect(pathLength(flattenPath('M0 0L3 4M10 10h5'))).toBe(10);
    expect(pathLength(flattenPath('M0 0h4v3z'))).toBe(12);
  });

  test('is accurate to a thousandth for a circle', () => {
    const length = pathLength(flattenPath('M0 0a50 50 0 1 0 100 0a50 50 0 1 0 -100 0'));
    expect(Math.abs(length / (100 * Math.PI) - 1)).toBeLessThan(0.001);
  });

  test('finds the point at a distance, clamped to the ends', () => {
    const lines = flattenPath('M0 0h10v10');
    expect(pointAtLength(lines, 4)).toEqual([4, 0]);
    expect(pointAtLength(lines, 15)).toEqual([10, 5]);
    expect(pointAtLength(lines, 99)).toEqual([10, 10]);
    expect(pointAtLength(lines, -1)).toEqual([0, 0]);
    expect(pointAtLength([], 3)).toEqual([0, 0]);
  });
});
