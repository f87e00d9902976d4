import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JsonCache } from './json-cache.ts';

let place: string;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'hindcast-json-cache-'));
});

afterAll(() => rmSync(place, { recursive: true }));

const cacheIn = (name: string) => new JsonCache<{ n: number }>(pathToFileURL(`${join(place, name)}/`));

test('reads what another instance wrote, by content', () => {
  const key = cacheIn('a').write({ n: 1 });
  expect(cacheIn('a').write({ n: 1 })).toBe(key);
  expect(cacheIn('a').write({ n: 2 })).not.toBe(key);
  expect(cacheIn('a').read(key)).toEqual({ n: 1 });
  expect(readdirSync(join(place, 'a'))).toHaveLength(2);
});

test('doesn’t read a missing, truncated, changed or renamed value', () => {
  const key = cacheIn('b').write({ n: 1 });
  const other = cacheIn('b').write({ n: 2 });
  for (const text of ['', '{"n":', '{"n":2}', '{"n":1} ', 'null']) {
    writeFileSync(join(place, 'b', key), text);
    expect(cacheIn('b').read(key), text).toBeNull();
  }
  expect(cacheIn('b').read('0'.repeat(64))).toBeNull();
  expect(cacheIn('b').read(other)).toEqual({ n: 2 });
  expect(cacheIn('b').write({ n: 1 })).toBe(key);
  expect(cacheIn('b').read(key)).toEqual({ n: 1 });
});

test('keeps only the values that were used', () => {
  const keys = [1, 2, 3].map((n) => cacheIn('c').write({ n }));
  const cache = cacheIn('c');
  expect(cache.read(keys[1]!)).toEqual({ n: 2 });
  expect(cache.write({ n: 3 })).toBe(keys[2]);
  writeFileSync(join(place, 'c', `${keys[0]}.1.tmp`), 'a draft that was left behind');
  cache.prune();
  expect(readdirSync(join(place, 'c')).sort()).toEqual([keys[1], keys[2]].sort());
  expect(() => cacheIn('missing').prune()).not.toThrow();
});

test('forgets the values that were used least recently', () => {
  const cache = new JsonCache<string>(pathToFileURL(`${join(place, 'd')}/`), 32);
  const keys = ['a', 'b', 'c'].map((letter) => cache.write(letter.repeat(10)));
  for (const key of keys) expect(cache.read(key)).not.toBeNull();
  // Once the files are deleted, only the values in memory can be read.
  rmSync(join(place, 'd'), { recursive: true });
  expect(keys.map((key) => cache.read(key)?.[0] ?? null)).toEqual([null, 'b', 'c']);
});
