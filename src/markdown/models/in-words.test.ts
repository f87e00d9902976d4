import { expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { readYaml } from '../../yaml/read.ts';
import { processesInWords } from './in-words.ts';

function words(say: string): string {
  const text = `processes:\n  worker:\n    steps:\n      - { id: go, say: ${JSON.stringify(say)} }\n`;
  const { root } = readYaml(fileSource('case.yaml', text), 'a scenario');
  return processesInWords(root!, { constants: [] })!
    .toString()
    .replace(/^[\s\S]*<b>Go:<\/b> /, '')
    .replace(/<\/li>[\s\S]*$/, '');
}

test.each([
  ['publishes plan <newest>', 'publishes plan <i>newest</i>'],
  ['points to <self.plan> instead of <old.active>', 'points to <i>plan</i> instead of <i>active</i>'],
  ['has <size(queue)> jobs', 'has <i>…</i> jobs'],
  [
    '<self.plan > keep ? "deletes plans up to " + string(self.plan - keep) : "finds none: all are new">',
    'deletes plans up to … or finds none: all are new',
  ],
  ['writes <both ? "on both" : "in the " + string(known)> coasts', 'writes on both or in the … coasts'],
  ['waits while a < b', 'waits while a &lt; b'],
])('%s', (say, expected) => {
  expect(words(say)).toBe(expected);
});

const COUNTED = `
const: { tasks: 250 }
processes:
  task: { instances: tasks, means: takes a job }
  owner: { instances: [A, B], means: hands out jobs }
  janitor: { means: cleans up }
`;

test('counts instances, also if a constant sets their number', () => {
  const { root } = readYaml(fileSource('case.yaml', COUNTED), 'a scenario');
  const tasks = { name: 'tasks', value: 250, type: 'number', basis: 'assumed' as const };
  const result = {
    constants: [{ ...tasks, source: null, fittedTo: null, range: null }],
  };
  const terms = [
    ...processesInWords(root!, result)!
      .toString()
      .matchAll(/<dt>(.*?)<\/dt><dd[^>]*>(.*?)<\/dd>/g),
  ];
  expect(terms.map(([, name, text]) => `${name!.replace(/<[^>]*>/g, '')}: ${text}`)).toEqual([
    'Task 250: takes a job',
    'Owner A, B: hands out jobs',
    'Janitor: cleans up',
  ]);
});
