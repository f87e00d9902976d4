import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { open, type Trouble, watch } from './visit.ts';

/** Links and ids in a page's markup, as resolved by the browser. */
interface PageNames {
  /** Absolute URLs of links and loaded files. */
  links: string[];
  ids: string[];
}

export interface Walked {
  readonly pages: number;
  readonly links: number;
  /** Problems on each page. */
  readonly trouble: { page: string; what: keyof Trouble; text: string }[];
  /** Links to a file or an anchor that doesn't exist. */
  readonly broken: { page: string; link: string }[];
}

/**
 * Opens each page on a built site once in the browser, and checks all links against the site's files and their ids.
 *
 * @param root the site's URL with a trailing slash; can be a `file:` URL
 */
export async function walk(browser: Browser, folder: string, root: string): Promise<Walked> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
    file.split(sep).join('/'),
  );
  const known = new Set(files);
  const html = files.filter((file) => file.endsWith('.html') && file !== '404.html').sort();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const names = new Map<string, PageNames>();
  const trouble: Walked['trouble'] = [];
  try {
    for (const file of html) {
      const page = await context.newPage();
      const met = watch(page, new URL(root).origin);
      const { links, ids } = await look(page, root + file, met);
      // A player shows the step in the address, so its script removes the ids of the steps' rows.
      names.set(file, { links, ids: [...ids, ...idsIn(readFileSync(join(folder, file), 'utf8'))] });
      for (const what of ['console', 'errors', 'requests', 'policy'] as const) {
        trouble.push(...met[what].map((text) => ({ page: file, what, text })));
      }
      await page.close();
    }
  } finally {
    await context.close();
  }
  const broken = [...names].flatMap(([page, { links }]) =>
    links.filter((link) => !isAlive(link, { root, known, names })).map((link) => ({ page, link })),
  );
  const links = [...names.values()].reduce((sum, one) => sum + one.links.length, 0);
  return { pages: html.length, links, trouble, broken };
}

function idsIn(html: string): string[] {
  return [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!);
}

async function look(page: Page, address: string, met: Trouble): Promise<PageNames> {
  await page.exposeFunction('hindcastViolation', (directive: string) => met.policy.push(directive));
  await page.addInitScript(
    `addEventListener('securitypolicyviolation', (event) => hindcastViolation(event.violatedDirective))`,
  );
  await open(page, address);
  return (await page.evaluate(`({
    links: [...document.querySelectorAll('[href], [src]')]
      .map((one) => one.href?.baseVal === undefined ? one.href || one.src : new URL(one.getAttribute('href'), document.baseURI).href)
      .filter((link) => typeof link === 'string' && link !== ''),
    ids: [...document.querySelectorAll('[id]')].map((one) => one.id),
  })`)) as PageNames;
}

function isAlive(
  link: string,
  { root, known, names }: { root: string; known: ReadonlySet<string>; names: ReadonlyMap<string, PageNames> },
): boolean {
  const url = new URL(link);
  const place = new URL(root);
  if (url.protocol !== place.protocol || url.host !== place.host) return true;
  if (!url.pathname.startsWith(place.pathname)) return false;
  const path = decodeURIComponent(url.pathname.slice(place.pathname.length));
  // Hosts serve `index.html` for a folder, but `file:` URLs must include the file name.
  const file =
    path.endsWith('/') || path === '' ? (url.protocol === 'file:' ? path : `${path}index.html`) : path;
  if (!known.has(file) || (!file.includes('.') && url.protocol === 'file:')) return false;
  const hash = decodeURIComponent(url.hash.slice(1));
  return hash === '' || !names.has(file) || names.get(file)!.ids.includes(hash);
}

/** `file:` URL of a folder, with a trailing slash. */
export function folderAddress(folder: string): string {
  return pathToFileURL(join(folder, '/')).href;
}
