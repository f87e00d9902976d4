import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createBench } from '../../support/command.ts';
import { launchBrowser } from '../support/browser.ts';
import { type ScratchSite, scratchSite } from '../support/scratch-site.ts';
import { type StaticServer, serveFolder } from '../support/server.ts';

const WRITE_UP = `---
title: One till
summary: A till was too slow for its customers.
severity: SEV2
started_at: 2026-03-02T10:00:00Z
resolved_at: 2026-03-02T11:00:00Z
---

## What happened

\`\`\`scenario
scenario: till
title: One till
until: 1m
const:
  pace: { value: 30, range: [10, 90] }
services:
  till: { concurrency: 1, service_time: 20ms }
load:
  - { id: shoppers, to: till, arrivals: { dist: poisson, rate: pace }, timeout: 300ms }
measure:
  failing: { is: rate(till.timeouts) + rate(till.errors), window: 5s }
outcomes:
  worst: { is: failing, at: max, better: lower }
variants:
  slow_till: { till.service_time: 60ms }
\`\`\`

## Two workers

\`\`\`scenario
${readFileSync(new URL('../../../../content/examples/lost-update.yaml', import.meta.url), 'utf8')}\`\`\`

## A deploy

\`\`\`scenario
${readFileSync(new URL('../../../../content/examples/bad-deploy.yaml', import.meta.url), 'utf8')}\`\`\`
`;
const TILL = '/incidents/till/models/till/';

let site: ScratchSite;
let server: StaticServer;
let browser: Browser;

beforeAll(async () => {
  site = await scratchSite();
  await site.write('content/incidents/till.md', WRITE_UP);
  const { code, output } = await site.build();
  expect(output).toContain('Complete!');
  expect(code).toBe(0);
  server = await serveFolder(join(site.folder, 'dist'));
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await site?.dispose();
});

/** Opens a page and collects its errors. */
async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}) {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(message.text());
  });
  await page.goto(`${server.origin}${path}`);
  return { page, trouble };
}

/** The rows of results as text: the name, the page's value, and your value. */
async function rowsOf(page: Page): Promise<string[][]> {
  await page.locator('[data-numbers-rows] tr').first().waitFor();
  const rows = await page.locator('[data-numbers-rows] tr').all();
  return Promise.all(rows.map((row) => row.locator('th, td').allTextContents()));
}

async function slide(page: Page, to: 'first' | 'last'): Promise<void> {
  const slider = page.getByLabel(/^pace:/);
  await slider.focus();
  await slider.press(to === 'first' ? 'Home' : 'End');
}

/** The text of all sections except the section for the reader's numbers. */
const prose = (page: Page) => page.locator('section:not(:has([data-numbers]))').allTextContents();

const flag = (page: Page) => page.locator('[data-numbers-flag]').textContent();

test('a page starts with its own numbers, and shows what a reader’s numbers change', async () => {
  const { page, trouble } = await open(TILL);
  for (const [, ofPage, own] of await rowsOf(page)) expect(own).toBe(ofPage);
  expect(await flag(page)).toBe('The page’s numbers');
  const before = await prose(page);
  await slide(page, 'last');
  await expect.poll(() => flag(page)).toBe('Yours, not the page’s');
  await expect.poll(async () => (await rowsOf(page)).some(([, ofPage, own]) => own !== ofPage)).toBe(true);
  expect(await prose(page)).toEqual(before);
  const worst = (await rowsOf(page)).find(([name]) => name === 'worst')!;
  expect(worst[2]).toContain('(worse)');
  expect(await page.locator('[data-numbers-curve] svg').count()).toBe(1);
  await page.getByRole('button', { name: 'Reset' }).click();
  await expect.poll(() => flag(page)).toBe('The page’s numbers');
  await expect.poll(async () => (await rowsOf(page)).every(([, ofPage, own]) => own === ofPage)).toBe(true);
  expect(trouble).toEqual([]);
});

test('a link shows the numbers of the reader who copied it', async () => {
  const { page } = await open(TILL);
  await rowsOf(page);
  await slide(page, 'first');
  await page.getByLabel('Model', { exact: true }).selectOption('slow_till');
  await page.getByLabel('Seed').fill('7');
  await expect.poll(() => page.url()).toContain('#try&case=slow_till&const.pace=10&seed=7');
  await expect.poll(async () => (await rowsOf(page)).some(([, ofPage, own]) => own !== ofPage)).toBe(true);
  const shown = await rowsOf(page);
  const other = await open(new URL(page.url()).pathname + new URL(page.url()).hash);
  await expect.poll(() => rowsOf(other.page)).toEqual(shown);
});

test('an address with numbers that no control allows shows the page’s numbers', async () => {
  const { page } = await open(`${TILL}#try&case=gone&const.pace=31.5&seed=x`);
  await rowsOf(page);
  expect(await flag(page)).toBe('The page’s numbers');
});

test('a search shows its verdict and its counterexample', async () => {
  const { page, trouble } = await open('/incidents/till/models/lost-update/');
  expect((await rowsOf(page))[0]).toEqual([
    'In every interleaving',
    'The base violates both_counted in 4 steps',
  ]);
  expect(await page.locator('[data-numbers-steps] li').count()).toBe(4);
  await page.getByLabel('Model', { exact: true }).selectOption('atomic');
  await expect.poll(async () => (await rowsOf(page))[0]![1]).toContain('holds in every interleaving');
  expect(trouble).toEqual([]);
});

test('without scripts, the section is absent and the variants are in a table', async () => {
  const { page } = await open(TILL, { javaScriptEnabled: false });
  expect(await page.getByText('Change the numbers').isVisible()).toBe(false);
  expect(
    await page
      .getByRole('cell', { name: 'slow_till' })
      .or(page.getByRole('rowheader', { name: /slow.till/ }))
      .first()
      .isVisible(),
  ).toBe(true);
});

test('the panel fits a phone', async () => {
  const { page } = await open(TILL, { viewport: { width: 360, height: 800 } });
  await rowsOf(page);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(360);
});

test('a counterexample can be stepped through with buttons, keys and links', async () => {
  const { page, trouble } = await open('/incidents/till/models/lost-update/#step-3');
  const step = page.locator('.player-step');
  expect(await step.textContent()).toBe('Step 3 of 4 A writes 1');
  expect(await page.locator('.player-state').textContent()).toBe('total1 (was 0)');
  expect(await page.locator('tr.is-current').getAttribute('data-step')).toBe('3');
  await page.getByRole('button', { name: 'Back' }).click();
  expect(await page.locator('.player-state').textContent()).toBe('total0');
  expect(new URL(page.url()).hash).toBe('#step-2');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await step.textContent()).toContain('Step 4 of 4 B writes 1. stale read: total from step 2');
  await page.keyboard.press('ArrowRight');
  expect(await step.textContent()).toContain('Step 4 of 4');
  await page.getByRole('button', { name: 'Start' }).click();
  expect(await step.textContent()).toBe('Step 0 of 4 The initial state.');
  await page.getByRole('link', { name: '2', exact: true }).click();
  expect(await step.textContent()).toContain('Step 2 of 4 B reads 0');
  expect(trouble).toEqual([]);
});

test('a run can be stepped through, with its state at each event', async () => {
  const { page, trouble } = await open('/incidents/till/models/bad-deploy/#event-1');
  const player = page.getByRole('group', { name: 'Step through' });
  const event = player.locator('.player-step');
  const broken = player.locator('.player-state > div', { hasText: 'broken' }).locator('dd');
  await expect.poll(() => event.textContent()).toMatch(/^Event 1 of \d+ 10 min: rollout breaks wave 1/);
  expect(await broken.textContent()).toBe('1 (was 0)');
  expect(await page.locator('tr.is-current').textContent()).toContain('breaks wave 1');
  const bounds = await player.boundingBox();
  expect(bounds!.y).toBeGreaterThanOrEqual(0);
  expect(bounds!.y + bounds!.height).toBeLessThanOrEqual(page.viewportSize()!.height);
  const later = page.locator('.hc-tl-svg .player-later');
  const width = Number(await later.getAttribute('width'));
  // The second event is the impact of the first.
  await player.getByRole('button', { name: 'Next' }).click();
  expect(await event.textContent()).toContain('api impact starts');
  expect(await broken.textContent()).toBe('1');
  await page.keyboard.press('ArrowRight');
  expect(await broken.textContent()).toBe('2 (was 1)');
  expect(Number(await later.getAttribute('width'))).toBeLessThan(width);
  await page.keyboard.press('Home');
  expect(await event.textContent()).toContain('The start of the run.');
  expect(await broken.textContent()).toBe('0');
  await page.keyboard.press('End');
  expect(await event.textContent()).toContain('The run ends');
  expect(await later.getAttribute('width')).toBe('0');
  expect(new URL(page.url()).hash).toMatch(/^#event-\d+$/);
  expect(trouble).toEqual([]);
});

test('without scripts, a run’s events and values are in a table', async () => {
  const { page } = await open('/incidents/till/models/bad-deploy/#event-1', { javaScriptEnabled: false });
  expect(await page.locator('.player').count()).toBe(0);
  expect(await page.locator('#event-1').textContent()).toContain('broken 1');
});

test('the link that `hindcast explore` gives opens the counterexample’s last step', async () => {
  const bench = createBench();
  onTestFinished(() => bench.remove());
  const file = 'content/incidents/till.md';
  const { out } = await bench.callIn(site.folder, ['explore', file, '--scenario', 'lost-update', '--json']);
  const { link } = JSON.parse(out);
  expect(link).toBe('/incidents/till/models/lost-update/#step-4');
  const { page, trouble } = await open(link);
  expect(await page.locator('.player-step').textContent()).toMatch(/^Step 4 of 4 /);
  expect(await page.locator('tr.is-current').getAttribute('data-step')).toBe('4');
  const bounds = await page.getByRole('group', { name: 'Step through' }).boundingBox();
  expect(bounds!.y).toBeLessThan(page.viewportSize()!.height);
  expect(trouble).toEqual([]);
});
