import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { emptySite } from './support/empty-site.ts';
import { generatedSite } from './support/generated-site.ts';
import { serveFolder } from './support/server.ts';
import { inspectAll } from './support/visit.ts';

const ACROSS = [
  '/',
  '/incidents/',
  '/services/',
  '/actions/',
  '/insights/',
  '/timeline/',
  '/tags/',
  '/glossary/',
  '/about/',
];
/** Size limit for a page in bytes, compressed with Brotli. */
const MOST_BYTES = 100_000;

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
});

async function inspect(dist: string, paths: readonly string[], width = 1280) {
  const server = await serveFolder(dist);
  try {
    return await inspectAll(browser, server.origin, paths, { scheme: 'light', width });
  } finally {
    await server.close();
  }
}

describe('a site', () => {
  test('has an empty state on every page without incidents', async () => {
    const { dist, page } = await emptySite();
    for (const path of ['', 'incidents', 'timeline', 'insights', 'services', 'actions', 'tags']) {
      expect(page(path), path).toMatch(/class="list-empty"/);
    }
    expect(await inspect(dist, ACROSS)).toEqual([]);
    expect(await inspect(dist, ACROSS, 360)).toEqual([]);
  });

  test('has no empty table or dead end with one incident', async () => {
    const site = await generatedSite(0, { model: true });
    try {
      const { code, output } = await site.build();
      expect(code, output).toBe(0);
      expect(
        await inspect(
          join(site.folder, 'dist'),
          [...ACROSS, '/incidents/lost-lease/', '/years/2026/', '/tags/lease/'],
          360,
        ),
      ).toEqual([]);
      for (const page of ['', 'incidents', 'insights', 'services', 'actions', 'timeline', 'services/mail']) {
        expect(site.page(page), page).not.toMatch(/<tbody>\s*<\/tbody>|NaN|undefined|null/);
      }
      expect(site.page('services/mail')).toContain('No incidents.');
      expect(site.page('insights')).toContain('Known for 1 of 1 incident.');
    } finally {
      await site.dispose();
    }
  });

  test('has pages of a hundred rows, none too large, with a thousand incidents', async () => {
    const site = await generatedSite(1000);
    try {
      const { code, output } = await site.build();
      expect(code, output.slice(-2000)).toBe(0);
      expect(site.page('incidents').match(/data-row/g)).toHaveLength(100);
      expect(site.page('incidents/page/10').match(/data-row/g)).toHaveLength(100);
      const sizes = ACROSS.map((path) => {
        const page = Buffer.from(site.page(path.slice(1)));
        return [path, brotliCompressSync(page).length] as const;
      });
      console.info(sizes.map(([path, size]) => `${path} ${size}`).join('\n'));
      for (const [path, size] of sizes) expect(size, path).toBeLessThan(MOST_BYTES);
      const last = readFileSync(join(site.folder, 'dist', 'actions', 'closed', 'index.html'), 'utf8');
      expect(last).toContain('rel="next"');
      expect(
        await inspect(join(site.folder, 'dist'), [
          '/',
          '/incidents/',
          '/incidents/page/7/',
          '/actions/',
          '/insights/',
          '/timeline/',
        ]),
      ).toEqual([]);
    } finally {
      await site.dispose();
    }
  });
});
