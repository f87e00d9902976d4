import { expect, it } from 'vitest';
import { FUNCTIONS, METHODS } from '../scenario/cel/calls.ts';
import { FUNCTION_DOCS } from './vocabulary.ts';

it('every function and method of expressions is told of, and no other', () => {
  const told = (method: boolean): string[] =>
    FUNCTION_DOCS.filter((one) => one.method === method)
      .map(({ name }) => name)
      .sort();
  expect(told(false)).toEqual([...FUNCTIONS].sort());
  expect(told(true)).toEqual([...METHODS].sort());
});
