import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Files that quote the phrases, or whose words aren't ours. */
const EXEMPT = /^src\/tests\/english\/|^src\/tests\/explore\/(?:models|spin)\/|\/golden\/|^LICENSE$/;

/** Every text of the repository that someone reads: sources, styles, documents and templates, without what is generated. */
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
