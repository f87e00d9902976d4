import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hitsOf } from '../english/words.ts';
import { builtSite } from './support/build.ts';

/** Text of a page as a reader sees it, a block a line, with names and values of code left out. */
function visibleText(html: string): string {
  return html
    .replace(/<(script|style|pre|code|head)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(
      /<\/?(?:p|li|td|th|tr|h[1-6]|div|section|dt|dd|summary|figcaption|text|title|option)\b[^>]*>/g,
      '\n',
    )
    .replace(/<[^>]+>/g, '')
    .replace(/&(?:#39|apos|rsquo);/g, '’')
    .replace(/&[a-z#0-9]+;/g, ' ');
}

test('no built page uses a phrase of the word list', async () => {
  const { folder } = await builtSite();
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.html'),
  );
  expect(pages.length).toBeGreaterThan(20);
  const hits = pages.flatMap((page) =>
    hitsOf(page, visibleText(readFileSync(join(folder, page), 'utf8'))).map(
      ({ phrase, text }) => `${page} "${phrase}": ${text.slice(0, 120)}`,
    ),
  );
  expect(hits).toEqual([]);
});
