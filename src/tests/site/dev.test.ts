import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LEASE, writeUp } from '../support/page.ts';
import { launchBrowser } from './support/browser.ts';
import { errorsAppear, errorsDisappear } from './support/overlay.ts';
import { type ScratchSite, scratchSite, until } from './support/scratch-site.ts';

const PAGE = writeUp(`\`\`\`scenario\n${LEASE}\n\`\`\`\n\nLost at \`sim: lease.marks.lost.at\`.`);
const GUIDE = '---\ntitle: A guide\nsummary: For a test.\n---\n\nIt explains.\n';
const OTHER = writeUp('Nothing runs here.').replace('title: A page', 'title: Another page');

let site: ScratchSite;
let server: Awaited<ReturnType<ScratchSite['dev']>>;
let browser: Browser;

beforeAll(async () => {
  site = await scratchSite();
  await site.write('content/incidents/one.md', PAGE);
  await site.write('content/incidents/two.md', OTHER);
  await site.write('content/guides/first.md', GUIDE);
  server = await site.dev();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await site?.dispose();
});

const get = async (path: string): Promise<{ status: number; text: string }> => {
  const response = await fetch(server.origin + path);
  return { status: response.status, text: await response.text() };
};

const shows = (path: string, status: number, text = '') =>
  until(
    async () => {
      const found = await get(path);
      return found.status === status && found.text.includes(text);
    },
    () => `${path} to respond with ${status} and “${text}”\n${server.output().slice(-2000)}`,
  );

test('shows a saved change', async () => {
  await shows('/incidents/one/', 200, '10 min');
  await site.write('content/incidents/one.md', PAGE.replace('delay: 10m', 'delay: 12m'));
  await shows('/incidents/one/', 200, '12 min');
});

test('reads a file only when it is written completely', async () => {
  const file = await open(join(site.folder, 'content/incidents/one.md'), 'w');
  // Simulates an editor that takes a while to save. Until then, the file is empty.
  await new Promise((done) => setTimeout(done, 20));
  await file.writeFile(PAGE.replace('delay: 10m', 'delay: 13m'));
  await file.close();
  await shows('/incidents/one/', 200, '13 min');
});

test('shows an error over the page, with code, frame, hint and position, until the next save', async () => {
  const page = await browser.newPage();
  try {
    await page.goto(`${server.origin}/incidents/one/`);
    await site.write('content/incidents/one.md', PAGE.replace('delay: 10m', 'dealy: 10m'));
    await shows('/incidents/one/', 500);
    // The page reloads automatically.
    const text = await errorsAppear(page);
    expect(text).toContain('This page has errors');
    expect(text).toContain('schema/unknown-key: unknown key dealy');
    expect(text).toContain('- { id: lose, dealy: 10m');
    expect(text).toContain('did you mean delay?');
    expect(text).toContain('incidents/one.md:15:21');
    expect(server.output()).toContain('content/incidents/one.md:15:21 error schema/unknown-key');

    // The list fails as it would in a build, but other write-ups are still available.
    expect((await get('/')).status).toBe(500);
    expect((await get('/incidents/two/')).status).toBe(200);

    await site.write('content/incidents/one.md', PAGE.replace('delay: 10m', 'delay: 14m'));
    await page.locator('.hc-cite', { hasText: '14 min' }).waitFor();
    await errorsDisappear(page);
    expect((await get('/')).status).toBe(200);
  } finally {
    await page.close();
  }
});

test('follows a write-up that is added with errors, fixed and removed', async () => {
  await site.write('content/incidents/three.md', OTHER.replace('severity: SEV3\n', ''));
  await shows('/incidents/three/', 500);
  await site.write('content/incidents/three.md', OTHER.replace('Another page', 'A third page'));
  await shows('/incidents/three/', 200, 'A third page');
  await shows('/', 200, 'A third page');
  await site.remove('content/incidents/three.md');
  await shows('/incidents/three/', 404);
  await until(
    async () => !(await get('/')).text.includes('A third page'),
    () => 'the list without it',
  );
});

test('shows the errors of a guide on its page and on the list of guides', async () => {
  await shows('/guides/first/', 200, 'It explains.');
  await site.write('content/guides/first.md', GUIDE.replace('title:', 'titel:'));
  await shows('/guides/first/', 500);
  await shows('/guides/', 500);
  expect((await get('/incidents/two/')).status).toBe(200);
  await site.write('content/guides/first.md', GUIDE.replace('explains', 'explains more'));
  await shows('/guides/first/', 200, 'It explains more.');
  await shows('/guides/', 200, 'A guide');
});
