import { readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { Outliner } from '../exports/outlined-text.ts';
import { iconFile, touchIcon } from '../site/icons.ts';
import { socialCard } from './support/artwork.ts';

/* The files in `public/` are rendered from SVG. UPDATE_GOLDENS=1 writes them. */

const PUBLIC = new URL('../../public/', import.meta.url);
const icon = readFileSync(new URL('../site/styles/favicon.svg', import.meta.url), 'utf8');

const own = (name: string, content: string | Uint8Array): Uint8Array => {
  if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(new URL(name, PUBLIC), content);
  return readFileSync(new URL(name, PUBLIC));
};

/** An image's pixels. The encoded bytes differ between versions of libvips, but the pixels are nearly the same. */
const pixels = async (image: Uint8Array): Promise<Buffer> => sharp(image).ensureAlpha().raw().toBuffer();

async function expectSamePixels(one: Uint8Array, other: Uint8Array): Promise<void> {
  const [a, b] = [await pixels(one), await pixels(other)];
  expect(a.length).toBe(b.length);
  const differing = a.filter((value, i) => Math.abs(value - b[i]!) > 16).length;
  expect(differing / a.length).toBeLessThan(0.001);
}

test('the site’s icon is the one that new sites get', () => {
  expect(new TextDecoder().decode(own('favicon.svg', icon))).toBe(icon);
});

test('the touch icon is rendered from the icon', async () => {
  const made = await touchIcon(icon);
  const { width, height } = await sharp(made).metadata();
  expect([width, height]).toEqual([180, 180]);
  expect((await sharp(made).stats()).isOpaque).toBe(true);
  await expectSamePixels(own('apple-touch-icon.png', made), made);
});

test('the ICO file contains one PNG of 32 pixels', async () => {
  const made = await iconFile(icon);
  expect([...made.subarray(0, 8)]).toEqual([0, 0, 1, 0, 1, 0, 32, 32]);
  const png = made.subarray(22);
  expect((await sharp(png).metadata()).width).toBe(32);
  expect(new DataView(made.buffer).getUint32(14, true)).toBe(png.length);
  await expectSamePixels(own('favicon.ico', made).subarray(22), png);
});

test('the social card is rendered from the wordmark', async () => {
  const logo = readFileSync(new URL('../site/components/frame/Logo.astro', import.meta.url), 'utf8');
  const wordmark = /viewBox="0 0 178 40"[^>]*>([\s\S]*?)<\/svg>/.exec(logo)![1]!;
  const svg = socialCard(wordmark.replace('class="logo-simulated"', 'stroke="#4a3fb8"'), new Outliner());
  const made = await sharp(Buffer.from(svg)).png({ compressionLevel: 9, palette: true }).toBuffer();
  const { width, height } = await sharp(made).metadata();
  expect([width, height]).toEqual([1200, 630]);
  await expectSamePixels(own('social-card.png', made), made);
});
