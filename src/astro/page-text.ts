import { readFileSync } from 'node:fs';

/** Text of a page. Line ends and a byte order mark are the editor's, not the author's: the same text must give the same page. */
export function readPage(url: URL): string {
  return readFileSync(url, 'utf8')
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n');
}
