import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AstroConfig } from 'astro';

/*
 * Astro reads its configuration at the first change event and ignores further events while it restarts its server. Many
 * editors truncate a file before writing it, so Astro could read an empty configuration, without Hindcast, and miss the
 * complete version.
 */

const NAME = /^astro\.config\.(?:mjs|cjs|js|mts|cts|ts)$/;
/** How long a file has to stay unchanged to count as complete, and the maximum wait, both in milliseconds. */
const SETTLED = 60;
const MOST_WAIT = 1000;

/** True for the path of a site's configuration file. */
export function isConfigFile(path: string): boolean {
  return NAME.test(path.split(/[\\/]/).at(-1) ?? '');
}

/** Blocks the entire process until a file seems to be completely written, so that nothing reads it too early. */
export function waitUntilWhole(path: string): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; waited < MOST_WAIT; waited += SETTLED) {
    const before = stateOf(path);
    Atomics.wait(cell, 0, 0, SETTLED);
    if (before !== null && before.size > 0 && before.changed === stateOf(path)?.changed) return;
  }
}

/** The path of a site's configuration file and a digest of its text; null if it doesn't exist or can't be read. */
export function configFile(root: URL): { path: string; digest: string } | null {
  try {
    const name = readdirSync(root).find((one) => NAME.test(one));
    if (name === undefined) return null;
    const path = fileURLToPath(new URL(name, root));
    return { path, digest: createHash('sha256').update(readFileSync(path)).digest('hex') };
  } catch {
    return null;
  }
}

function stateOf(path: string): { size: number; changed: number } | null {
  try {
    const { size, mtimeMs } = statSync(path);
    return { size, changed: mtimeMs };
  } catch {
    return null;
  }
}

/** `src/`, or `build/` in the package. Its `content.config` defines the collections. */
const OWN_FOLDER = new URL('../../', import.meta.url);

const CONTENT_CONFIGS = ['mjs', 'js', 'mts', 'ts'].map((ending) => `content.config.${ending}`);

/** True for the path of a file that defines collections. */
export function isCollectionsFile(path: string): boolean {
  return CONTENT_CONFIGS.includes(path.split(/[\\/]/).at(-1) ?? '');
}

/**
 * The folder where Astro looks for the file that defines the collections. A site without `src/` uses Hindcast's file.
 * @throws Error if the site's `src/` has no such file, because the site's pages wouldn't find any collections
 */
export function sourceFolder({ srcDir }: Pick<AstroConfig, 'srcDir'>): URL {
  if (CONTENT_CONFIGS.some((name) => existsSync(new URL(name, srcDir)))) return srcDir;
  if (!existsSync(srcDir)) return OWN_FOLDER;
  throw new Error(
    `${fileURLToPath(srcDir)} has no content.config.ts. Create it with the line \`export { collections } from 'hindcast/content';\`, or remove the folder.`,
  );
}

/** The URL of a folder given relative to the site's root. */
export function folderOf(path: string, root: URL): URL {
  return pathToFileURL(`${resolve(fileURLToPath(root), path)}/`);
}

/** True if a folder contains Markdown files. False if it doesn't exist. */
export function holdsPages(folder: URL): boolean {
  try {
    return readdirSync(folder).some((name) => name.endsWith('.md'));
  } catch {
    return false;
  }
}

export function hasPublicFile(config: Pick<AstroConfig, 'publicDir'>, name: string): boolean {
  return existsSync(new URL(name, config.publicDir));
}

/** SVG of the site's icon: `public/favicon.svg`, or Hindcast's icon by default. */
export function iconOf(config: Pick<AstroConfig, 'publicDir'>): string {
  const own = new URL('favicon.svg', config.publicDir);
  return readFileSync(existsSync(own) ? own : new URL('site/styles/favicon.svg', OWN_FOLDER), 'utf8');
}
