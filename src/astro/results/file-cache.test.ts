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
  test('gives back what was written, also to the next process', () => {
    open().write(key, 'payload\nwith lines');
    expect(open().read(key)).toBe('payload\nwith lines');
    expect(open().read(keyOf('a', 2))).toBeNull();
    expect(warnings).toEqual([]);
    expect(readdirSync(folder)).toEqual([key]);
  });

  test('every cut and every changed character is found out', () => {
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
      new Set([`cache: entry ${key.slice(0, 12)} is damaged, so it is made anew`]),
    );
  });

  test('an entry under the name of another is no entry', () => {
    open().write(key, 'payload');
    const other = keyOf('b');
    renameSync(join(folder, key), join(folder, other));
    expect(open().read(other)).toBeNull();
    expect(warnings).toHaveLength(1);
  });

  test('a folder that can not be written costs one message', () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    const cache = open(file);
    cache.write(key, 'payload');
    cache.write(keyOf('b'), 'payload');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/can't be written \(E[A-Z]+\)/);
  });

  test('an entry that is a folder is a miss with a message', () => {
    mkdirSync(join(folder, key), { recursive: true });
    expect(open().read(key)).toBeNull();
    expect(warnings).toEqual([`cache: ${key.slice(0, 12)} can't be read (EISDIR)`]);
  });

  test('folders of other versions are removed', () => {
    open().write(key, 'payload');
    open(join(root, 'old')).write(key, 'payload');
    removeSiblings(pathToFileURL(`${folder}/`));
    expect(readdirSync(root)).toEqual(['one']);
    expect(() => removeSiblings(new URL('nowhere/at/all/', pathToFileURL(`${root}/`)))).not.toThrow();
  });
});

test('keys keep their parts apart', () => {
  expect(keyOf('ab', 'c')).not.toBe(keyOf('a', 'bc'));
  expect(keyOf(1)).not.toBe(keyOf('1'));
  expect(keyOf('a', null)).not.toBe(keyOf('a'));
});
