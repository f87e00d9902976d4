import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { SiteFacts } from '../config/site.ts';
import { portableCss, portableHtml } from './addresses.ts';
import { isListed, robots, sitemap } from './crawlers.ts';
import { searchIndex, searchPageOf } from './search-index.ts';

/** A site built by Astro. */
export interface BuiltSite {
  readonly folder: string;
  /** Base path of the build, with leading and trailing slash. */
  readonly base: string;
  /** The site's origin. Example: `https://example.com`. Null if the site doesn't set it. */
  readonly origin: string | null;
  readonly facts: SiteFacts;
}

/** Hosts serve this page for any address that doesn't exist, so its links can't be relative. */
const NOT_FOUND = '404.html';

/** Finishes a built site: adds files for crawlers and the search index, and makes addresses portable. */
export async function finishSite(site: BuiltSite): Promise<void> {
  const files = filesIn(site.folder);
  const pages = files.filter((file) => file.endsWith('.html'));
  const text = (file: string): string => readFileSync(join(site.folder, file), 'utf8');
  writeCrawlerFiles(site, pages, files, text);
  if (site.facts.search) {
    const known = new Set(files);
    const indexed = pages.flatMap(
      (file) => searchPageOf(file, text(file), (path) => (known.has(path) ? text(path) : null)) ?? [],
    );
    for (const { path, content } of await searchIndex(indexed))
      write(site.folder, `pagefind/${path}`, content);
  }
  if (site.facts.addresses === 'portable') makePortable(site, filesIn(site.folder), text);
}

function writeCrawlerFiles(
  { folder, base, origin, facts }: BuiltSite,
  pages: readonly string[],
  files: readonly string[],
  text: (file: string) => string,
): void {
  const root = origin === null ? null : new URL(base, origin).href;
  if (root !== null && facts.indexed) {
    const listed = pages.filter((file) => file !== NOT_FOUND && isListed(text(file)));
    write(
      folder,
      'sitemap.xml',
      sitemap(
        listed.map((file) => file.replace(/index\.html$/, '')),
        root,
      ),
    );
  }
  // If the site has its own robots.txt, keep it.
  if (!files.includes('robots.txt')) {
    write(
      folder,
      'robots.txt',
      robots(facts.indexed, root === null ? null : new URL('sitemap.xml', root).href),
    );
  }
}

function makePortable(
  { folder, base }: BuiltSite,
  all: readonly string[],
  text: (file: string) => string,
): void {
  const files = new Set(all);
  for (const file of all) {
    const rewrite = file.endsWith('.html') ? portableHtml : file.endsWith('.css') ? portableCss : null;
    if (rewrite === null || file === NOT_FOUND) continue;
    const before = text(file);
    const after = rewrite(before, { file, base, files });
    if (after !== before) write(folder, file, after);
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, file)).isFile())
    .map((file) => file.split(sep).join('/'))
    .sort();
}

function write(folder: string, file: string, content: string | Uint8Array): void {
  const place = join(folder, file);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, content);
}
