import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readVersions, type SourceVersions } from './sources.ts';

let root: string;
let before: SourceVersions;
const read = () => readVersions(pathToFileURL(`${root}/src/`));

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'hindcast-sources-'));
  const src = fileURLToPath(new URL('../../', import.meta.url));
  cpSync(src, join(root, 'src'), { recursive: true });
  cpSync(join(src, '../package.json'), join(root, 'package.json'));
  before = read();
});

afterAll(() => rmSync(root, { recursive: true }));

/** Adds a line to a file and returns which versions changed. */
function change(file: string, line = '// new'): { engine: boolean; page: boolean } {
  const place = join(root, file);
  const old = readFileSync(place, 'utf8');
  writeFileSync(place, `${old}${line}\n`);
  const now = read();
  writeFileSync(place, old);
  return { engine: now.engine !== before.engine, page: now.page !== before.page };
}

describe('versions', () => {
  test('are those of this checkout', () => {
    expect(readVersions()).toEqual(before);
    expect(before.engine).toMatch(/^[0-9a-f]{16}$/);
  });

  test.each([
    'hindcast.ts',
    'result.ts',
    'diagnostic/source.ts',
    'time/instant.ts',
    'yaml/read.ts',
    'scenario/check/check.ts',
    'scenario/cel/parse.ts',
    'model/compile.ts',
    'engine/run.ts',
  ])('of engine and page both change with %s', (file) => {
    expect(change(`src/${file}`)).toEqual({ engine: true, page: true });
  });

  test.each([
    'views/views.ts',
    'views/markup/html.ts',
    'markdown/compose.ts',
    'diagrams/render.ts',
    'incident/incident.ts',
    'astro/content/compiler.ts',
  ])('of only the page change with %s', (file) => {
    expect(change(`src/${file}`)).toEqual({ engine: false, page: true });
  });

  test('both change with the rules of time zones, which come with Node', () => {
    const data = { icu: '78.1', tz: '2026a' };
    const [now, same, later] = [data, { ...data }, { ...data, tz: '2026b' }].map((one) =>
      readVersions(pathToFileURL(`${root}/src/`), one),
    );
    expect(same).toEqual(now);
    expect([later!.engine === now!.engine, later!.page === now!.page]).toEqual([false, false]);
  });

  test('change with the code block grammar and the dependencies', () => {
    expect(change('src/markdown/scenario.tmLanguage.json', ' ')).toEqual({ engine: false, page: true });
    const place = join(root, 'package.json');
    const manifest = JSON.parse(readFileSync(place, 'utf8'));
    writeFileSync(place, JSON.stringify({ ...manifest, dependencies: { yaml: '9.9.9' } }));
    expect(read().engine).not.toBe(before.engine);
    writeFileSync(place, JSON.stringify({ ...manifest, devDependencies: { mermaid: '9.9.9' } }));
    expect(read().page).not.toBe(before.page);
    writeFileSync(place, JSON.stringify({ ...manifest, version: '9.9.9' }));
    expect(read()).toEqual(before);
  });

  test.each(['site/pages/index.astro', 'engine/numbers/random.test.ts', 'markdown/code.css'])(
    'do not change with %s',
    (file) => {
      expect(change(`src/${file}`, ' ')).toEqual({ engine: false, page: false });
    },
  );

  test('do not depend on line endings', () => {
    const place = join(root, 'src/engine/run.ts');
    writeFileSync(place, readFileSync(place, 'utf8').replaceAll('\n', '\r\n'));
    expect(read()).toEqual(before);
  });
});
