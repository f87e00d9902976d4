import { expect, test } from 'vitest';
import { normalQuantile } from '../../engine/numbers/arithmetic.ts';
import { meanOf, sample } from '../../engine/numbers/distribution.ts';
import { Draws } from '../../engine/numbers/random.ts';
import { drawDuration, expected, normalInverse } from './sampling.ts';

test('quantiles of the normal distribution have a relative error below 1.2e-9', () => {
  for (let i = 1; i < 500; i++) {
    for (const p of [i / 500, 10 ** -(i / 40)]) {
      const definition = normalInverse(p);
      if (p !== 0.5) expect(Math.abs(normalQuantile(p) / definition - 1), `${p}`).toBeLessThan(1.2e-9);
    }
  }
});

const CASES = [
  ['uniform', 1e6, 9e6],
  ['exponential', 3e6, 0],
  ['lognormal', 2e6, 90e6],
  ['gamma', 4e6, 0.1],
  ['gamma', 4e6, 0.7],
  ['gamma', 4e6, 2.5],
  ['gamma', 4e6, 40],
  ['gamma', 4e6, 1000],
  ['weibull', 2e6, 0.7],
  ['weibull', 2e6, 3],
  ['pareto', 1e6, 1.5],
] as const;

test.each(CASES)('the engine draws what the definition of %s (%d, %d) says', (dist, a, b) => {
  const draws = new Draws(11, 0);
  const all = Array.from({ length: 400 }, (_, n) => draws.uniform(3, 4, n, 0));
  const edges = [0, 2 ** -53, 1e-9, 0.4999999, 0.5, 0.5000001, 0.99, 1 - 1e-9];
  const differences = [...all, ...edges].flatMap((u) => {
    const [engine, definition] = [sample(dist, a, b, u), drawDuration(dist, a, b, u)];
    return engine === definition ? [] : [[u, engine, definition]];
  });
  expect(differences).toEqual([]);
  const mean = meanOf(dist, a, b);
  expect(Math.abs(expected(dist, a, b, []) / mean - 1)).toBeLessThan(1e-12);
});
