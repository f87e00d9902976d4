import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shortKey } from '../../astro/content/compiler.ts';
import { SiteCache } from '../../cache/site-cache.ts';
import type { IncidentSnapshot } from '../../compare/difference.ts';
import { DEFAULT_VOCABULARY } from '../../incident/vocabulary.ts';
import type { SourceFile } from './revision.ts';
import { UnchangedWriteUps } from './unchanged.ts';

let cwd: string;
let cache: SiteCache;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'hindcast-unchanged-'));
  cache = new SiteCache(pathToFileURL(`${cwd}/cache/`), () => undefined);
});
afterEach(() => rmSync(cwd, { recursive: true }));

const file = (folder: string, slug: string, text = `text of ${slug}`): SourceFile => ({
  slug,
  file: `${folder}/${slug}.md`,
  text,
});
const compare = (
  before: readonly SourceFile[],
  after: readonly SourceFile[],
  edition: 'internal' | 'public' = 'internal',
) =>
  new UnchangedWriteUps(
    { incidents: before, guides: [] },
    { incidents: after, guides: [] },
    { cache, version: 'v', edition, words: DEFAULT_VOCABULARY, cwd },
  );
const snapshot = (slug: string): IncidentSnapshot => ({
  slug,
  errors: [],
  page: {} as IncidentSnapshot['page'],
});

test('compiles an unchanged write-up once, and the next time not at all', () => {
  const versions = [
    [file('a', 'one'), file('a', 'two')],
    [file('b', 'one'), file('b', 'two', 'new')],
  ] as const;
  const first = compare(...versions);
  expect([first.has('one'), first.compiled('one')]).toEqual([false, undefined]);
  const one = snapshot('one');
  first.add(one);
  first.add(snapshot('two'));
  expect([first.compiled('one'), first.compiled('two')]).toEqual([one, undefined]);
  const second = compare(...versions);
  expect([second.has('one'), second.has('two')]).toEqual([true, false]);
});

test('compiles a write-up with errors in each comparison', () => {
  const versions = [[file('a', 'one')], [file('b', 'one')]] as const;
  compare(...versions).add({ slug: 'one', errors: ['page/x: wrong'], page: null });
  expect(compare(...versions).has('one')).toBe(false);
});

test('trusts the last build for the same text, code and names', () => {
  const built = { version: 'v', text: shortKey('text of one'), hidden: shortKey([]), names: '', series: '' };
  const has = (inputs: Record<string, string>): boolean => {
    cache.record('build', { 'content/incidents/one.md': { inputs, body: 'x', entries: [] } });
    return compare([file('a', 'one')], [file('b', 'one')]).has('one');
  };
  const whole = { ...built, names: shortKey(DEFAULT_VOCABULARY) };
  expect(has(whole)).toBe(true);
  for (const name of ['version', 'text', 'hidden', 'names'])
    expect(has({ ...whole, [name]: '' }), name).toBe(false);
});

test('compares a write-up whose surroundings changed', () => {
  const related = file('a', 'one', 'related: [two]');
  const versions = [[related, file('a', 'two')], [related]] as const;
  const first = compare(...versions);
  first.add(snapshot('one'));
  expect(first.compiled('one')).toBeUndefined();
  mkdirSync(join(cwd, 'b/one/series'), { recursive: true });
  writeFileSync(join(cwd, 'b/one/series/load.csv'), 'time,value\n');
  const series = compare([file('a', 'one')], [file('b', 'one')]);
  series.add(snapshot('one'));
  expect(series.compiled('one')).toBeUndefined();
  const open = '---\nvisibility: public\n---\n';
  const hidden = compare(
    [file('a', 'one', open), file('a', 'two', open)],
    [file('b', 'one', open), file('b', 'two')],
    'public',
  );
  hidden.add(snapshot('one'));
  expect(hidden.compiled('one')).toBeUndefined();
});
