import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hiddenIn, pagesIn } from '../content/site.ts';
import { shippedGuides } from './docs.ts';

const folder = shippedGuides();
const guides = pagesIn(folder);

test('the shipped guides are those of the repository', () => {
  expect(folder.pathname).toMatch(/\/content\/guides\/$/);
  expect(guides).toContain('first-incident');
});

test('a site’s public edition can include all of them', () => {
  expect(hiddenIn(folder, { edition: 'public' })).toEqual([]);
});

test.each(guides)('%s links only to pages that every site has', (slug) => {
  const text = readFileSync(new URL(`${slug}.md`, folder), 'utf8');
  const links = [...text.matchAll(/\]\(\s*([^)\s]+)/g)].map(([, address]) => address!);
  expect(links.filter((address) => /^[./]+incidents\/./.test(address))).toEqual([]);
});
