import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from './histogram.ts';

const lengths = fc.array(fc.oneof(fc.nat(200), fc.nat(5_000_000), fc.integer({ min: 0, max: 2 ** 40 - 1 })), {
  minLength: 1,
  maxLength: 300,
});

/** The smallest value that is at least as large as the given share of the sorted values. */
function nearestRank(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}

describe('a histogram', () => {
  it('has quantiles within one part in 128 of the exact ones', () => {
    fc.assert(
      fc.property(lengths, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, share) => {
        const histogram = new Histogram();
        for (const value of values) histogram.record(value, 1);
        const exact = nearestRank(
          [...values].sort((a, b) => a - b),
          share,
        );
        const off = Math.abs(histogram.quantile(share) - exact);
        expect(off).toBeLessThanOrEqual(exact < 128 ? 0 : exact / 128);
      }),
      { seed: 20_251_124, numRuns: 500 },
    );
  });

  it('counts a weight like that many values', () => {
    const [weighted, repeated] = [new Histogram(), new Histogram()];
    for (const [value, weight] of [
      [10, 3],
      [70_000, 5],
      [900_000, 2],
    ] as const) {
      weighted.record(value, weight);
      for (let i = 0; i < weight; i++) repeated.record(value, 1);
    }
    for (const share of [0.1, 0.3, 0.31, 0.8, 0.81, 1]) {
      expect(weighted.quantile(share)).toBe(repeated.quantile(share));
    }
  });

  it('has no quantile when it is empty or cleared', () => {
    const histogram = new Histogram();
    expect(histogram.quantile(0.5)).toBeNaN();
    histogram.record(5, 1);
    expect(histogram.quantile(0.5)).toBe(5);
    histogram.clear();
    expect(histogram.quantile(0.5)).toBeNaN();
  });

  it('equals one histogram of all values after adding another', () => {
    fc.assert(
      fc.property(lengths, lengths, (first, second) => {
        const [a, b, all] = [new Histogram(), new Histogram(), new Histogram()];
        for (const value of first) a.record(value, 1);
        for (const value of second) b.record(value, 1);
        for (const value of [...first, ...second]) all.record(value, 1);
        a.add(b);
        for (const share of [0.05, 0.5, 0.95, 1]) expect(a.quantile(share)).toBe(all.quantile(share));
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});
