import { expect, it } from 'vitest';
import { FUNCTIONS, METHODS } from '../scenario/cel/calls.ts';
import { createVocabularies, FUNCTION_DOCS } from './vocabulary.ts';

it('documents exactly the functions and methods that expressions have', () => {
  const documented = (method: boolean): string[] =>
    FUNCTION_DOCS.filter((one) => one.method === method)
      .map(({ name }) => name)
      .sort();
  expect(documented(false)).toEqual([...FUNCTIONS].sort());
  expect(documented(true)).toEqual([...METHODS].sort());
});

it('has the keys of an autoscaler', () => {
  const keys = createVocabularies().scenario().keysAt(['services', 'web', 'autoscale']);
  expect(keys.filter(({ required }) => required).map(({ name }) => name)).toEqual(['metric', 'every', 'max']);
  expect(keys.map(({ name }) => name)).toEqual(expect.arrayContaining(['target', 'above', 'below', 'limit']));
});

it('has the keys of the map that a cache’s `keys` can be', () => {
  const keys = createVocabularies().scenario().keysAt(['load', 0, 'cache', 'keys']);
  expect(keys.map(({ name }) => name).slice(0, 4)).toEqual(['count', 'popularity', 'size', 'eviction']);
  const values = createVocabularies().scenario().valuesAt(['load', 0, 'cache', 'keys', 'eviction']);
  expect(values).toEqual(['lru', 'fifo']);
});
