/** An archive entry as declared in the archive. */
export interface Entry {
  /** Path with `/`; folders end in `/`. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Unpacked size in bytes. */
  readonly size: number;
}

/** Limits for a preview. */
export interface Limits {
  readonly files: number;
  /** Maximum number of folders, including those that the archive doesn't list but has files in. */
  readonly folders: number;
  /** Maximum total unpacked size in bytes. */
  readonly bytes: number;
  /** Maximum unpacked size of one file, in bytes. */
  readonly fileBytes: number;
}

const LIMITS: Limits = {
  files: 20_000,
  folders: 10_000,
  bytes: 512 * 1024 * 1024,
  fileBytes: 64 * 1024 * 1024,
};

/** File with a preview's expiration date. It's written by the publisher and never taken from an archive. */
export const EXPIRY_FILE = 'expires.json';

/** Allowed file extensions. A host wouldn't treat any of these files as its configuration. */
const TYPES = new Set(
  (
    'html css js mjs json svg png jpg jpeg webp avif gif ico woff2 xml ics md txt map wasm webmanifest ' +
    'pagefind pf_meta pf_index pf_fragment pf_filter'
  ).split(' '),
);

/** Windows device names, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
/**
 * A path segment with only letters, digits and some punctuation. Excludes control and direction marks, `:` (used in
 * drives and streams), and `\`.
 */
const PART = /^[\p{L}\p{M}\p{N}._~+@()\-,'!&= ]+$/u;
const MAX_PART = 200;
const MAX_NAME = 800;
const MAX_DEPTH = 12;

/**
 * Why an archive can't be unpacked as a preview; null if it can. If a single entry is invalid, the entire archive
 * is rejected.
 */
export function refusalOf(entries: readonly Entry[], limits: Limits = LIMITS): string | null {
  if (entries.length > limits.files) {
    return `it has ${entries.length} entries; the limit is ${limits.files}`;
  }
  let bytes = 0;
  for (const entry of entries) {
    const problem = problemOf(entry, limits);
    if (problem !== null) return `${JSON.stringify(entry.name.slice(0, 200))} ${problem}`;
    bytes += entry.size;
    if (bytes > limits.bytes) return `it unpacks to more than ${limits.bytes} bytes`;
  }
  const folders = foldersIn(entries);
  if (folders.size > limits.folders) return `it has more than ${limits.folders} folders`;
  return clashIn(entries, folders);
}

function problemOf({ name, kind, size }: Entry, { fileBytes }: Limits): string | null {
  if (kind === 'link') return 'is a link';
  if (kind === 'other') return 'is neither a file nor a folder';
  if (kind === 'folder' && size !== 0) return 'is a folder with data';
  if (kind === 'folder' && !name.endsWith('/')) return 'is a folder with a file name';
  if (!Number.isSafeInteger(size) || size < 0 || size > fileBytes) return `has more than ${fileBytes} bytes`;
  return problemOfName(name) ?? (kind === 'file' ? problemOfType(name) : null);
}

/** What's wrong with a path in a preview, or null. */
function problemOfName(name: string): string | null {
  if (name.includes('\\')) return 'has a backslash';
  if (name.startsWith('/')) return 'is an absolute path';
  if (name.length > MAX_NAME) return 'is too long';
  const parts = name.replace(/\/$/, '').split('/');
  if (parts.length > MAX_DEPTH) return 'is nested too deeply';
  for (const part of parts) {
    if (part === '..') return 'points outside its folder';
    if (part === '' || part === '.') return 'has an empty path segment';
    if (part.startsWith('.')) return 'is hidden or in a hidden folder';
    if (part.length > MAX_PART) return 'is too long';
    if (!PART.test(part)) return 'has characters that site files never have';
    if (/[. ]$/.test(part)) return 'has a part that ends in a dot or a space';
    if (DEVICE.test(part)) return 'is a device name';
  }
  return null;
}

function problemOfType(name: string): string | null {
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (name.toLowerCase() === EXPIRY_FILE) return 'is reserved for the publisher';
  const dot = base.lastIndexOf('.');
  return dot > 0 && TYPES.has(base.slice(dot + 1)) ? null : 'has a file type that sites never contain';
}

/** A path in the form that the strictest file systems compare, without a trailing slash. */
function keyOf(name: string): string {
  return name.replace(/\/$/, '').normalize('NFKC').toLowerCase();
}

/** The folders that unpacking would create, in the form that `keyOf` returns. */
function foldersIn(entries: readonly Entry[]): Set<string> {
  const folders = new Set<string>();
  for (const { name, kind } of entries) {
    const key = keyOf(name);
    if (kind === 'folder') folders.add(key);
    for (let at = key.indexOf('/'); at > 0; at = key.indexOf('/', at + 1)) folders.add(key.slice(0, at));
  }
  return folders;
}

/**
 * An entry that would collide with another on some file systems: their names differ only in case or Unicode form, or
 * one is a file and the other a folder.
 */
function clashIn(entries: readonly Entry[], folders: ReadonlySet<string>): string | null {
  const files = new Set<string>();
  for (const { name, kind } of entries) {
    if (kind !== 'file') continue;
    const key = keyOf(name);
    if (files.has(key)) return `${JSON.stringify(name)} appears twice`;
    files.add(key);
  }
  const both = [...files].find((one) => folders.has(one));
  return both === undefined ? null : `${JSON.stringify(both)} is both a file and a folder`;
}
