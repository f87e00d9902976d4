import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { commandReference } from '../package/commands.ts';
import { errorExamples } from '../package/error-examples.ts';
import { ERRORS, exampleOf } from './error-reference.ts';
import { referencePages } from './pages.ts';

const SRC = new URL('../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, SRC), 'utf8');
const output = (name: string): unknown => JSON.parse(read(`reference/outputs/${name}.json`));
const STALE = 'run `npm run reference`';

/** Modules whose diagnostics get a prefix from a constructor. */
const PREFIXED: Readonly<Record<string, string>> = {
  'scenario/': 'scenario/',
  'scenario/cel/': 'cel/',
  'review/': 'review/',
};

/** All codes in the sources: literals, and arguments to constructors that add the module's name. */
function codesInSources(): Map<string, string> {
  const modules = new Set(Object.keys(ERRORS).map((code) => code.split('/')[0]!));
  const found = new Map<string, string>();
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|^(?:tests|bench|package|reference)\//.test(file))
    .sort();
  for (const file of files) {
    const text = read(file);
    for (const [, module, what] of text.matchAll(/'([a-z]+)\/([a-z]+(?:-[a-z]+)*)'/g)) {
      if (modules.has(module!) && /code:|error|warning|finding|RunError|Diagnostic/.test(text)) {
        found.set(`${module}/${what}`, file);
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

/** Strings that look like codes but are modules, folders or media types. */
const NO_CODES = new Set(['config/schema', 'file/site', 'page/test', 'yaml/read']);

describe('the error reference', () => {
  let examples: Record<string, unknown>;

  beforeAll(async () => {
    examples = JSON.parse(await errorExamples());
  });

  test('has every code of the sources and no other', () => {
    const sources = codesInSources();
    const shown = new Set(Object.keys(examples));
    const missing = [...new Set([...sources.keys(), ...shown])].filter(
      (code) => !(code in ERRORS) && !NO_CODES.has(code),
    );
    expect(missing.map((code) => `${code} (${sources.get(code) ?? 'case files'})`)).toEqual([]);
    const stale = Object.keys(ERRORS).filter((code) => !sources.has(code) && !shown.has(code));
    expect(stale).toEqual([]);
  });

  test('has a title, an explanation and an example for each code', () => {
    expect(Object.keys(ERRORS).filter((code) => exampleOf(code) === null)).toEqual([]);
    expect(Object.keys(examples).filter((code) => !(code in ERRORS))).toEqual([]);
    for (const [code, { title, explanation }] of Object.entries(ERRORS)) {
      expect(title, code).toMatch(/^[A-Z`].*[^.]$/);
      expect(explanation, code).toMatch(/^[A-Z`].*[.?`]$/);
    }
  });

  test('shows the current output of the case files', () => {
    expect(output('error-examples'), STALE).toEqual(examples);
  });
});

test('the command reference matches the commands', () => {
  expect(output('commands'), STALE).toEqual(JSON.parse(commandReference()));
});

test('ids of pages and of their headings are unique', () => {
  const pages = referencePages();
  expect(new Set(pages.map(({ id }) => id)).size).toBe(pages.length);
  for (const { id, sections } of pages) {
    expect(new Set(sections.map((section) => section.id)).size, id).toBe(sections.length);
    for (const { body } of sections)
      expect(body.toString()).not.toMatch(/>undefined<|\[object|style=|<script/);
  }
});
