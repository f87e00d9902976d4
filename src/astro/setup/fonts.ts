import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import subsetFont from 'subset-font';

/**
 * Parts that a face is cut into, with their characters: what nearly every page uses, which is ASCII and the signs of English
 * text, and Latin letters with accents, which a page loads only if it has one. Letters beyond stay in the files of the
 * package. `fonts.css` names the same ranges.
 */
const PARTS = {
  '': `${range(0x20, 0x7e)}\u00A0±·×÷°–—‘’“”•…−↑↓‹›\u2009\u202F`,
  '-latin': `${[
    [0xa1, 0xac],
    [0xae, 0xaf],
    [0xb2, 0xb6],
    [0xb8, 0xd6],
    [0xd8, 0xf6],
    [0xf8, 0xff],
  ]
    .map(([from, to]) => range(from!, to!))
    .join('')}ıŒœ€™`,
} as const;

/** Faces by the name under which styles import their parts: `@hindcast/fonts/<name><part>.woff2`. */
const FACES = {
  'sans-400': '@fontsource/inter/files/inter-latin-400-normal.woff2',
  'sans-600': '@fontsource/inter/files/inter-latin-600-normal.woff2',
  'serif-400': '@fontsource/source-serif-4/files/source-serif-4-latin-400-normal.woff2',
  'serif-600': '@fontsource/source-serif-4/files/source-serif-4-latin-600-normal.woff2',
  'serif-400-italic': '@fontsource/source-serif-4/files/source-serif-4-latin-400-italic.woff2',
} as const;

/** What text is laid out with. Diagrams are measured with the whole font, whose other features are off by default. */
const FEATURES = ['calt', 'ccmp', 'kern', 'liga', 'locl', 'mark', 'mkmk', 'tnum'] as const;

/**
 * Cuts the faces into their parts and keeps them below a cache folder. The same fonts give the same bytes.
 *
 * @returns folder with a file for each part of each face
 */
export async function coreFonts(cache: URL): Promise<string> {
  const require = createRequire(import.meta.url);
  const sources = Object.entries(FACES).map(
    ([name, file]) => [name, readFileSync(require.resolve(file))] as const,
  );
  const hash = createHash('sha256').update(JSON.stringify([PARTS, FEATURES]));
  for (const [name, bytes] of sources) hash.update(name).update(bytes);
  const folder = new URL(`hindcast-fonts/${hash.digest('hex').slice(0, 16)}/`, cache);
  mkdirSync(folder, { recursive: true });
  for (const [face, bytes] of sources) {
    for (const [part, characters] of Object.entries(PARTS)) {
      const place = new URL(`${face}${part}.woff2`, folder);
      if (existsSync(place)) continue;
      const cut = await subsetFont(bytes, characters, { targetFormat: 'woff2', keepFeatures: FEATURES });
      // Moved into place whole: another build may look meanwhile.
      const draft = new URL(`${face}${part}.${process.pid}.tmp`, folder);
      writeFileSync(draft, cut);
      renameSync(draft, place);
    }
  }
  return fileURLToPath(folder);
}

function range(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i)).join('');
}
