import { expect, test } from 'vitest';
import { textsBelow } from './texts.ts';
import { hitsOf } from './words.ts';

test('sources, documents, help and errors use no phrase of the word list', () => {
  const texts = textsBelow();
  expect(texts.length).toBeGreaterThan(500);
  const hits = texts.flatMap(({ path, text }) =>
    hitsOf(path, text).map(({ line, phrase, instead }) => `${path}:${line} "${phrase}": ${instead}`),
  );
  expect(hits).toEqual([]);
});

test.each([
  ['The page tells what happened.', 'tells'],
  ['`x` is no duration', 'is no '],
  ['Times behind the start are refused.', 'Behind'],
  ['5 % of requests', '5 %'],
  ['an empty DNS record', null],
  ['Put it behind a load balancer.', null],
  ['There is no such file.', null],
  ['The index is 7 % 3 in CEL.', null],
])('"%s" has %s', (text, phrase) => {
  expect(hitsOf('a.md', text)[0]?.phrase.toLowerCase() ?? null).toBe(phrase?.toLowerCase() ?? null);
});
