import { type Dirent, readdirSync } from 'node:fs';
import { isInternalPage } from '../incident/front-matter.ts';
import { readPage } from './page-text.ts';
import type { HindcastSite } from './site.ts';

/** Names of the pages of a folder that the edition does not have, sorted. */
export function hiddenIn(folder: URL, { edition }: Pick<HindcastSite, 'edition'>): string[] {
  if (edition === 'internal') return [];
  return pagesIn(folder).filter((slug) => {
    const name = `${slug}.md`;
    return isInternalPage(name, readPage(new URL(encodeURIComponent(name), folder)));
  });
}

/**
 * Names of the pages of a folder, sorted: the order of work must not hang on the file system. Links are passed over: one
 * that a pull request brings may lead to any file of the machine that builds it.
 */
export function pagesIn(folder: URL): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map(({ name }) => name.slice(0, -'.md'.length))
    .sort();
}
