import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, createBench } from '../../tests/support/command.ts';
import type { Examined } from '../output/reports.ts';
import { checkRuntime, isAtLeast } from './doctor.ts';

const INTEGRATION = fileURLToPath(new URL('../../astro/hindcast.ts', import.meta.url));

let bench: Bench;

beforeEach(() => {
  bench = createBench();
  bench.write('package.json', '{ "type": "module", "dependencies": { "hindcast": "^0.1.0" } }');
  bench.write('content/incidents/one.md', '');
  config('{ integrations: [[hindcast()], false] }');
});

afterEach(() => bench.remove());

const config = (exported: string): void =>
  bench.write(
    'astro.config.mjs',
    `import hindcast from ${JSON.stringify(INTEGRATION)};\nexport default ${exported};\n`,
  );

async function examine(): Promise<{ code: number; parts: string[] }> {
  const { code, out, err } = await bench.call(['doctor', '--json']);
  expect(err).toBe('');
  const { version, examined }: { version: number; examined: Examined[] } = JSON.parse(out);
  expect(version).toBe(1);
  expect(examined.filter(({ status, hint }) => (status === 'ok') !== (hint === null))).toEqual([]);
  return { code, parts: examined.map(({ part, status, found }) => `${status} ${part}: ${found}`) };
}

describe('hindcast doctor', () => {
  test('reports missing packages and what works', async () => {
    const { code, parts } = await examine();
    expect(code).toBe(1);
    expect(parts).toEqual([
      `ok node: Node ${process.versions.node}`,
      'ok package: package.json depends on hindcast ^0.1.0',
      "error hindcast: hindcast isn't installed",
      "error astro: Astro isn't installed",
      expect.stringMatching(/^ok packages: all \d+ dependencies are installed$/),
      'ok config: astro.config.mjs uses hindcast()',
      'ok csp: pages use the content security policy from hindcast',
      'ok content: 1 write-up in content/incidents',
      'ok cache: empty; the first build runs every scenario',
      expect.stringMatching(/^ok fonts: inter/),
    ]);
  });

  test('reports an unsupported version of Astro', async () => {
    bench.write('node_modules/astro/package.json', '{ "version": "6.9.0" }');
    expect((await examine()).parts).toContainEqual(
      expect.stringMatching(/^error astro: this is Astro 6\.9\.0, but hindcast requires \^7/),
    );
  });

  test('reports an empty folder', async () => {
    const empty = createBench();
    const { code, out } = await empty.call(['doctor']);
    empty.remove();
    expect(code).toBe(1);
    expect(out).toMatch(
      /^error +package +there is no package\.json here\n +hint: run this in the site folder/m,
    );
    expect(out).toMatch(/^error +config +there is no astro\.config\.mjs here$/m);
    expect(out).toMatch(/\n\d errors, 0 warnings\n$/);
  });

  test.each([
    ['a configuration that throws', 'nothing.there', /^error config: astro\.config\.mjs: nothing is/],
    [
      'a configuration without hindcast',
      '{ integrations: [] }',
      /^error config: .*`integrations` doesn't contain `hindcast\(\)`$/,
    ],
    ['an invalid configuration', '7', /^error config: .*the file has no default export$/],
    ['an unknown option', '{ integrations: [hindcast({ titel: 1 })] }', /^error config: .*`titel`/],
    [
      'a disabled policy',
      '{ integrations: [hindcast()], security: { csp: false } }',
      /^error csp: `security\.csp` is/,
    ],
    [
      'inline styles',
      "{ integrations: [hindcast()], build: { inlineStylesheets: 'auto' } }",
      /^error csp: `build\.inlineStylesheets` isn't "never"$/,
    ],
    [
      'a missing folder of write-ups',
      "{ integrations: [hindcast({ content: 'here' })] }",
      /^error content: the folder here doesn't exist$/,
    ],
  ])('reports %s', async (_, exported, found) => {
    config(exported);
    expect((await examine()).parts).toContainEqual(expect.stringMatching(found));
  });

  test('reports unusable file names, sources without collections, and built pages without a policy', async () => {
    bench.write('content/guides/My Guide.md', '');
    mkdirSync(join(bench.folder, 'src'));
    bench.write('dist/a/index.html', '<p>');
    const { parts } = await examine();
    expect(parts).toContain(
      "error content: 1 write-up in content/incidents; file names that aren't valid in a URL: My Guide.md",
    );
    expect(parts).toContain(
      "error sources: src/ has no content.config.ts, so Astro can't find any write-ups",
    );
    expect(parts).toContain('warning csp: 1 built page without a policy, for example dist/a/index.html');
    bench.write('src/content.config.ts', '');
    expect((await examine()).parts).toContain('ok sources: src/ defines the collections');
  });

  test('recognizes its own repository', async () => {
    bench.write('package.json', '{ "name": "hindcast", "type": "commonjs" }');
    const { parts } = await examine();
    expect(parts).toContain('ok package: this is the hindcast repository');
    expect(parts).toContain('warning package: "type" isn\'t "module" in package.json');
  });
});

test('reports an old version of Node', () => {
  const own = fileURLToPath(new URL('../../../', import.meta.url));
  expect(checkRuntime(own, '20.20.2')).toMatchObject({ status: 'error', part: 'node' });
});

test.each([
  ['7.3.4', '7.3.4', true],
  ['7.10.0', '7.9.9', true],
  ['7.3.3', '7.3.4', false],
  ['24.0.0-nightly', '22.18', true],
])('%s is at least %s: %s', (version, least, is) => {
  expect(isAtLeast(version, least)).toBe(is);
});
