import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import type { EditionName } from '../../config/options.ts';
import type { SiteFacts } from '../../config/site.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { isInternalPage } from '../../incident/front-matter.ts';
import type { Vocabulary } from '../../incident/vocabulary.ts';
import type { DevSite } from '../watch/dev-site.ts';
import type { PageCompiler } from './compiler.ts';

/** Text of a page. Line ends and a byte order mark are the editor's, not the author's: the same text must give the same page. */
export function readPage(url: URL): string {
  return readFileSync(url, 'utf8')
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n');
}

/** What the integration and the content loaders of one site share. */
export interface HindcastSite {
  readonly compiler: PageCompiler;
  /** Severities, services and zone of the configuration. */
  readonly words: Vocabulary;
  /** Which edition is built. */
  readonly edition: EditionName;
  /** What pages of that edition know of the site. */
  readonly facts: SiteFacts;
  /** Folder of the write-ups. */
  readonly incidents: URL;
  /** Folder of the guides. */
  readonly guides: URL;
  /** Errors of all folders that a build has read: they end it once all are told. */
  readonly errors: Diagnostic[];
  /** Set while it is served in development. */
  dev: DevSite | null;
}

/*
 * When the configuration is edited, Astro starts its server again with integrations made anew, but goes on to load
 * content with those of the start. So the integration that is asked for the site must give the one of today. It can't
 * be a variable of a module: a configuration in TypeScript is loaded by a module loader of its own each time.
 */
const SERVED = Symbol.for('hindcast.served-sites');

/** By root folder. */
function served(): Map<string, HindcastSite> {
  const holder = globalThis as { [SERVED]?: Map<string, HindcastSite> };
  holder[SERVED] ??= new Map();
  return holder[SERVED];
}

/** The site that is served from a root folder now. */
export function servedSite(root: URL): HindcastSite | undefined {
  return served().get(root.href);
}

/** What of the sites of this process can't be read since it was edited; null if all can. */
export function brokenConfig(): string | null {
  const broken = [...served().values()].flatMap(({ dev }) => dev?.broken ?? []);
  return broken.length === 0 ? null : broken.join('\n\n');
}

/** Serves a site from now on. What the one before had opened is closed. Returns whether there was one. */
export async function serveSite(root: URL, site: HindcastSite): Promise<boolean> {
  const before = served().get(root.href);
  served().set(root.href, site);
  before?.dev?.close();
  await before?.compiler.close();
  return before !== undefined;
}

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
