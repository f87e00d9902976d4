import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../time/duration.ts';
import { BREAK_WIDTH, timeScale } from './time-scale.ts';

describe('time scale', () => {
  it('is linear without outliers', () => {
    const scale = timeScale([0, MINUTE, 2 * MINUTE, 3 * MINUTE], 300, 10);
    expect(scale.segments.filter((segment) => segment.compressed)).toEqual([]);
    expect([0, 1.5 * MINUTE, 3 * MINUTE].map(scale.x)).toEqual([10, 160, 310]);
  });

  it('compresses a long gap and expands the rest', () => {
    const scale = timeScale([0, 10 * SECOND, 20 * SECOND, 3 * HOUR, 3 * HOUR + 10 * SECOND], 900, 0);
    const breaks = scale.segments.filter((segment) => segment.compressed);
    expect(breaks).toHaveLength(1);
    expect(breaks[0]!.from).toBe(20 * SECOND);
    expect(breaks[0]!.to).toBe(3 * HOUR);
    expect(breaks[0]!.x1 - breaks[0]!.x0).toBeCloseTo(BREAK_WIDTH, 6);
    expect(scale.x(10 * SECOND)).toBeCloseTo((900 - BREAK_WIDTH) / 3, 6);
  });

  it('is monotonic and fills its width exactly', () => {
    const moments = fc.array(fc.integer({ min: -HOUR, max: 40 * HOUR }), { minLength: 2, maxLength: 80 });
    fc.assert(
      fc.property(moments, (all) => {
        const sorted = [...new Set(all)].sort((a, b) => a - b);
        if (sorted.length < 2) return;
        const scale = timeScale(all, 900, 20);
        const xs = sorted.map(scale.x);
        expect(xs[0]).toBe(20);
        expect(xs.at(-1)).toBeCloseTo(920, 3);
        expect(xs.every((x, i) => i === 0 || x >= xs[i - 1]!)).toBe(true);
      }),
    );
  });

  it('accepts a single time and clamps times outside the axis', () => {
    const scale = timeScale([5], 100, 7);
    expect([scale.x(0), scale.x(5), scale.x(9)]).toEqual([7, 7, 7]);
    expect(timeScale([0, 10], 100, 0).x(99)).toBe(100);
  });
});
