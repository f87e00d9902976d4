import { expect, test } from 'vitest';
import type { FileCache } from '../../cache/file-cache.ts';
import { keepDrawings, keepHighlighted } from './kept-parts.ts';

function memory(): FileCache & { entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    read: (key) => entries.get(key) ?? null,
    write: (key, payload) => entries.set(key, payload),
  };
}

test('a diagram is drawn once for each id and text, and errors are not kept', async () => {
  const drawn: string[] = [];
  const cache = memory();
  const draw = keepDrawings(async (id, text) => {
    drawn.push(`${id} ${text}`);
    return text === 'bad'
      ? { ok: false, line: 1, message: 'unknown' }
      : { ok: true, svg: `<svg id="${id}">${text}</svg>` };
  }, cache);
  const first = await draw('a', 'one');
  expect(await draw('a', 'one')).toEqual(first);
  await draw('b', 'one');
  await draw('a', 'two');
  expect(await draw('a', 'bad')).toEqual(await draw('a', 'bad'));
  expect(drawn).toEqual(['a one', 'b one', 'a two', 'a bad', 'a bad']);
  expect([...cache.entries.values()]).toEqual([
    '<svg id="a">one</svg>',
    '<svg id="b">one</svg>',
    '<svg id="a">two</svg>',
  ]);
});

test('a block is highlighted once for each language and text, and plain text is not kept', async () => {
  const done: string[] = [];
  const cache = memory();
  const highlight = keepHighlighted(async (code, language) => {
    done.push(`${language}:${code}`);
    return `<pre>${code}</pre>`;
  }, cache);
  expect(await highlight('a', 'js')).toBe(await highlight('a', 'js'));
  await highlight('a', 'ts');
  await highlight('a', '');
  await highlight('a', '');
  expect(done).toEqual(['js:a', 'ts:a', ':a', ':a']);
  expect(cache.entries.size).toBe(2);
});
