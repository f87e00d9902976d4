import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AstroConfig } from 'astro';

/*
 * Astro reads its configuration at the first word of a change, and turns a deaf ear while it starts its server again. Who
 * saves a file first empties it: an empty configuration is one without Hindcast, and the whole one is never read.
 */

const NAME = /^astro\.config\.(?:mjs|cjs|js|mts|cts|ts)$/;
/** How long a file must have been left alone, and how long that is waited for, in milliseconds. */
const SETTLED = 60;
const MOST_WAIT = 1000;

/** Whether a path is that of the configuration of a site. */
export function isConfigFile(path: string): boolean {
  return NAME.test(path.split(/[\\/]/).at(-1) ?? '');
}

/** Holds the whole process up until a file is whole, as far as one can tell: nothing else may look at it meanwhile. */
export function waitUntilWhole(path: string): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; waited < MOST_WAIT; waited += SETTLED) {
    const before = stateOf(path);
    Atomics.wait(cell, 0, 0, SETTLED);
    if (before !== null && before.size > 0 && before.changed === stateOf(path)?.changed) return;
  }
}

/** The configuration of a site as a file, and a digest of its text; null where there is none or it can't be read. */
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

/** Folder of the rooms: in it lies the `content.config` that defines the collections. */
const OWN_FOLDER = new URL('../../', import.meta.url);

const CONTENT_CONFIGS = ['mjs', 'js', 'mts', 'ts'].map((ending) => `content.config.${ending}`);

/** Whether a path is that of a definition of collections. */
export function isCollectionsFile(path: string): boolean {
  return CONTENT_CONFIGS.includes(path.split(/[\\/]/).at(-1) ?? '');
}

/** A folder that an option names, from the site's root. */
export function folderOf(path: string, root: URL): URL {
  return pathToFileURL(`${resolve(fileURLToPath(root), path)}/`);
}

/** Whether a folder holds Markdown; one that is not there holds none. */
export function holdsPages(folder: URL): boolean {
  try {
    return readdirSync(folder).some((name) => name.endsWith('.md'));
  } catch {
    return false;
  }
}

/** Whether the site has a file of its own at this address. */
export function hasPublicFile(config: AstroConfig, name: string): boolean {
  return existsSync(new URL(name, config.publicDir));
}

/**
 * The folder in which Astro looks for the definition of the collections. A site that has no sources of its own uses
 * Hindcast's, so that it needs no such file.
 *
 * @throws Error if the site has sources without that file: its own pages would find no collections
 */
export function sourceFolder({ srcDir }: Pick<AstroConfig, 'srcDir'>): URL {
  if (CONTENT_CONFIGS.some((name) => existsSync(new URL(name, srcDir)))) return srcDir;
  if (!existsSync(srcDir)) return OWN_FOLDER;
  throw new Error(
    `${fileURLToPath(srcDir)} has no content.config.ts: write \`export { collections } from 'hindcast/content';\` into one, or remove the folder`,
  );
}
