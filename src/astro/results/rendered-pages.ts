import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * Astro keeps rendered pages in its cache folder and restores those whose data and code haven't changed, but doesn't
 * check that they're unchanged. A seal with their digests, written after each build, reveals damaged pages.
 */

/** Where Astro keeps rendered pages and their metadata, inside its cache folder. */
const PAGES = 'dist/';
const MANIFEST = 'incremental-build.json';
const SEAL = 'hindcast-rendered.json';

/** Writes the digests of all rendered pages in a cache folder. */
export function sealRendered(cache: URL): void {
  writeFileSync(new URL(SEAL, cache), JSON.stringify(digestsIn(cache)));
}

/**
 * Removes rendered pages that don't match their sealed digests, so they're rendered again. If Astro's manifest differs,
 * all are removed.
 *
 * @returns number of removed pages
 */
export function dropDamaged(cache: URL): number {
  const found = digestsIn(cache);
  const sealed = sealIn(cache);
  const isWhole = found[MANIFEST] === sealed[MANIFEST];
  if (!isWhole) rmSync(new URL(MANIFEST, cache), { force: true });
  const damaged = Object.keys(found).filter(
    (file) => file !== MANIFEST && (!isWhole || found[file] !== sealed[file]),
  );
  for (const file of damaged) rmSync(new URL(file.split('/').map(encodeURIComponent).join('/'), cache));
  return damaged.length;
}

/** Digests by path in the cache folder; empty if there are no rendered pages. */
function digestsIn(cache: URL): Record<string, string> {
  const files = filesIn(new URL(PAGES, cache)).map((file) => `${PAGES}${file}`);
  const digests: Record<string, string> = {};
  for (const file of [MANIFEST, ...files]) {
    const digest = digestOf(new URL(file.split('/').map(encodeURIComponent).join('/'), cache));
    if (digest !== null) digests[file] = digest;
  }
  return digests;
}

function filesIn(folder: URL): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(fileURLToPath(folder).length))
      .map((file) => file.replaceAll('\\', '/'));
  } catch {
    return [];
  }
}

function sealIn(cache: URL): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(new URL(SEAL, cache), 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

function digestOf(file: URL): string | null {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return null;
  }
}
