import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ScratchSite, scratchSite } from './support/scratch-site.ts';

/* Hindcast's guides and reference as pages on another site. */

let site: ScratchSite;

const configure = (options: object) =>
  site.write(
    'astro.config.mjs',
    `import { defineConfig } from 'astro/config';\nimport hindcast from '../../../src/astro/hindcast.ts';\n\nexport default defineConfig({ integrations: [hindcast(${JSON.stringify(options)})] });\n`,
  );

const built = (path: string) => existsSync(join(site.folder, 'dist', path, 'index.html'));

beforeAll(async () => {
  site = await scratchSite();
  await site.write(
    'content/guides/explore.md',
    '---\ntitle: How we explore\nsummary: Replaces the shipped guide.\nvisibility: public\n---\n\nOurs.\n',
  );
});

afterAll(() => site?.dispose());

test('an internal site has the docs, and its own guides replace shipped ones', async () => {
  await configure({ title: 'Acme' });
  const { code, output } = await site.build();
  expect(code, output).toBe(0);
  for (const page of ['guides/first-incident', 'reference/language', 'reference/errors']) {
    expect(built(page), page).toBe(true);
  }
  expect(site.page('guides/explore')).toContain('How we explore');
  const list = site.page('guides');
  expect(list).toMatch(/>Guides<[\s\S]*How we explore[\s\S]*>Using Hindcast<[\s\S]*>Reference</);
  expect(list.match(/href="explore\//g)).toHaveLength(1);
  expect(site.page('')).toMatch(/href="[^"]*guides\//);
  // Search engines may index the site's own guides, but not another copy of Hindcast's guides.
  expect(site.page('guides/explore')).toContain('content="index, follow"');
  expect(site.page('guides/first-incident')).toContain('content="noindex, nofollow"');
  expect(site.page('reference/language')).toContain('content="noindex, nofollow"');
});

test('a public edition has only its own guides, unless configured', async () => {
  const editions = { internal: { folder: 'dist-internal' }, public: { folder: 'dist' } };
  await configure({ edition: 'public', editions });
  const { code, output } = await site.build();
  expect(code, output).toBe(0);
  expect(built('guides/explore')).toBe(true);
  expect(built('guides/first-incident')).toBe(false);
  expect(Object.keys(site.built()).filter((file) => file.startsWith('reference'))).toEqual([]);
  await configure({ edition: 'public', editions: { ...editions, public: { folder: 'dist', docs: true } } });
  expect((await site.build()).code).toBe(0);
  expect(built('guides/first-incident')).toBe(true);
  expect(built('reference/language')).toBe(true);
});

test('`docs: false` leaves them out', async () => {
  await configure({ docs: false });
  expect((await site.build()).code).toBe(0);
  expect(built('guides/explore')).toBe(true);
  expect(built('guides/first-incident')).toBe(false);
  expect(built('reference/language')).toBe(false);
});
