import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Why a page can't include a picture, as the end of a sentence that starts with the picture's path; null if it can, or
 * if the path isn't relative.
 *
 * @param page the page's file
 * @param url  the path as written
 * @param root the site's folder
 */
export function pictureProblem(page: URL, url: string, root: URL): string | null {
  const path = decoded(url.replace(/[?#].*$/s, ''));
  if (path === null || path === '' || /^(?:[a-z][a-z0-9+.-]*:|[/\\])/i.test(path)) return null;
  let file: string;
  try {
    file = realpathSync(resolve(dirname(fileURLToPath(page)), path));
    if (!statSync(file).isFile()) return "isn't a file";
  } catch {
    return "doesn't exist";
  }
  if (!isInside(file, root)) return 'is outside the site';
  return /\.svg$/i.test(path) || /\.svg$/i.test(file) ? drawingProblem(readFileSync(file)) : null;
}

/**
 * Why a picture in the folder of public files can't be shown, as the end of a sentence; null if it can, or if it's on
 * another site.
 *
 * @param url    the address as written, absolute or relative to the page's address
 * @param folder the folder of public files
 */
export function publicPictureProblem(page: URL, url: string, root: URL, folder: URL): string | null {
  const at = new URL(`https://site.invalid/incidents/${basename(page.pathname, '.md')}/`);
  const target = URL.canParse(url, at) ? new URL(url, at) : null;
  if (target === null || target.origin !== at.origin) return null;
  const path = decoded(target.pathname);
  if (path === null) return "isn't a valid path";
  let file: string;
  try {
    file = realpathSync(join(fileURLToPath(folder), path));
    if (!statSync(file).isFile()) return "isn't a file";
  } catch {
    return "doesn't exist in `public/`";
  }
  if (!isInside(file, root)) return 'is outside the site';
  return /\.svg$/i.test(file) ? drawingProblem(readFileSync(file)) : null;
}

/** True if a real path is in a folder, or in one of its subfolders. */
function isInside(file: string, folder: URL): boolean {
  const top = realpathSync(fileURLToPath(folder));
  return file.startsWith(top.endsWith(sep) ? top : top + sep);
}

function decoded(url: string): string | null {
  try {
    return decodeURI(url);
  } catch {
    return null;
  }
}

/** Elements that run code, load something, or contain HTML. */
const ELEMENTS = /<(?:[\w.-]+:)?(script|foreignobject|iframe|object|embed|audio|video|handler|listener)\b/i;
const EVENT = /[\s"'/](on[a-z]+)\s*=/i;
const ANIMATED = /attributename\s*=\s*["']?\s*(?:[\w.-]+:)?(?:href|src|on\w+)/i;
const INSTRUCTION = /<\?(?!xml\s)/i;
const ENTITIES = /<!entity|<!doctype[^>]*\[/i;
const REFERENCE = /[\s"'/](?:[\w.-]+:)?(?:href|src|data)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*))/gi;
const STYLE_REFERENCE = /(?:url|src|image|image-set)\(\s*["']?\s*([^"')\s]*)/gi;
/** References that a drawing may contain: to parts of the same drawing, or to embedded bitmaps. */
const OWN = /^\s*(?:#|data:image\/(?:png|jpe?g|gif|webp);base64,)/i;

/**
 * Why an SVG file isn't safe to publish, or null. Browsers run a drawing's scripts if a reader opens it directly. The
 * check rejects text that no harmless drawing contains, so it doesn't depend on how a parser reads the file.
 */
export function drawingProblem(bytes: Uint8Array): string | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return "isn't UTF-8 text";
  }
  if (text.includes('\0')) return "isn't UTF-8 text";
  if (ENTITIES.test(text)) return 'declares entities';
  if (INSTRUCTION.test(text)) return 'has a processing instruction';
  for (const one of [text, withoutReferences(text)]) {
    const element = ELEMENTS.exec(one)?.[1];
    if (element !== undefined) return `has a \`<${element}>\` element`;
    const handler = EVENT.exec(one)?.[1];
    if (handler !== undefined) return `has the event handler \`${handler}\``;
    if (ANIMATED.test(one)) return 'animates a URL';
    if (/javascript:|@import|-moz-binding|<style[^>]*>[^<]*\\/i.test(one))
      return 'has a style or URL that can load something';
    const outside = [
      ...[...one.matchAll(REFERENCE)].map(([, double, single, plain]) => double ?? single ?? plain ?? ''),
      ...[...one.matchAll(STYLE_REFERENCE)].map(([, address]) => address!),
    ].find((address) => address !== '' && !OWN.test(address));
    if (outside !== undefined) return `refers to \`${outside.slice(0, 60)}\``;
  }
  return null;
}

/** Resolves character references, which attributes may contain. */
function withoutReferences(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|quot|apos|amp));/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return named[String(name).toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
