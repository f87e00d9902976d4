import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LEASE, writeUp } from '../support/page.ts';
import { launchBrowser } from './support/browser.ts';
import { errorsAppear, errorsDisappear } from './support/overlay.ts';
import { type ScratchSite, scratchSite, until } from './support/scratch-site.ts';

/*
 * Tests edits to files other than write-ups while one server is running: the configuration, the collections, the
 * engine. After each edit, a write-up is saved to check that the server still watches write-ups.
 */

const VERSION = 'hindcast/src/engine/run.ts';
const COLLECTIONS = 'src/content.config.ts';
/** A page that shows the engine's version. */
const MODEL = '/incidents/one/models/lease/';

let site: ScratchSite;
let server: Awaited<ReturnType<ScratchSite['dev']>>;
let browser: Browser;
let collections: string;
let engine: string;

beforeAll(async () => {
  site = await scratchSite({ ownSources: true });
  collections = await readFile(join(site.folder, COLLECTIONS), 'utf8');
  engine = await readFile(join(site.folder, VERSION), 'utf8');
  await save(10);
  server = await site.dev();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await site?.dispose();
});

const save = (minutes: number, severity = 'SEV3') =>
  site.write(
    'content/incidents/one.md',
    writeUp(
      `\`\`\`scenario\n${LEASE.replace('10m', `${minutes}m`)}\n\`\`\`\n\nLost at \`sim: lease.marks.lost.at\`.`,
    ).replace('SEV3', severity),
  );

const configure = (options: string) =>
  site.write(
    'astro.config.mjs',
    `import { defineConfig } from 'astro/config';\nimport hindcast from './hindcast/src/astro/hindcast.ts';\n\nexport default defineConfig({ integrations: [hindcast({ docs: false, ...${options} })] });\n`,
  );

async function shows(status: number, text: string, path = '/incidents/one/'): Promise<void> {
  let last = '';
  const check = async (): Promise<boolean> => {
    const response = await fetch(server.origin + path).catch(() => null);
    const found = (await response?.text()) ?? '';
    last = `${response?.status}: ${found.slice(-300)}`;
    return response?.status === status && found.includes(text);
  };
  await until(
    check,
    () => `${path} to respond with ${status} and “${text}”\n${last}\n${server.output().slice(-1500)}`,
  );
}

/**
 * Waits for an error with this text in the server's output. The page doesn't contain the text; the browser receives it
 * through a socket and shows it in an overlay.
 */
async function fails(text: string): Promise<void> {
  const before = server.output().length;
  await shows(500, '');
  await until(
    async () =>
      (await fetch(`${server.origin}/incidents/one/`)).status === 500 &&
      server.output().slice(before).includes(text),
    () => `“${text}” in the terminal\n${server.output().slice(before).slice(-1500)}`,
  );
}

test('keeps reading write-ups after an option changes', async () => {
  await shows(200, '10 min');
  await configure(`{ title: 'Renamed' }`);
  await shows(200, '· Renamed</title>');
  await save(11);
  await shows(200, '11 min');
});

test('reports write-ups that no longer match the configuration until they are fixed', async () => {
  await configure(
    `{ title: 'Renamed', severities: [{ id: 'BIG', name: 'Big', meaning: 'Everything is down.' }] }`,
  );
  await fails('page/unknown-severity');
  await save(12, 'BIG');
  await shows(200, '12 min');
  await configure(`{ title: 'Plain' }`);
  await fails('page/unknown-severity');
  await save(13);
  await shows(200, '13 min');
});

test('shows an invalid option over the open page and instead of all other pages until it is fixed', async () => {
  const page = await browser.newPage();
  try {
    await page.goto(`${server.origin}/incidents/one/`);
    await configure(`{ titel: 'Renamed' }`);
    await fails('did you mean `title`?');
    expect(await errorsAppear(page)).toContain('titel');
    await configure(`{ title: 'Fixed' }`);
    await shows(200, '· Fixed</title>');
    await errorsDisappear(page, '· Fixed');
  } finally {
    await page.close();
  }
});

test('reloads a page that has no connection when the server restarts', async () => {
  const page = await browser.newPage();
  try {
    // Simulates a server that ended before the browser requested the page's scripts.
    await page.route(/@vite\/client/, (route) => route.abort());
    await page.goto(`${server.origin}/incidents/one/`);
    await page.unroute(/@vite\/client/);
    await configure(`{ title: 'Reloaded' }`);
    await errorsDisappear(page, '· Reloaded');
  } finally {
    await page.close();
  }
});

test('recovers from a configuration with a syntax error, even in pages that were opened in the meantime', async () => {
  const [before, meanwhile] = [await browser.newPage(), await browser.newPage()];
  try {
    await before.goto(`${server.origin}/incidents/one/`);
    await site.write('astro.config.mjs', 'export default {{;\n');
    await fails("astro.config can't be loaded");
    await meanwhile.goto(`${server.origin}/incidents/one/`);
    for (const page of [before, meanwhile]) expect(await errorsAppear(page)).toContain('astro.config');
    await configure(`{ title: 'Whole' }`);
    await shows(200, '· Whole</title>');
    for (const page of [before, meanwhile]) await errorsDisappear(page, '· Whole');
  } finally {
    await before.close();
    await meanwhile.close();
  }
  await save(14);
  await shows(200, '14 min');
});

test('recovers from collections that can’t be loaded', async () => {
  await site.write(COLLECTIONS, 'import {{;\n');
  await fails("content.config.ts can't be loaded");
  await site.write(
    COLLECTIONS,
    collections.replace('};', '  others: defineCollection({ loader: () => [] }),\n};'),
  );
  await shows(200, '14 min');
  await save(15);
  await shows(200, '15 min');
});

test('adds the guides pages with the first guide and removes them with the last', async () => {
  await shows(404, '', '/guides/first/');
  await site.write(
    'content/guides/first.md',
    '---\ntitle: First\nsummary: For a test.\n---\n\nIt explains.\n',
  );
  await shows(200, 'It explains.', '/guides/first/');
  await shows(200, 'href="/guides/"');
  await site.remove('content/guides/first.md');
  await shows(404, '', '/guides/');
  await save(16);
  await shows(200, '16 min');
});

test('runs scenarios again after the engine changes, without a restart', async () => {
  await site.write(
    VERSION,
    engine.replace(/'\d+'|\b\d+\b/, (found) => (found.startsWith("'") ? "'97'" : '97')),
  );
  await shows(200, 'engine 97', MODEL);
  await save(17);
  await shows(200, '17 min');
  await shows(200, 'engine 97', MODEL);
});

test('recovers from an engine with a syntax error', async () => {
  await site.write(VERSION, `${engine}\nexport const half = ;\n`);
  await fails('the process ended: SyntaxError');
  await site.write(VERSION, engine);
  await shows(200, '17 min');
  await save(18);
  await shows(200, '18 min');
});

test('follows a renamed write-up', async () => {
  const text = await readFile(join(site.folder, 'content/incidents/one.md'), 'utf8');
  await site.remove('content/incidents/one.md');
  await site.write('content/incidents/two.md', text);
  await shows(200, '18 min', '/incidents/two/');
  await shows(404, '', '/incidents/one/');
});
