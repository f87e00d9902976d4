import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { builtSite } from './support/build.ts';
import { type ScratchSite, scratchSite } from './support/scratch-site.ts';
import { type StaticServer, serveFolder } from './support/server.ts';
import { showNumbers } from './support/visit.ts';

/*
 * Limits on the length of pages, since people don't finish long pages. They apply to the repository's write-ups and to
 * those that `hindcast init` and `hindcast new` create. The limits are for what a page adds to an author's words.
 */

/** Measured at a width of 1280 px, unless the name indicates another width, and with collapsible sections closed. */
interface Size {
  height: number;
  height390: number;
  words: number;
  elements: number;
  html: number;
  gzip: number;
}

/** The longest write-up in the repository: 75 timeline entries, 39 impacts and 8 models. */
const FLAGSHIP: Size = {
  height: 14_400,
  height390: 17_000,
  words: 4500,
  elements: 3500,
  html: 200_000,
  gzip: 50_000,
};
const PUBLISHED: Size = {
  height: 10_000,
  height390: 14_000,
  words: 2500,
  elements: 2000,
  html: 110_000,
  gzip: 25_000,
};
const FIRST: Size = {
  height: 3600,
  height390: 5000,
  words: 700,
  elements: 800,
  html: 200_000,
  gzip: 50_000,
};
const MODEL: Size = {
  height: 6000,
  height390: 9000,
  words: 1500,
  elements: 3500,
  html: 150_000,
  gzip: 50_000,
};
/** Maximum height of a card with a figure, and without one. */
const CARD = 880;
const COMPACT_CARD = 530;
/** Maximum number of words on a card, without its figure. */
const CARD_WORDS = 190;
const WIDTHS = [360, 390, 768, 1280, 1920] as const;

const TEMPLATES = ['first', 'retry-storm', 'race'] as const;
const FOLDER = fileURLToPath(new URL('../../templates/', import.meta.url));

/**
 * Pages that exceed a limit, with their current values. These values can only be lowered. Remove a page once it's
 * within its limit.
 */
const ABOVE: Readonly<Record<string, Partial<Size>>> = {
  'incidents/aws-us-east-1-2025-10/models/the-day/': { html: 182_000 },
};

/** A page on one of the sites. */
interface Page {
  path: string;
  file: string;
  url: string;
  limits: Size;
}

let scratch: ScratchSite;
let servers: StaticServer[];
let browser: Browser;
/** Pages for the templates' write-ups, and for the repository's write-ups. */
let templates: Page[];
let repository: Page[];

beforeAll(async () => {
  scratch = await scratchSite();
  for (const name of TEMPLATES) {
    await scratch.write(`content/incidents/${name}.md`, readFileSync(join(FOLDER, `${name}.md`), 'utf8'));
  }
  const built = await scratch.build();
  expect(built.code, built.output).toBe(0);
  const folders = [join(scratch.folder, 'dist'), (await builtSite()).folder];
  servers = await Promise.all(folders.map((folder) => serveFolder(folder)));
  browser = await launchBrowser();
  templates = pagesIn(folders[0]!, servers[0]!, () => FIRST);
  repository = pagesIn(folders[1]!, servers[1]!, (path) =>
    path === 'incidents/aws-us-east-1-2025-10/' ? FLAGSHIP : PUBLISHED,
  );
});

afterAll(async () => {
  await browser?.close();
  await Promise.all((servers ?? []).map((server) => server.close()));
  await scratch?.dispose();
});

function pagesIn(dist: string, { origin }: StaticServer, writeUp: (path: string) => Size): Page[] {
  return readdirSync(join(dist, 'incidents'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('/index.html'))
    .sort()
    .map((file) => {
      const path = `incidents/${file.replace(/index\.html$/, '')}`;
      const limits = path.includes('/models/') ? MODEL : writeUp(path);
      return { path, file: join(dist, 'incidents', file), url: `${origin}/${path}`, limits };
    });
}

const LOOK = `({
  height: document.documentElement.scrollHeight,
  wide: document.documentElement.scrollWidth,
  elements: document.querySelectorAll('*').length,
  words: document.querySelector('main').innerText.split(/\\s+/).length,
  cards: [...document.querySelectorAll('.hc-card')].map((card) => ({
    id: card.id,
    height: Math.round(card.getBoundingClientRect().height),
    hasFigure: card.querySelector('.hc-card-figure') !== null,
    words: [...card.children].filter((part) => !part.matches('.hc-card-figure')).map((part) => part.innerText).join(' ').split(/\\s+/).length,
  })),
})`;

interface Look {
  height: number;
  wide: number;
  elements: number;
  words: number;
  cards: { id: string; height: number; hasFigure: boolean; words: number }[];
}

async function look(url: string, width: number): Promise<Look> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'networkidle' });
    // The panel grows once the engine has run the model.
    if ((await page.locator('#try').count()) > 0) await showNumbers(page);
    return (await page.evaluate(LOOK)) as Look;
  } finally {
    await context.close();
  }
}

async function sizeOf({ file, url }: Page): Promise<Size> {
  const html = readFileSync(file);
  const [wide, narrow] = [await look(url, 1280), await look(url, 390)];
  const { height, words, elements } = wide;
  return {
    height,
    height390: narrow.height,
    words,
    elements,
    html: html.length,
    gzip: gzipSync(html).length,
  };
}

test('pages are within their limits', async () => {
  const keys = Object.keys(MODEL) as (keyof Size)[];
  const lines = [`${keys.map((key) => key.padStart(9)).join(' ')}  page`];
  const above: string[] = [];
  for (const page of [...templates, ...repository]) {
    const size = await sizeOf(page);
    lines.push(`${keys.map((key) => String(size[key]).padStart(9)).join(' ')}  ${page.path}`);
    for (const key of keys) {
      const known = ABOVE[page.path]?.[key];
      if (known !== undefined && size[key] <= page.limits[key])
        above.push(`${page.path} meets ${key}: unlist it`);
      else if (size[key] > (known ?? page.limits[key])) above.push(`${page.path}: ${key} ${size[key]}`);
    }
  }
  console.info(lines.join('\n'));
  expect(above).toEqual([]);
});

test.each(WIDTHS)('pages of first write-ups have nothing wider than a window of %d px', async (width) => {
  const looks = await Promise.all(
    templates.map(async ({ path, url }) => ({ path, ...(await look(url, width)) })),
  );
  expect(looks.filter(({ wide }) => wide > width).map(({ path, wide }) => `${path} ${wide}`)).toEqual([]);
});

test('cards of first write-ups are within their limits', async () => {
  const cards = (await Promise.all(templates.map(({ url }) => look(url, 1280)))).flatMap((one) => one.cards);
  console.info(cards.map(({ id, height, words }) => `${id}: ${height} px, ${words} words`).join('\n'));
  expect(cards).toHaveLength(TEMPLATES.length);
  for (const { id, height, words, hasFigure } of cards) {
    expect(height, id).toBeLessThanOrEqual(hasFigure ? CARD : COMPACT_CARD);
    expect(words, id).toBeLessThanOrEqual(CARD_WORDS);
  }
});
