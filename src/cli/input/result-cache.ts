import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { engineVersion } from '../../astro/setup/sources.ts';
import type { FileCache } from '../../cache/file-cache.ts';
import { SiteCache } from '../../cache/site-cache.ts';
import { type Io, printable } from '../terminal/io.ts';

/** The folder where a project's builds cache results, or null outside a project. */
export function projectCache(cwd: string): string | null {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules');
    if (existsSync(join(modules, 'astro'))) return join(modules, '.astro');
    if (folder === dirname(folder)) return null;
  }
}

/** The project's result cache and the engine's version; null outside a project. */
export function openResultCache(io: Io): { readonly cache: FileCache; readonly engine: string } | null {
  const folder = projectCache(io.cwd);
  if (folder === null) return null;
  const engine = engineVersion();
  return { cache: openSiteCache(folder, io).open('results', engine), engine };
}

/** The site's cache, inside Astro's cache folder. */
export function openSiteCache(folder: string, io: Io): SiteCache {
  return new SiteCache(pathToFileURL(`${folder}/`), cacheWarning(io));
}

/** Prints a warning about the cache to standard error. */
export function cacheWarning(io: Io): (message: string) => void {
  return (message) => io.stderr.write(printable(`warning: ${message}\n`));
}
