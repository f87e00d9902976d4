import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generatedPage } from '../markdown/generated-pages.ts';
import {
  canaries,
  canaryNames,
  configuration,
  contents,
  others,
  type Secret,
} from './support/canary-site.ts';
import { type Ended, type ScratchSite, scratchSite } from './support/scratch-site.ts';

const PICTURE = (word: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>${word}</title><rect width="9" height="9"/></svg>`;

/**
 * Number of random write-ups on the site. Their internal parts have different words and a different structure in each
 * version.
 */
const GENERATED = 25;

let site: ScratchSite;
let open: Ended;
let digests: Record<string, string>;

async function write(secret: Secret, edition: 'internal' | 'public'): Promise<void> {
  await site.remove('content');
  await site.write('astro.config.mjs', configuration(secret, edition));
  for (const [file, text] of Object.entries(contents(secret))) await site.write(file, text);
  if (edition === 'public') {
    const twin = secret === canaries ? 'canary' : 'other';
    for (let seed = 1; seed <= GENERATED; seed++) {
      await site.write(`content/incidents/generated-${seed}.md`, generatedPage(seed, twin));
    }
  }
  await site.write('content/incidents/picture.svg', PICTURE(secret('picture metadata')));
}

beforeAll(async () => {
  site = await scratchSite();
  await write(canaries, 'public');
  open = await site.build();
  digests = site.built();
});

afterAll(() => site?.dispose());

describe('the public edition', () => {
  test('is built into a separate folder, without warnings about what it leaves out', () => {
    expect(open.output).toMatch(/\d+ scenarios: \d+ run, 0 cached/);
    expect(open.code, open.output).toBe(0);
    expect(Object.keys(digests)).toContain('incidents/open/index.html');
    expect(Object.keys(digests).filter((file) => /^(reference|guides\/.+\/)/.test(file))).toEqual([]);
  });

  test('has no canary in any file, file name or cache entry', async () => {
    expect(canaryNames().length).toBeGreaterThan(90);
    const found = await leaks(join(site.folder, 'dist'), canaryNames());
    expect(found).toEqual([]);
    expect(await leaks(join(site.folder, 'node_modules', '.astro', 'public'), canaryNames())).toEqual([]);
    // Words from the generated pages.
    expect(await leaks(join(site.folder, 'dist'), ['canary'])).toEqual([]);
    expect(await leaks(join(site.folder, 'dist'), ['2031-01-0', 'January 2031'])).toEqual([]);
  });

  test('has what is public in every format', () => {
    const page = site.page('incidents/open');
    for (const shown of ['Orders fail', 'A public finding', 'A public promise', 'A factor that is known']) {
      expect(page).toContain(shown);
    }
    expect(page).toContain('href="models/shown/index.html"');
    expect(site.page('incidents/open/models/shown')).toContain('A public model');
    expect(readdirSync(join(site.folder, 'dist', 'incidents', 'open', 'models')).sort()).toEqual([
      'shown',
      'shown.js',
      'shown.json',
      'shown.trace.json',
    ]);
    const file = (name: string) => readFileSync(join(site.folder, 'dist', name), 'utf8');
    const json = JSON.parse(file('incidents/open.json'));
    expect(json.timeline.map(({ id }: { id: string }) => id)).toEqual(['began']);
    expect(json.scenarios.map(({ id }: { id: string }) => id)).toEqual(['shown']);
    expect(json.incident.services).toEqual(['shop']);
    expect(file('incidents/open.md')).toContain('It is false (simulated) at the end.');
    expect(file('atom.xml')).toContain('https://status.example/a/b/incidents/open/');
    expect(file('actions.ics')).toContain('DTSTART;VALUE=DATE:20310301');
    expect(file('sitemap.xml')).toContain('<loc>https://status.example/a/b/incidents/open/</loc>');
    expect(file('robots.txt')).toContain('Allow: /');
  });

  test('has the same bytes no matter what the internal parts contain', async () => {
    await write(others, 'public');
    const { code, output } = await site.build();
    expect(code, output).toBe(0);
    expect(site.built()).toEqual(digests);
  });
});

test('the internal edition has all canaries, so the public one could leak them', async () => {
  await write(canaries, 'internal');
  const { code, output } = await site.build();
  expect(code, output).toBe(0);
  const folder = join(site.folder, 'dist-internal');
  const found = new Set((await leaks(folder, canaryNames())).map((leak) => leak.split(' ')[0]));
  // Comments, removed HTML and unused definitions aren't on any page in either edition, and some options aren't on any page of this site.
  const never =
    /comment|template|dropped|instruction|definition|repository|editpattern|picturemetadata|servicetier|servicedescription/;
  expect(canaryNames().filter((name) => !found.has(name) && !never.test(name))).toEqual([]);
  expect(readFileSync(join(folder, 'robots.txt'), 'utf8')).toContain('Disallow: /');
});

/** Searches the files in a folder for words: in names, contents, compressed contents and image metadata. */
async function leaks(folder: string, words: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, file);
    const texts = [file];
    if (statSync(path).isFile()) texts.push(...(await textsOf(readFileSync(path), file)));
    for (const word of words) {
      if (texts.some((text) => text.toLowerCase().includes(word))) found.push(`${word} in ${file}`);
    }
  }
  return found;
}

async function textsOf(bytes: Buffer, file: string): Promise<string[]> {
  const texts = [bytes.toString('latin1'), bytes.toString('utf16le')];
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) texts.push(gunzipSync(bytes).toString('latin1'));
  if (file.endsWith('.png')) {
    const { exif, xmp, icc, comments } = await sharp(bytes).metadata();
    texts.push(
      ...[exif, xmp, icc].map((part) => part?.toString('latin1') ?? ''),
      JSON.stringify(comments ?? []),
    );
  }
  return texts;
}
