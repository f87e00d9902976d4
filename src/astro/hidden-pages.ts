import { readdirSync } from 'node:fs';
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

/** Names of the pages of a folder, sorted: the order of work must not hang on the file system. */
export function pagesIn(folder: URL): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.slice(0, -'.md'.length))
    .sort();
}
