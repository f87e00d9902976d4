/**
 * Picks random sentences for a review of the English: `node src/tests/english/draw.ts SEED [SITE]`. Prints ten
 * error messages, ten sentences from the help, ten comments with the line of code below each and, given the folder of a
 * built site, ten lines from its pages.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashName } from '../../engine/numbers/random.ts';
import { pageSentences } from './page-text.ts';
import { textsBelow } from './texts.ts';

const COUNT = 10;
const [seed = '1', site] = process.argv.slice(2);
const texts = textsBelow();

const outputs = (name: string): unknown =>
  JSON.parse(texts.find(({ path }) => path === `src/reference/outputs/${name}.json`)!.text);

/** All strings in a JSON value. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}

/** Keeps only the first of several texts that are the same except for the file name. */
function distinct(all: readonly string[]): string[] {
  return [...new Map(all.toReversed().map((text) => [text.replace(/^\S+: /, ''), text])).values()];
}

const isSentence = (text: string): boolean => text.split(' ').length > 3;

const errors = Object.entries(
  outputs('error-examples') as Record<string, { message: string; hint?: string }>,
).map(([code, { message, hint }]) => `${code}: ${message}${hint == null ? '' : `\n    hint: ${hint}`}`);
const help = stringsOf(outputs('commands')).flatMap((text) =>
  text.split(/\n\n|(?<=\.) /).filter((part) => isSentence(part) && !part.includes('$ ')),
);
const comments = texts
  .filter(({ path }) => /^src\/.*\.ts$/.test(path))
  .flatMap(({ path, text }) =>
    [...text.matchAll(/\/\*\*([\s\S]*?)\*\/|^\s*\/\/(.*)$/gm)].map((found) => {
      const [all, block, line] = found;
      const words = (block ?? line ?? '').replace(/\s*\n\s*\* ?/g, ' ').trim();
      const [code = ''] = text
        .slice(found.index + all.length)
        .trimStart()
        .split('\n');
      return `${path}: ${words}\n    code: ${code}`;
    }),
  );
const pages =
  site === undefined
    ? []
    : readdirSync(site, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.html'))
        .sort()
        .flatMap((file) =>
          pageSentences(readFileSync(join(site, file), 'utf8')).map((line) => `${file}: ${line}`),
        );

for (const [title, all] of Object.entries({ errors, help, comments, pages })) {
  process.stdout.write(`\n${title}\n`);
  const drawn = distinct(all).map((text) => ({ text, order: hashName(`${seed} ${text}`) }));
  drawn.sort((a, b) => a.order - b.order);
  for (const { text } of drawn.slice(0, COUNT)) process.stdout.write(`- ${text}\n`);
}
