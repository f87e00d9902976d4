import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import subsetFont from 'subset-font';

/**
 * The characters that nearly every page uses: ASCII and the signs of English text. The rest of a face stays in the files
 * of its package, which a page loads only if it has such a character. `fonts.css` names the same ranges.
 */
export const CORE_CHARACTERS = `${ascii()}\u00A0±·×°–—‘’“”•…−↑↓‹›\u2009\u202F`;

/** Faces by the name under which styles import them: `@hindcast/fonts/<name>.woff2`. */
export const CORE_FACES = {
  'sans-400': '@fontsource/inter/files/inter-latin-400-normal.woff2',
  'sans-600': '@fontsource/inter/files/inter-latin-600-normal.woff2',
  'serif-400': '@fontsource/source-serif-4/files/source-serif-4-latin-400-normal.woff2',
  'serif-600': '@fontsource/source-serif-4/files/source-serif-4-latin-600-normal.woff2',
  'serif-400-italic': '@fontsource/source-serif-4/files/source-serif-4-latin-400-italic.woff2',
} as const;

/** What text is laid out with. Diagrams are measured with the whole font, whose other features are off by default. */
const FEATURES = ['calt', 'ccmp', 'kern', 'liga', 'locl', 'mark', 'mkmk', 'tnum'] as const;

/**
 * Cuts the faces down to their core and keeps them below a cache folder. The same fonts give the same bytes.
 *
 * @returns folder with one file a face
 */
export async function coreFonts(cache: URL): Promise<string> {
  const require = createRequire(import.meta.url);
  const sources = Object.entries(CORE_FACES).map(
    ([name, file]) => [name, readFileSync(require.resolve(file))] as const,
  );
  const hash = createHash('sha256').update(JSON.stringify([CORE_CHARACTERS, FEATURES]));
  for (const [name, bytes] of sources) hash.update(name).update(bytes);
  const folder = new URL(`hindcast-fonts/${hash.digest('hex').slice(0, 16)}/`, cache);
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of sources) {
    const place = new URL(`${name}.woff2`, folder);
    if (existsSync(place)) continue;
    const core = await subsetFont(bytes, CORE_CHARACTERS, { targetFormat: 'woff2', keepFeatures: FEATURES });
    // Moved into place whole: another build may look meanwhile.
    const draft = new URL(`${name}.${process.pid}.tmp`, folder);
    writeFileSync(draft, core);
    renameSync(draft, place);
  }
  return fileURLToPath(folder);
}

function ascii(): string {
  return Array.from({ length: 0x5f }, (_, i) => String.fromCharCode(0x20 + i)).join('');
}
