import { expect, it } from 'vitest';
import { Analyzer } from './analysis.ts';
import { completionsAt } from './complete.ts';
import { definitionAt, hoverAt } from './lookup.ts';
import { valueKindAt } from './names.ts';
import { createVocabularies } from './vocabulary.ts';

const words = createVocabularies();
const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

it.each(INHERITED)('%s as a key has no names as values', (key) => {
  expect(valueKindAt(['processes', 'p', 'steps', 0, key])).toEqual({ kind: 'plain' });
  expect(words.scenario().valuesAt(['state', key])).toEqual(words.scenario().valuesAt(['state', 'unknown']));
  expect(words.scenario().valuesAt([key])).toEqual([]);
});

it.each(INHERITED)('an editor can ask about %s as a key', (key) => {
  const line = `      - { id: a, ${key}: s }`;
  const head = '```scenario\nscenario: names\nstate: { s: 0 }\nprocesses:\n  x:\n    steps:\n';
  const analysis = new Analyzer().analyze('page.md', `${head}${line}\n\`\`\`\n`);
  const place = { line: 7, column: line.indexOf(': s }') + 3 };
  expect(completionsAt(analysis, place, words)).toEqual([]);
  for (const ask of [() => hoverAt(analysis, place, words), () => definitionAt(analysis, place)]) {
    expect(ask).not.toThrow();
  }
});
