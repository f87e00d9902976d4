import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { inputJsonSchema } from '../yaml/json-schema.ts';
import { guideSchema } from './guide.ts';
import { incidentSchema } from './incident.ts';
import { entrySchema } from './timeline.ts';

interface Schema {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** All keys in a schema, by path. */
function keysIn(schema: Schema, path = ''): [string, Schema][] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, value]): [string, Schema][] => [
    [`${path}${key}`, value],
    ...keysIn(value, `${path}${key}.`),
  ]);
  const inner = [...(schema.anyOf ?? []), ...(schema.items === undefined ? [] : [schema.items])];
  return [...own, ...inner.flatMap((one) => keysIn(one, path))];
}

describe.each([
  ['front matter', incidentSchema],
  ['a guide', guideSchema],
  ['a timeline', z.array(entrySchema)],
] as const)('each key of %s', (_what, schema) => {
  const keys = keysIn(inputJsonSchema(schema) as Schema);

  test('has a description that is a sentence', () => {
    expect(keys.length).toBeGreaterThan(3);
    const bad = keys.filter(([, { description = '' }]) => !/^[A-Z`].*\.$|^[A-Z].*`$/.test(description));
    expect(bad.map(([path]) => path)).toEqual([]);
  });

  test('has an example', () => {
    expect(keys.filter(([, { examples = [] }]) => examples.length === 0).map(([path]) => path)).toEqual([]);
  });
});

test('keeps the defaults of keys whose input is transformed', () => {
  const { properties } = inputJsonSchema(incidentSchema) as Schema;
  expect(properties?.['status']?.default).toBe('draft');
  expect(properties?.['actions']?.default).toEqual([]);
  expect(properties?.['owner']?.default).toBeNull();
});

test('accepts its own examples', () => {
  const { properties = {} } = inputJsonSchema(incidentSchema) as Schema;
  const front = Object.fromEntries(
    Object.entries(properties).map(([key, { examples }]) => [key, examples![0]]),
  );
  expect(incidentSchema.safeParse(front).error?.issues).toBeUndefined();
});
