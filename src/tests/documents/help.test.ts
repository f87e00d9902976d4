import type { Command, Option } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from '../../cli/main.ts';
import { publishedSchemas } from '../../reference/schemas.ts';
import { type Bench, createBench, LEASE, WRITE_UP } from '../support/command.ts';
import { OUTAGE, OUTAGE_SERIES } from '../support/outage.ts';
import { RETRY_QUEUE } from '../support/retry-queue.ts';

/** Commands that don't check anything, so they never exit with 1. */
const WITHOUT_ERRORS = new Set(['init', 'new', 'docs', 'explain', 'cache', 'preview-prune', 'lsp']);

const COMMANDS = [
  ...['init', 'new', 'import', 'dev', 'build', 'check', 'run', 'explore', 'sweep', 'map', 'fit', 'calibrate'],
  ...['numbers', 'drill', 'diff', 'preview', 'preview-unpack', 'preview-prune', 'docs', 'explain'],
  ...['doctor', 'cache', 'export', 'lsp', 'merge'],
];

let bench: Bench;
const commands = new Map<string, Command>(commandList().map((one) => [one.name(), one]));

/** The program's commands. Nothing is printed. */
function commandList(): readonly Command[] {
  const silent = { write: () => undefined };
  const stdin = { async *[Symbol.asyncIterator]() {} };
  return createProgram({ stdout: silent, stderr: silent, stdin, cwd: '/', env: {} }, () => undefined)
    .commands;
}

beforeAll(() => {
  bench = createBench();
  bench.write('lease.yaml', LEASE);
});
afterAll(() => bench.remove());

test('every command is tested here', () => {
  expect([...commands.keys()].filter((name) => name !== 'help').sort()).toEqual([...COMMANDS].sort());
});

describe.each(COMMANDS)('%s --help', (name) => {
  const command = commands.get(name)!;

  test('describes the command, each argument and each option', () => {
    expect(command.summary()).not.toBe('');
    expect(command.description()).toMatch(/^[A-Z].*\.$/);
    for (const { description } of command.registeredArguments) expect(description).toMatch(/\w{3}/);
    for (const { flags, description } of command.options) expect(description, flags).toMatch(/\w{3}/);
  });

  test('gives the default of each option', () => {
    for (const { flags, mandatory, defaultValue, defaultValueDescription, description } of command.options) {
      if (mandatory) continue;
      const written = defaultValueDescription ?? defaultValue;
      const inText = /\(default: \S.*\)/.test(description) || typeof written === 'string';
      expect(inText || typeof defaultValue === 'number', `${name} ${flags}`).toBe(true);
    }
  });

  test('has examples and the exit status, in lines that fit', async () => {
    const { code, out, err } = await bench.call([name, '--help']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`\nExamples:\n  \\$ hindcast ${name}\\b`));
    const status = /\nExit status: ([\s\S]+)$/.exec(out)?.[1]?.replace(/\s+/g, ' ') ?? '';
    for (const one of WITHOUT_ERRORS.has(name) ? [0, 2] : [0, 1, 2]) {
      expect(status).toMatch(new RegExp(`(?:^|, )${one} if [a-z]`));
    }
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
    expect((await bench.call(['help', name])).out).toBe(out);
  });

  test('only uses existing commands and options in examples', async () => {
    const { out } = await bench.call([name, '--help']);
    const examples = out.slice(out.indexOf('\nExamples:\n')).matchAll(/^ {2}\$ .*?hindcast ([a-z-]+)(.*)$/gm);
    for (const [, called, rest] of examples) {
      const known = commands.get(called!)?.options.map(({ long }) => long);
      const used = [...rest!.matchAll(/\s(--[a-z-]+)/g)].map(([, option]) => option);
      expect(known, called).toEqual(expect.arrayContaining(used));
    }
  });
});

/** Add the required arguments, so that only the options are wrong. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  init: ['site'],
  new: ['A title'],
  import: ['errors.csv'],
  run: ['lease.yaml'],
  explore: ['lease.yaml'],
  sweep: ['lease.yaml'],
  map: ['lease.yaml'],
  fit: ['lease.yaml'],
  merge: ['part-1.json'],
  calibrate: ['lease.yaml', '--to', 'series.queue'],
  numbers: ['lease.yaml'],
  drill: ['page.md'],
  diff: ['a', 'b'],
  'preview-unpack': ['a.zip', '--to', 'x', '--number', '1', '--head', 'a'.repeat(40)],
  'preview-prune': ['pages'],
  explain: ['yaml/empty'],
  export: ['lease.yaml', '--to', 'itf'],
};

const OPTIONS = COMMANDS.flatMap((name) => commands.get(name)!.options.map((option) => ({ name, option })));
const isChecked = ({ argChoices, parseArg }: Option): boolean =>
  argChoices !== undefined || parseArg !== undefined;

describe('an invalid command line exits with 2', () => {
  test.each(COMMANDS)('%s with an unknown option', async (name) => {
    const { code, out, err } = await bench.call([name, ...(NEEDED[name] ?? []), '--nothing-such']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain("error: unknown option '--nothing-such'");
  });

  test.each(COMMANDS.filter((name) => name in NEEDED))('%s without its required arguments', async (name) => {
    const { code, out, err } = await bench.call([name]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(
      /error: (?:missing required argument '[a-z]+'|required option '--to <(?:folder|series|format)>')/,
    );
  });

  test.each(OPTIONS.filter(({ option }) => isChecked(option)))(
    '$name $option.flags with an invalid value',
    async ({ name, option }) => {
      const { code, out, err } = await bench.call([name, ...(NEEDED[name] ?? []), `${option.long}=~`]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(`error: option '${option.flags}' argument '~' is invalid.`);
    },
  );

  test.each(OPTIONS.filter(({ option }) => option.required))(
    '$name $option.flags without a value',
    async ({ name, option }) => {
      const { code, out, err } = await bench.call([name, ...(NEEDED[name] ?? []), option.long!]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(`error: option '${option.flags}' argument missing`);
    },
  );
});

test('all JSON output has a published schema', () => {
  const printsJson = ({ options }: Command): boolean =>
    options.some(({ long, argChoices }) => long === '--json' || argChoices?.includes('json'));
  const printing = COMMANDS.filter((name) => printsJson(commands.get(name)!));
  expect(printing).toEqual([
    ...['import', 'check', 'run', 'explore', 'sweep', 'map', 'fit', 'calibrate', 'numbers', 'drill', 'diff'],
    ...['docs', 'doctor', 'cache', 'merge'],
  ]);
  const schemas = publishedSchemas();
  const schemaOf = (name: string): string => `output-${name === 'merge' ? 'sweep' : name}`;
  expect(printing.filter((name) => !schemas.has(schemaOf(name)))).toEqual([]);
  const outputs = [...schemas.keys()].filter((name) => name.startsWith('output-'));
  // A command with several outputs has a schema for each, such as `cache` and `cache-explain`.
  const described = new Set(outputs.map((name) => name.slice('output-'.length).split('-')[0]!));
  expect([...described].sort()).toEqual(printing.filter((name) => name !== 'merge').sort());
});

describe('exit status', () => {
  const UNMET = LEASE.replace('happens: lost', 'never: lost');
  const VIOLATED = `${LEASE.split('expect:')[0]}explore: {}\n`;
  const PAGE = '---\ntitle: A\nsummary: B.\nseverity: SEV3\nstarted_at: 2025-10-20T08:10:00Z\n---\n\nText.\n';
  const SWEPT = `${LEASE.split('expect:')[0]}simulate: { runs: 2 }\nexpect:\n  base: { run: { never: lost, in_runs: 2 } }\n`;

  beforeAll(() => {
    bench.write('unmet.yaml', UNMET);
    bench.write('broken.yaml', LEASE.replace("'!up'", "'!upp'"));
    bench.write('violated.yaml', VIOLATED);
    bench.write('held.yaml', VIOLATED.replace('held: up', 'held: up || !up'));
    bench.write('swept.yaml', SWEPT.replace('never', 'happens'));
    bench.write('missed.yaml', SWEPT);
    bench.write(
      'mapped.yaml',
      RETRY_QUEUE('map: { x: { path: const.rate, points: 2 }, y: const.retries }\n'),
    );
    bench.write('unmapped.yaml', RETRY_QUEUE('map: { x: const.rate, y: const.rate }\n'));
    bench.write('fits.md', WRITE_UP);
    bench.write('off.md', WRITE_UP.replace('value: 10m', 'value: 20m'));
    bench.write('a/content/incidents/one.md', PAGE);
    bench.write('broken/content/incidents/one.md', PAGE.replace('SEV3', 'SEV9'));
    bench.write('events.csv', 'time,text\n2026-03-02T09:00:00Z,the disk is full\n');
    bench.write('local.csv', 'time,text\n2026-03-02 09:00:00,the disk is full\n');
    bench.write('outage.yaml', OUTAGE);
    bench.write('outage/series/queue.csv', OUTAGE_SERIES);
    bench.write('junk.zip', 'no archive');
    bench.write('pages/previews/pr-1/index.html', '');
  });

  test.each<[number, string[]]>([
    [0, ['init', 'made', '--yes']],
    [2, ['init', 'made', '--yes']],
    [0, ['new', 'A title']],
    [2, ['new', 'A title']],
    [0, ['import', 'events.csv', '--new', 'Full disk', '--severity', 'SEV2']],
    [1, ['import', 'local.csv']],
    [2, ['import', 'events.csv', '--into', 'nowhere.md']],
    [2, ['build']],
    [2, ['dev']],
    [0, ['docs']],
    [2, ['docs', 'nothing-such']],
    [0, ['explain', 'yaml/empty']],
    [2, ['explain', 'yaml/full']],
    [0, ['run', 'lease.yaml']],
    [1, ['run', 'unmet.yaml']],
    [2, ['run', 'nowhere.yaml']],
    [0, ['explore', 'held.yaml']],
    [1, ['explore', 'violated.yaml']],
    [2, ['explore', 'lease.yaml', '--variant', 'none']],
    [0, ['sweep', 'swept.yaml', '--jobs', '1']],
    [1, ['sweep', 'missed.yaml', '--jobs', '1']],
    [2, ['sweep', 'swept.yaml', '--scenario', 'none']],
    [0, ['map', 'mapped.yaml', '--jobs', '1']],
    [1, ['map', 'unmapped.yaml']],
    [2, ['map', 'lease.yaml']],
    [0, ['fit', 'fits.md', '--jobs', '1']],
    [1, ['fit', 'off.md', '--jobs', '1']],
    [2, ['fit', 'nowhere.md']],
    [0, ['calibrate', 'outage.yaml', '--to', 'series.queue', '--window', '..']],
    [1, ['calibrate', 'outage.yaml', '--to', 'series.queue', '--window', '..2026-03-02T09:02:00Z']],
    [2, ['calibrate', 'outage.yaml', '--to', 'series.other']],
    [0, ['export', 'violated.yaml', '--to', 'itf']],
    [1, ['export', 'held.yaml', '--to', 'itf']],
    [0, ['export', 'held.yaml', '--to', 'promela']],
    [2, ['export', 'nowhere.yaml', '--to', 'itf']],
    [0, ['numbers', 'lease.yaml']],
    [1, ['numbers', 'broken.yaml']],
    [2, ['numbers', 'nowhere.yaml']],
    [0, ['drill', 'fits.md']],
    [1, ['drill', 'lease.yaml']],
    [2, ['drill', 'nowhere.md']],
    [0, ['check', 'lease.yaml']],
    [1, ['check', 'unmet.yaml']],
    [2, ['check', 'nowhere.yaml']],
    [1, ['doctor']],
    [0, ['diff', 'a', 'a']],
    [1, ['diff', 'a', 'broken']],
    [2, ['diff', 'a', 'nowhere']],
    [2, ['preview']],
    [1, ['preview-unpack', 'junk.zip', '--to', 'out', '--number', '1', '--head', 'a'.repeat(40)]],
    [2, ['preview-unpack', 'none.zip', '--to', 'out', '--number', '1', '--head', 'a'.repeat(40)]],
    [0, ['preview-prune', 'pages']],
  ])('%i of %j', async (code, argv) => {
    const ended = await bench.call(argv);
    expect(ended.code, ended.out + ended.err).toBe(code);
    if (code === 2) expect(ended.err).toMatch(/^error: /);
  });
});
