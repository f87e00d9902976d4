import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { type BuiltSite, builtSite } from './support/build.ts';
import { type StaticServer, serveFolder } from './support/server.ts';

const PAGES = [
  '/',
  '/incidents/',
  '/incidents/cloudflare-2025-11/',
  '/incidents/google-cloud-2025-06/',
  '/incidents/github-2018-10/',
  '/incidents/aws-us-east-1-2025-10/',
  '/insights/',
  '/services/dynamodb/',
] as const;
/** Size limit for a page's files as sent to a browser: HTML, styles, fonts, scripts and the icon. */
const MOST_BYTES = 150_000;
/** Size limit for all files except the page's HTML. */
const MOST_SHARED = 80_000;

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

/** Waits for the fonts and two frames. After that, performance observers have received all entries. */
const SETTLED =
  'document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))';

/** Opens a page in a new window with an empty cache. */
async function fresh<T>(width: number, look: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  try {
    return await look(await context.newPage());
  } finally {
    await context.close();
  }
}

describe.each(PAGES)('%s', (path) => {
  test(`takes at most ${MOST_BYTES} bytes, compressed with brotli`, async () => {
    const files = await fresh(1280, async (page) => {
      const requested = new Set<string>();
      page.on('request', (request) => requested.add(new URL(request.url()).pathname));
      await page.goto(server.origin + path, { waitUntil: 'networkidle' });
      return [...requested];
    });
    expect(files.filter((file) => file.endsWith('.woff2')).length).toBeGreaterThanOrEqual(4);
    const sizes = await Promise.all(
      files.map(async (file) => {
        const bytes = await readFile(join(site.folder, file.endsWith('/') ? `${file}index.html` : file));
        // Fonts and images are already compressed.
        return [
          file,
          /\.(?:woff2|png)$/.test(file) ? bytes.length : brotliCompressSync(bytes).length,
        ] as const;
      }),
    );
    const sum = sizes.reduce((all, [, size]) => all + size, 0);
    const own = sizes.find(([file]) => file === path)![1];
    console.info(
      `${path}: ${sum} bytes, ${own} of them HTML\n${sizes.map(([file, size]) => `  ${size} ${file}`).join('\n')}`,
    );
    expect(sum - own, JSON.stringify(sizes)).toBeLessThanOrEqual(MOST_SHARED);
    expect(sum, JSON.stringify(sizes)).toBeLessThanOrEqual(MOST_BYTES);
  });

  test.each([360, 1280])('has no layout shift at %d px', async (width) => {
    const shift = await fresh(width, async (page) => {
      await page.addInitScript(`
        window.shifted = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
      `);
      await page.goto(server.origin + path, { waitUntil: 'networkidle' });
      await page.evaluate(SETTLED);
      return (await page.evaluate('window.shifted')) as number;
    });
    expect(shift).toBe(0);
  });

  test('the largest contentful paint does not wait for a script', async () => {
    const { before, after } = await fresh(1280, async (page) => {
      let release = (): void => undefined;
      const released = new Promise<void>((done) => {
        release = done;
      });
      await page.route('**/*.js', async (route) => {
        await released;
        await route.continue();
      });
      await page.addInitScript(`
        window.paint = null;
        new PerformanceObserver((list) => {
          const last = list.getEntries().at(-1);
          window.paint = { at: last.startTime, isText: last.url === '' };
        }).observe({ type: 'largest-contentful-paint', buffered: true });
      `);
      await page.goto(server.origin + path, { waitUntil: 'commit' });
      // The page is parsed, but its deferred scripts haven't loaded.
      const isPainted = `document.readyState === 'interactive' && window.paint !== null`;
      await expect.poll(() => page.evaluate(isPainted)).toBe(true);
      await page.evaluate(SETTLED);
      const before = await page.evaluate('window.paint');
      release();
      await page.waitForLoadState('networkidle');
      await page.evaluate(SETTLED);
      return { before, after: await page.evaluate('window.paint') };
    });
    expect(before).toEqual({ at: expect.any(Number), isText: true });
    expect(after).toEqual(before);
  });
});
