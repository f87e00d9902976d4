import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createCompiler, type PageCompiler } from '../../astro/content/compiler.ts';
import { readVersions } from '../../astro/setup/sources.ts';
import type { EditionName } from '../../config/options.ts';
import type { ConfigRead } from '../../config/read-config.ts';
import { markdownProcessor } from '../../markdown/processor.ts';
import { type Io, printable } from '../terminal/io.ts';

/** A compiler for commands that look at pages and throw them away. */
export interface OpenCompiler {
  readonly compiler: PageCompiler;
  /** Removes what it left behind outside of a project. */
  close(): void;
}

/**
 * Compiles write-ups as a build of an edition does, with the cache of results of that build. Code in pages is not
 * coloured.
 */
export function openCompiler(io: Io, edition: EditionName = 'internal'): OpenCompiler {
  const versions = readVersions();
  const plain = async () => '';
  const cache = cacheFolder(io.cwd);
  const folder = edition === 'public' ? join(cache.folder, 'public') : cache.folder;
  const compiler = createCompiler({
    versions,
    results: pathToFileURL(`${join(folder, 'hindcast', versions.engine)}/`),
    highlight: plain,
    renderer: () => markdownProcessor(plain).createRenderer({ syntaxHighlight: false }),
    warn: (message) => io.stderr.write(printable(`warning: ${message}\n`)),
  });
  return {
    compiler,
    close() {
      if (cache.temporary) rmSync(cache.folder, { recursive: true, force: true });
    },
  };
}

/** Where builds of the project keep results; outside of a project a folder that goes away again. */
function cacheFolder(cwd: string): { folder: string; temporary: boolean } {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules', 'astro'))) {
      return { folder: join(folder, 'node_modules', '.astro'), temporary: false };
    }
    if (folder === dirname(folder)) break;
  }
  return { folder: mkdtempSync(join(tmpdir(), 'hindcast-')), temporary: true };
}

/** The configuration of the site that a command was called in. */
export interface FoundSite {
  /** Folder of astro.config. */
  readonly root: string;
  /** Path of astro.config. */
  readonly file: string;
  /** What `hindcast()` was given; null where the file can't be loaded or does not call it. */
  readonly read: ConfigRead | null;
  /** What is wrong with the file, in a sentence; null if nothing is. */
  readonly problem: string | null;
  readonly hint: string | null;
  /** The whole configuration as the file exports it, for other looks at it. */
  readonly astro: Readonly<Record<string, unknown>>;
}

const NAMES = ['mjs', 'js', 'ts', 'mts'].map((ending) => `astro.config.${ending}`);

/** The folder at or above this one that holds an Astro configuration, or null. */
export function siteRoot(from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    if (NAMES.some((name) => existsSync(join(folder, name)))) return folder;
    if (folder === dirname(folder)) return null;
  }
}

/**
 * Loads the configuration of the site at or above a folder, as a build does: the file is the site's own code and is run.
 * Null where there is no site.
 */
export async function findSite(from: string): Promise<FoundSite | null> {
  const root = siteRoot(from);
  if (root === null) return null;
  const file = join(root, NAMES.find((name) => existsSync(join(root, name)))!);
  const found = { root, file, read: null, problem: null, hint: null, astro: {} };
  let astro: Record<string, unknown>;
  try {
    const loaded: { default?: unknown } = await import(pathToFileURL(file).href);
    if (!isRecord(loaded.default)) {
      return {
        ...found,
        problem: 'it exports no configuration',
        hint: 'write `export default defineConfig({ ... })`',
      };
    }
    astro = loaded.default;
  } catch (error) {
    const told = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    return { ...found, problem: `it can't be loaded: ${told}`, hint: 'have you called `npm install`?' };
  }
  const read = configHookOf(astro['integrations']);
  if (read === null) {
    const hint = "write `import hindcast from 'hindcast'` and `integrations: [hindcast()]`";
    return { ...found, astro, problem: 'hindcast() is not among its integrations', hint };
  }
  return { ...found, astro, read };
}

/** What our integration tells of its options. Integrations may be nested lists, and may be left out by `false`. */
function configHookOf(integrations: unknown): ConfigRead | null {
  const flat: unknown[] = Array.isArray(integrations) ? integrations.flat(Number.POSITIVE_INFINITY) : [];
  const own = flat.filter(isRecord).find((one) => one['name'] === 'hindcast');
  const hooks = own?.['hooks'];
  const hook = isRecord(hooks) ? hooks['hindcast:config'] : undefined;
  return typeof hook === 'function' ? (hook() as ConfigRead) : null;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
