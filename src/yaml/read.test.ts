import { describe, expect, it } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { childOf, offsetsOf, plainValue, type ScalarNode } from './node.ts';
import { readYaml } from './read.ts';
import { misspelled, nearest } from './suggest.ts';

/** The source text that corresponds to a part of a scalar's value. */
function under(text: string, key: string, piece: string): string {
  const { root } = readYaml(fileSource('f', text), 'text');
  const node = childOf(root!, key) as ScalarNode;
  const value = String(node.value);
  const offset = offsetsOf(node);
  const start = value.indexOf(piece);
  return text.slice(offset(start), offset(start + piece.length - 1) + 1);
}

describe('offsets into scalars', () => {
  it.each([
    ['plain', 'k: a + foo > 1', 'foo'],
    ['single quotes with an escape', "k: 'it''s foo'", 'foo'],
    ['double quotes with escapes', 'k: "a\\tb \\u0041 foo"', 'foo'],
    ['literal block', 'k: |\n    one\n    two foo\n', 'foo'],
    ['folded block', 'k: >\n  one\n  two foo\n', 'foo'],
    ['plain over lines', 'k: one\n   two foo', 'foo'],
  ])('map to the source text: %s', (_, text, piece) => {
    expect(under(text, 'k', piece)).toBe(piece);
  });
});

describe('plain values', () => {
  it('have no prototype', () => {
    const { root } = readYaml(fileSource('f', 'a: { b: [1, two, true, null] }'), 'text');
    const value = plainValue(root!) as Record<string, unknown>;
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(JSON.stringify(value)).toBe('{"a":{"b":[1,"two",true,null]}}');
  });
});

describe('suggestions', () => {
  it('contain only similar words', () => {
    expect(nearest('skipif', ['skip_if', 'skip_to'])).toBe('skip_if');
    expect(nearest('wehn', ['when', 'then'])).toBe('when');
    expect(nearest('slow', ['slo', 'slowdown'])).toBe('slowdown');
    expect(nearest('slow', ['slo', 'allow'])).toBe('slo');
    expect(nearest('banana', ['when', 'then'])).toBeNull();
  });

  it('contain misspelled words only if they differ by one edit', () => {
    expect(misspelled('stoer', ['disk', 'store'])).toBe('store');
    expect(misspelled('store', ['store', 'disk'])).toBeNull();
    expect(misspelled('db2', ['db1'])).toBeNull();
  });
});
