import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Which rooms a room may import; itself always. ARCHITECTURE.md says why. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  diagnostic: [],
  result: [],
  time: ['result'],
  yaml: ['diagnostic'],
  scenario: ['diagnostic', 'result', 'time', 'yaml'],
  model: ['diagnostic', 'scenario'],
  engine: ['diagnostic', 'result', 'time', 'scenario', 'model'],
  explore: ['diagnostic', 'result', 'scenario', 'model', 'engine'],
  sweep: ['diagnostic', 'result', 'time', 'yaml', 'scenario', 'model', 'engine'],
  hindcast: ['diagnostic', 'result', 'time', 'yaml', 'scenario', 'model', 'engine', 'explore', 'sweep'],
  charts: [],
  views: ['result', 'time', 'charts'],
  diagrams: [],
  incident: ['diagnostic', 'result', 'time', 'yaml'],
  compare: ['result', 'time', 'incident', 'views'],
  preview: ['compare'],
  markdown: ['diagnostic', 'result', 'time', 'yaml', 'hindcast', 'views', 'diagrams', 'incident'],
  config: ['diagnostic', 'result', 'time', 'yaml'],
  astro: [
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
  ],
  review: ['diagnostic', 'incident', 'yaml'],
  reference: ['diagnostic', 'incident', 'scenario', 'views'],
  cli: [
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
    'compare',
    'preview',
    'markdown',
    'astro',
    'lsp',
  ],
  lsp: ['diagnostic', 'result', 'yaml', 'scenario', 'incident', 'markdown', 'hindcast', 'astro'],
  output: ['config'],
  exports: ['result', 'time', 'views', 'config', 'incident'],
  site: ['reference', 'result', 'time', 'views', 'diagrams', 'config', 'incident', 'markdown', 'exports'],
  'content.config': ['astro'],
  // Texts alone.
  templates: [],
  // Makes the package and the texts of the reference out of the rooms.
  package: ['cli', 'config', 'diagnostic', 'hindcast', 'markdown', 'reference'],
};

/** Rooms without clock, chance, files or environment. */
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
  'hindcast',
  'charts',
  'views',
  'config',
  'incident',
  'compare',
  'preview',
];

const IMPURE =
  /\bMath\.random\b|\bDate\.now\b|\bperformance\.now\b|\bprocess\.(env|cwd|argv)\b|from 'node:|\bMath\.(exp|log|log2|log10|pow|sin|cos|tan|sqrt|cbrt)\b/;

interface SourceFile {
  path: string;
  room: string;
  text: string;
  lines: number;
}

const files: SourceFile[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(ts|mjs|astro)$/.test(path) && !path.endsWith('.d.ts'))
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
  .map((path) => {
    const text = readFileSync(join(SRC, path), 'utf8');
    return { path, room: roomOf(path), text, lines: text.split('\n').length - 1 };
  });

const product = files.filter(
  ({ path, room }) => room !== 'tests' && room !== 'bench' && !path.endsWith('.test.ts'),
);

function roomOf(path: string): string {
  if (/^result(-[a-z]+)?\.ts$/.test(path)) return 'result';
  const slash = path.indexOf('/');
  return slash < 0 ? path.replace(/\.[a-z]+$/, '') : path.slice(0, slash);
}

function importsOf({ path, text }: SourceFile): string[] {
  const found = text.matchAll(/(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g);
  return [...found].map(([, target]) =>
    relative(SRC, resolve(SRC, dirname(path), target!)).replaceAll('\\', '/'),
  );
}

describe('house rules', () => {
  it('every room imports only what its place in the pipeline allows', () => {
    const wrong = product.flatMap((file) =>
      importsOf(file).flatMap((target) => {
        const to = roomOf(target);
        const allowed = to === file.room || (MAY_IMPORT[file.room] ?? []).includes(to);
        return allowed ? [] : [`${file.path} imports ${target}`];
      }),
    );
    expect(wrong).toEqual([]);
    expect([...new Set(product.map(({ room }) => room))].filter((room) => !(room in MAY_IMPORT))).toEqual([]);
  });

  it('no imports go in a circle', () => {
    const graph = new Map(files.map((file) => [file.path, importsOf(file)]));
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' > '));
      if (done.has(path) || trail.includes(path)) return;
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const path of graph.keys()) visit(path, []);
    expect(circles).toEqual([]);
  });

  it('pure rooms have no clock, chance, files, environment or platform mathematics', () => {
    const impure = product
      .filter(({ room }) => PURE.includes(room))
      .flatMap(({ path, text }) => {
        const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
        const found = IMPURE.exec(code);
        return found === null ? [] : [`${path}: ${found[0]}`];
      });
    expect(impure).toEqual([]);
  });

  it('pure rooms are checked without the types of Node and browsers', () => {
    const config = JSON.parse(readFileSync(join(SRC, '../tsconfig.pure.json'), 'utf8'));
    expect(config.compilerOptions).toEqual({ lib: ['ES2023'], types: [] });
    const rooms = config.include.map((path: string) =>
      path.replace(/^src\//, '').replace(/(-\*)?(\.d)?\.ts$/, ''),
    );
    expect([...new Set(rooms)].sort()).toEqual([...PURE, 'pure-globals'].sort());
    const scripts = JSON.parse(readFileSync(join(SRC, '../package.json'), 'utf8')).scripts;
    expect(scripts.types).toContain('tsc --noEmit -p tsconfig.pure.json');
  });

  it('pure rooms make no dates', () => {
    const dates = product.filter(
      ({ room, text }) => PURE.includes(room) && /\bnew Date\b/.test(text.replace(/\/\*[\s\S]*?\*\//g, '')),
    );
    expect(dates.map(({ path }) => path)).toEqual([]);
  });

  it('files stay under 300 lines', () => {
    const styles = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.css'))
      .map((path) => ({ path, lines: readFileSync(join(SRC, path), 'utf8').split('\n').length }));
    expect(styles.length).toBeGreaterThan(10);
    const long = [...product, ...styles]
      .filter(({ lines }) => lines > 300)
      .map(({ path, lines }) => `${path}: ${lines}`);
    expect(long).toEqual([]);
  });

  it('there are no barrels, no utils, and no switched-off checks', () => {
    const wrong = files.filter(
      ({ path, text }) =>
        /(^|\/)(utils?|helpers|common|misc)(\/|\.)/.test(path) ||
        /(^|\/)index\.ts$/.test(path) ||
        (!path.startsWith('tests/house-rules') &&
          /@ts-ignore|@ts-expect-error|@ts-nocheck|biome-ignore|\bas any\b/.test(text)),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});
