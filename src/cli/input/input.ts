import { lstatSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, normalize, resolve, sep } from 'node:path';
import { globSync } from 'tinyglobby';
import { splitPage } from '../../incident/front-matter.ts';
import { nearest } from '../../yaml/suggest.ts';
import { type Io, UsageError } from '../terminal/io.ts';

export interface Input {
  /** File name to show in diagnostics. */
  readonly file: string;
  readonly text: string;
  readonly kind: Kind;
}

/** A write-up is Markdown with blocks. A bare scenario is a YAML file. */
export type Kind = 'write-up' | 'scenario';

/** Maximum file size, in bytes. */
const MAX_BYTES = 8 * 1024 * 1024;

const KINDS: Readonly<Record<string, Kind>> = { '.md': 'write-up', '.yaml': 'scenario', '.yml': 'scenario' };

/**
 * Reads a file, or standard input for `-`.
 *
 * @throws UsageError if the file doesn't exist, is a folder, is too large, or isn't UTF-8 text
 */
export async function readInput(name: string, io: Io): Promise<Input> {
  if (name === '') throw missing(name, io.cwd);
  const file = name === '-' ? '<stdin>' : name;
  const text = decode(file, name === '-' ? await readAll(io.stdin) : await readBytes(name, io.cwd));
  return { file, text, kind: KINDS[extname(name).toLowerCase()] ?? kindOfText(file, text) };
}

/** Text with front matter or a scenario block is a write-up; anything else is YAML. */
function kindOfText(file: string, text: string): Kind {
  const { frontMatter } = splitPage(file, text);
  // A bare scenario may also start with `---`, followed by its keys.
  if (frontMatter !== null && !/^scenario[ \t]*:/m.test(frontMatter.text)) return 'write-up';
  // The pattern matches within a line. If it allowed line breaks, every blank line would start a search to the end
  // of the text.
  return /^[ \t>*+-]*(?:```+|~~~+)[ \t]*scenario\b/m.test(text) ? 'write-up' : 'scenario';
}

async function readBytes(name: string, cwd: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(cwd, name));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw missing(name, cwd);
    if (code === 'EISDIR') {
      throw new UsageError(
        `\`${name}\` is a folder`,
        'name a single file; only `hindcast check` accepts folders',
      );
    }
    const why = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : code;
    throw new UsageError(`can't read \`${name}\`: ${why}`);
  }
}

async function readAll(stdin: Io['stdin']): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    chunks.push(bytes);
    size += bytes.length;
    if (size > MAX_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** Normalizes line endings and the byte order mark, so that the author's editor can't affect the result. */
function decode(file: string, bytes: Uint8Array): string {
  if (bytes.length > MAX_BYTES) {
    throw new UsageError(`\`${file}\` is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
  }
  if (bytes.includes(0)) throw new UsageError(`\`${file}\` isn't a text file: it contains null bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch {
    throw new UsageError(`\`${file}\` isn't UTF-8 text`);
  }
}

/** The error for a path that doesn't exist. It suggests the most similar name in the folder. */
function missing(name: string, cwd: string): UsageError {
  if (name === '') return new UsageError('a path argument is empty');
  const near = nearest(basename(name), siblings(resolve(cwd, name)));
  return new UsageError(`\`${name}\` doesn't exist${near === null ? '' : `; did you mean \`${near}\`?`}`);
}

function siblings(path: string): string[] {
  try {
    return readdirSync(dirname(path)).sort();
  } catch {
    return [];
  }
}

/** A file to check. */
export interface FoundFile {
  /** Name to show in diagnostics: as given on the command line, or the path starting with the folder given there. */
  readonly name: string;
  /** True if the file was found in a folder, so it may have nothing to do with Hindcast. */
  readonly walked: boolean;
}

/**
 * Finds the files at the given paths, including everything in a folder and its subfolders. Returns each file once,
 * sorted by name. Links to folders aren't followed.
 *
 * @throws UsageError if a path doesn't exist
 */
export function findFiles(paths: readonly string[], cwd: string): FoundFile[] {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    const at = resolve(cwd, path);
    const isFolder = isDirectory(at);
    if (path === '' || isFolder === null) throw missing(path, cwd);
    if (!isFolder) found.set(at, { name: slashes(normalize(path)), walked: false });
    else
      for (const name of walk(at)) {
        const file = resolve(at, name);
        if (!found.has(file)) found.set(file, { name: slashes(join(path, name)), walked: true });
      }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function walk(folder: string): string[] {
  const found = globSync('**/*.{md,yaml,yml}', {
    cwd: folder,
    ignore: ['**/node_modules/**', '**/dist/**'],
    followSymbolicLinks: false,
    expandDirectories: false,
  });
  // A build doesn't follow symbolic links either, since a branch could add a link to any file on the machine.
  return found.filter((name) => !lstatSync(join(folder, name)).isSymbolicLink());
}

function slashes(path: string): string {
  return path.split(sep).join('/');
}

/** Null if the path doesn't exist or can't be accessed. */
function isDirectory(path: string): boolean | null {
  try {
    return statSync(path).isDirectory();
  } catch {
    return null;
  }
}
