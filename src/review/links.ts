import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import { nearest } from '../yaml/suggest.ts';
import * as say from './diagnostics.ts';

/** A page of the site that can be linked to. */
export interface LinkedPage {
  /** Path from the site's root. Example: `incidents/dns-race/`. */
  readonly path: string;
  /** Ids that a fragment can refer to; null if they're unknown because the page has errors. */
  readonly ids: ReadonlySet<string> | null;
}

/** The ids in a page's body that links can point to. */
export function idsOf(body: { html: string; headings: readonly { slug: string }[] }): Set<string> {
  const ids = new Set(body.headings.map(({ slug }) => slug));
  for (const [, id] of body.html.matchAll(/\sid="([^"]+)"/g)) ids.add(id!);
  return ids;
}

/**
 * True if a path may exist even though it isn't a write-up or a guide: it's a file in the public folder, or it
 * could be a page that the site generates.
 */
export function mayExist(path: string, publicFolder: string | null): boolean {
  if (publicFolder !== null && existsSync(join(publicFolder, path))) return true;
  return !/^(?:incidents|guides)\//.test(path);
}

/** Everything that links can point to. */
export interface SiteMap {
  readonly pages: readonly LinkedPage[];
  /** True if the site has a file or another page at this path. */
  hasFile(path: string): boolean;
}

/** A link as written. */
export interface WrittenLink {
  readonly url: string;
  readonly span: Span;
}

const ORIGIN = 'https://site.invalid';
/** Ids of sections that pages generate from front matter. */
const RECORD_ID = /^record\.[a-z-]+$/;

/**
 * Reports links to missing pages, source files and missing headings. Links to other sites aren't checked.
 *
 * @param from path of the page that contains the links, for example `incidents/dns-race/`
 */
export function reviewLinks(links: readonly WrittenLink[], from: string, site: SiteMap): Diagnostic[] {
  return links.flatMap(({ url, span }) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith('//')) return [];
    const target = new URL(url, `${ORIGIN}/${from}`);
    const path = pathOf(target);
    const id = decode(target.hash.slice(1));
    // Each write-up is also published as Markdown and JSON.
    const copy = /^(incidents\/[^/]+)\.(?:md|json)$/.exec(path);
    if (copy !== null && site.pages.some((one) => one.path === `${copy[1]}/`)) return [];
    const source = /^(?:.*\/)?([^/]+)\.md$/.exec(path);
    if (source !== null) {
      const page = site.pages.find((one) => one.path.endsWith(`/${source[1]}/`));
      const address = page === undefined ? `../${source[1]}/` : relativePath(from, page.path);
      return [say.fileLink(span, url, address + target.hash)];
    }
    const page = site.pages.find((one) => one.path === path);
    if (page === undefined)
      return site.hasFile(path) ? [] : [say.brokenLink(span, url, nearPage(path, from, site))];
    const rooted = url.startsWith('/')
      ? [say.rootedLink(span, url, relativePath(from, path) + target.hash)]
      : [];
    if (id === '' || page.ids === null || page.ids.has(id) || RECORD_ID.test(id)) return rooted;
    return [...rooted, say.noFragment(span, url, nearest(id, [...page.ids]))];
  });
}

/** The target's path from the site's root. Page paths end in `/` regardless of how the link is written. */
function pathOf(target: URL): string {
  const path = decode(target.pathname)
    .slice(1)
    .replace(/(^|\/)index\.html$/, '$1');
  return path === '' || path.endsWith('/') || /\.[a-z0-9]+$/i.test(path) ? path : `${path}/`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function nearPage(path: string, from: string, { pages }: SiteMap): string | null {
  const near = nearest(
    path,
    pages.map((page) => page.path).filter((known) => known !== from),
  );
  return near === null ? null : relativePath(from, near);
}

/** The relative path between two pages. Example: `../b/` from `incidents/a/` to `incidents/b/`. */
export function relativePath(from: string, to: string): string {
  const [start, end] = [from, to].map((path) => path.split('/').filter((part) => part !== ''));
  let same = 0;
  while (same < start!.length && same < end!.length && start![same] === end![same]) same++;
  const up = '../'.repeat(start!.length - same);
  const down = end!
    .slice(same)
    .map((part) => `${part}/`)
    .join('');
  return up + down || './';
}
