import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { type BuiltSite, builtSite } from './support/build.ts';
import { type StaticServer, serveFolder } from './support/server.ts';
import { inspectAll, isWiderThanWindow, type Scheme, visit } from './support/visit.ts';

const INCIDENT = '/incidents/aws-us-east-1-2025-10/';
const MODEL = `${INCIDENT}models/dns-race/`;
const GUIDE = '/guides/explore/';
const SCHEMES: readonly Scheme[] = ['light', 'dark'];
const WIDTHS = [360, 1280] as const;
const LOOKS = SCHEMES.flatMap((scheme) => WIDTHS.map((width) => ({ scheme, width })));

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

/** Paths of all built pages. */
async function allPages(): Promise<string[]> {
  const files = await readdir(site.folder, { recursive: true });
  const pages = files.filter((file) => file.endsWith('index.html') && !file.startsWith('pagefind'));
  return pages.map((file) => `/${file.replaceAll('\\', '/').slice(0, -'index.html'.length)}`).sort();
}

describe.each(LOOKS)('every page in $scheme at $width px', (look) => {
  test('has no error, external request, policy violation or axe-core finding', async () => {
    const paths = await allPages();
    expect(paths).toContain(INCIDENT);
    expect(paths.length).toBeGreaterThan(30);
    expect(await inspectAll(browser, server.origin, paths, look)).toEqual([]);
  });

  test('the 404 page has none either, except for its status', async () => {
    const found = await inspectAll(browser, server.origin, ['/no/such/page/'], look);
    expect(found.map(({ axe, wide }) => ({ axe, wide }))).toEqual([{ axe: [], wide: false }]);
    expect(found[0]!.trouble.console).toEqual([expect.stringContaining('404')]);
    expect(found[0]!.trouble.policy).toEqual([]);
  });
});

describe('the home page', () => {
  test('links to the incident', async () => {
    await visit(browser, server.origin, { scheme: 'light', width: 1280 }, async (page) => {
      await page
        .getByRole('link', { name: /us-east-1/ })
        .first()
        .click();
      await page.waitForURL(`${server.origin}${INCIDENT}**`);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    });
  });
});

describe('the guides', () => {
  test('are in the navigation, and their list links to one of them', async () => {
    await visit(browser, server.origin, { scheme: 'light', width: 1280 }, async (page) => {
      await page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: 'Guides' }).click();
      await page.waitForURL(`${server.origin}/guides/**`);
      await page
        .getByRole('link', { name: /interleaving/ })
        .first()
        .click();
      await page.waitForURL(`${server.origin}${GUIDE}**`);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    });
  });

  test('show a search with its verdicts and counterexample', async () => {
    await visit(browser, server.origin + GUIDE, { scheme: 'light', width: 1280 }, async (page) => {
      for (const view of ['verdicts', 'counterexample']) {
        const figures = page.locator(`figure.hc-${view}`);
        expect(await figures.count(), view).toBeGreaterThanOrEqual(3);
        expect(await figures.first().locator('tbody tr').first().isVisible(), view).toBe(true);
      }
      const picture = page.locator('figure.hc-counterexample .hc-scroll svg').first();
      expect((await picture.boundingBox())?.height ?? 0).toBeGreaterThan(150);
    });
  });

  test('are linked from a write-up', async () => {
    await visit(browser, server.origin + INCIDENT, { scheme: 'light', width: 1280 }, async (page) => {
      const links = await page.locator('.prose a').evaluateAll((all) => all.map((one) => String(one)));
      // Portable URLs end with file names.
      expect(links).toContain(`${server.origin}${GUIDE}index.html`);
    });
  });
});

describe.each([INCIDENT, GUIDE])('%s', (path) => {
  test('has a heading for each entry of its outline', async () => {
    await visit(browser, server.origin + path, { scheme: 'light', width: 1280 }, async (page) => {
      const links = page.getByRole('navigation', { name: 'On this page' }).getByRole('link');
      const count = await links.count();
      expect(count).toBeGreaterThan(5);
      for (let i = 0; i < count; i++) {
        const id = (await links.nth(i).getAttribute('href'))!.slice(1);
        expect(await page.locator(`[id="${id}"]`).count(), id).toBe(1);
      }
    });
  });

  test('skips no heading level and repeats no id', async () => {
    await visit(browser, server.origin + path, { scheme: 'light', width: 1280 }, async (page) => {
      const levels = (await page.evaluate(
        `[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((heading) => Number(heading.tagName[1]))`,
      )) as number[];
      expect(levels[0]).toBe(1);
      expect(levels.filter((level, i) => i > 0 && level > levels[i - 1]! + 1)).toEqual([]);
      const ids = (await page.evaluate(
        `[...document.querySelectorAll('[id]')].map((one) => one.id)`,
      )) as string[];
      expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    });
  });

  test('has the same text without scripts', async () => {
    const read = (javaScript: boolean) =>
      visit(browser, server.origin + path, { scheme: 'light', width: 1280, javaScript }, async (page) => {
        // Scripts may add buttons, but no other text.
        if (javaScript) {
          await page.evaluate(`for (const button of document.querySelectorAll('button')) button.remove()`);
        }
        return page.locator('body').innerText();
      });
    const without = await read(false);
    expect(without.length).toBeGreaterThan(2000);
    expect(without).toBe(await read(true));
  });

  test('is not wider than the paper in print', async () => {
    // 673 px is 178 mm, the width of an A4 page without its margins.
    await visit(browser, server.origin + path, { scheme: 'dark', width: 673 }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      expect(await isWiderThanWindow(page)).toBe(false);
      const paper = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
      expect(paper).toBe('rgb(255, 255, 255)');
    });
  });
});

describe('the incident', () => {
  test.each(['timeline', 'sequence', 'impact'])(
    'shows the %s of the run on the page of its model',
    async (view) => {
      await visit(browser, server.origin + MODEL, { scheme: 'light', width: 1280 }, async (page) => {
        await page.evaluate('for (const fold of document.querySelectorAll("details")) fold.open = true');
        const figure = page.locator(`figure.hc-${view}`).first();
        const frame = figure.locator('.hc-scroll, .hc-table-frame').first();
        const picture = view === 'impact' ? frame.locator('tbody tr').first() : frame.locator('svg').last();
        expect(await picture.isVisible()).toBe(true);
        const box = await picture.boundingBox();
        expect(box?.width ?? 0).toBeGreaterThan(300);
        expect(box?.height ?? 0).toBeGreaterThan(view === 'impact' ? 15 : 150);
      });
    },
  );

  test('starts with the skip link, which moves focus to the content', async () => {
    await visit(browser, server.origin + INCIDENT, { scheme: 'light', width: 1280 }, async (page) => {
      await page.keyboard.press('Tab');
      const skip = page.locator(':focus');
      expect(await skip.innerText()).toBe('Skip to content');
      expect((await skip.boundingBox())?.y ?? -1).toBeGreaterThanOrEqual(0);
      await page.keyboard.press('Enter');
      expect(await page.locator(':focus').evaluate((element) => element.tagName)).toBe('MAIN');
    });
  });
});

describe('the built files', () => {
  test('contain only script files of the site, no inline styles and no dead links', async () => {
    const files = (await readdir(site.folder, { recursive: true })).filter((file) => file.endsWith('.html'));
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const file of files) {
      const html = await readFile(join(site.folder, file), 'utf8');
      expect(
        html.match(
          /<script(?! (?:defer|async) src="[./\w-]+\.js"><\/script>)|<style|\sstyle="|\son[a-z]+="/g,
        ),
        file,
      ).toBeNull();
      const addresses = new Set([...html.matchAll(/\s(?:href|src)="(\/[^"#]*)/g)].map((match) => match[1]!));
      for (const address of addresses) {
        const answer = await fetch(server.origin + address);
        await answer.arrayBuffer();
        expect(answer.status, `${address} in ${file}`).toBe(200);
      }
    }
  });
});
