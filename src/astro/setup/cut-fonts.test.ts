import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openSync } from 'fontkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cutFonts } from './cut-fonts.ts';

const css = readFileSync(new URL('../../site/styles/fonts.css', import.meta.url), 'utf8');

/** Subset fonts in the style sheet, with their ranges. */
const faces = [...css.matchAll(/@font-face \{[^}]*\}/g)].flatMap(([rule]) => {
  const file = /@hindcast\/fonts\/([\w-]+\.woff2)/.exec(rule)?.[1];
  const ranges = [
    ...(/unicode-range:([^;]*);/.exec(rule)?.[1] ?? '').matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/g),
  ];
  const pairs = ranges.map(
    ([, from, to]) => [Number.parseInt(from!, 16), Number.parseInt(to ?? from!, 16)] as const,
  );
  return file === undefined ? [] : [{ file, pairs }];
});

let cache: string;
let folder: string;

beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'hindcast-fonts-'));
  folder = await cutFonts(pathToFileURL(`${cache}/`));
});

afterAll(() => rmSync(cache, { recursive: true }));

test('makes every subset that styles import, each below 14 kB', () => {
  const made = readdirSync(folder);
  expect(faces.length).toBeGreaterThanOrEqual(9);
  for (const { file } of faces) {
    expect(made).toContain(file);
    expect(readFileSync(join(folder, file)).length).toBeLessThan(14_000);
  }
});

describe.each(faces)('$file', ({ file, pairs }) => {
  test('has exactly the characters that its unicode-range lists', () => {
    const font = openSync(join(folder, file));
    const listed = pairs.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
    const missing = listed.filter((code) => !font.hasGlyphForCodePoint(code));
    // The full font lacks these characters too; they come from the fallback font.
    expect(missing.filter((code) => ![0x2191, 0x2193, 0x2009, 0x202f].includes(code))).toEqual([]);
    const more = font.characterSet.filter((code) => !listed.includes(code) && code > 0x20 && code < 0xffff);
    expect(more).toEqual([]);
  });
});

test('the same fonts give the same bytes', async () => {
  const again = mkdtempSync(join(tmpdir(), 'hindcast-fonts-'));
  const other = await cutFonts(pathToFileURL(`${again}/`));
  for (const file of readdirSync(folder)) {
    expect(readFileSync(join(other, file)).equals(readFileSync(join(folder, file))), file).toBe(true);
  }
  rmSync(again, { recursive: true });
});
