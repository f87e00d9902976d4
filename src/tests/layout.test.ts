import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** The modules that each module may import, in addition to itself. ARCHITECTURE.md gives the reasons. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  diagnostic: [],
  result: [],
  cache: [],
  time: ['result'],
  yaml: ['diagnostic'],
  scenario: ['diagnostic', 'result', 'time', 'yaml'],
  model: ['diagnostic', 'scenario'],
  engine: ['diagnostic', 'result', 'time', 'scenario', 'model'],
  explore: ['diagnostic', 'result', 'scenario', 'model', 'engine'],
  sweep: ['diagnostic', 'result', 'time', 'yaml', 'scenario', 'model', 'engine'],
  validation: ['diagnostic', 'result', 'time', 'yaml', 'scenario', 'engine', 'sweep'],
  evaluate: ['diagnostic', 'result', 'yaml', 'scenario', 'model', 'engine', 'explore', 'sweep'],
  portable: ['result', 'scenario', 'model', 'engine', 'explore'],
  play: ['result', 'time', 'scenario', 'engine', 'explore', 'sweep', 'portable', 'views'],
  hindcast: [
    'diagnostic',
    'result',
    'yaml',
    'scenario',
    'engine',
    'explore',
    'sweep',
    'evaluate',
    'validation',
    'portable',
  ],
  charts: [],
  views: ['result', 'time', 'charts'],
  diagrams: [],
  incident: ['diagnostic', 'result', 'time', 'yaml'],
  drill: ['result', 'time', 'views', 'incident'],
  import: ['diagnostic', 'time', 'yaml', 'incident'],
  compare: ['result', 'time', 'incident', 'views'],
  preview: ['compare'],
  markdown: [
    'play',
    'diagnostic',
    'result',
    'time',
    'yaml',
    'scenario',
    'hindcast',
    'views',
    'diagrams',
    'incident',
  ],
  config: ['diagnostic', 'result', 'time', 'yaml', 'incident'],
  astro: [
    'cache',
    'diagnostic',
    'result',
    'time',
    'yaml',
    'sweep',
    'hindcast',
    'views',
    'diagrams',
    'config',
    'incident',
    'markdown',
    'output',
    'play',
    'review',
  ],
  review: ['diagnostic', 'incident', 'yaml'],
  reference: ['config', 'diagnostic', 'yaml', 'incident', 'scenario', 'views'],
  cli: [
    'cache',
    'review',
    'reference',
    'diagnostic',
    'result',
    'time',
    'yaml',
    'hindcast',
    'views',
    'config',
    'incident',
    'drill',
    'import',
    'compare',
    'preview',
    'markdown',
    'astro',
    'lsp',
  ],
  lsp: ['diagnostic', 'result', 'yaml', 'scenario', 'incident', 'markdown', 'hindcast', 'astro'],
  output: ['config'],
  exports: ['result', 'time', 'views', 'config', 'incident'],
  site: [
    'cache',
    'play',
    'reference',
    'result',
    'time',
    'views',
    'diagrams',
    'config',
    'incident',
    'drill',
    'markdown',
    'exports',
  ],
  'content.config': ['astro'],
  templates: [],
  create: ['cli'],
  package: [
    'astro',
    'cache',
    'cli',
    'config',
    'diagnostic',
    'hindcast',
    'markdown',
    'play',
    'reference',
    'tests',
  ],
};

/**
 * The folders inside a module, in order. A folder can import from folders in earlier rows, but from nothing else in
 * its module. `.` is the module's top folder.
 */
const FOLDERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  scenario: [['ast', 'schema'], ['card', 'cel', 'curves'], ['check'], ['.']],
  engine: [['numbers'], ['state'], ['services'], ['metrics'], ['.']],
  explore: [['space'], ['reduce', 'times'], ['packed', 'plain', 'report'], ['promela'], ['.']],
  views: [
    ['markup', 'styles'],
    ['words'],
    ['drawing', 'trace'],
    ['graph', 'sequence', 'series', 'sweep', 'timeline'],
    ['search', 'tables'],
    ['card'],
    ['.'],
  ],
  import: [['text'], ['reading'], ['times'], ['record'], ['series', 'sources'], ['draft'], ['traces'], ['.']],
  markdown: [['models', 'series', 'timeline', 'tree'], ['.']],
  validation: [['numbers'], ['probes'], ['calibrate', 'labels'], ['fixes'], ['.']],
  cli: [
    ['terminal'],
    ['input'],
    ['workers'],
    ['output'],
    ['check', 'docs', 'import', 'scenarios', 'project'],
    ['commands'],
    ['.'],
  ],
  astro: [['results', 'setup', 'watch'], ['content'], ['dev'], ['.']],
  site: [
    ['client', 'record', 'styles'],
    ['.'],
    ['across'],
    ['components/frame', 'drawings', 'pages/data'],
    ['components/list', 'layouts'],
    ['components/incident'],
    ['pages'],
  ],
  reference: [['errors', 'keys', 'outputs'], ['.']],
};

const MAX_LINES = 600;
const MAX_FILES = 25;

/** Folders that contain one small file for each case or model. */
const TEST_DATA =
  /^(tests\/(cases|set-ups|explore\/(models|spin)|site\/golden)|markdown\/cases|reference\/outputs|templates)(\/|$)/;

/** Modules that don't use the clock, randomness, files, or the environment. */
const PURE = [
  'diagnostic',
  'result',
  'time',
  'yaml',
  'scenario',
  'model',
  'engine',
  'explore',
  'sweep',
  'evaluate',
  'hindcast',
  'charts',
  'views',
  'config',
  'incident',
  'drill',
  'import',
  'compare',
  'preview',
];

const IMPURE =
  /\bMath\.random\b|\bDate\.now\b|\bperformance\.now\b|\bprocess\.(env|cwd|argv)\b|from 'node:|\bMath\.(exp|log|log2|log10|pow|sin|cos|tan|sqrt|cbrt)\b/;

interface SourceFile {
  path: string;
  module: string;
  text: string;
  lines: number;
}

const files: SourceFile[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(ts|mjs|astro)$/.test(path) && !path.endsWith('.d.ts'))
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
  .map((path) => {
    const text = readFileSync(join(SRC, path), 'utf8');
    return { path, module: moduleOf(path), text, lines: text.split('\n').length - 1 };
  });

const product = files.filter(
  ({ path, module }) => module !== 'tests' && module !== 'bench' && !path.endsWith('.test.ts'),
);

function moduleOf(path: string): string {
  const slash = path.indexOf('/');
  return slash < 0 ? path.replace(/\.[a-z]+$/, '') : path.slice(0, slash);
}

function importsOf({ path, text }: SourceFile): string[] {
  const found = text.matchAll(/(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g);
  return [...found].map(([, target]) =>
    relative(SRC, resolve(SRC, dirname(path), target!)).replaceAll('\\', '/'),
  );
}

/** The part of a path below its module that is listed in FOLDERS: `engine/state/actor.ts` is in `state`. */
function folderOf(path: string): string {
  const folders = (FOLDERS[moduleOf(path)] ?? []).flat();
  const inside = dirname(path).split('/').slice(1).join('/') || '.';
  return folders.find((folder) => inside === folder || inside.startsWith(`${folder}/`)) ?? inside;
}

/** Each cycle of a graph once, as `a > b > a`. */
function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (node: string, trail: readonly string[]): void => {
    if (trail.includes(node)) cycles.push([...trail.slice(trail.indexOf(node)), node].join(' > '));
    if (done.has(node) || trail.includes(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...trail, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return cycles;
}

describe('layout', () => {
  it('modules import only the modules that they may', () => {
    const wrong = product.flatMap((file) =>
      importsOf(file).flatMap((target) => {
        const to = moduleOf(target);
        const allowed = to === file.module || (MAY_IMPORT[file.module] ?? []).includes(to);
        return allowed ? [] : [`${file.path} imports ${target}`];
      }),
    );
    expect(wrong).toEqual([]);
    expect(
      [...new Set(product.map(({ module }) => module))].filter((module) => !(module in MAY_IMPORT)),
    ).toEqual([]);
  });

  it('folders import only earlier folders of their module', () => {
    const wrong = product
      .filter(({ module }) => module in FOLDERS)
      .flatMap((file) => {
        const rows = FOLDERS[file.module]!;
        const rowOf = (folder: string): number => rows.findIndex((row) => row.includes(folder));
        const from = folderOf(file.path);
        if (rowOf(from) < 0) return [`${file.path}: ${from} is not listed`];
        return importsOf(file)
          .filter((target) => moduleOf(target) === file.module)
          .filter((target) => folderOf(target) !== from && rowOf(folderOf(target)) >= rowOf(from))
          .map((target) => `${file.path} imports ${target}`);
      });
    expect(wrong).toEqual([]);
  });

  it('each folder with code in a module with subfolders is listed', () => {
    const unlisted = product
      .filter(({ path }) => path.split('/').length > 2 && !TEST_DATA.test(path))
      .filter(({ module, path }) => !(FOLDERS[module] ?? []).flat().includes(folderOf(path)));
    expect(unlisted.map(({ path }) => path)).toEqual([]);
  });

  it('files do not import each other in a cycle', () => {
    expect(cyclesOf(new Map(files.map((file) => [file.path, importsOf(file)])))).toEqual([]);
  });

  it('folders do not import each other in a cycle', () => {
    // A file at the top of `src` counts as a folder.
    const place = (path: string): string => (path.includes('/') ? dirname(path) : path);
    const graph = new Map<string, Set<string>>();
    for (const file of product) {
      const targets = importsOf(file).map(place);
      graph.set(place(file.path), new Set([...(graph.get(place(file.path)) ?? []), ...targets]));
    }
    for (const [folder, targets] of graph) targets.delete(folder);
    expect(cyclesOf(new Map([...graph].map(([folder, targets]) => [folder, [...targets]])))).toEqual([]);
  });

  it('pure modules have no clock, randomness, files, environment or platform mathematics', () => {
    const impure = product
      .filter(({ module }) => PURE.includes(module))
      .flatMap(({ path, text }) => {
        const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
        const found = IMPURE.exec(code);
        return found === null ? [] : [`${path}: ${found[0]}`];
      });
    expect(impure).toEqual([]);
  });

  it('pure modules compile without the types for Node and browsers', () => {
    const config = JSON.parse(readFileSync(join(SRC, '../tsconfig.pure.json'), 'utf8'));
    expect(config.compilerOptions).toEqual({ lib: ['ES2023'], types: [] });
    const listed = config.include.map((path: string) =>
      path.replace(/^src\//, '').replace(/(\.d)?\.ts$/, ''),
    );
    expect([...new Set(listed)].sort()).toEqual([...PURE, 'pure-globals'].sort());
    const scripts = JSON.parse(readFileSync(join(SRC, '../package.json'), 'utf8')).scripts;
    expect(scripts.types).toContain('tsc --noEmit -p tsconfig.pure.json');
  });

  it('pure modules create no Date', () => {
    const dates = product.filter(
      ({ module, text }) =>
        PURE.includes(module) && /\bnew Date\b/.test(text.replace(/\/\*[\s\S]*?\*\//g, '')),
    );
    expect(dates.map(({ path }) => path)).toEqual([]);
  });

  it('files have at most 600 lines', () => {
    const styles = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(css|js)$/.test(path))
      .map((path) => ({ path, lines: readFileSync(join(SRC, path), 'utf8').split('\n').length - 1 }));
    expect(styles.length).toBeGreaterThan(10);
    const long = [...product, ...styles].filter(({ lines }) => lines > MAX_LINES);
    expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  it('folders have at most 25 files', () => {
    const counts = new Map<string, number>();
    for (const entry of readdirSync(SRC, { recursive: true, withFileTypes: true })) {
      const folder = relative(SRC, entry.parentPath).replaceAll('\\', '/');
      if (entry.isFile() && !TEST_DATA.test(folder)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
    const crowded = [...counts].filter(([, count]) => count > MAX_FILES);
    expect(crowded.map(([folder, count]) => `${folder}: ${count}`)).toEqual([]);
  });

  it('ARCHITECTURE.md is short and names only paths that exist', () => {
    const text = readFileSync(join(SRC, '../ARCHITECTURE.md'), 'utf8');
    expect(text.split('\n').length - 1).toBeLessThanOrEqual(120);
    const paths = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]*)+|[\w-]+\.(?:ts|css|astro|md|json))`/g)].map(
      ([, path]) => path!,
    );
    expect(paths.length).toBeGreaterThan(40);
    const missing = paths.filter(
      (path) => !existsSync(join(SRC, path)) && !existsSync(join(SRC, '..', path)),
    );
    expect(missing).toEqual([]);
  });

  it('there are no barrels, no utils, and no disabled checks', () => {
    const wrong = files.filter(
      ({ path, text }) =>
        /(^|\/)(utils?|helpers|common|misc)(\/|\.)/.test(path) ||
        /(^|\/)index\.ts$/.test(path) ||
        (!path.startsWith('tests/layout') &&
          /@ts-ignore|@ts-expect-error|@ts-nocheck|biome-ignore|\bas any\b/.test(text)),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});
