import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MOST_SERIES, MOST_SERIES_MEBIBYTES, type SeriesFile } from '../../incident/series.ts';

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
    .filter((entry) => entry.isFile() && entry.name.endsWith('.csv'))
    .map(({ name }) => name)
    .sort()
    .slice(0, MOST_SERIES + 1)
    .map((name, i): SeriesFile => {
      const path = join(folder, name);
      const named = { name: name.slice(0, -'.csv'.length), file: `${seriesFolder(file)}/${name}` };
      if (i === MOST_SERIES) return { ...named, text: '', unread: 'too many' };
      if (statSync(path).size > MOST_SERIES_MEBIBYTES * 1024 * 1024)
        return { ...named, text: '', unread: 'too large' };
      return { ...named, text: readFileSync(path, 'utf8').replace(/^\uFEFF/, '') };
    });
}

/** `incidents/a.md` has its series in `incidents/a/series`. */
function seriesFolder(page: string): string {
  return `${page.replace(/\.[A-Za-z]+$/, '')}/series`;
}
