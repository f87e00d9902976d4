import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyOf } from './file-cache.ts';
import { noting, SiteCache, type Used } from './site-cache.ts';

let root: string;
let cache: SiteCache;
const warnings: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hindcast-site-cache-'));
  cache = new SiteCache(pathToFileURL(`${root}/`), (message) => warnings.push(message));
});

afterEach(() => rmSync(root, { recursive: true }));

const [first, second, third] = [keyOf(1), keyOf(2), keyOf(3)];
const usedBy = (...entries: Used[string]['entries'][number]['entry'][]): Used => ({
  'a.md': { inputs: {}, body: null, entries: entries.map((entry) => ({ entry, name: 'a', inputs: {} })) },
});

function fill(): void {
  cache.open('results', 'v1').write(first, 'old');
  cache.open('results', 'v2').write(second, 'new');
  cache.open('diagrams', 'v1').write(third, '<svg/>');
}

test('removes entries that no command used last, from any version', () => {
  fill();
  cache.record('build', usedBy(`results/${second}`));
  cache.record('check', usedBy(`diagrams/${third}`));
  expect(cache.sizeOf('results')).toEqual({ entries: 2, bytes: 65 * 2 + 6, unused: 1, unusedBytes: 68 });
  expect(cache.prune()).toEqual({ entries: 1, bytes: 68 });
  expect(cache.open('results', 'v1').read(first)).toBeNull();
  expect(cache.open('results', 'v2').read(second)).toBe('new');
  expect(cache.open('diagrams', 'v1').read(third)).toBe('<svg/>');
  cache.record('check', usedBy());
  expect(cache.prune(['results'])).toEqual({ entries: 0, bytes: 0 });
  expect(cache.prune()).toEqual({ entries: 1, bytes: 71 });
});

test('removes nothing without a record, or with a damaged one', () => {
  fill();
  expect(cache.prune()).toEqual({ entries: 0, bytes: 0 });
  cache.record('build', usedBy());
  writeFileSync(join(root, 'hindcast/used/build'), '{}');
  expect(cache.prune()).toEqual({ entries: 0, bytes: 0 });
  expect(cache.sizeOf('results').unused).toBe(0);
});

test('prunes after a build only if there is too much', () => {
  fill();
  cache.record('build', usedBy(`results/${second}`));
  cache.bound(65 * 3 + 12);
  expect(cache.open('diagrams', 'v1').read(third)).toBe('<svg/>');
  cache.bound(65 * 3 + 11);
  expect(cache.open('diagrams', 'v1').read(third)).toBeNull();
  expect(cache.open('results', 'v2').read(second)).toBe('new');
});

test('removes other versions, other layouts, and unfinished files of a killed process', () => {
  fill();
  mkdirSync(join(root, 'hindcast/7cb04301b8442f09'));
  writeFileSync(join(root, 'hindcast/diagrams/v1', `${third}.1.0.tmp`), 'half');
  cache.removeOthers('results', 'v2');
  cache.removeUnknown();
  expect(readdirSync(join(root, 'hindcast')).sort()).toEqual(['diagrams', 'results']);
  expect(readdirSync(join(root, 'hindcast/results'))).toEqual(['v2']);
  cache.record('build', usedBy(`diagrams/${third}`));
  cache.prune(['diagrams']);
  expect(readdirSync(join(root, 'hindcast/diagrams/v1'))).toEqual([third]);
});

test('notes entries that are found or written, not those that are missing', () => {
  const keys: string[] = [];
  const noted = noting(cache.open('code', 'v1'), (key) => keys.push(key));
  noted.read(first);
  noted.write(second, 'x');
  noted.read(second);
  expect(keys).toEqual([second, second]);
});
