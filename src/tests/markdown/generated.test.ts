import { beforeAll, expect, test } from 'vitest';
import { isFullTier } from '../support/draws.ts';
import { createPageCompiler } from '../support/page.ts';
import { leakOf } from './generated-bytes.ts';
import { generatedPage } from './generated-pages.ts';

let compile: Awaited<ReturnType<typeof createPageCompiler>>;

beforeAll(async () => {
  compile = await createPageCompiler();
});

const PAGES = isFullTier() ? 3000 : 100;

test(`${PAGES} random pages publish nothing internal, and the same bytes as their twins`, async () => {
  let canaries = 0;
  for (let seed = 1; seed <= PAGES; seed++) {
    const leak = await leakOf(compile, seed);
    if (leak !== null) expect(leak, `seed ${seed}:\n${generatedPage(seed, 'canary')}`).toBeNull();
    canaries += generatedPage(seed, 'canary').split('canary').length - 1;
  }
  expect(canaries / PAGES).toBeGreaterThan(20);
});

test('the internal edition has the words, so the public one could leak them', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const text = generatedPage(seed, 'canary');
    const { page } = await compile('a.md', text, {}, { edition: 'internal' });
    expect(JSON.stringify(page).includes('canary')).toBe(true);
  }
});
