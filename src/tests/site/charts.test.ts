import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../result.ts';
import { VIEW_STYLES } from '../../views/styles/style-files.ts';
import { renderView } from '../../views/views.ts';
import { resultOf } from '../support/evaluate-text.ts';
import { RETRY_QUEUE } from '../support/retry-queue.ts';
import { stormResult } from '../views/retry-storm.ts';
import { launchBrowser } from './support/browser.ts';

const VIEWS = [
  'load',
  'latency',
  'backlog',
  'errors',
  'measures',
  'dependencies',
  'impact',
  'fit',
  'variants',
  'sweep',
  'sensitivity',
] as const;

/** No scripts, and styles only from files: the strictest policy that a site can have. */
const POLICY = "default-src 'none'; style-src 'self'; font-src data:; img-src data:";

let browser: Browser;
let body: string;
let css: string;

beforeAll(async () => {
  const result: Result = stormResult(3);
  const mapped = resultOf(RETRY_QUEUE('map: { x: const.rate, y: { path: const.slow, points: 25 } }\n'));
  body = [...VIEWS.map((view) => renderView(view, result)), renderView('map', mapped)].join('\n');
  const files = [
    ...VIEW_STYLES.map((name) => `views/styles/${name}`),
    ...['tokens', 'base', 'frame'].map((name) => `site/styles/${name}.css`),
  ];
  const texts = await Promise.all(
    files.map((file) => readFile(new URL(`../../${file}`, import.meta.url), 'utf8')),
  );
  css = texts.join('\n');
  browser = await launchBrowser();
});

afterAll(() => browser?.close());

async function open(scheme: 'light' | 'dark', width: number): Promise<{ page: Page; violations: string[] }> {
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: { width, height: 900 },
    acceptDownloads: true,
    bypassCSP: false,
  });
  const page = await context.newPage();
  const violations: string[] = [];
  page.on('console', (message) => violations.push(message.text()));
  page.on('pageerror', (error) => violations.push(String(error)));
  await page.route('**/*', (route) => {
    const { pathname, hostname } = new URL(route.request().url());
    if (hostname !== 'site.test') violations.push(`request to ${hostname}`);
    if (pathname === '/style.css') return route.fulfill({ contentType: 'text/css', body: css });
    return route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: { 'content-security-policy': POLICY },
      body: `<!DOCTYPE html><html lang="en"><head><title>Charts</title><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/style.css"><link rel="icon" href="data:,"></head><body><main class="page-width"><h1>Charts</h1>${body}</main></body></html>`,
    });
  });
  await page.goto('https://site.test/');
  return { page, violations };
}

/** Returns the visible parts of the charts on a page. */
const LOOK = `(() => {
  const shown = [...document.querySelectorAll('svg.hc-ch')].filter((svg) => svg.getBoundingClientRect().width > 0);
  const spilled = [];
  let least = 99;
  for (const svg of shown) {
    const frame = svg.getBoundingClientRect();
    const scale = frame.width / svg.viewBox.baseVal.width;
    for (const text of svg.querySelectorAll('text')) {
      const box = text.getBoundingClientRect();
      if (box.width > 0 && (box.left < frame.left - 20 || box.right > frame.right + 20)) spilled.push(text.textContent);
      least = Math.min(least, parseFloat(getComputedStyle(text).fontSize) * scale);
    }
  }
  return {
    shown: shown.length,
    all: document.querySelectorAll('svg.hc-ch').length,
    spilled,
    least,
    wider: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    line: getComputedStyle(document.querySelector('.hc-ch-line.hc-ch-goodput')).stroke,
  };
})()`;

describe.each([
  ['light', 1280],
  ['light', 360],
  ['dark', 1280],
  ['dark', 360],
] as const)('charts in %s at %i px', (scheme, width) => {
  test('appear in one size each, with legible text, under a strict policy', async () => {
    const { page, violations } = await open(scheme, width);
    const seen = (await page.evaluate(LOOK)) as {
      shown: number;
      all: number;
      spilled: string[];
      least: number;
      wider: boolean;
      line: string;
    };
    expect(violations).toEqual([]);
    expect(seen.shown).toBe(seen.all / 2);
    expect(seen.spilled).toEqual([]);
    expect(seen.least).toBeGreaterThanOrEqual(9.5);
    expect(seen.wider).toBe(false);
    expect(seen.line).toBe(scheme === 'light' ? 'rgb(74, 63, 184)' : 'rgb(181, 172, 255)');
    await page.context().close();
  });
});

test('axe finds nothing with all folds open', async () => {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  for (const scheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ colorScheme: scheme, bypassCSP: true });
    const page = await context.newPage();
    await page.setContent(
      `<!DOCTYPE html><html lang="en"><head><title>Charts</title><style>${css}</style></head><body><main><h1>Charts</h1>${body}</main></body></html>`,
    );
    await page.evaluate(`for (const fold of document.querySelectorAll('details')) fold.open = true`);
    await page.addScriptTag({ content: axe });
    const found = (await page.evaluate(
      `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 160)))`,
    )) as string[];
    expect(found).toEqual([]);
    await context.close();
  }
});

test('numbers are saved as CSV without scripts, under the policy', async () => {
  const { page, violations } = await open('light', 1280);
  await page.locator('.hc-load summary').first().click();
  const waiting = page.waitForEvent('download');
  await page.locator('.hc-load a.hc-csv').first().click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('retry-storm-checkout-base-run.csv');
  const text = await readFile(await download.path(), 'utf8');
  // 300 windows at seven per row, plus the header and the empty text after the last line break.
  expect(text.split('\r\n')).toHaveLength(45);
  expect(text.startsWith('utc,offered_per_second,goodput_per_second\r\n2')).toBe(true);
  expect(violations).toEqual([]);
  await page.context().close();
});
