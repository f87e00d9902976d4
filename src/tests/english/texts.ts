import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Files that quote the phrases, and files with other people's text. */
const EXEMPT =
  /^src\/tests\/english\/|^src\/tests\/explore\/(?:models|spin)\/|\/golden\/|^LICENSE$|^LICENSES\.md$/;

/** All text in the repository that people read: sources, styles, documents, and templates, but no generated files. */
export function textsBelow(): { path: string; text: string }[] {
  const top = readdirSync(ROOT).filter((name) => /\.(?:md|mjs|ts)$/.test(name));
  const below = ['src', 'content', '.github', 'public'].flatMap((folder) => {
    try {
      return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
        join(folder, path).replaceAll('\\', '/'),
      );
    } catch {
      return [];
    }
  });
  return [...top, ...below]
    .filter((path) => /\.(?:ts|mjs|js|astro|css|md|txt|ya?ml|json)$/.test(path) && !EXEMPT.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}
