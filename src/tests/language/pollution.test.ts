import { describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';
import { effectOf, payloads } from './pollution.ts';

describe('names with a meaning in JavaScript', () => {
  test.each(payloads)('change nothing: $name', (payload) => expect(effectOf(payload)).toBeNull());

  test('keep their value in the result if they are allowed', () => {
    const { result } = evaluate(
      fileSource('p.yaml', 'scenario: p\nuntil: 5s\nstate: { toString: 1, valueOf: true }\n'),
    );
    expect(result?.runs[0]?.final).toEqual({ toString: 1, valueOf: true });
  });

  test('are tried in at least a hundred places', () => {
    expect(payloads.length).toBeGreaterThanOrEqual(100);
  });
});
