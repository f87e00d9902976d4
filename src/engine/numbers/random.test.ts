import { describe, expect, it } from 'vitest';
import { exp, ln, normalQuantile, squareRoot } from './arithmetic.ts';
import { sample } from './distribution.ts';
import { Draws, hashName, threefry } from './random.ts';

describe('threefry', () => {
  // Known answers from the authors' Random123 distribution (kat_vectors, threefry4x32 13).
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0x531c7e4f, 0x39491ee5, 0x2c855a92, 0x3d6abf9a],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xc4189358, 0x1c9cc83a, 0xd5881c67, 0x6a0a89e0],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89],
      [0x4aa71d8f, 0x734738c2, 0x431fc6a8, 0xae6debf1],
    ],
  ] as const)('maps %j with key %j as published', (counter, key, expected) => {
    expect(threefry(counter, key)).toEqual(expected);
  });
});

describe('draws', () => {
  it('depend only on their key', () => {
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
    // The 99.99% quantile of chi-squared with 19 degrees of freedom is 50.8. The draws are fixed, so this test isn't
    // flaky.
    expect(chi2).toBeLessThan(50.8);
  });
});

describe('pairs of draws', () => {
  // Neighbors in each dimension along which draws are taken: sequential requests, lanes, instances, and the two numbers
  // in a block.
  const draws = new Draws(3, 0);
  const pair = (who: number, what: number, n: number, lane: number): readonly [number, number] => {
    draws.block(who, what, n, lane);
    return [draws.first(), draws.second()];
  };
  const who = hashName('shoppers');
  const what = hashName('orders');
  it.each([
    ['both numbers of a block', (i: number) => pair(who, what, i, 4)],
    ['one request and the next', (i: number) => [pair(who, what, i, 4)[0], pair(who, what, i + 1, 4)[0]]],
    ['one attempt and the next', (i: number) => [pair(who, what, i, 4)[0], pair(who, what, i, 8)[0]]],
    ['two instances', (i: number) => [pair(i, what, 9, 0)[0], pair(i + 1, what, 9, 0)[0]]],
    ['two steps', (i: number) => [pair(who, i, 9, 0)[0], pair(who, i + 1, 9, 0)[0]]],
  ] as const)('are independent: %s', (_, of) => {
    const cells = new Array<number>(256).fill(0);
    const n = 51_200;
    for (let i = 0; i < n; i++) {
      const [a, b] = of(i);
      cells[Math.floor(a! * 16) * 16 + Math.floor(b! * 16)]!++;
    }
    const expected = n / 256;
    const chi2 = cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // The 99.99% quantile of chi-squared with 255 degrees of freedom is 347.7. The draws are fixed, so this test isn't
    // flaky.
    expect(chi2).toBeLessThan(347.7);
  });
});

describe('elementary functions', () => {
  it('compute logarithms of numbers below 1, with and without the table', () => {
    // Close to 1, at and between table points, and close to 0.
    const near = (x: number): readonly number[] => [x - 2 ** -40, x - 2 ** -53, x, x + 2 ** -40];
    const points = Array.from({ length: 600 }, (_, i) => near(1 - i / 1024)).flat();
    const small = Array.from({ length: 60 }, (_, i) => near(2 ** -i / 1.37)).flat();
    for (const x of [...points, ...small].filter((one) => one > 0 && one < 1)) {
      expect(Math.abs(ln(x) / Math.log(x) - 1)).toBeLessThan(2 ** -50);
    }
    expect(ln(1)).toBe(0);
  });

  it('agree with `Math` to within a few units in the last place', () => {
    for (let i = 1; i < 20_000; i++) {
      const x = i * 0.0171;
      expect(Math.abs(ln(x) - Math.log(x))).toBeLessThan(1e-14 * Math.max(1, Math.abs(Math.log(x))));
      expect(Math.abs(exp(x / 2 - 80) / Math.exp(x / 2 - 80) - 1)).toBeLessThan(1e-13);
      expect(Math.abs(squareRoot(x) / Math.sqrt(x) - 1)).toBeLessThan(1e-15);
    }
  });

  it('agree with `Math` outside the finite positive numbers', () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, 0, -0, -1, Number.NEGATIVE_INFINITY];
    expect(odd.map(ln)).toEqual(odd.map(Math.log));
    expect([...odd, 1e9, -1e9, 800, -800].map(exp)).toEqual([...odd, 1e9, -1e9, 800, -800].map(Math.exp));
    // Rounding may make a difference that should be 0 slightly negative.
    expect(odd.map(squareRoot)).toEqual([Number.NaN, Number.POSITIVE_INFINITY, 0, 0, 0, 0]);
    for (const x of [Number.MAX_VALUE, Number.MIN_VALUE]) {
      expect(Math.abs(ln(x) / Math.log(x) - 1)).toBeLessThan(1e-15);
      expect(Math.abs(squareRoot(x) / Math.sqrt(x) - 1)).toBeLessThan(1e-9);
    }
  });

  it('compute the textbook quantiles of the normal distribution', () => {
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

  it('uniform lies between its bounds with its mean in the middle', () => {
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

  it('lognormal has the two given quantiles', () => {
    const values = many('lognormal', 2_000_000, 90_000_000);
    expect(values[n / 2]! / 2_000_000).toBeGreaterThan(0.95);
    expect(values[n / 2]! / 2_000_000).toBeLessThan(1.05);
    expect(values[Math.floor(n * 0.99)]! / 90_000_000).toBeGreaterThan(0.9);
    expect(values[Math.floor(n * 0.99)]! / 90_000_000).toBeLessThan(1.1);
    expect(Number.isFinite(sample('lognormal', 1, 100, 0))).toBe(true);
  });
});
