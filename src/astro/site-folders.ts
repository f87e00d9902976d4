import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AstroConfig } from 'astro';

/** Folder of the rooms: in it lies the `content.config` that defines the collections. */
const OWN_FOLDER = new URL('../', import.meta.url);

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
