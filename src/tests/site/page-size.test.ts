import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { type ScratchSite, scratchSite } from './support/scratch-site.ts';
import { type StaticServer, serveFolder } from './support/server.ts';

/*
 * How long pages are. A page that people finish is short, so these limits are for the write-ups that `hindcast init`
 * and `hindcast new` create: what the page adds to an author's words.
 */

/** Measured at 1280 px unless the name says otherwise; folds are closed. */
interface Size {
  height: number;
  height390: number;
  words: number;
  elements: number;
  html: number;
  gzip: number;
}

const WRITE_UP: Size = {
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
/** Heights of a card with a figure, and without. */
const CARD = 880;
const COMPACT_CARD = 530;
/** Words of a card, without its figure. */
const CARD_WORDS = 190;
const WIDTHS = [360, 390, 768, 1280, 1920] as const;

const TEMPLATES = ['first', 'retry-storm', 'race'] as const;
const FOLDER = fileURLToPath(new URL('../../templates/', import.meta.url));

/**
 * Pages above a limit, with today's values. The values may only fall, and a page that meets its limit leaves the list.
 */
const ABOVE: Readonly<Record<string, Partial<Size>>> = {
  'incidents/retry-storm/models/retry-storm/': { html: 162_300 },
};

let site: ScratchSite;
let server: StaticServer;
let browser: Browser;
let pages: string[];

beforeAll(async () => {
  site = await scratchSite();
  for (const name of TEMPLATES) {
    await site.write(`content/incidents/${name}.md`, readFileSync(join(FOLDER, `${name}.md`), 'utf8'));
  }
  const built = await site.build();
  expect(built.code, built.output).toBe(0);
  const dist = join(site.folder, 'dist');
  pages = readdirSync(join(dist, 'incidents'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('/index.html'))
    .map((file) => `incidents/${file.replace(/index\.html$/, '')}`)
    .sort();
  server = await serveFolder(dist);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await site?.dispose();
});

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

async function look(path: string, width: number): Promise<Look> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(`${server.origin}/${path}`, { waitUntil: 'networkidle' });
    return (await page.evaluate(LOOK)) as Look;
  } finally {
    await context.close();
  }
}

async function sizeOf(path: string): Promise<Size> {
  const html = readFileSync(join(site.folder, 'dist', path, 'index.html'));
  const [wide, narrow] = [await look(path, 1280), await look(path, 390)];
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

describe('pages of a first write-up', () => {
  test('are within their limits', async () => {
    const sizes = await Promise.all(pages.map(async (path) => [path, await sizeOf(path)] as const));
    const keys = Object.keys(MODEL) as (keyof Size)[];
    console.info(
      [
        keys.join(' · '),
        ...sizes.map(([path, size]) => `${path}: ${keys.map((key) => size[key]).join(' · ')}`),
      ].join('\n'),
    );
    const above = sizes.flatMap(([path, size]) => {
      const limits = path.includes('/models/') ? MODEL : WRITE_UP;
      return keys.flatMap((key) => {
        const known = ABOVE[path]?.[key];
        if (known !== undefined && size[key] <= limits[key]) return [`${path} meets ${key}: unlist it`];
        return size[key] > (known ?? limits[key]) ? [`${path}: ${key} ${size[key]}`] : [];
      });
    });
    expect(above).toEqual([]);
  });

  test.each(WIDTHS)('have nothing wider than a window of %d px', async (width) => {
    const looks = await Promise.all(pages.map(async (path) => ({ path, ...(await look(path, width)) })));
    expect(looks.filter(({ wide }) => wide > width).map(({ path, wide }) => `${path} ${wide}`)).toEqual([]);
  });

  test('have cards within their limits', async () => {
    const looks = await Promise.all(pages.map((path) => look(path, 1280)));
    const cards = looks.flatMap((one) => one.cards);
    console.info(cards.map(({ id, height, words }) => `${id}: ${height} px, ${words} words`).join('\n'));
    expect(cards).toHaveLength(TEMPLATES.length);
    for (const { id, height, words, hasFigure } of cards) {
      expect(height, id).toBeLessThanOrEqual(hasFigure ? CARD : COMPACT_CARD);
      expect(words, id).toBeLessThanOrEqual(CARD_WORDS);
    }
  });
});
