import { expect, it } from 'vitest';
import { nearest } from './suggest.ts';

it('suggests the nearest known word', () => {
  expect(nearest('sevirity', ['severity', 'services'])).toBe('severity');
  expect(nearest('serv', ['severity', 'services'])).toBe('services');
  expect(nearest('owner', ['severity'])).toBeNull();
});

it('takes little time for long words and many words', () => {
  const known = Array.from({ length: 20_000 }, (_, i) => `name_${i}_${'x'.repeat(i % 200)}`);
  const start = performance.now();
  for (let i = 0; i < 100; i++) nearest(`nome_${i}_${'y'.repeat(150)}`, known);
  expect(nearest('x'.repeat(100_000), ['y'.repeat(100_000)])).toBeNull();
  expect(performance.now() - start).toBeLessThan(2000);
});
