import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import subsetFont from 'subset-font';

/**
 * Subsets of each font: characters that nearly every page uses (ASCII and English punctuation), and accented Latin
 * letters, which are loaded only if a page has one. All other letters come from the font package's files. `fonts.css`
 * lists the same ranges.
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

/** Fonts by the names under which styles import their subsets: `@hindcast/fonts/<name><part>.woff2`. */
const FACES = {
  'sans-400': '@fontsource/inter/files/inter-latin-400-normal.woff2',
  'sans-600': '@fontsource/inter/files/inter-latin-600-normal.woff2',
  'serif-400': '@fontsource/source-serif-4/files/source-serif-4-latin-400-normal.woff2',
  'serif-600': '@fontsource/source-serif-4/files/source-serif-4-latin-600-normal.woff2',
  'serif-400-italic': '@fontsource/source-serif-4/files/source-serif-4-latin-400-italic.woff2',
} as const;

/**
 * OpenType features to keep. Diagrams are measured with the full font, which has all other features off by default.
 */
const FEATURES = ['calt', 'ccmp', 'kern', 'liga', 'locl', 'mark', 'mkmk', 'tnum'] as const;

/**
 * Writes font subsets to a folder in `cache`, unless they already exist. The same fonts produce the same bytes.
 *
 * @returns the folder, with one file per subset
 */
export async function cutFonts(cache: URL): Promise<string> {
  const require = createRequire(import.meta.url);
  const sources = Object.entries(FACES).map(
    ([name, file]) => [name, readFileSync(require.resolve(file))] as const,
  );
  const hash = createHash('sha256').update(JSON.stringify([PARTS, FEATURES]));
  for (const [name, bytes] of sources) hash.update(name).update(bytes);
  const folder = new URL(`${hash.digest('hex').slice(0, 16)}/`, cache);
  mkdirSync(folder, { recursive: true });
  for (const [face, bytes] of sources) {
    for (const [part, characters] of Object.entries(PARTS)) {
      const file = new URL(`${face}${part}.woff2`, folder);
      if (existsSync(file)) continue;
      const subset = await subsetFont(bytes, characters, { targetFormat: 'woff2', keepFeatures: FEATURES });
      // The folder is renamed when it's complete, since another build may be reading it at the same time.
      const draft = new URL(`${face}${part}.${process.pid}.tmp`, folder);
      writeFileSync(draft, subset);
      renameSync(draft, file);
    }
  }
  return fileURLToPath(folder);
}

function range(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i)).join('');
}
