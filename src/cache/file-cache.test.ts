import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileCache, keyOf, removeSiblings } from './file-cache.ts';

let root: string;
let folder: string;
let warnings: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hindcast-cache-'));
  folder = join(root, 'one');
  warnings = [];
});

afterEach(() => rmSync(root, { recursive: true }));

const open = (path = folder) =>
  createFileCache(pathToFileURL(`${path}/`), (message) => warnings.push(message));

const key = keyOf('a', 1);

describe('a file cache', () => {
  test('returns what was written, even to the next process', () => {
    open().write(key, 'payload\nwith lines');
    expect(open().read(key)).toBe('payload\nwith lines');
    expect(open().read(keyOf('a', 2))).toBeNull();
    expect(warnings).toEqual([]);
    expect(readdirSync(folder)).toEqual([key]);
  });

  test('detects every truncation and every changed character', () => {
    open().write(key, '{"value":1}');
    const whole = readFileSync(join(folder, key), 'utf8');
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(join(folder, key), whole.slice(0, length));
      expect(open().read(key)).toBeNull();
      const changed = `${whole.slice(0, length)}#${whole.slice(length + 1)}`;
      writeFileSync(join(folder, key), changed);
      expect(open().read(key)).toBeNull();
    }
    expect(warnings).toHaveLength(whole.length * 2);
    expect(new Set(warnings)).toEqual(
      new Set([`cache: entry ${key.slice(0, 12)} is damaged; recomputing it`]),
    );
  });

  test('ignores an entry under the name of another', () => {
    open().write(key, 'payload');
    const other = keyOf('b');
    renameSync(join(folder, key), join(folder, other));
    expect(open().read(other)).toBeNull();
    expect(warnings).toHaveLength(1);
  });

  test('warns once about a folder that is not writable', () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    const cache = open(file);
    cache.write(key, 'payload');
    cache.write(keyOf('b'), 'payload');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/isn't writable \(E[A-Z]+\)/);
  });

  test('treats an entry that is a folder as a miss, with a warning', () => {
    mkdirSync(join(folder, key), { recursive: true });
    expect(open().read(key)).toBeNull();
    expect(warnings).toEqual([`cache: ${key.slice(0, 12)} can't be read (EISDIR)`]);
  });

  test('removes the folders of other versions', () => {
    open().write(key, 'payload');
    open(join(root, 'old')).write(key, 'payload');
    removeSiblings(pathToFileURL(`${folder}/`));
    expect(readdirSync(root)).toEqual(['one']);
    expect(() => removeSiblings(new URL('nowhere/at/all/', pathToFileURL(`${root}/`)))).not.toThrow();
  });
});

test('keys delimit their parts', () => {
  expect(keyOf('ab', 'c')).not.toBe(keyOf('a', 'bc'));
  expect(keyOf(1)).not.toBe(keyOf('1'));
  expect(keyOf('a', null)).not.toBe(keyOf('a'));
});
