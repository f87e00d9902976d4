import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WRITE_UP } from '../../support/command.ts';
import { launchBrowser } from '../support/browser.ts';
import { type ScratchSite, scratchSite } from '../support/scratch-site.ts';
import { type StaticServer, serveFolder } from '../support/server.ts';
import { isWiderThanWindow, type Trouble, visit } from '../support/visit.ts';

/** A write-up with a model on the incident's clock, and an ending that a drill must not show. */
const INCIDENT = WRITE_UP.replace(
  'For a test.',
  'An expired lease stopped all writes.\nzone: Europe/Berlin',
).replace(
  '- { id: restored,',
  `- { id: paged, at: 2025-10-20T08:13:00+02:00, kind: detection, actor: On call, text: The pager goes off, evidence: pager }
- { id: posted, at: 2025-10-20T08:20:00+02:00, kind: communication, text: A post says that writes fail, evidence: post }
- { id: renewed, at: 2025-10-20T08:29:00+02:00, kind: response, actor: Operators, text: The lease is renewed by hand, evidence: log }
- { id: restored,`,
);
const PATH = '/incidents/lease/';
const ENDING = [
  'An expired lease stopped all writes',
  'Key times and durations',
  'The lease is renewed by hand',
];

let site: ScratchSite;
let server: StaticServer;
let browser: Browser;

beforeAll(async () => {
  site = await scratchSite();
  await site.write('content/incidents/lease.md', INCIDENT);
  await site.write(
    'content/incidents/plain.md',
    INCIDENT.replace(/```timeline[\s\S]*$/, 'Nothing is known.\n'),
  );
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

const NONE: Trouble = { console: [], errors: [], requests: [], policy: [] };
const LIGHT = { scheme: 'light', width: 1280 } as const;

const next = (page: Page) => page.getByRole('button', { name: 'Next entry' });
const shown = (page: Page) => page.locator('.drill-entries li').allTextContents();
const bodyText = (page: Page) => page.evaluate('document.body.innerText') as Promise<string>;

/** Writes a note with the keyboard and moves on. The text area has the focus. */
async function write(page: Page, note: string): Promise<void> {
  await page.keyboard.type(note);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
}

test('shows one entry at a time, and nothing of the page', async () => {
  await visit(browser, `${server.origin}${PATH}?drill`, LIGHT, async (page, trouble) => {
    await next(page).waitFor();
    expect(await shown(page)).toEqual([
      'Oct 20 08:11 CEST · impactWrites failSimulated: lost at 08:10:00 (fitted)',
    ]);
    const text = await bodyText(page);
    for (const part of ENDING) expect(text).not.toContain(part);
    expect(await page.locator('[data-drill]').isHidden()).toBe(true);
    // Browsers search for text only in what they lay out. `hidden=until-found` would be found too.
    expect(await page.locator('[data-drill]').getAttribute('hidden')).toBe('');
    expect(await page.getByRole('heading').allTextContents()).toEqual(['A lease was lost']);
    expect(trouble).toEqual(NONE);
  });
});

test('is finished with the keyboard, and shows the notes next to what was done', async () => {
  await visit(browser, `${server.origin}${PATH}?drill`, LIGHT, async (page, trouble) => {
    await next(page).waitFor();
    const area = page.getByLabel('What do you look at? What do you do next?');
    for (let presses = 0; !(await area.evaluate('document.activeElement.id === "drill.note"')); presses++) {
      expect(presses).toBeLessThan(30);
      await page.keyboard.press('Tab');
    }
    await write(page, 'Look at the lease');
    expect(await page.getByRole('status').textContent()).toBe(
      'Oct 20 08:13 CEST, detection. On call: The pager goes off',
    );
    expect((await shown(page))[0]).toContain('Your note: Look at the lease');
    // The focus stays on the button.
    await page.keyboard.press('Shift+Tab');
    await write(page, 'Renew it <b>now</b>');
    for (const _ of ['posted', 'renewed']) await page.keyboard.press('Enter');
    expect(await page.locator('.drill-count').textContent()).toBe('Entry 5 of 5. This is the last one.');
    expect(await area.isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    const focus = 'document.activeElement.textContent';
    expect(await page.evaluate(focus)).toBe('Your notes and what was done');
    const rows = page.locator('.drill-table tbody tr');
    expect(await rows.locator('> *').allTextContents()).toEqual([
      'Oct 20 08:11 CEST',
      'Look at the lease',
      'Nothing',
      'Oct 20 08:13 CEST',
      'Renew it <b>now</b>',
      [
        'Oct 20 08:20 CEST A post says that writes fail',
        'Oct 20 08:29 CEST Operators: The lease is renewed by hand',
        'Oct 20 08:30 CEST Writes pass',
      ].join(''),
    ]);
    await page.getByRole('link', { name: 'A lease is lost' }).waitFor();
    expect(trouble).toEqual(NONE);
    await page.getByRole('link', { name: 'Leave the drill' }).click();
    await page.getByText('An expired lease stopped all writes').first().waitFor();
  });
});

test('can be ended early, reloaded and started again', async () => {
  await visit(browser, `${server.origin}${PATH}?drill`, LIGHT, async (page) => {
    await page.getByLabel('What do you look at?').fill('Wait');
    await next(page).click();
    await page.getByLabel('What do you look at?').fill('A draft');
    await page.reload();
    await next(page).waitFor();
    expect(await shown(page)).toHaveLength(2);
    expect(await page.getByLabel('What do you look at?').inputValue()).toBe('A draft');
    await page.getByRole('button', { name: 'End and compare' }).click();
    expect(await page.locator('.drill-table tbody tr').count()).toBe(2);
    await page.getByRole('button', { name: 'Start again' }).click();
    expect(await shown(page)).toHaveLength(1);
    expect(await page.getByLabel('What do you look at?').inputValue()).toBe('');
  });
});

test('is optional: without `?drill`, without scripts or without a timeline, the page is as usual', async () => {
  for (const [path, javaScript] of [
    [PATH, true],
    [`${PATH}?drill`, false],
    ['/incidents/plain/?drill', true],
  ] as const) {
    await visit(browser, server.origin + path, { ...LIGHT, javaScript }, async (page, trouble) => {
      expect(await page.getByText('An expired lease stopped all writes').first().isVisible(), path).toBe(
        true,
      );
      expect(await page.locator('.drill').count(), path).toBe(0);
      expect(trouble, path).toEqual(NONE);
    });
  }
});

test('a page has a link to its drill only if it has a timeline, and both only add a few bytes', async () => {
  expect(site.page('incidents/lease')).toContain('href="?drill"');
  expect(site.page('incidents/plain')).not.toMatch(/drill/);
  const [file] = Object.keys(site.built()).filter((name) => name.startsWith('scripts/drill.'));
  expect(readFileSync(join(site.folder, 'dist', file!)).length).toBeLessThan(9000);
});

test('works from disk', async () => {
  const page = await browser.newPage();
  try {
    const file = pathToFileURL(join(site.folder, 'dist', 'incidents', 'lease', 'index.html'));
    await page.goto(`${file.href}?drill`);
    await next(page).click();
    expect(await shown(page)).toHaveLength(2);
  } finally {
    await page.close();
  }
});

describe.each(['light', 'dark'] as const)('%s', (scheme) => {
  test.each([360, 390, 1280])('fits a window of %d px, and axe finds nothing', async (width) => {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    const violations = async (page: Page): Promise<unknown> => {
      await page.evaluate(axe);
      return page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))',
      );
    };
    await visit(browser, `${server.origin}${PATH}?drill`, { scheme, width }, async (page, trouble) => {
      await page.getByLabel('What do you look at?').fill(`Look at ${'x'.repeat(200)}`);
      await next(page).click();
      expect(await isWiderThanWindow(page)).toBe(false);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'End and compare' }).click();
      expect(await isWiderThanWindow(page)).toBe(false);
      expect(await violations(page)).toEqual([]);
      expect(trouble).toEqual(NONE);
    });
  });
});
