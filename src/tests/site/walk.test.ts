import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { type BuiltSite, builtSite } from './support/build.ts';
import { serveFolder } from './support/server.ts';
import { inspectAll, visit } from './support/visit.ts';
import { folderAddress, walk } from './support/walk.ts';

/* Checks all pages, links and loaded files in one build, at each kind of URL that a site can have. */

let site: BuiltSite;
let browser: Browser;

beforeAll(async () => {
  site = await builtSite();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
});

describe.each(['/', '/a/b/'])('under %s', (base) => {
  test('every page has no error, external request, policy violation or dead link', async () => {
    const server = await serveFolder(site.folder, base);
    try {
      const walked = await walk(browser, site.folder, server.origin + base);
      expect(walked.pages).toBeGreaterThan(20);
      expect(walked.links).toBeGreaterThan(1000);
      expect(walked.trouble).toEqual([]);
      expect(walked.broken).toEqual([]);
    } finally {
      await server.close();
    }
  });

  test('the search finds and filters pages, by keyboard too', async () => {
    const server = await serveFolder(site.folder, base);
    try {
      const address = `${server.origin}${base}search/`;
      await visit(browser, address, { scheme: 'light', width: 1280 }, async (page, met) => {
        const field = page.getByRole('searchbox', { name: 'Search for' });
        await field.waitFor();
        await field.focus();
        await page.keyboard.type('DynamoDB');
        await page.getByRole('status').filter({ hasText: 'match' }).waitFor();
        const links = page.locator('.search-results h2 a');
        await links.first().waitFor();
        const all = await links.count();
        expect(all).toBeGreaterThan(1);
        await page.getByLabel('Page type').selectOption('Incident');
        await page.getByLabel('Year').selectOption('2025');
        await expect.poll(() => links.count()).toBeLessThan(all);
        expect(await links.first().innerText()).toContain('us-east-1');
        expect(new URL(page.url()).search).toBe('?q=DynamoDB&kind=Incident&year=2025');
        await field.focus();
        for (let i = 0; i < 12; i++) {
          await page.keyboard.press('Tab');
          if (await page.locator('.search-results h2 a:focus').count()) break;
        }
        await page.keyboard.press('Enter');
        await page.waitForURL(`${server.origin}${base}incidents/**`);
        expect(met).toEqual({ console: [], errors: [], requests: [], policy: [] });
      });
    } finally {
      await server.close();
    }
  });
});

describe('from a disk', () => {
  test('every page works, and every link leads to a file', async () => {
    const walked = await walk(browser, site.folder, folderAddress(site.folder));
    expect(walked.pages).toBeGreaterThan(20);
    // Browsers refuse to preload fonts from disk. The style sheet loads the same file later.
    const preload = /\.woff2\b|^Failed to load resource: net::ERR_FAILED$/;
    expect(walked.trouble.filter(({ text }) => !preload.test(text))).toEqual([]);
    expect(walked.broken).toEqual([]);
    const home = `${folderAddress(site.folder)}index.html`;
    await visit(browser, home, { scheme: 'light', width: 1280 }, async (page) => {
      await page.evaluate('document.fonts.ready');
      const loaded = `[...document.fonts].filter(({ status }) => status === 'loaded').length`;
      expect(await page.evaluate(loaded)).toBeGreaterThan(0);
    });
  });

  test('the search explains why it isn’t available, and links to lists', async () => {
    const address = `${folderAddress(site.folder)}search/index.html`;
    await visit(browser, address, { scheme: 'light', width: 360 }, async (page) => {
      await page.getByText('opened from disk').waitFor();
      expect(await page.getByRole('searchbox').count()).toBe(0);
      expect(await page.getByRole('link', { name: 'all incidents' }).count()).toBe(1);
    });
  });
});

test.each([
  ['light', 1280],
  ['dark', 360],
] as const)('axe-core finds nothing on the search page with results, %s at %i px', async (scheme, width) => {
  const server = await serveFolder(site.folder);
  try {
    expect(await inspectAll(browser, server.origin, ['/search/?q=dns'], { scheme, width })).toEqual([]);
  } finally {
    await server.close();
  }
});

test('without scripts the search page links to lists', async () => {
  const server = await serveFolder(site.folder);
  try {
    const look = { scheme: 'light', width: 1280, javaScript: false } as const;
    await visit(browser, `${server.origin}/search/`, look, async (page) => {
      expect(await page.getByText('Search needs JavaScript').isVisible()).toBe(true);
      expect(await page.getByRole('searchbox').count()).toBe(0);
    });
  } finally {
    await server.close();
  }
});
