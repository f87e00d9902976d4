import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/** Digests of Hindcast's own sources. Caches carry them in their keys, so that a change of code is never missed. */
export interface SourceVersions {
  /** What a Result hangs on beside the scenario: all code from text to Result. */
  engine: string;
  /** What the HTML of a page hangs on beside its text: that code and all that renders. */
  page: string;
}

/**
 * Reads Hindcast's sources as they are now. Which files count follows from their imports, so that a new room needs no
 * entry here. Packages count by the exact versions that Hindcast's own package names.
 *
 * @param src folder that holds the rooms
 */
export function readVersions(src: URL = new URL('../../', import.meta.url)): SourceVersions {
  // Pages show local times, whose rules come with Node.
  const { icu = '', tz = '' } = process.versions;
  return { engine: digestOf(src, 'hindcast'), page: digestOf(src, 'astro/content/compiler', icu, tz) };
}

/** Digest of a module of the sources and of all that it imports. In a package the sources are JavaScript. */
function digestOf(src: URL, entry: string, ...more: readonly string[]): string {
  const manifest: { dependencies?: unknown } = JSON.parse(
    readFileSync(new URL('../package.json', src), 'utf8'),
  );
  const texts = new Map<string, string>();
  const written = new URL(`${entry}.ts`, src);
  reach(existsSync(written) ? written : new URL(`${entry}.js`, src), src, texts);
  const hash = createHash('sha256').update(JSON.stringify([manifest.dependencies ?? {}, more]));
  for (const [file, text] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`\0${file}\0${text}`);
  return hash.digest('hex').slice(0, 16);
}

/** Reads a file and, one after the other, those that it names in its imports. */
function reach(file: URL, src: URL, texts: Map<string, string>): void {
  const name = file.href.slice(src.href.length);
  // What looks like an import may stand in a comment: it need not be there.
  if (texts.has(name) || !existsSync(file)) return;
  // Line ends may differ between check-outs of the same commit.
  const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  texts.set(name, text);
  if (!/\.[jt]s$/.test(file.pathname)) return;
  // Sources have single quotes; where the compiler writes a name anew, it takes double ones.
  for (const [, , target] of text.matchAll(/\b(?:from|import)\s*\(?\s*(['"])(\.{1,2}\/[^'"]+)\1/g)) {
    reach(new URL(target!, file), src, texts);
  }
}
