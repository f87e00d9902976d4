import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/**
 * Digests of Hindcast's sources and Node's time zones. They're part of the cache keys, so every change invalidates the
 * caches.
 */
export interface SourceVersions {
  /** Code that a Result depends on: everything from scenario text to Result. */
  engine: string;
  /** Code that a page's HTML depends on: the engine and everything that renders pages. */
  page: string;
  /** Code that draws diagrams. */
  diagrams: string;
  /** Code that highlights code blocks. */
  code: string;
}

/**
 * Computes versions of Hindcast's current sources. It follows imports, so new modules are included automatically.
 * Dependencies are included by their exact versions in Hindcast's package.json.
 *
 * @param src `src/`, or `build/` in the package
 * @param data versions of Node's time zones, which affect steps and loads at local times and the times on pages
 */
export function readVersions(
  src: URL = new URL('../../', import.meta.url),
  data: Readonly<NodeJS.Dict<string>> = process.versions,
): SourceVersions {
  const { icu = '', tz = '' } = data;
  return {
    engine: engineVersion(src, data),
    page: digestOf(src, 'astro/content/compiler', icu, tz),
    diagrams: digestOf(src, 'diagrams/render', icu),
    code: digestOf(src, 'markdown/highlight', icu),
  };
}

/** Only the engine's version, for commands that run scenarios without pages. */
export function engineVersion(
  src: URL = new URL('../../', import.meta.url),
  { icu = '', tz = '' }: Readonly<NodeJS.Dict<string>> = process.versions,
): string {
  return digestOf(src, 'hindcast', icu, tz);
}

/**
 * The version of any other module, including everything it imports and Node's time zones.
 *
 * @param entry the module, as a path from `src/` without an extension
 */
export function versionOf(entry: string): string {
  const { icu = '', tz = '' } = process.versions;
  return digestOf(new URL('../../', import.meta.url), entry, icu, tz);
}

/** Digest of a module and everything it imports. In the package, modules are JavaScript. */
function digestOf(src: URL, entry: string, ...more: readonly string[]): string {
  const manifest: { dependencies?: unknown; devDependencies?: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(new URL('../package.json', src), 'utf8'),
  );
  // The package includes these two dependencies in a bundle. In a checkout, they are installed.
  const { mermaid, dompurify } = manifest.devDependencies ?? {};
  const texts = new Map<string, string>();
  const written = new URL(`${entry}.ts`, src);
  reach(existsSync(written) ? written : new URL(`${entry}.js`, src), src, texts);
  const hash = createHash('sha256').update(
    JSON.stringify([manifest.dependencies ?? {}, mermaid, dompurify, more]),
  );
  for (const [file, text] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`\0${file}\0${text}`);
  return hash.digest('hex').slice(0, 16);
}

/** Reads a file and, recursively, the files it imports. */
function reach(file: URL, src: URL, texts: Map<string, string>): void {
  const name = file.href.slice(src.href.length);
  // An import in a comment can refer to a file that doesn't exist.
  if (texts.has(name) || !existsSync(file)) return;
  // Line endings can differ between checkouts of the same commit.
  const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  texts.set(name, text);
  if (!/\.[jt]s$/.test(file.pathname)) return;
  // The sources use single quotes; the compiler writes some imports with double quotes.
  for (const [, , target] of text.matchAll(/\b(?:from|import)\s*\(?\s*(['"])(\.{1,2}\/[^'"]+)\1/g)) {
    reach(new URL(target!, file), src, texts);
  }
}
