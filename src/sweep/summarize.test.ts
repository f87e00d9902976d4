import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributionOf } from './summarize.ts';

describe('a distribution', () => {
  it('has the quantiles of the sorted values, by the nearest rank', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: -1000, max: 1000 })), { maxLength: 200 }),
        (values) => {
          const known = values.filter((value) => value !== null).sort((a, b) => a - b);
          const found = distributionOf(values);
          const rank = (k: number): number | null =>
            known[Math.max(1, Math.ceil(k * known.length)) - 1] ?? null;
          expect(found).toMatchObject({
            n: known.length,
            least: known[0] ?? null,
            p5: rank(0.05),
            p25: rank(0.25),
            p50: rank(0.5),
            p75: rank(0.75),
            p95: rank(0.95),
            greatest: known.at(-1) ?? null,
          });
          expect(found.bins.reduce((a, b) => a + b, 0)).toBe(known.length);
          expect(found.bins.length).toBeLessThanOrEqual(24);
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });

  it('ignores infinite and missing values', () => {
    expect(distributionOf([null, Number.POSITIVE_INFINITY, 3, Number.NaN])).toMatchObject({
      n: 1,
      p50: 3,
      bins: [1],
    });
  });
});
