import { describe, expect, test } from 'vitest';
import type { Curve } from '../../scenario/ast/curve.ts';
import { CurveSampler, curveFit, curveResult, isMet, MOST_POINTS, type Pair } from './curves.ts';

const pairs = (observed: readonly (number | null)[], simulated: readonly (number | null)[]): Pair[] =>
  observed.map((o, i) => ({ t: i * 60e6, observed: o, simulated: simulated[i]! }));

/** Pseudo-random numbers, so that the formulas are compared on data without structure. */
function noise(seed: number, length: number): number[] {
  let state = seed;
  return Array.from({ length }, () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  });
}

describe('curveFit', () => {
  test('agrees with the textbook formulas', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const o = noise(seed, 40).map((x) => 5 + 10 * x);
      const s = noise(seed + 50, 40).map((x, i) => 0.5 * o[i]! + 4 * x);
      const normal = 6;
      const n = o.length;
      const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;
      const deviation = (xs: readonly number[]): number =>
        Math.sqrt(mean(xs.map((x) => (x - mean(xs)) ** 2)));
      const sum = (of: (i: number) => number): number => o.reduce((total, _, i) => total + of(i), 0);
      const covariance = sum((i) => (o[i]! - mean(o)) * (s[i]! - mean(s))) / n;
      const r = covariance / deviation(o) / deviation(s);
      const alpha = deviation(s) / deviation(o);
      const beta = mean(s) / mean(o);
      const found = curveFit(pairs(o, s), normal)!;
      expect(found.n).toBe(n);
      expect(found.mae).toBeCloseTo(sum((i) => Math.abs(o[i]! - s[i]!)) / n, 4);
      expect(found.skill).toBeCloseTo(
        1 - sum((i) => Math.abs(o[i]! - s[i]!)) / sum((i) => Math.abs(o[i]! - normal)),
        4,
      );
      expect(found.nse).toBeCloseTo(
        1 - sum((i) => (o[i]! - s[i]!) ** 2) / sum((i) => (o[i]! - mean(o)) ** 2),
        4,
      );
      expect(found.kge!.correlation).toBeCloseTo(r, 4);
      expect(found.kge!.deviation).toBeCloseTo(alpha, 4);
      expect(found.kge!.mean).toBeCloseTo(beta, 4);
      expect(found.kge!.value).toBeCloseTo(
        1 - Math.sqrt((r - 1) ** 2 + (alpha - 1) ** 2 + (beta - 1) ** 2),
        4,
      );
    }
  });

  test('a perfect curve has skill 1, and a flat line at the normal value 0', () => {
    const o = [1, 1, 5, 9, 4, 1];
    expect(curveFit(pairs(o, o), 1)).toMatchObject({
      mae: 0,
      skill: 1,
      nse: 1,
      peakRatio: 1,
      peakLag: 0,
      recoveryLag: 0,
    });
    expect(curveFit(pairs(o, [1, 1, 1, 1, 1, 1]), 1)).toMatchObject({
      skill: 0,
      peakRatio: 0,
      peakLag: null,
    });
  });

  test('a late and low peak', () => {
    const found = curveFit(pairs([0, 0, 10, 10, 0, 0, 0, 0], [0, 0, 0, 5, 5, 5, 0, 0]), 0)!;
    // If the maximum occurs twice, the first one counts. The curve crosses half of the peak at minutes 4 and 6.
    expect(found).toMatchObject({ peakRatio: 0.5, peakLag: 60e6, recoveryLag: 120e6 });
  });

  test('a dip counts as a peak below normal', () => {
    expect(curveFit(pairs([10, 10, 2, 10], [10, 10, 6, 10]), 10)).toMatchObject({
      peakRatio: 0.5,
      peakLag: 0,
    });
  });

  test('only points where both have a value count', () => {
    const found = curveFit(pairs([1, null, 3, 4], [1, 9, null, 4]), 0)!;
    expect(found).toMatchObject({ n: 2, of: 3, mae: 0 });
    expect(curveFit(pairs([null, 1], [1, null]), 0)).toBeNull();
  });

  test('nothing is divided by zero', () => {
    expect(curveFit(pairs([2, 2], [3, 3]), 2)).toMatchObject({
      mae: 1,
      skill: null,
      nse: null,
      kge: null,
      peakRatio: null,
    });
    // Kling–Gupta divides by both deviations and by the observed mean.
    expect(curveFit(pairs([1, 2, 3], [5, 5, 5]), 1)!.kge).toBeNull();
    expect(curveFit(pairs([-1, 1], [1, 2]), 5)!.kge).toBeNull();
  });
});

const curve = (points: Curve['points'], more: Partial<Curve> = {}): Curve => ({
  measure: 'm',
  series: 's',
  title: 's',
  source: null,
  unit: null,
  kind: 'number',
  points,
  normal: 0,
  normalIs: '',
  within: { skill: null, mae: null },
  fitted: null,
  isInput: false,
  span: { file: '', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
  ...more,
});

describe('a sampled measure', () => {
  test('keeps its value until the next update, and has none before the first', () => {
    const sampler = new CurveSampler(curve([10, 20, 25, 30, 45].map((t) => [t, 1])));
    sampler.update(7, 20);
    sampler.update(Number.NaN, 30);
    sampler.update(9, 40);
    sampler.finish(44);
    expect([...sampler.values]).toEqual([Number.NaN, 7, 7, Number.NaN, Number.NaN]);
  });

  test('is counted only outside the part that was fitted', () => {
    const points = [0, 5, 5, 5].map((value, i) => [i, value] as const);
    const result = curveResult(
      curve(points, { fitted: { from: 0, to: 1 }, within: { skill: 0.5, mae: null } }),
      [0, 5, 0, 0],
    );
    expect(result.fit).toMatchObject({ n: 4, mae: 2.5 });
    expect(result.rest).toMatchObject({ n: 2, mae: 5, skill: 0 });
    expect(result.met).toBe(false);
  });

  test('has at most 480 points in a Result, and is judged by all of them', () => {
    const points = Array.from({ length: 1201 }, (_, i) => [i + 1, i % 2] as const);
    const result = curveResult(
      curve(points),
      points.map(([, value]) => value),
    );
    expect(result.t.length).toBeLessThanOrEqual(MOST_POINTS);
    expect(result.observed).toEqual(result.simulated);
    expect(result.fit!.n).toBe(1201);
    expect(result.t.at(-1)).toBe(1201);
  });
});

test('isMet', () => {
  const fit = curveFit(pairs([0, 10, 0], [0, 8, 0]), 0)!;
  expect(isMet(fit, { skill: null, mae: null })).toBeNull();
  expect(isMet(fit, { skill: 0.8, mae: null })).toBe(true);
  expect(isMet(fit, { skill: 0.81, mae: null })).toBe(false);
  expect(isMet(fit, { skill: null, mae: 0.6 })).toBe(false);
  expect(isMet(fit, { skill: 0.8, mae: 0.7 })).toBe(true);
  expect(isMet(null, { skill: 0.8, mae: null })).toBe(false);
});
