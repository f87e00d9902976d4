import { describe, expect, test } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { partCompiler } from '../tests/support/schema-parts.ts';
import { plainValue } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import { javaScriptText, yamlText } from './example-text.ts';
import { type KeyEntry, keyGroups, notedPaths } from './language.ts';
import { type InputName, inputSchema, type Schema } from './schemas.ts';

const INPUTS: readonly InputName[] = ['scenario', 'front-matter', 'timeline', 'guide', 'configuration'];

/** All keys in an input, by path. */
function keysOf(name: InputName): Map<string, KeyEntry> {
  return new Map(
    keyGroups(name).flatMap(({ path, keys }) =>
      keys.map((one) => [path === '' ? one.key : `${path}.${one.key}`, one] as const),
    ),
  );
}

/** The schema branches at a path such as `processes.<name>.steps[].delay`. */
function schemasAt(root: Schema, path: string): Schema[] {
  const branches = (schema: Schema): Schema[] => {
    const target =
      schema.$ref === undefined
        ? schema
        : schema.$ref === '#'
          ? root
          : root.$defs![schema.$ref.split('/').at(-1)!]!;
    const inner = [...(target.anyOf ?? []), ...(target.oneOf ?? []), ...(target.allOf ?? [])];
    return inner.length === 0 ? [target] : inner.flatMap(branches);
  };
  let found: Schema[] = [root];
  for (const part of path.match(/<name>|\[\]|[^.[\]]+/g) ?? []) {
    found = found.flatMap(branches).flatMap((schema): Schema[] => {
      if (part === '[]') return typeof schema.items === 'object' ? [schema.items] : [];
      const inner = schema.additionalProperties;
      if (part === '<name>') return typeof inner === 'object' ? [inner] : [];
      return schema.properties?.[part] === undefined ? [] : [schema.properties[part]];
    });
  }
  return found;
}

describe.each(INPUTS)('the reference of %s', (name) => {
  const keys = keysOf(name);

  test('gives every key a description, a type, an example, and a default unless it is required', () => {
    for (const [path, { description, type, choices, required, fallback, examples }] of keys) {
      expect(description, path).toMatch(/^\S.*[.:,]$/);
      expect(type, path).not.toBe('');
      expect(choices.length > 0, path).toBe(type === 'choice');
      expect(required, path).toBe(fallback === '');
      expect(examples.length, path).toBeGreaterThan(0);
    }
  });

  test('has notes and rules of existing keys only', () => {
    const { notes, rules } = notedPaths(name);
    const paths = keyGroups(name).map(({ path }) => path);
    expect(notes.filter((path) => !keys.has(path))).toEqual([]);
    expect(rules.filter((path) => !paths.includes(path))).toEqual([]);
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('has examples that the schema accepts', () => {
    const root = inputSchema(name);
    const compile = partCompiler(root);
    for (const [path, { examples }] of keys) {
      const checks = schemasAt(root, path).map((part) => compile(part));
      for (const example of examples) {
        const value: unknown =
          name === 'configuration' ? new Function(`return (${example});`)() : yamlOf(example);
        expect(
          checks.some((check) => check(value)),
          `${path}: ${example}`,
        ).toBe(true);
      }
    }
  });
});

function yamlOf(text: string): unknown {
  const { root, diagnostics } = readYaml(fileSource('', `key: ${text}\n`), 'the example');
  expect(diagnostics, text).toEqual([]);
  return (plainValue(root!) as { key: unknown }).key;
}

test('the scenario reference lists shared keys and maps once', () => {
  const groups = keyGroups('scenario');
  const of = (path: string) => groups.find((group) => group.path === path)!;
  expect(of('load[]').shared).toEqual([
    { path: 'processes.<name>.steps[].call', keys: ['timeout', 'retry', 'breaker', 'priority', 'cache'] },
  ]);
  expect(of('processes.<name>.steps[].either[]').keys.map(({ key }) => key)).toEqual([
    'id',
    'weight',
    'chance',
  ]);
  expect(of('processes.<name>.steps[].call.retry').also).toEqual([
    'services.<name>.calls[].retry',
    'load[].retry',
  ]);
  expect(groups.map(({ path }) => path)).not.toContain('load[].retry');
});

test.each([
  'warm',
  '!warm',
  'true',
  '10m',
  '0.5',
  'a: b',
  'a, b',
  "it's",
  '',
  ' a',
  '# a',
  '2026-03-02T09:00:00+01:00',
  ['a', 1, true],
  { a: { 'b.c': 'x > 1' }, d: [] },
  {},
])('%j survives being written as YAML and as JavaScript', (value) => {
  expect(yamlOf(yamlText(value))).toEqual(value);
  expect(new Function(`return (${javaScriptText({ value }).replaceAll('b.c:', "'b.c':")});`)()).toEqual({
    value,
  });
});
