/** A thing of an archive, as the archive tells it. */
export interface Entry {
  /** Path with `/`; that of a folder ends in one. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Bytes of the unpacked file. */
  readonly size: number;
}

/** What a preview may be at most. */
export interface Limits {
  readonly files: number;
  /** Bytes of all files together, unpacked. */
  readonly bytes: number;
  /** Bytes of one file, unpacked. */
  readonly fileBytes: number;
}

export const LIMITS: Limits = {
  files: 20_000,
  bytes: 512 * 1024 * 1024,
  fileBytes: 64 * 1024 * 1024,
};

/** Name of the file that says until when a preview stands. It is made by who publishes and never taken from an archive. */
export const EXPIRY_FILE = 'expires.json';

/** Endings of files that a site has. What a host could read as its own configuration has none of them. */
const TYPES = new Set(
  (
    'html css js mjs json svg png jpg jpeg webp avif gif ico woff2 xml ics md txt map wasm webmanifest ' +
    'pagefind pf_meta pf_index pf_fragment pf_filter'
  ).split(' '),
);

/** Names that open a device on Windows, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
/** Letters, digits and a few signs: no control or direction marks, no `:` of drives and streams, no `\`. */
const PART = /^[\p{L}\p{M}\p{N}._~+@()\-,'!&= ]+$/u;
const LONGEST_PART = 200;
const LONGEST_NAME = 800;
const DEEPEST = 24;

/**
 * Why an archive is no preview that may be unpacked, in a sentence; null if it is one. Nothing is mended: an archive with
 * one bad entry is refused whole.
 */
export function refusalOf(entries: readonly Entry[], limits: Limits = LIMITS): string | null {
  if (entries.length > limits.files) {
    return `it has ${entries.length} entries, and ${limits.files} are the most`;
  }
  let bytes = 0;
  for (const entry of entries) {
    const problem = problemOf(entry, limits);
    if (problem !== null) return `${JSON.stringify(entry.name.slice(0, 200))} ${problem}`;
    bytes += entry.size;
    if (bytes > limits.bytes) return `unpacked it has more than ${limits.bytes} bytes`;
  }
  return clashIn(entries);
}

function problemOf({ name, kind, size }: Entry, { fileBytes }: Limits): string | null {
  if (kind === 'link') return 'is a link';
  if (kind === 'other') return 'is neither a file nor a folder';
  if (kind === 'folder' && size !== 0) return 'is a folder with contents of its own';
  if (kind === 'folder' && !name.endsWith('/')) return 'is a folder with the name of a file';
  if (!Number.isSafeInteger(size) || size < 0 || size > fileBytes) return `has more than ${fileBytes} bytes`;
  return problemOfName(name) ?? (kind === 'file' ? problemOfType(name) : null);
}

/** What is wrong with a path inside a preview, in words; null if nothing is. */
export function problemOfName(name: string): string | null {
  if (name.includes('\\')) return 'has a backslash';
  if (name.startsWith('/')) return 'is an absolute path';
  if (name.length > LONGEST_NAME) return 'is too long';
  const parts = name.replace(/\/$/, '').split('/');
  if (parts.length > DEEPEST) return 'lies too deep';
  for (const part of parts) {
    if (part === '..') return 'leads out of its folder';
    if (part === '' || part === '.') return 'has an empty part';
    if (part.startsWith('.')) return 'is a hidden file or lies in a hidden folder';
    if (part.length > LONGEST_PART) return 'is too long';
    if (!PART.test(part)) return 'has characters that no file of a site has';
    if (/[. ]$/.test(part)) return 'has a part that ends in a dot or a space';
    if (DEVICE.test(part)) return 'is the name of a device';
  }
  return null;
}

function problemOfType(name: string): string | null {
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (name.toLowerCase() === EXPIRY_FILE) return 'is made by who publishes';
  const dot = base.lastIndexOf('.');
  return dot > 0 && TYPES.has(base.slice(dot + 1)) ? null : 'is of a type that no site has';
}

/** Two entries that are one on some disk: equal but for case or form, or a file where another needs a folder. */
function clashIn(entries: readonly Entry[]): string | null {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const { name, kind } of entries) {
    const key = name.replace(/\/$/, '').normalize('NFKC').toLowerCase();
    if (kind === 'file' && files.has(key)) return `${JSON.stringify(name)} is there twice`;
    (kind === 'file' ? files : folders).add(key);
    for (let at = key.indexOf('/'); at > 0; at = key.indexOf('/', at + 1)) folders.add(key.slice(0, at));
  }
  const both = [...files].find((one) => folders.has(one));
  return both === undefined ? null : `${JSON.stringify(both)} is a file and a folder`;
}
