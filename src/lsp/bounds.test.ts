import { describe, expect, test, vi } from 'vitest';
import * as hindcast from '../hindcast.ts';
import { WRITE_UP } from '../tests/compare/write-up.ts';
import { Analyzer } from './analysis.ts';
import { completionsAt } from './complete.ts';
import { hoverAt } from './lookup.ts';
import { createVocabularies } from './vocabulary.ts';

vi.mock('../hindcast.ts', { spy: true });

const lines = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');
const HEAD = 'scenario: a\nuntil: 1h\nstate: { a: 1 }\n';
const words = createVocabularies();

/** Scenarios that take seconds or minutes to check. Each is short enough to be parsed. */
const LARGE: readonly (readonly [string, string])[] = [
  ['10,000 keys', `scenario: a\nstate:\n${lines(9_000, (i) => `  name_${i}: ${i}`)}\n`],
  [
    'many variants of many marks',
    `${HEAD}marks:\n${lines(4_000, (i) => `  m_${i}: a == ${i}`)}\nvariants:\n${lines(99, (i) => `  v_${i}: { state.a: ${i} }`)}\n`,
  ],
  [
    'marks after unknown marks',
    `${HEAD}marks:\n${lines(3_000, (i) => `  m_${i}: { is: a == ${i}, after: n_${i} }`)}\nconst: { c: 5 }\n`,
  ],
];

/** Hovers over the last number in a text. Returns the hover, and how much was checked and parsed for it. */
function hoverOverLast(text: string): { hover: string | null; checked: number; found: string[] } {
  vi.clearAllMocks();
  const analyzer = new Analyzer();
  const analysis = analyzer.analyze('a.yaml', text);
  const before = text.slice(0, text.search(/\d[^\d]*$/)).split('\n');
  const place = { line: before.length, column: before.at(-1)!.length + 1 };
  completionsAt(analysis, place, words);
  return {
    hover: hoverAt(analysis, place, words),
    checked: vi.mocked(hindcast.checkText).mock.calls.length,
    found: analysis.diagnostics.map(({ code }) => code),
  };
}

describe('a document that takes long to check', () => {
  test.each(LARGE)('isn’t checked while it’s edited, and hovers work: %s', (_what, text) => {
    const { hover, checked, found } = hoverOverLast(text);
    expect(hover).toMatch(/^\*\*\d+\*\*, assumed/);
    expect(checked).toBe(0);
    expect(found).toEqual(['page/too-complex']);
    expect(vi.mocked(hindcast.scenarioText).mock.calls).toHaveLength(1);
  });

  test('with many small scenarios is checked in parts, one after each edit', () => {
    const small = (i: number): string => `\`\`\`scenario\nscenario: s${i}\nuntil: 1h\n\`\`\``;
    const text = `${WRITE_UP}\n${lines(1_000, small)}\n`;
    const analyzer = new Analyzer();
    const skipped = (): number =>
      analyzer.analyze('a.md', text).diagnostics.filter(({ code }) => code === 'page/too-complex').length;
    vi.clearAllMocks();
    const first = skipped();
    expect(vi.mocked(hindcast.checkText).mock.calls.length).toBeLessThan(350);
    expect(first).toBeGreaterThan(600);
    expect(skipped()).toBeLessThan(first - 200);
  });

  test('of more than a megabyte isn’t parsed', () => {
    const text = `${HEAD}about: ${'word '.repeat(250_000)}\ntitle: x\nseed: 1\n`;
    const { hover, found } = hoverOverLast(text);
    expect([hover, found]).toEqual([null, ['yaml/too-large']]);
  });
});

test('an ordinary scenario is checked', () => {
  const { hover, checked, found } = hoverOverLast(`${HEAD}marks: { m: a == 2 }\n`);
  expect(hover).toMatch(/^\*\*2\*\*, assumed/);
  expect([checked, found]).toEqual([1, []]);
});
