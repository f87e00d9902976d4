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

  it('counts infinite values as larger or smaller than all others, and leaves out missing ones', () => {
    const { POSITIVE_INFINITY: later, NEGATIVE_INFINITY: earlier } = Number;
    expect(distributionOf([null, 3, Number.NaN])).toMatchObject({ n: 1, above: 0, p50: 3, greatest: 3 });
    expect(distributionOf([later, 3, 5, later])).toEqual({
      n: 2,
      below: 0,
      above: 2,
      least: 3,
      p5: 3,
      p25: 3,
      p50: 5,
      p75: null,
      p95: null,
      greatest: null,
      span: [3, 5],
      bins: [1, 1],
    });
    expect(distributionOf([earlier, earlier, 4])).toMatchObject({ below: 2, least: null, p50: null, p95: 4 });
  });

  it('has the quantiles of a list in which the end of the run replaces missing times', () => {
    const times = fc.array(fc.option(fc.integer({ min: 0, max: 99 })), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(times, (values) => {
        const found = distributionOf(values.map((value) => value ?? Number.POSITIVE_INFINITY));
        const ended = values.map((value) => value ?? 100).sort((a, b) => a - b);
        for (const [name, share] of [
          ['p5', 0.05],
          ['p50', 0.5],
          ['p95', 0.95],
        ] as const) {
          const value = ended[Math.ceil(share * ended.length) - 1]!;
          expect(found[name]).toBe(value === 100 ? null : value);
        }
        expect(found.above).toBe(values.filter((value) => value === null).length);
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});
