import { statSync } from 'node:fs';
import { join, normalize, resolve, sep } from 'node:path';
import { globSync } from 'tinyglobby';
import { missing } from './input.ts';

/** A file to check. `walked` ones were found in a folder, so they need not be ours. */
export interface FoundFile {
  /** Name as findings give it: as it was named, or below the folder as that was named. */
  readonly name: string;
  readonly walked: boolean;
}

/**
 * Files of the paths, each once, by name: a file as it is, a folder with what is below it. Links to folders are not
 * followed.
 *
 * @throws UsageError if a path leads nowhere
 */
export function findFiles(paths: readonly string[], cwd: string): FoundFile[] {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    const at = resolve(cwd, path);
    const isFolder = isDirectory(at);
    if (path === '' || isFolder === null) throw missing(path, cwd);
    if (!isFolder) found.set(at, { name: slashes(normalize(path)), walked: false });
    else
      for (const name of walk(at)) {
        const file = resolve(at, name);
        if (!found.has(file)) found.set(file, { name: slashes(join(path, name)), walked: true });
      }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function walk(folder: string): string[] {
  return globSync('**/*.{md,yaml,yml}', {
    cwd: folder,
    ignore: ['**/node_modules/**', '**/dist/**'],
    followSymbolicLinks: false,
    expandDirectories: false,
  });
}

function slashes(path: string): string {
  return path.split(sep).join('/');
}

/** Null if there is nothing, or nothing that can be reached. */
function isDirectory(path: string): boolean | null {
  try {
    return statSync(path).isDirectory();
  } catch {
    return null;
  }
}
