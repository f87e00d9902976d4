import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeUp } from '../support/page.ts';
import { launchBrowser } from './support/browser.ts';
import { errorsAppear, errorsDisappear } from './support/overlay.ts';
import { type ScratchSite, scratchSite, until } from './support/scratch-site.ts';
import { slowScenario } from './support/slow-scenario.ts';

/** Hours to simulate. `SLOW` takes too long to wait for even on a fast machine, and `QUICK` finishes immediately. */
const [SLOW, QUICK] = [1000, 1];
/** Markup found only on pages that are waiting for a result. */
const MARKS = ['hc-stale', 'hc-unfinished', 'hc-awaited', 'hc-notice', 'data-hc-waiting', 'being simulated'];

let site: ScratchSite;
let server: Awaited<ReturnType<ScratchSite['dev']>>;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  site = await scratchSite();
  await save(SLOW, '10m');
  await site.write(
    'content/incidents/other.md',
    writeUp('Nothing runs here.').replace('A page', 'Another page'),
  );
  server = await site.dev();
  browser = await launchBrowser();
  page = await browser.newPage();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await site?.dispose();
});

const save = (hours: number, delay: string, more = '') =>
  site.write(
    'content/incidents/slow.md',
    writeUp(
      `\`\`\`scenario\n${slowScenario(hours, delay)}${more}\n\`\`\`\n\nLost at \`sim: slow.marks.lost.at\`.\n\n\`\`\`show\nscenario: slow\nview: fit\n\`\`\``,
    ),
  );

const notice = () => page.locator('.hc-stale > .hc-unfinished').first();
const cite = (text: string) => page.locator('.prose p', { hasText: `Lost at ${text}` });
const shown = { state: 'attached' } as const;

const noticeSays = (text: string) =>
  until(
    async () => ((await notice().textContent()) ?? '').includes(text),
    () => `the notice to say “${text}”`,
  );

const bodyOf = async (path: string) => (await fetch(server.origin + path)).text();

test('starts before its scenarios have finished, and updates the page', async () => {
  await page.goto(`${server.origin}/incidents/slow/`);
  await notice().waitFor(shown);
  expect(await notice().textContent()).toContain('There is no earlier result.');
  expect(await cite('…').count()).toBe(1);
  await page.locator('[role=status]', { hasText: 'Simulation running' }).waitFor(shown);
  await cite('10 min').waitFor(shown);
  expect(await notice().count()).toBe(0);
  // Screen readers announce this element.
  await page.locator('[role=status]', { hasText: 'The page shows the new results.' }).waitFor(shown);
});

test('shows the last result right after a save, marked in words and shape', async () => {
  await save(SLOW, '12m');
  await notice().waitFor(shown);
  const text = (await notice().textContent()) ?? '';
  expect(text).toContain('This result is from before the last change to the text.');
  expect(text).toContain('The new one is being simulated.');
  expect(text).toContain('delay: 10m');
  expect(text).toContain('delay: 12m');
  expect(await cite('10 min').locator('.hc-stale-cite').count()).toBe(1);
  expect(await page.locator('.hc-stale').count()).toBe(1);
  expect(await bodyOf('/incidents/slow/models/slow/')).toContain('before the last change to the text');
  expect(await notice().evaluate((one) => getComputedStyle(one.parentElement!).borderInlineStartStyle)).toBe(
    'double',
  );
  await page.locator('[role=status]', { hasText: 'Simulation running' }).waitFor(shown);
  expect((await fetch(`${server.origin}/incidents/other/`)).status).toBe(200);
  // Neither page waited for the simulation: it's still running.
  expect(await notice().count()).toBe(1);
});

test('axe finds nothing on a page with a running simulation', async () => {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const found = await page.evaluate(
    `${axe}; axe.run({ exclude: ['astro-dev-toolbar'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 160)))`,
  );
  expect(found).toEqual([]);
});

test('other pages list running simulations', async () => {
  await save(SLOW, '13m');
  await noticeSays('delay: 13m');
  expect(await bodyOf('/')).toMatch(
    /<aside class="hc-notice[^>]*>.*Simulation running:.*href="\/incidents\/slow\/"/s,
  );
  expect(await bodyOf('/incidents/other/')).not.toContain('<aside class="hc-notice');
});

test('a second save cancels the simulation of the first', async () => {
  await save(SLOW, '14m');
  await noticeSays('delay: 14m');
  await save(QUICK, '16m');
  await cite('16 min').waitFor(shown);
  expect(await notice().count()).toBe(0);
  expect(await bodyOf('/')).not.toContain('<aside class="hc-notice');
});

test('shows errors of the new result until they are fixed', async () => {
  await save(SLOW, '18m', '\nexpect: { base: { run: { never: lost } } }');
  await notice().waitFor(shown);
  await errorsAppear(page);
  expect(server.output()).toContain('content/incidents/slow.md');
  await save(QUICK, '20m');
  await cite('20 min').waitFor(shown);
  await errorsDisappear(page);
  expect(await notice().count()).toBe(0);
});

test('a build waits for all scenarios and has no marks of development', async () => {
  await save(SLOW, '22m');
  await notice().waitFor(shown);
  await server.stop();
  const { code, output } = await site.build();
  expect(output.slice(-2000)).toContain('Complete!');
  expect(code).toBe(0);
  expect(site.page('incidents/slow')).toContain('22 min');
  expect(filesWith(join(site.folder, 'dist'), MARKS)).toEqual([]);
});

function filesWith(folder: string, words: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), 'utf8').toLowerCase();
      return words.filter((word) => text.includes(word)).map((word) => `${name}: ${word}`);
    });
}
