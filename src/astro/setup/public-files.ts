import { type Dirent, readdirSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { fileSource } from '../../diagnostic/source.ts';

/**
 * Reports symbolic links in the folder of public files that point outside the site. Astro copies their targets, so a
 * branch could publish any file on the machine that builds it.
 */
export function publicLinks(folder: URL, root: URL): Diagnostic[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  } catch {
    return [];
  }
  const site = realpathSync(fileURLToPath(root));
  return entries
    .filter((entry) => entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !staysIn(path, site))
    .map((path) => relative(fileURLToPath(root), path).split(sep).join('/'))
    .sort()
    .map((file) => ({
      code: 'site/public-link',
      severity: 'error',
      message: 'this symbolic link points outside the site, or to a file that doesn’t exist',
      hint: 'copy the file into the folder, or remove the link',
      span: fileSource(file, '').spanAt(0, 0),
    }));
}

function staysIn(path: string, site: string): boolean {
  try {
    return realpathSync(path).startsWith(site.endsWith(sep) ? site : site + sep);
  } catch {
    return false;
  }
}
