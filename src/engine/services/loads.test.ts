import { expect, test } from 'vitest';
import { Draws } from '../numbers/random.ts';
import { Loads } from './loads.ts';

test('finds the smallest number from a position on, as a search of the whole list does', () => {
  const draws = new Draws(7, 0);
  let n = 0;
  const below = (limit: number): number => Math.floor(draws.uniform(1, 2, n++, 0) * limit);
  for (const size of [1, 2, 3, 7, 8, 100]) {
    const numbers = Array.from({ length: size }, () => below(4));
    const loads = new Loads();
    loads.reset(numbers);
    for (let turn = 0; turn < 300; turn++) {
      const at = below(size);
      numbers[at] = below(4);
      loads.set(at, numbers[at]!);
      const from = below(size);
      const order = numbers.map((_, i) => (from + i) % size);
      const least = Math.min(...numbers);
      expect(loads.firstLeast(from)).toBe(order.find((i) => numbers[i] === least));
    }
  }
});

test('takes about as many steps for many numbers as for few', () => {
  const loads = new Loads();
  loads.reset(Array.from({ length: 200_000 }, () => 0));
  const begin = performance.now();
  // Scanning all numbers each time would take 20 billion steps.
  for (let i = 0; i < 100_000; i++) loads.set(loads.firstLeast(i), i);
  expect(performance.now() - begin).toBeLessThan(5_000);
});
