import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AstroConfig } from 'astro';

/*
 * Astro reads its configuration at the first change event and ignores further ones while it restarts its server. Many
 * editors truncate a file before they write it, so Astro could read an empty configuration, without Hindcast, and miss
 * the complete one.
 */

const NAME = /^astro\.config\.(?:mjs|cjs|js|mts|cts|ts)$/;
/** How long a file must be unchanged to count as complete, and the longest wait for that, in milliseconds. */
const SETTLED = 60;
const MOST_WAIT = 1000;

/** Whether a path is that of a site's configuration. */
export function isConfigFile(path: string): boolean {
  return NAME.test(path.split(/[\\/]/).at(-1) ?? '');
}

/** Blocks the whole process until a file seems to be written completely, so that nothing else can read it before. */
export function waitUntilWhole(path: string): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; waited < MOST_WAIT; waited += SETTLED) {
    const before = stateOf(path);
    Atomics.wait(cell, 0, 0, SETTLED);
    if (before !== null && before.size > 0 && before.changed === stateOf(path)?.changed) return;
  }
}

/** The path of a site's configuration and a digest of its text; null if it doesn't exist or can't be read. */
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

/** `src/`, or `build/` in the package: it has a `content.config` that defines the collections. */
const OWN_FOLDER = new URL('../../', import.meta.url);

const CONTENT_CONFIGS = ['mjs', 'js', 'mts', 'ts'].map((ending) => `content.config.${ending}`);

/** Whether a path is that of a definition of collections. */
export function isCollectionsFile(path: string): boolean {
  return CONTENT_CONFIGS.includes(path.split(/[\\/]/).at(-1) ?? '');
}

/**
 * The folder in which Astro looks for the definition of the collections. A site without a `src/` uses Hindcast's and
 * needs no such file.
 *
 * @throws Error if the site's `src/` has no such file: its own pages would find no collections
 */
export function sourceFolder({ srcDir }: Pick<AstroConfig, 'srcDir'>): URL {
  if (CONTENT_CONFIGS.some((name) => existsSync(new URL(name, srcDir)))) return srcDir;
  if (!existsSync(srcDir)) return OWN_FOLDER;
  throw new Error(
    `${fileURLToPath(srcDir)} has no content.config.ts. Create it with the line \`export { collections } from 'hindcast/content';\`, or remove the folder.`,
  );
}

/** The URL of a folder that an option names relative to the site's root. */
export function folderOf(path: string, root: URL): URL {
  return pathToFileURL(`${resolve(fileURLToPath(root), path)}/`);
}

/** Whether a folder has Markdown files. False if it doesn't exist. */
export function holdsPages(folder: URL): boolean {
  try {
    return readdirSync(folder).some((name) => name.endsWith('.md'));
  } catch {
    return false;
  }
}

/** Whether the site's `public/` has a file. */
export function hasPublicFile(config: Pick<AstroConfig, 'publicDir'>, name: string): boolean {
  return existsSync(new URL(name, config.publicDir));
}

/** SVG of the site's icon: its `public/favicon.svg`, or Hindcast's. */
export function iconOf(config: Pick<AstroConfig, 'publicDir'>): string {
  const own = new URL('favicon.svg', config.publicDir);
  return readFileSync(existsSync(own) ? own : new URL('site/styles/favicon.svg', OWN_FOLDER), 'utf8');
}
