import { slug } from 'github-slugger';
import type { Nodes } from 'mdast';
import type { Link, Markup } from './blocks.ts';
import type { Hidden } from './page.ts';
import { attributesIn } from './safe-html.ts';

/*
 * A link from the public edition to something internal would be broken, and its address would reveal a name. Servers
 * and browsers accept many spellings of an address, so all of them are compared in a plain form.
 */

/** Folders with a file or page for each write-up or guide. Any host matches, since it may be the site's own. */
const FOLDERS = /(?:^|[/?&#=:])(?:incidents|guides|previews)\/+([^/?&#]+)/g;
/** The address of a page in the same folder: `../name/`, or a file name such as `name.md`. */
const SIBLING = /^(?:\.{1,2}\/+)*([^/?#]+)\/*(?:[?#]|$)/;
/** A path is decoded at most this many times. */
const MOST_DECODES = 4;

/** The name of the hidden page that an address leads to, or null. */
export function hiddenPageAt(url: string, hiddenPages: readonly string[]): string | null {
  if (hiddenPages.length === 0) return null;
  const plain = plainAddress(url);
  const isRelative = !/^(?:[a-z][a-z0-9+.-]*:|\/)/.test(plain);
  const candidates = [plain, resolved(plain, 'incidents/-/'), resolved(plain, 'incidents/')];
  const names = candidates.flatMap((one) => [...one.matchAll(FOLDERS)].map((match) => match[1]!));
  const sibling = isRelative ? SIBLING.exec(plain)?.[1] : undefined;
  if (sibling !== undefined) names.push(sibling);
  for (const name of names) {
    const found = hiddenPages.find((page) => {
      const known = page.toLowerCase();
      return (
        name === known || (name.startsWith(`${known}.`) && /^\.[a-z0-9.]+$/.test(name.slice(known.length)))
      );
    });
    if (found !== undefined) return found;
  }
  return null;
}

/** An address as a browser reads it: decoded, in lowercase, with forward slashes, and without tabs and line breaks. */
function plainAddress(url: string): string {
  let plain = url;
  for (let i = 0; i < MOST_DECODES; i++) {
    const before = plain;
    plain = plain.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => decoded(bytes));
    if (plain === before) break;
  }
  return plain
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .normalize('NFKC')
    .trim()
    .replaceAll('\\', '/')
    .toLowerCase();
}

function decoded(bytes: string): string {
  try {
    return decodeURIComponent(bytes);
  } catch {
    return bytes;
  }
}

/** The path that an address on a page refers to, without `.` and `..`. */
function resolved(plain: string, page: string): string {
  try {
    return plainAddress(new URL(plain, `https://site.invalid/${page}`).href);
  } catch {
    return '';
  }
}

/** Attributes that contain addresses. */
const ADDRESSES = new Set(['href', 'src', 'srcSet', 'cite', 'longDesc', 'poster', 'data', 'action']);

/** The addresses of pictures in a piece of the author's HTML. Other elements that load something are removed. */
export function picturesIn({ html, span }: Markup): Link[] {
  return attributesIn(html).flatMap(({ tag, name, value }) =>
    tag === 'img' && name === 'src' && value !== '' ? [{ url: value, span }] : [],
  );
}

/** The addresses in a piece of the author's HTML. */
export function addressesIn({ html, span }: Markup): Link[] {
  return attributesIn(html).flatMap(({ name, value }) => (ADDRESSES.has(name) ? [{ url: value, span }] : []));
}

/** Adds the ids of headings and elements in a cut part of the page. */
export function addAnchors(ids: Set<string>, node: Nodes): void {
  if (node.type === 'heading') ids.add(slug(textOf(node)));
  if (node.type === 'html') {
    for (const { name, value } of attributesIn(node.value)) {
      if (name === 'id') ids.add(value.replace(/^user-content-/, '').toLowerCase());
    }
  }
  if ('children' in node) for (const child of node.children as Nodes[]) addAnchors(ids, child);
}

/**
 * The id of a hidden part of the page that a link leads to, or null. Ids that are on the public page are allowed.
 *
 * @param shown ids on the public page
 */
export function hiddenAnchorAt(url: string, hidden: Hidden, shown: ReadonlySet<string>): string | null {
  if (!url.startsWith('#')) return null;
  const plain = plainAddress(url.slice(1));
  const written = decoded(url.slice(1));
  if ([written, plain].some((id) => shown.has(id) || shown.has(`user-content-${id}`))) return null;
  const id = plain.replace(/^user-content-/, '');
  if (hidden.anchors.has(id) || hidden.anchors.has(id.replace(/-\d+$/, ''))) return id;
  const words = (text: string): string => `-${text.toLowerCase().replaceAll('.', '-')}-`;
  const names = [...hidden.scenarios, ...hidden.entries];
  return names.find((name) => words(id).includes(words(name))) ?? null;
}

/** A node's text, as used in heading ids. */
function textOf(node: Nodes): string {
  if ('children' in node) return (node.children as Nodes[]).map(textOf).join('');
  return 'value' in node && node.type !== 'html' ? node.value : '';
}
