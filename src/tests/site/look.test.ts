import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { generatedSite } from './support/generated-site.ts';
import { compareWithGolden } from './support/goldens.ts';
import type { ScratchSite } from './support/scratch-site.ts';
import { type StaticServer, serveFolder } from './support/server.ts';
import { type Scheme, visit } from './support/visit.ts';

const INCIDENT = '/incidents/lost-lease/';
const MODEL = `${INCIDENT}models/lease/`;
const PAGES = {
  home: '/',
  list: '/incidents/',
  incident: INCIDENT,
  service: '/services/ledger/',
  actions: '/actions/',
  insights: '/insights/',
} as const;
const SCHEMES: readonly Scheme[] = ['light', 'dark'];
const WIDTHS = [360, 1280] as const;
/** Enough for a list with more than one page. */
const INCIDENTS = 104;

let site: ScratchSite;
let server: StaticServer;
let browser: Browser;

beforeAll(async () => {
  site = await generatedSite(INCIDENTS, { model: true });
  const { code, output } = await site.build();
  expect(code, output).toBe(0);
  server = await serveFolder(join(site.folder, 'dist'));
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await site?.dispose();
});

const at = <T>(
  path: string,
  look: (page: Page) => Promise<T>,
  width: number = 1280,
  scheme: Scheme = 'light',
) => visit(browser, server.origin + path, { scheme, width }, look);

describe.each(SCHEMES)('in %s', (scheme) => {
  describe.each(WIDTHS)('at %d px', (width) => {
    test.each(Object.entries(PAGES))('%s matches its golden image', async (name, path) => {
      const screenshot = await at(
        path,
        async (page) => {
          await page.setViewportSize({ width, height: 1400 });
          // After reloading, the fonts are cached and used from the first paint.
          await page.evaluate('document.fonts.ready');
          await page.reload({ waitUntil: 'networkidle' });
          return page.screenshot({ animations: 'disabled', caret: 'hide' });
        },
        width,
        scheme,
      );
      expect((await compareWithGolden(`${name}-${scheme}-${width}`, screenshot)).message).toBe('');
    });
  });
});

describe('the list of incidents by keyboard', () => {
  const shown = (page: Page) => page.locator('[data-row]:not([hidden])').count();

  test('is filtered by text across all pages', async () => {
    await at('/incidents/', async (page) => {
      expect(await shown(page)).toBe(100);
      await page.locator('.filter-text').focus();
      await page.keyboard.type('certificate generated');
      await expect.poll(() => page.locator('[data-count]').innerText()).toMatch(/^\d+ of 105 incidents$/);
      const found = await shown(page);
      expect(found).toBeGreaterThan(3);
      expect(found).toBeLessThan(60);
      expect(await page.locator('[data-pages]').isVisible()).toBe(false);
      expect(new URL(page.url()).searchParams.get('q')).toBe('certificate generated');
    });
  });

  test('is filtered by several facets, and cleared', async () => {
    await at('/incidents/', async (page) => {
      const press = async (kind: string, value: string) => {
        await page.locator(`[data-kind="${kind}"] [data-value="${value}"]`).focus();
        await page.keyboard.press('Enter');
      };
      await press('severity', 'sev2');
      await expect.poll(() => page.locator('[data-count]').innerText()).toMatch(/ of 105 incidents$/);
      const severe = await shown(page);
      await press('service', 'ledger');
      const both = await shown(page);
      expect(both).toBeGreaterThan(0);
      expect(both).toBeLessThan(severe);
      const rows = page.locator('[data-row]:not([hidden])');
      for (const row of await rows.all()) {
        expect(await row.getAttribute('data-severity')).toBe('sev2');
        expect(await row.getAttribute('data-service')).toContain('ledger');
      }
      expect(await page.locator('[data-value="ledger"]').getAttribute('aria-pressed')).toBe('true');
      await page.getByRole('button', { name: 'Clear filters' }).press('Enter');
      expect(await shown(page)).toBe(105);
      expect(
        await page.locator('.filter-text').evaluate((one) => one === one.ownerDocument.activeElement),
      ).toBe(true);
    });
  });

  test('opens filtered from a shared link', async () => {
    await at('/incidents/?severity=sev1&q=lease', async (page) => {
      await expect.poll(() => shown(page)).toBe(1);
      expect(await page.locator('[data-row]:not([hidden]) a').first().innerText()).toContain(
        'A lease was lost',
      );
    });
  });

  test('has links to lists and pagination without scripts', async () => {
    await visit(
      browser,
      `${server.origin}/incidents/`,
      { scheme: 'light', width: 1280, javaScript: false },
      async (page) => {
        expect(await page.locator('.filter-text').isVisible()).toBe(false);
        await page.getByRole('link', { name: 'Next' }).press('Enter');
        await page.waitForURL(/\/incidents\/page\/2\//);
        expect(await page.locator('[data-row]').count()).toBe(5);
        await page.locator('[data-kind="severity"] a').first().press('Enter');
        await page.waitForURL(/\/severities\/sev1\//);
        expect(await page.locator('[data-row]').count()).toBeGreaterThan(0);
        expect(await page.locator('[data-row]:not([data-severity="sev1"])').count()).toBe(0);
      },
    );
  });
});

describe('the incident page by keyboard', () => {
  test('filters the observed timeline with arrow keys, with and without scripts', async () => {
    for (const javaScript of [true, false]) {
      await visit(
        browser,
        server.origin + INCIDENT,
        { scheme: 'light', width: 1280, javaScript },
        async (page) => {
          expect(await page.locator('.hc-moments tbody tr').count()).toBe(5);
          const rows = page.locator('.hc-record tbody tr:visible');
          expect(await rows.count()).toBe(0);
          await page.locator('details:has(.hc-record) > summary').press('Enter');
          expect(await rows.count()).toBe(15);
          await page.locator('.hc-choices input').first().focus();
          await page.keyboard.press('ArrowRight');
          expect(await rows.count()).toBe(1);
          expect(await rows.first().innerText()).toContain('Writes start to fail');
          await page.keyboard.press('ArrowLeft');
          expect(await rows.count()).toBe(15);
        },
      );
    }
  });

  test('opens and closes folds, and starts with the skip link', async () => {
    await at(INCIDENT, async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.locator(':focus').innerText()).toBe('Skip to content');
      const fold = page.locator('details.fold').first();
      await fold.locator('summary').focus();
      await page.keyboard.press('Enter');
      expect(await fold.evaluate((one) => one.hasAttribute('open'))).toBe(true);
      await page.keyboard.press('Space');
      expect(await fold.evaluate((one) => one.hasAttribute('open'))).toBe(false);
    });
  });

  test('shows everything that gets focus, and never loses focus', async () => {
    await at(INCIDENT, async (page) => {
      // With smooth scrolling, the position would be measured too early.
      await page.emulateMedia({ reducedMotion: 'reduce' });
      const seen = new Set<string>();
      for (let i = 0; i < 400; i++) {
        await page.keyboard.press('Tab');
        const place = (await page.evaluate(`(() => {
          const one = document.activeElement;
          if (one === null || one === document.body) return 'end';
          const box = one.getBoundingClientRect();
          const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
          one.dataset.tab ??= String(document.querySelectorAll('[data-tab]').length);
          return (inside ? 'seen ' : 'unseen ' + one.outerHTML.slice(0, 90)) + one.dataset.tab;
        })()`)) as string;
        if (place === 'end' || seen.has(place)) break;
        expect(place).toMatch(/^seen /);
        seen.add(place);
      }
      expect(seen.size).toBeGreaterThan(40);
    });
  });

  test('shows times in the reader’s time zone on request, and remembers the choice', async () => {
    const context = await browser.newContext({ timezoneId: 'America/New_York' });
    const page = await context.newPage();
    await page.goto(server.origin + INCIDENT);
    const button = page.getByRole('button', { name: 'Times in my time zone (America/New_York)' });
    expect(await page.locator('.own-time').count()).toBe(0);
    await button.press('Enter');
    expect(await page.locator('.facts .own-time').first().innerText()).toMatch(
      /^Jun 25, 04:10 (EDT|GMT-4) \(your time\)$/,
    );
    await page.reload();
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    await button.press('Enter');
    expect(await page.locator('.own-time').count()).toBe(0);
    await context.close();
  });

  test('shows a figure full screen and back', async () => {
    await at(MODEL, async (page) => {
      const button = page.locator('.figure-full').first();
      await button.press('Enter');
      await expect.poll(() => button.innerText()).toBe('Exit full screen');
      await button.press('Enter');
      await expect.poll(() => button.innerText()).toBe('Full screen');
    });
  });
});

test.each([
  ['forced colors', { forcedColors: 'active' as const }],
  ['reduced motion', { reducedMotion: 'reduce' as const }],
])('respects %s', async (_name, media) => {
  await at(INCIDENT, async (page) => {
    await page.emulateMedia(media);
    expect(await page.locator('h1').isVisible()).toBe(true);
    const scroll = await page.evaluate('getComputedStyle(document.documentElement).scrollBehavior');
    expect(scroll).toBe('reducedMotion' in media ? 'auto' : 'smooth');
    const badge = await page
      .locator('.severity')
      .first()
      .evaluate((one) => {
        const style = one.ownerDocument.defaultView!.getComputedStyle(one);
        return style.borderTopWidth;
      });
    expect(badge).toBe('forcedColors' in media ? '1px' : '0px');
  });
});
