import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { open, type Trouble, watch } from './visit.ts';

/** What a page names in its markup, as the browser understands it. */
interface PageNames {
  /** Whole addresses of links and of what the page loads. */
  links: string[];
  ids: string[];
}

export interface Walked {
  readonly pages: number;
  readonly links: number;
  /** Everything that no page may have, by page. */
  readonly trouble: { page: string; what: keyof Trouble; told: string }[];
  /** Links that lead to no file, or to no place in it. */
  readonly broken: { page: string; link: string }[];
}

/**
 * Opens each page of a built site in the browser, once, and follows all links of all pages in mind.
 *
 * @param root address of the site, with a slash at its end; `file:` works too
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
      names.set(file, await look(page, root + file, met));
      for (const what of ['console', 'errors', 'requests', 'policy'] as const) {
        trouble.push(...met[what].map((told) => ({ page: file, what, told })));
      }
      await page.close();
    }
  } finally {
    await context.close();
  }
  const broken = [...names].flatMap(([page, { links }]) =>
    links.filter((link) => !leadsSomewhere(link, { root, known, names })).map((link) => ({ page, link })),
  );
  const links = [...names.values()].reduce((sum, one) => sum + one.links.length, 0);
  return { pages: html.length, links, trouble, broken };
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

function leadsSomewhere(
  link: string,
  { root, known, names }: { root: string; known: ReadonlySet<string>; names: ReadonlyMap<string, PageNames> },
): boolean {
  const url = new URL(link);
  const place = new URL(root);
  if (url.protocol !== place.protocol || url.host !== place.host) return true;
  if (!url.pathname.startsWith(place.pathname)) return false;
  const path = decodeURIComponent(url.pathname.slice(place.pathname.length));
  // A disk has no page for a folder; a host has.
  const file =
    path.endsWith('/') || path === '' ? (url.protocol === 'file:' ? path : `${path}index.html`) : path;
  if (!known.has(file) || (!file.includes('.') && url.protocol === 'file:')) return false;
  const hash = decodeURIComponent(url.hash.slice(1));
  return hash === '' || !names.has(file) || names.get(file)!.ids.includes(hash);
}

/** Address of a folder on this disk, with a slash at its end. */
export function folderAddress(folder: string): string {
  return pathToFileURL(join(folder, '/')).href;
}
