import { posix } from 'node:path';

/** Paths of all files in a built site. Example: `incidents/x/index.html`. */
export type SiteFiles = ReadonlySet<string>;

/** The file that contains an address, and the build's settings. */
export interface AddressPlace {
  readonly file: string;
  /** Base path of the build, with leading and trailing slash. */
  readonly base: string;
  readonly files: SiteFiles;
}

const ATTRIBUTES = ['href', 'src', 'poster', 'xlink:href', 'data-href', 'data-src', 'action'];

/** A start tag and its attributes. Quoted values can contain `>`. */
const TAG = /<[a-z][\w-]*(?:\s+[^\s=>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?|\s*\/)*\s*>/gi;
const ATTRIBUTE = /(\s)([^\s=>"'/]+)(\s*=\s*)(?:"([^"]*)"|'([^']*)')/g;

/**
 * Makes the addresses on a page relative and makes them end in a file name, so that the page works under any path
 * and from disk. Fragments and addresses of other sites aren't changed.
 */
export function portableHtml(html: string, place: AddressPlace): string {
  return html.replace(TAG, (tag) =>
    tag.replace(ATTRIBUTE, (whole, space, name, equals, double, single) => {
      const value = double ?? single;
      const lower = String(name).toLowerCase();
      if (lower === 'srcset') return `${space}${name}${equals}"${portableSet(value, place)}"`;
      if (!ATTRIBUTES.includes(lower)) return whole;
      const to = portableAddress(decoded(value), place);
      return to === null ? whole : `${space}${name}${equals}"${encoded(to)}"`;
    }),
  );
}

/** Makes the addresses in a style sheet's `url(...)` relative. */
export function portableCss(css: string, place: AddressPlace): string {
  return css.replace(/url\(\s*(["']?)([^"')]+)\1\s*\)/g, (whole, quote, address) => {
    const to = portableAddress(address, place);
    return to === null ? whole : `url(${quote}${to}${quote})`;
  });
}

/** The relative form of an address, or null to keep the address. */
export function portableAddress(address: string, { file, base, files }: AddressPlace): string | null {
  const [, path, rest] = /^([^?#]*)(.*)$/s.exec(address) as unknown as [string, string, string];
  if (path === '' || /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(path)) return null;
  const folder = posix.dirname(file);
  const absolute = path.startsWith('/');
  if (absolute && !`${path}/`.startsWith(base)) return null;
  const target = absolute ? path.slice(base.length) : posix.join(folder, path);
  const found = fileOf(target, files);
  if (found === null) return absolute ? relativeTo(folder, target) + rest : null;
  return relativeTo(folder, found) + rest;
}

/** The file that a static host would serve for a path. */
function fileOf(path: string, files: SiteFiles): string | null {
  let plain: string;
  try {
    plain = decodeURIComponent(path);
  } catch {
    return null;
  }
  const clean = posix
    .normalize(plain)
    .replace(/^\.(?:\/|$)/, '')
    .replace(/\/$/, '');
  for (const candidate of [clean, clean === '' ? 'index.html' : `${clean}/index.html`]) {
    if (files.has(candidate)) return candidate.split('/').map(encodeURIComponent).join('/');
  }
  return null;
}

function relativeTo(folder: string, target: string): string {
  const path = posix.relative(folder === '.' ? '' : folder, target);
  return path === '' ? './' : path;
}

function portableSet(set: string, place: AddressPlace): string {
  return set
    .split(/,\s+/)
    .map((part) => {
      const [address = '', ...size] = part.trim().split(/\s+/);
      return [portableAddress(decoded(address), place) ?? address, ...size].join(' ');
    })
    .join(', ');
}

function decoded(value: string): string {
  return value
    .replaceAll('&#38;', '&')
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll('&#34;', '"');
}

function encoded(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
