import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { outputSchemas } from '../package/output-schemas.ts';
import { createBench, LEASE, WRITE_UP } from '../tests/support/command.ts';
import { OUTAGE, OUTAGE_SERIES } from '../tests/support/outage.ts';
import { RETRY_QUEUE } from '../tests/support/retry-queue.ts';
import { partCompiler } from '../tests/support/schema-parts.ts';
import { plainValue } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import { inputSchema, publishedSchemas, type Schema } from './schemas.ts';

const schemas = publishedSchemas();

/** The schema with all other keys forbidden. */
function closed(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema), (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'properties' in value && !('additionalProperties' in value)
      ? { ...value, additionalProperties: false }
      : value,
  );
}

function validate(name: string, value: unknown): unknown {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const check = ajv.compile(closed(schemas.get(name)!));
  check(value);
  return check.errors;
}

test('output schemas match the types', () => {
  for (const [name, text] of outputSchemas()) {
    expect(schemas.get(`output-${name}`), `run \`npm run reference\``).toEqual(JSON.parse(text));
  }
});

/** Paths of keys without a description. */
function undescribed(schema: Schema, root: Schema, path: string, seen: ReadonlySet<Schema>): string[] {
  if (schema.$ref !== undefined) {
    const target = schema.$ref === '#' ? root : root.$defs![schema.$ref.split('/').at(-1)!]!;
    return seen.has(target) ? [] : undescribed(target, root, path, new Set([...seen, target]));
  }
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  const inner = [schema.items, schema.additionalProperties].filter((one) => typeof one === 'object');
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, value]) => [
      ...(value.description === undefined && value.const === undefined ? [`${path}.${key}`] : []),
      ...undescribed(value, root, `${path}.${key}`, seen),
    ]),
    ...parts.flatMap((part) => undescribed(part, root, path, seen)),
    ...inner.flatMap((part) => undescribed(part, root, `${path}[]`, seen)),
  ];
}

test.each(['scenario', 'front-matter', 'guide', 'timeline'] as const)(
  'every key of %s has a description',
  (name) => {
    const schema = inputSchema(name);
    expect(undescribed(schema, schema, name, new Set([schema]))).toEqual([]);
  },
);

/** Schemas with examples, by path. A recursive map is visited once. */
function examplesIn(schema: Schema, path: string, seen = new Set<Schema>()): [string, Schema][] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  const inner = [schema.items, schema.additionalProperties].filter((one) => typeof one === 'object');
  return [
    ...(schema.examples === undefined ? [] : [[path, schema] as [string, Schema]]),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, one]) =>
      examplesIn(one, `${path}.${key}`, seen),
    ),
    ...Object.values(schema.$defs ?? {}).flatMap((one) => examplesIn(one, path, seen)),
    ...parts.flatMap((part) => examplesIn(part, path, seen)),
    ...inner.flatMap((part) => examplesIn(part, `${path}[]`, seen)),
  ];
}

test('every example is a valid value of its key', () => {
  const schema = inputSchema('scenario');
  const found = examplesIn(schema, 'scenario');
  expect(found.length).toBeGreaterThan(100);
  const compile = partCompiler(schema);
  const wrong = found.flatMap(([path, one]) => {
    const check = compile(one);
    return (one.examples ?? []).filter((example) => !check(example)).map((example) => [path, example]);
  });
  expect(wrong).toEqual([]);
});

describe('input schemas', () => {
  const read = (text: string): unknown => plainValue(readYaml(fileSource('', text), 'the text').root!);
  const models = ['peterson-2', 'two-phase-commit', 'circuit-breaker', 'fencing-token', 'sleeping-barber'];

  test.each(models)('accept the model %s', (model) => {
    const text = readFileSync(new URL(`../tests/explore/models/${model}.yaml`, import.meta.url), 'utf8');
    expect(validate('scenario', read(text))).toBeNull();
  });

  test('reject an unknown key', () => {
    expect(validate('scenario', read(`${LEASE}nothing: 1\n`))).not.toBeNull();
    expect(validate('scenario', read(LEASE))).toBeNull();
  });

  test.each(['blank', 'race', 'retry-storm', 'cascade', 'bad-push', 'first'])(
    'accept front matter and timeline of the template %s',
    (name) => {
      const text = readFileSync(new URL(`../templates/${name}.md`, import.meta.url), 'utf8');
      expect(validate('front-matter', read(/^---\n([\s\S]*?)\n---/.exec(text)![1]!))).toBeNull();
      expect(validate('timeline', read(/```timeline\n([\s\S]*?)```/.exec(text)![1]!))).toBeNull();
    },
  );
});

describe('output schemas', () => {
  const bench = createBench();
  const PAGE =
    '---\ntitle: A\nsummary: Human error.\nseverity: SEV3\nstarted_at: 2025-10-20T08:10:00Z\n---\n\n[x](../y/)\n';
  bench.write('lease.yaml', LEASE.replace("lost: '!up'", 'lost: !up'));
  bench.write(
    'two.md',
    `\`\`\`scenario\n${LEASE}\`\`\`\n\`\`\`scenario\nscenario: idle\nuntil: 1s\n\`\`\`\n`,
  );
  bench.write('fitted.md', WRITE_UP);
  // With many runs, drawn constants, varied values and a steady state, the output has everything that sweeps and fits
  // print.
  bench.write(
    'swept.md',
    WRITE_UP.replace(
      'variants:',
      'simulate: { runs: 3, draws: 3 }\n   vary: { patience: { path: const.patience, values: [5m, 20m] } }\n   variants:',
    ).replace("{ value: 10m, basis: 'fitted: observed.lost' }", '{ value: 10m, range: [5m, 20m] }'),
  );
  bench.write('mapped.yaml', RETRY_QUEUE('map: { x: { path: const.rate, points: 2 }, y: const.retries }\n'));
  bench.write('outage.yaml', OUTAGE);
  bench.write('outage/series/queue.csv', OUTAGE_SERIES);
  bench.write('events.csv', 'time,text\n2026-03-02T09:00:00Z,ann@example.com restarts the service\n');
  bench.write('errors.csv', 'time,errors\n2026-03-02T09:00:00Z,1\n2026-03-02T09:01:00Z,2\n');
  bench.write('a/content/incidents/one.md', PAGE);
  bench.write('b/content/incidents/one.md', PAGE.replace('SEV3', 'SEV1'));

  test.each([
    ['check', ['check', 'lease.yaml', 'two.md', 'a', '--format', 'json', '--fix']],
    ['run', ['run', 'lease.yaml', '--json']],
    ['run', ['run', 'two.md', '--json']],
    ['run', ['run', 'two.md', '--json', '--explore']],
    ['explore', ['explore', 'lease.yaml', '--json']],
    ['explore', ['explore', 'lease.yaml', '--json', '--all-variants']],
    ['sweep', ['sweep', 'lease.yaml', '--json', '--runs', '3', '--jobs', '1']],
    ['sweep', ['sweep', 'swept.md', '--json', '--jobs', '1']],
    ['map', ['map', 'mapped.yaml', '--json', '--jobs', '1']],
    ['sweep', ['sweep', 'mapped.yaml', '--json', '--runs', '1', '--jobs', '1']],
    ['run', ['run', 'mapped.yaml', '--json']],
    ['fit', ['fit', 'lease.yaml', '--json', '--jobs', '1']],
    ['fit', ['fit', 'fitted.md', '--json', '--jobs', '1']],
    ['fit', ['fit', 'swept.md', '--json', '--jobs', '1']],
    ['fit', ['fit', 'fitted.md', '--json', '--labels', '--jobs', '1']],
    ['calibrate', ['calibrate', 'outage.yaml', '--to', 'series.queue', '--window', '..', '--json']],
    [
      'calibrate',
      ['calibrate', 'outage.yaml', '--to', 'queue', '--window', '..2026-03-02T09:02:00Z', '--json'],
    ],
    ['numbers', ['numbers', 'lease.yaml', '--json']],
    ['numbers', ['numbers', 'two.md', '--json']],
    [
      'import',
      ['import', 'events.csv', 'errors.csv', '--new', 'A', '--severity', 'SEV2', '--dry-run', '--json'],
    ],
    ['import', ['import', 'fitted.md', '--json']],
    ['doctor', ['doctor', '--json']],
    ['drill', ['drill', 'fitted.md', '--json']],
    ['drill', ['drill', 'two.md', '--json']],
    ['diff', ['diff', 'a', 'b', '--format', 'json']],
  ])('%s accepts %j', async (name, argv) => {
    const { out } = await bench.call(argv);
    expect(validate(`output-${name}`, JSON.parse(out))).toBeNull();
    expect(validate(`output-${name}`, { ...JSON.parse(out), nothing: 1 })).not.toBeNull();
  });
});
