import { describe, expect, it } from 'vitest';
import { sample } from './distribution.ts';
import { exp, ln, normalQuantile, squareRoot } from './elementary.ts';
import { Draws, hashName, philox } from './random.ts';

describe('philox', () => {
  // Known answers of the authors' Random123 distribution (kat_vectors, philox4x32 10).
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as const)('maps %j with key %j as published', (counter, key, expected) => {
    expect(philox([...counter], [...key])).toEqual(expected);
  });
});

describe('draws', () => {
  it('depend on what they are for and on nothing else', () => {
    const draws = new Draws(7, 0);
    const first = draws.uniform(hashName('E1'), hashName('apply'), 3);
    draws.uniform(hashName('E2'), hashName('apply'), 0);
    expect(draws.uniform(hashName('E1'), hashName('apply'), 3)).toBe(first);
    expect(new Draws(8, 0).uniform(hashName('E1'), hashName('apply'), 3)).not.toBe(first);
    expect(new Draws(7, 1).uniform(hashName('E1'), hashName('apply'), 3)).not.toBe(first);
    expect(draws.uniform(hashName('E1'), hashName('apply'), 3, 1)).not.toBe(first);
  });

  it('fill the unit interval evenly', () => {
    const draws = new Draws(1, 0);
    const buckets = new Array<number>(20).fill(0);
    const n = 40_000;
    for (let i = 0; i < n; i++) buckets[Math.floor(draws.uniform(1, 2, i) * 20)]!++;
    const expected = n / 20;
    const chi2 = buckets.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 99.99 % quantile of chi-squared with 19 degrees of freedom is 50.8; the draws are fixed, so this can't flake.
    expect(chi2).toBeLessThan(50.8);
  });
});

describe('elementary functions', () => {
  it('agree with the platform to within a few units in the last place', () => {
    for (let i = 1; i < 20_000; i++) {
      const x = i * 0.0171;
      expect(Math.abs(ln(x) - Math.log(x))).toBeLessThan(1e-14 * Math.max(1, Math.abs(Math.log(x))));
      expect(Math.abs(exp(x / 2 - 80) / Math.exp(x / 2 - 80) - 1)).toBeLessThan(1e-13);
      expect(Math.abs(squareRoot(x) / Math.sqrt(x) - 1)).toBeLessThan(1e-15);
    }
  });

  it('has the textbook quantiles of the normal distribution', () => {
    expect(normalQuantile(0.5)).toBeCloseTo(0, 12);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 8);
    expect(normalQuantile(0.99)).toBeCloseTo(2.3263478740408408, 8);
    expect(normalQuantile(0.0001)).toBeCloseTo(-3.719016485455709, 8);
  });
});

describe('distributions', () => {
  const n = 50_000;
  const draws = new Draws(3, 0);
  const many = (dist: Parameters<typeof sample>[0], a: number, b: number): number[] =>
    Array.from({ length: n }, (_, i) => sample(dist, a, b, draws.uniform(1, 1, i))).sort((x, y) => x - y);
  const mean = (values: number[]): number => values.reduce((x, y) => x + y, 0) / n;

  it('uniform lies between its ends with its mean in the middle', () => {
    const values = many('uniform', 1_000_000, 3_000_000);
    expect(values[0]).toBeGreaterThanOrEqual(1_000_000);
    expect(values[n - 1]).toBeLessThanOrEqual(3_000_000);
    expect(mean(values) / 2_000_000).toBeCloseTo(1, 2);
  });

  it('exponential has its mean and its median', () => {
    const values = many('exponential', 1_000_000, 0);
    expect(mean(values) / 1_000_000).toBeCloseTo(1, 1);
    expect(values[n / 2]! / (1_000_000 * Math.LN2)).toBeCloseTo(1, 1);
  });

  it('lognormal meets the two quantiles it is given', () => {
    const values = many('lognormal', 2_000_000, 90_000_000);
    expect(values[n / 2]! / 2_000_000).toBeGreaterThan(0.95);
    expect(values[n / 2]! / 2_000_000).toBeLessThan(1.05);
    expect(values[Math.floor(n * 0.99)]! / 90_000_000).toBeGreaterThan(0.9);
    expect(values[Math.floor(n * 0.99)]! / 90_000_000).toBeLessThan(1.1);
    expect(Number.isFinite(sample('lognormal', 1, 100, 0))).toBe(true);
  });
});
