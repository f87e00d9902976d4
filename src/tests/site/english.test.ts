import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { visibleText } from '../english/page-text.ts';
import { hitsOf } from '../english/words.ts';
import { builtSite } from './support/build.ts';

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
