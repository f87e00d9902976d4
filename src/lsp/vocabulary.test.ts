import { expect, it } from 'vitest';
import { FUNCTIONS, METHODS } from '../scenario/cel/calls.ts';
import { FUNCTION_DOCS } from './vocabulary.ts';

it('documents exactly the functions and methods that expressions have', () => {
  const documented = (method: boolean): string[] =>
    FUNCTION_DOCS.filter((one) => one.method === method)
      .map(({ name }) => name)
      .sort();
  expect(documented(false)).toEqual([...FUNCTIONS].sort());
  expect(documented(true)).toEqual([...METHODS].sort());
});
