import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SeriesFile } from '../../incident/series.ts';

/** Limits on a page's series. Larger files aren't read. */
const MOST_FILES = 200;
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * The observed series of a page or scenario, sorted by name: the CSV files in `series/` in the folder named after the
 * page. Symbolic links are skipped, since a pull request could add a link to any file on the build machine.
 *
 * @param url  the page's file
 * @param file its path as diagnostics show it
 */
export function seriesFilesOf(url: URL, file: string): SeriesFile[] {
  const folder = seriesFolder(fileURLToPath(url));
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isFile() && /^\w+\.csv$/.test(entry.name))
    .map(({ name }) => name)
    .sort()
    .slice(0, MOST_FILES)
    .flatMap((name): SeriesFile[] => {
      const path = join(folder, name);
      if (statSync(path).size > MOST_BYTES) return [];
      const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
      return [{ name: name.slice(0, -'.csv'.length), file: `${seriesFolder(file)}/${name}`, text }];
    });
}

/** `incidents/a.md` has its series in `incidents/a/series`. */
function seriesFolder(page: string): string {
  return `${page.replace(/\.[A-Za-z]+$/, '')}/series`;
}
