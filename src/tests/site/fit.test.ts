import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { type BuiltSite, builtSite } from './support/build.ts';
import { type StaticServer, serveFolder } from './support/server.ts';

const WIDTHS = [360, 390, 768, 1280, 1920] as const;

/** Visible elements that extend beyond the window. This includes drawings, but not their parts. */
const TOO_WIDE = `(() => {
  const found = [];
  for (const one of document.querySelectorAll('body *')) {
    if (one.parentElement.closest('svg') !== null) continue;
    const { width, height, left, right } = one.getBoundingClientRect();
    if (width <= 1 || height <= 1) continue;
    if (right <= innerWidth + 0.5 && left >= -0.5) continue;
    if (!one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (one.matches('.skip-link')) continue;
    found.push(one.tagName.toLowerCase() + '.' + one.getAttribute('class') + ' ends at ' + Math.round(right));
  }
  return found.slice(0, 5);
})()`;

let site: BuiltSite;
let server: StaticServer;
let browser: Browser;

beforeAll(async () => {
  site = await builtSite();
  server = await serveFolder(site.folder);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** All pages of the kinds that differ the most, and the first page of every other kind. */
function pathsOf(folder: string): string[] {
  const inside = (path: string): string[] =>
    existsSync(join(folder, path))
      ? readdirSync(join(folder, path), { withFileTypes: true })
          .filter((entry) => entry.isDirectory() && existsSync(join(folder, path, entry.name, 'index.html')))
          .map(({ name }) => `${path}/${name}`)
          .sort()
      : [];
  const incidents = inside('incidents').filter((path) => !path.endsWith('/page'));
  const models = incidents.flatMap((path) => inside(`${path}/models`));
  const first = ['services', 'patterns', 'years', 'severities', 'tags', 'guides', 'reference'].flatMap(
    (kind) => inside(kind).slice(0, 1),
  );
  const lists = inside('').map((path) => path.replace(/^\//, ''));
  return ['', ...lists, ...incidents, ...models, ...first];
}

test.each(WIDTHS)('no element is wider than a window of %d px, with all folds open', async (width) => {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  const wide: Record<string, unknown> = {};
  try {
    for (const path of pathsOf(site.folder)) {
      await page.goto(`${server.origin}/${path === '' ? '' : `${path}/`}`, { waitUntil: 'load' });
      await page.evaluate(`for (const fold of document.querySelectorAll('details')) fold.open = true`);
      const found = (await page.evaluate(TOO_WIDE)) as string[];
      if (found.length > 0) wide[path] = found;
    }
  } finally {
    await context.close();
  }
  expect(wide).toEqual({});
});
