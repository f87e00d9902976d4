import { expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';
import { type KeyEntry, keyGroups } from '../../reference/language.ts';
import { scenarioSchema } from '../../scenario/schema/scenario.ts';
import { blocksIn, readDocument } from './blocks.ts';

/* The guide to expressions: every example in a table is evaluated in the scenario shown in the guide. */

const GUIDE = 'content/guides/expressions.md';
const NAMES = blocksIn(GUIDE).find(({ text }) => text.startsWith('scenario: names'))!.text;

/** Rows whose last two cells are code and a result: `[expression, result]`. A result is a value or `error <code>`. */
function examples(): [string, string][] {
  const rows = readDocument(GUIDE)
    .split('\n')
    .filter((line) => line.startsWith('| '));
  return rows.flatMap((row): [string, string][] => {
    const cells = row.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
    const [expression, result] = cells.slice(-3, -1).map((cell) => cell.replaceAll('`', ''));
    const code = /^(?:error )?`[^`]+`$/;
    return code.test(cells.at(-3)!) && code.test(cells.at(-2)!) ? [[expression!, result!]] : [];
  });
}

/** The value of an expression in the step `look`, or the code of its error. */
function resultOf(expression: string): string {
  const text = NAMES.replace('say: looks around', () => `say: ${JSON.stringify(`<${expression}>`)}`);
  const { result, diagnostics } = evaluate(fileSource(GUIDE, text));
  if (diagnostics.length > 0) return `error ${diagnostics[0]!.code}`;
  return result!.runs[0]!.trace.find(({ step }) => step === 'look')!.say;
}

test('the guide has examples', () => expect(examples().length).toBeGreaterThan(80));

test.each(examples())('%s gives %s', (expression, result) => {
  expect(resultOf(expression)).toBe(result);
});

test('the guide names every function, macro and metric', async () => {
  const { FUNCTIONS, METHODS } = await import('../../scenario/cel/calls.ts');
  const { METRICS, PERCENTILES } = await import('../../scenario/ast/measuring.ts');
  const text = readDocument(GUIDE);
  const named = [...FUNCTIONS, ...METHODS, ...METRICS, ...PERCENTILES.keys(), 'has', 'rate', 'avg'];
  expect(named.filter((name) => !new RegExp(`[\`. ]${name}\\b`).test(text))).toEqual([]);
});

test('the guide lists the keys that take expressions', () => {
  const table = readDocument(GUIDE)
    .split('## Where expressions are allowed')[1]!
    .split('Every other key')[0]!;
  const keys = keyGroups('scenario').flatMap(({ keys: all }) => all);
  const takes = ({ type }: KeyEntry): boolean => /expression|^delay$/.test(type);
  const named = (key: string): boolean => new RegExp(`[\`.]${key}\``).test(table);
  const parameters = ['value', 'min', 'max', 'mean', 'p50', 'p99', 'scale', 'shape', 'dist'];
  const missing = keys.filter((one) => takes(one) && !named(one.key) && !parameters.includes(one.key));
  // The table lists these keys by section, for example `eventually`, `marks` and `holds_until`.
  expect([...new Set(missing.map(({ key }) => key))].sort()).toEqual(['from', 'hold', 'is', 'until']);
});

test('plain durations and numbers don’t take expressions', () => {
  // A few keys from each list in the guide, in a scenario that runs.
  const base = NAMES.replace('const: { ttl: 90s, half: 0.5 }', 'const: { ttl: 90s, half: 0.5, many: 3 }');
  const wrong = [
    ['until: 1m', 'until: ttl'],
    ['loop: true\n    steps:\n      - { id: serve', 'loop: ttl\n    steps:\n      - { id: serve'],
    ['instances: 5', 'instances: many + 1'],
    ['arrivals: {', 'scale: many, arrivals: {'],
  ] as const;
  for (const [from, to] of wrong) {
    expect(base).toContain(from);
    const { diagnostics } = evaluate(fileSource(GUIDE, base.replace(from, to)));
    expect(
      diagnostics.map(({ severity }) => severity),
      to,
    ).toContain('error');
  }
  expect(Object.keys(scenarioSchema.shape)).toContain('measure');
});
