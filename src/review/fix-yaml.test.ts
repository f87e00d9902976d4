import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { plainValue } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import { fixPieces } from './fix-write-up.ts';
import { orderKeys, quoteTraps } from './fix-yaml.ts';

const readValue = (text: string): unknown => {
  const { root } = readYaml(fileSource('', text), 'the text');
  return root === null ? null : plainValue(root);
};

describe('values that YAML would misread', () => {
  test.each([
    ['a negation', 'when: !locked', "when: '!locked'"],
    ['a negation with a comment', 'when: !locked && n > 1  # why', "when: '!locked && n > 1'  # why"],
    [
      'a negation in a flow map',
      's: { when: !locked, set: { a: 1 } }',
      "s: { when: '!locked', set: { a: 1 } }",
    ],
    [
      'a negation in a list',
      '- { id: x, when: !(a in b), then: y }',
      "- { id: x, when: '!(a in b)', then: y }",
    ],
    ['a call with a comma', 'set: { x: max(a, b), y: 1 }', "set: { x: 'max(a, b)', y: 1 }"],
    ['a call in a list', 'all: [max(a, b), 3]', "all: ['max(a, b)', 3]"],
    ['a conditional', 'available: up ? 1.0 : 0.4', "available: 'up ? 1.0 : 0.4'"],
    ['a conditional in a flow map', 's: { available: up ? 1.0 : 0.4 }', "s: { available: 'up ? 1.0 : 0.4' }"],
    ['a string at the start', "when: 'a' == b", "when: '''a'' == b'"],
    ['a special character at the start', 'say: %d of all', "say: '%d of all'"],
    ['a ticket in a sentence', 'text: see ticket #5 again', "text: 'see ticket #5 again'"],
    [
      'a conditional in a step',
      '- id: x\n  set:\n    a: b == 1 ? 2 : 3\n',
      "- id: x\n  set:\n    a: 'b == 1 ? 2 : 3'\n",
    ],
    ['curly quotes', 'when: “up: true”', "when: 'up: true'"],
    ['curly single quotes', 's: { say: ‘it’s up ? a : b’ }', "s: { say: 'it’s up ? a : b' }"],
    ['a quote at the end of a sentence', 'text: see “ticket #5”', "text: 'see “ticket #5”'"],
    ['two of them', 'a: !x\nb: y ? 1 : 2', "a: '!x'\nb: 'y ? 1 : 2'"],
  ])('get quotes: %s', (_, text, expected) => {
    const fixed = quoteTraps(text);
    expect(fixed.text).toBe(expected);
    expect(fixed.fixes.length).toBeGreaterThan(0);
    expect(readValue(expected)).not.toBeNull();
    expect(quoteTraps(expected)).toEqual({ text: expected, fixes: [] });
  });

  test.each([
    ['a possible comment in an expression', 'when: a > b #c'],
    ['a colon that may start a map', 'title: A case: the second'],
    ['a missing bracket', 'a: { b: 1'],
    ['an anchor', 'a: &b 1'],
    ['a duplicate key', 'a: 1\na: 2'],
    ['an expression over two lines', 'when: !a &&\n  b'],
    ['a conditional over two lines', '- x: a ? b : c +\n    d'],
    ['a curly quote on one side', 'when: “up: true'],
    ['several curly quotes', 'when: “a” ? “b” : “c”'],
    ['nothing', 'a: 1'],
  ])('do not change: %s', (_, text) => {
    expect(quoteTraps(text)).toEqual({ text, fixes: [] });
  });

  test('in any text, one pass fixes everything, keeps the lines, and never changes readable YAML', () => {
    const piece = fc.constantFrom(
      'a: ',
      'b: ',
      '!x',
      ' ',
      '{ ',
      ' }',
      '[',
      ']',
      ', ',
      'max(',
      ')',
      "'",
      '"',
      ' ? ',
      ' : ',
      '\n',
      '  ',
      '- ',
      ' #c',
      '1',
      '&&',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join('');
        const once = quoteTraps(text);
        expect(quoteTraps(once.text)).toEqual({ text: once.text, fixes: [] });
        expect(once.text.split('\n')).toHaveLength(text.split('\n').length);
        if (readValue(text) !== null) expect(once).toEqual({ text, fixes: [] });
      }),
      { numRuns: 2000, seed: 7 },
    );
  });
});

describe('the order of keys', () => {
  const order = ['a', 'b', 'c'];
  test('becomes that of the schema, with the same values', () => {
    const text = 'c:\n  - 1\nb: >-\n  x\n  y\na: 1';
    const fixed = orderKeys(text, order);
    expect(fixed.text).toBe('a: 1\nb: >-\n  x\n  y\nc:\n  - 1');
    expect(fixed.fixes.map(({ what }) => what)).toEqual(['ordered the keys: a, b, c']);
    expect(readValue(fixed.text)).toEqual(readValue(text));
    expect(orderKeys(fixed.text, order).fixes).toEqual([]);
  });

  test.each([
    ['an unknown key', 'b: 1\nd: 2\na: 3'],
    ['a comment', 'b: 1\n# why\na: 3'],
    ['a blank line', 'b: 1\n\na: 3'],
    ['flow style', '{ b: 1, a: 2 }'],
    ['a list', '- b\n- a'],
    ['YAML errors', 'b: !x\na: 1'],
    ['a block scalar with trailing blank lines', 'b: |+\n  x\n\na: 1'],
    ['keys in order', 'a: 1\nc: 2'],
  ])('does not change: %s', (_, text) => {
    expect(orderKeys(text, order)).toEqual({ text, fixes: [] });
  });
});

test('fixes a piece in place, after the prefix that Markdown strips', () => {
  const file = 'x\n> - ```scenario\n>   b: !x\n>   a: 1\n>   ```\ny  \n';
  const piece = { kind: 'scenario' as const, text: 'b: !x\na: 1', firstLine: 3 };
  expect(fixPieces(file, [piece], ['a', 'b'])).toEqual({
    text: "x\n> - ```scenario\n>   a: 1\n>   b: '!x'\n>   ```\ny  \n",
    fixes: [
      { line: 3, what: 'quoted !x' },
      { line: 3, what: 'ordered the keys: a, b' },
    ],
  });
  expect(fixPieces(file, [{ ...piece, text: 'b: !other\na: 1' }], ['a', 'b']).text).toBe(file);
});

test('keeps the order of keys on request, and still adds quotes', () => {
  const text = 'b: !x\na: 1';
  const piece = { kind: 'scenario' as const, text, firstLine: 1, keepOrder: true };
  expect(fixPieces(text, [piece], ['a', 'b']).text).toBe("b: '!x'\na: 1");
});
