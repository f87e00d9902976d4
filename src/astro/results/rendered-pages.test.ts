import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dropDamaged, sealRendered } from './rendered-pages.ts';

const PAGES = ['dist/index.html', 'dist/incidents/one/index.html', 'dist/incidents/100% sure/index.html'];

let folder: string;
const cache = (): URL => pathToFileURL(`${folder}/`);
const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
const left = (): string[] =>
  [...PAGES, 'incremental-build.json'].filter((file) => existsSync(join(folder, file)));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-rendered-'));
  for (const file of PAGES) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    write(file, file);
  }
  write('incremental-build.json', '{}');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('keeps what was sealed', () => {
  sealRendered(cache());
  expect(dropDamaged(cache())).toBe(0);
  expect(left()).toEqual([...PAGES, 'incremental-build.json']);
});

test('drops changed, exchanged and unknown pages', () => {
  sealRendered(cache());
  write(PAGES[2]!, `${PAGES[2]} `);
  mkdirSync(join(folder, 'dist/new'));
  write('dist/new/index.html', PAGES[0]!);
  expect(dropDamaged(cache())).toBe(2);
  expect(left()).toEqual([PAGES[0], PAGES[1], 'incremental-build.json']);
  write(PAGES[0]!, PAGES[1]!);
  write(PAGES[1]!, PAGES[0]!);
  expect(dropDamaged(cache())).toBe(2);
});

test('drops everything if the manifest or the seal was changed, or was never written', () => {
  expect(dropDamaged(cache())).toBe(PAGES.length);
  expect(left()).toEqual([]);
});

test.each(['incremental-build.json', 'hindcast-rendered.json'])(
  'drops everything after a change of %s',
  (file) => {
    sealRendered(cache());
    write(file, '{"routes":{}}');
    expect(dropDamaged(cache())).toBe(PAGES.length);
    expect(left()).toEqual([]);
  },
);

test('an empty cache is fine', () => {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  expect(dropDamaged(cache())).toBe(0);
});
