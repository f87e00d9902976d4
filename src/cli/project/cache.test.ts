import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenarioInputs, shortKey } from '../../astro/content/compiler.ts';
import { pageInputs } from '../../astro/content/page-folder.ts';
import { drawingKey } from '../../astro/results/kept-parts.ts';
import { ResultStore } from '../../astro/results/kept-results.ts';
import { wordsOf } from '../../astro/setup/settings.ts';
import { readVersions } from '../../astro/setup/sources.ts';
import { JsonCache } from '../../cache/json-cache.ts';
import { SiteCache, type UsedEntry } from '../../cache/site-cache.ts';
import { readConfig } from '../../config/read-config.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { scenarioText } from '../../hindcast.ts';
import { type Bench, createBench, LEASE } from '../../tests/support/command.ts';
import type { CacheExplanation, CacheReport } from '../output/reports.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FILE = 'content/incidents/one.md';
const DIAGRAM = 'flowchart LR\n  a --> b';
const page = (scenario: string): string =>
  `---\ntitle: One\nsummary: A page.\nseverity: SEV3\nstarted_at: 2025-10-20T06:10:00Z\n---\n\n\`\`\`scenario\n${scenario.trimEnd()}\n\`\`\`\n\n\`\`\`mermaid\n${DIAGRAM}\n\`\`\`\n`;
const TEXT = page(LEASE);

let bench: Bench;
let folder: string;
let cache: SiteCache;
const versions = readVersions();
const options = { record: [], zone: 'UTC', waits: true };
const scenario = scenarioText(fileSource('', LEASE.trimEnd()));
const names = wordsOf(readConfig({ docs: false }).config!.editions);

/** Writes the files that a build of the page would write. */
function leaveBuild(): void {
  const store = new ResultStore(cache.open('results', versions.engine), versions.engine);
  store.keep(scenario.source.text, options, '{"result":null,"diagnostics":[]}');
  cache.open('diagrams', versions.diagrams).write(drawingKey('hc-diagram', DIAGRAM), '<svg></svg>');
  const body = new JsonCache<object>(pathToFileURL(`${folder}/hindcast-bodies/`)).write({ html: '' });
  writeFileSync(join(folder, 'data-store.json'), '[]');
  const entries: UsedEntry[] = [
    {
      entry: `results/${store.keysFor(scenario.source.text, options)[0]!}`,
      name: 'lease',
      inputs: scenarioInputs(scenario, options),
    },
    {
      entry: `diagrams/${drawingKey('hc-diagram', DIAGRAM)}`,
      name: 'hc-diagram',
      inputs: { text: shortKey(DIAGRAM) },
    },
  ];
  const inputs = pageInputs({
    version: versions.page,
    words: names,
    hiddenPages: [],
    text: TEXT,
    series: [],
  });
  cache.record('build', { [FILE]: { inputs, body, entries } });
}

beforeAll(() => {
  bench = createBench();
  mkdirSync(join(bench.folder, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules/astro'), join(bench.folder, 'node_modules/astro'));
  bench.write(
    'astro.config.mjs',
    `import hindcast from '${join(ROOT, 'src/astro/hindcast.ts')}';\nexport default { integrations: [hindcast({ docs: false })] };\n`,
  );
  bench.write('elsewhere.md', TEXT);
  folder = join(bench.folder, 'node_modules/.astro');
  cache = new SiteCache(pathToFileURL(`${folder}/`), () => undefined);
});

afterAll(() => bench.remove());

async function explained(text = TEXT): Promise<Record<string, string>> {
  bench.write(FILE, text);
  const { code, out, err } = await bench.call(['cache', 'explain', FILE, '--json']);
  expect([code, err]).toEqual([0, '']);
  const { parts } = JSON.parse(out) as CacheExplanation;
  return Object.fromEntries(
    parts.map(({ kind, cached, why }) => [kind, `${cached ? 'cached' : 'again'}: ${why}`]),
  );
}

const file = (kind: string): string => {
  const [version] = readdirSync(join(folder, 'hindcast', kind));
  const [name] = readdirSync(join(folder, 'hindcast', kind, version!));
  return join(folder, 'hindcast', kind, version!, name!);
};

describe('explain', () => {
  test('says that nothing is cached before the first build', async () => {
    expect(await explained()).toEqual({
      page: 'again: no build of this edition has read it',
      scenario: 'again: no build of this edition has run it on this page',
      diagram: 'again: no build of this edition has drawn it on this page',
    });
  });

  test('says what is cached after a build, and what an edit changes', async () => {
    leaveBuild();
    expect(await explained()).toEqual({
      page: 'cached: nothing it depends on has changed since the last build',
      scenario: 'cached: same text, timeline and engine',
      diagram: 'cached: same text',
    });
    expect(await explained(page(LEASE.replace('10m', '11m')))).toEqual({
      page: 'again: its text changed',
      scenario: 'again: its text changed',
      diagram: 'cached: same text',
    });
    expect(await explained(TEXT.replace('a --> b', 'a --> c'))).toMatchObject({
      scenario: 'cached: same text, timeline and engine',
      diagram: 'again: its text changed',
    });
  });

  test('finds damaged and removed entries', async () => {
    leaveBuild();
    writeFileSync(file('diagrams'), '<svg>');
    rmSync(file('results'));
    rmSync(join(folder, 'data-store.json'));
    expect(await explained()).toEqual({
      page: "again: Astro's list of pages is missing",
      scenario: 'again: its Result was removed from the cache',
      diagram: 'again: its entry is damaged',
    });
  });

  test('accepts only the site’s pages', async () => {
    expect((await bench.call(['cache', 'explain', 'elsewhere.md'])).err).toContain(
      "isn't a page of this site",
    );
    expect((await bench.call(['cache', 'explain'])).err).toContain('`explain` needs a file');
    expect((await bench.call(['cache', 'stats', FILE])).err).toContain('`stats` takes no file');
  });
});

test('stats and prune count entries by kind', async () => {
  leaveBuild();
  cache.open('diagrams', 'old').write(drawingKey('x', ''), '<svg/>');
  const read = async (action: string): Promise<CacheReport['caches'][number]> => {
    const { code, out } = await bench.call(['cache', action, '--json']);
    expect(code).toBe(0);
    return (JSON.parse(out) as CacheReport).caches[0]!;
  };
  const kinds = async (action: string) => (await read(action)).kinds.find(({ kind }) => kind === 'diagrams');
  expect(await kinds('stats')).toMatchObject({ entries: 2, unused: 1, unusedBytes: 71 });
  expect((await read('prune')).removed).toEqual({ entries: 1, bytes: 71 });
  expect(await kinds('stats')).toMatchObject({ entries: 1, unused: 0 });
  expect((await bench.call(['cache', 'stats'])).out).toMatch(/^internal edition +entries +size/);
});
