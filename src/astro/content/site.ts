import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonCache } from '../../cache/json-cache.ts';
import type { EditionName } from '../../config/options.ts';
import type { SiteFacts } from '../../config/site.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { isInternalPage } from '../../incident/front-matter.ts';
import type { Vocabulary } from '../../incident/vocabulary.ts';
import type { StoredBody } from '../../markdown/compile-page.ts';
import { modelPath } from '../../markdown/models/finding.ts';
import { type LinkedPage, mayExist, reviewLinks, type WrittenLink } from '../../review/links.ts';
import type { DevSite } from '../watch/dev-site.ts';
import type { PageCompiler } from './compiler.ts';
import type { BuildProgress } from './progress.ts';
import type { UsedByPages } from './used-by-pages.ts';

/** Data that a site's integration and its content loaders share. */
export interface HindcastSite {
  readonly compiler: PageCompiler;
  /** Page bodies, which entries refer to by key. */
  readonly bodies: JsonCache<StoredBody>;
  /** The cache entries that pages use. */
  readonly used: UsedByPages;
  readonly progress: BuildProgress;
  /** Severities, services and time zone from the configuration. */
  readonly words: Vocabulary;
  readonly edition: EditionName;
  /** The configuration, reduced to what the edition includes. */
  readonly facts: SiteFacts;
  /** The site's write-ups folder. */
  readonly incidents: URL;
  /** The site's guides folder. */
  readonly guides: URL;
  /** Folder of the guides that ship with Hindcast; null if the edition doesn't include them. */
  readonly shippedGuides: URL | null;
  /** Errors in all folders read so far. They fail the build after all of them are reported. */
  readonly errors: Diagnostic[];
  /** Pages read so far, whose links are checked when all of them are known. Not used in development. */
  readonly pages: ReadPage[];
  /** Set while the development server runs. */
  dev: DevSite | null;
}

/** A page, identified by its path on the site, with its links. */
export interface ReadPage extends LinkedPage {
  readonly file: string;
  readonly text: string;
  readonly links: readonly WrittenLink[];
  /** Ids of the scenarios whose model pages are below this page. */
  readonly models: readonly string[];
}

/**
 * Links on any page to pages and headings that don't exist. Only errors are reported; `hindcast check` also reports
 * warnings.
 */
export function brokenLinks(
  { pages, edition, incidents, guides }: HindcastSite,
  publicFolder: string,
): Diagnostic[] {
  const hidden = [
    ...hiddenIn(incidents, { edition }).map((slug) => `incidents/${slug}/`),
    ...hiddenIn(guides, { edition }).map((slug) => `guides/${slug}/`),
  ].map((path) => ({ path, ids: null }));
  const lists = ['', ...(pages.some(({ path }) => path.startsWith('guides/')) ? ['guides/'] : [])];
  const models = pages.flatMap(({ path, models }) =>
    models.map((id) => ({ path: path + modelPath(id), ids: null })),
  );
  const known = [...models, ...lists.map((path) => ({ path, ids: null })), ...hidden, ...pages];
  const hasFile = (path: string): boolean => mayExist(path, publicFolder);
  return pages
    .flatMap(({ path, links }) => reviewLinks(links, path, { pages: known, hasFile }))
    .filter(({ severity }) => severity === 'error');
}

/*
 * After a configuration edit, Astro restarts its server with new integrations but keeps loading content with the
 * original loaders. An old integration therefore has to return the current site. A module variable can't hold it,
 * because Astro loads a TypeScript configuration with a fresh module loader each time.
 */
const SERVED = Symbol.for('hindcast.served-sites');

/** This process's sites by root folder. */
function served(): Map<string, HindcastSite> {
  const holder = globalThis as { [SERVED]?: Map<string, HindcastSite> };
  holder[SERVED] ??= new Map();
  return holder[SERVED];
}

export function servedSite(root: URL): HindcastSite | undefined {
  return served().get(root.href);
}

/** Why this process's configuration or collections couldn't be loaded after their last edit; null if they could. */
export function brokenConfig(): string | null {
  const broken = [...served().values()].flatMap(({ dev }) => dev?.broken ?? []);
  return broken.length === 0 ? null : broken.join('\n\n');
}

/** Replaces and closes the site served from a root folder. Returns whether there was one. */
export async function serveSite(root: URL, site: HindcastSite): Promise<boolean> {
  const before = served().get(root.href);
  served().set(root.href, site);
  before?.dev?.close();
  await before?.compiler.close();
  return before !== undefined;
}

/**
 * Reads a page. Removes the byte order mark and normalizes line endings to `\n`, so that neither can affect the
 * output.
 */
export function readPage(url: URL): string {
  return readFileSync(url, 'utf8')
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n');
}

/** Names of the pages in a folder that the edition leaves out, sorted. */
export function hiddenIn(folder: URL, { edition }: Pick<HindcastSite, 'edition'>): string[] {
  if (edition === 'internal') return [];
  return pagesIn(folder).filter((slug) => {
    const name = `${slug}.md`;
    return isInternalPage(name, readPage(new URL(encodeURIComponent(name), folder)));
  });
}

/**
 * Sorted paths of the write-ups and guides in a folder's subfolders, which builds don't read. Paths are relative to the
 * folder.
 */
export function nestedPagesIn(folder: URL): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  } catch {
    return [];
  }
  const top = fileURLToPath(folder);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(top, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => path.includes('/') && !/(?:^|\/)(?:node_modules|\.)/.test(path))
    .filter((path) =>
      readPage(new URL(path.split('/').map(encodeURIComponent).join('/'), folder)).startsWith('---'),
    )
    .sort();
}

/**
 * Names of the pages in a folder, sorted so the order never depends on the file system. Symbolic links are skipped,
 * since a pull request could add a link to any file on the build machine.
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
