import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { commandReference } from '../package/commands.ts';
import { errorExamples } from '../package/error-examples.ts';
import { ERRORS, exampleOf } from './error-reference.ts';
import { keyGroups } from './language.ts';
import { referencePages } from './pages.ts';

const SRC = new URL('../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, SRC), 'utf8');
const output = (name: string): unknown => JSON.parse(read(`reference/outputs/${name}.json`));
const STALE = 'run `npm run reference`';

/** Rooms whose findings have a prefix that a constructor puts before the code. */
const PREFIXED: Readonly<Record<string, string>> = {
  'scenario/': 'scenario/',
  'scenario/cel/': 'cel/',
  'review/': 'review/',
};

/** Every code that stands in the sources: written out, or as the argument of a constructor that puts its room before it. */
function codesInSources(): Map<string, string> {
  const rooms = new Set(Object.keys(ERRORS).map((code) => code.split('/')[0]!));
  const found = new Map<string, string>();
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|^(?:tests|bench|package|reference)\//.test(file))
    .sort();
  for (const file of files) {
    const text = read(file);
    for (const [, room, what] of text.matchAll(/'([a-z]+)\/([a-z]+(?:-[a-z]+)*)'/g)) {
      if (rooms.has(room!) && /code:|error|warning|finding|RunError|Diagnostic/.test(text)) {
        found.set(`${room}/${what}`, file);
      }
    }
    for (const [, what] of text.matchAll(/new EvaluationError\(\s*'([a-z-]+)'/g))
      found.set(`run/${what}`, file);
    const prefix = PREFIXED[file.replace(/[^/]*diagnostics\.ts$/, '')];
    if (prefix === undefined || !file.endsWith('diagnostics.ts')) continue;
    for (const [, what] of text.matchAll(/\b(?:error|warning)\(\s*\w+,\s*'([a-z]+(?:-[a-z]+)*)'/g)) {
      found.set(`${prefix}${what}`, file);
    }
  }
  return found;
}

/** What looks like a code and is none: modules, folders, media types. */
const NO_CODES = new Set(['config/schema', 'file/site', 'page/test', 'yaml/read']);

describe('the error reference', () => {
  let examples: Record<string, unknown>;

  beforeAll(async () => {
    examples = JSON.parse(await errorExamples());
  }, 240_000);

  test('misses no code of the sources, and has none that nothing gives', () => {
    const sources = codesInSources();
    const shown = new Set(Object.keys(examples));
    const missing = [...new Set([...sources.keys(), ...shown])].filter(
      (code) => !(code in ERRORS) && !NO_CODES.has(code),
    );
    expect(missing.map((code) => `${code} (${sources.get(code) ?? 'case files'})`)).toEqual([]);
    const stale = Object.keys(ERRORS).filter((code) => !sources.has(code) && !shown.has(code));
    expect(stale).toEqual([]);
  });

  test('has an example of each code, which the tests make and which is told so', () => {
    expect(Object.keys(ERRORS).filter((code) => exampleOf(code) === null)).toEqual([]);
    expect(Object.keys(examples).filter((code) => !(code in ERRORS))).toEqual([]);
    for (const [code, { title, explanation }] of Object.entries(ERRORS)) {
      expect(title, code).toMatch(/^[A-Z].*[^.]$/);
      expect(explanation, code).toMatch(/^[A-Z`].*[.?`]$/);
    }
  });

  test('shows what the case files give now', () => {
    expect(output('error-examples'), STALE).toEqual(examples);
  });
});

test('the reference of commands is what they say of themselves', () => {
  expect(output('commands'), STALE).toEqual(JSON.parse(commandReference()));
});

describe('the language reference', () => {
  test('tells of all maps, each once', () => {
    const paths = keyGroups('scenario').map(({ path }) => path);
    expect(paths.slice(0, 3)).toEqual(['', expect.any(String), expect.any(String)]);
    for (const path of [
      'processes.<name>',
      'processes.<name>.steps[]',
      'services.<name>',
      'load[]',
      'faults[]',
    ]) {
      expect(paths).toContain(path);
    }
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('gives defaults and examples', () => {
    const keys = keyGroups('scenario').flatMap((group) =>
      group.keys.map((key) => ({ at: `${group.path}.${key.key}`, ...key })),
    );
    expect(keys.find(({ at }) => at === 'processes.<name>.fair')).toMatchObject({
      fallback: '"weak"',
      choices: ['weak', 'strong', 'none'],
      required: false,
    });
    expect(keys.find(({ at }) => at === '.scenario')).toMatchObject({
      required: true,
      examples: ['cold-cache'],
    });
    expect(keys.filter(({ description, choices }) => description === '' && choices.length === 0)).toEqual([]);
  });
});

test('pages have addresses and headings of their own', () => {
  const pages = referencePages();
  expect(new Set(pages.map(({ id }) => id)).size).toBe(pages.length);
  for (const { id, sections } of pages) {
    expect(new Set(sections.map((section) => section.id)).size, id).toBe(sections.length);
    for (const { body } of sections)
      expect(body.toString()).not.toMatch(/>undefined<|\[object|style=|<script/);
  }
});
