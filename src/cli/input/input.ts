import { readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, normalize, resolve, sep } from 'node:path';
import { globSync } from 'tinyglobby';
import { splitPage } from '../../incident/front-matter.ts';
import { nearest } from '../../yaml/suggest.ts';
import { type Io, UsageError } from '../terminal/io.ts';

/** A write-up is Markdown with blocks; a scenario is YAML by itself. */
export type Kind = 'write-up' | 'scenario';

export interface Input {
  /** Name as findings give it. */
  readonly file: string;
  readonly text: string;
  readonly kind: Kind;
}

/** Largest file that is read, in bytes. */
const MOST_BYTES = 8 * 1024 * 1024;

const KINDS: Readonly<Record<string, Kind>> = { '.md': 'write-up', '.yaml': 'scenario', '.yml': 'scenario' };

/**
 * Reads a file, or standard input for `-`.
 *
 * @throws UsageError if there is none, or it is a folder, too large or no UTF-8 text
 */
export async function readInput(name: string, io: Io): Promise<Input> {
  if (name === '') throw missing(name, io.cwd);
  const file = name === '-' ? '<stdin>' : name;
  const text = decode(file, name === '-' ? await readAll(io.stdin) : await readBytes(name, io.cwd));
  return { file, text, kind: KINDS[extname(name).toLowerCase()] ?? kindOfText(file, text) };
}

/** The sentence for a path that leads nowhere, with the nearest name beside it. */
function missing(name: string, cwd: string): UsageError {
  if (name === '') return new UsageError('a path is empty');
  const near = nearest(basename(name), siblings(resolve(cwd, name)));
  return new UsageError(`there is no \`${name}\`${near === null ? '' : `; did you mean \`${near}\`?`}`);
}

/** Told by its text alone: front matter or a scenario fence makes a write-up, all else is YAML. */
function kindOfText(file: string, text: string): Kind {
  const { frontMatter } = splitPage(file, text);
  // A YAML document may begin with `---` too; then its own keys follow.
  if (frontMatter !== null && !/^scenario\s*:/m.test(frontMatter.text)) return 'write-up';
  return /^[\s>*+-]*(?:```+|~~~+)\s*scenario\b/m.test(text) ? 'write-up' : 'scenario';
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
        '`run` and `explore` take one file; `check` takes folders too',
      );
    }
    const why = code === 'EACCES' || code === 'EPERM' ? 'you have no permission' : code;
    throw new UsageError(`\`${name}\` can't be read: ${why}`);
  }
}

async function readAll(stdin: Io['stdin']): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    chunks.push(bytes);
    size += bytes.length;
    if (size > MOST_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** Line ends and a byte order mark are the editor's, not the author's: the same text must give the same result. */
function decode(file: string, bytes: Uint8Array): string {
  if (bytes.length > MOST_BYTES) {
    throw new UsageError(`\`${file}\` is larger than ${MOST_BYTES / 1024 / 1024} MiB`);
  }
  if (bytes.includes(0)) throw new UsageError(`\`${file}\` is no text: it holds zero bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch {
    throw new UsageError(`\`${file}\` is no UTF-8 text`);
  }
}

function siblings(path: string): string[] {
  try {
    return readdirSync(dirname(path)).sort();
  } catch {
    return [];
  }
}

/** A file to check. `walked` ones were found in a folder, so they need not be ours. */
export interface FoundFile {
  /** Name as findings give it: as it was named, or below the folder as that was named. */
  readonly name: string;
  readonly walked: boolean;
}

/**
 * Files of the paths, each once, by name: a file as it is, a folder with what is below it. Links to folders are not
 * followed.
 *
 * @throws UsageError if a path leads nowhere
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
  return globSync('**/*.{md,yaml,yml}', {
    cwd: folder,
    ignore: ['**/node_modules/**', '**/dist/**'],
    followSymbolicLinks: false,
    expandDirectories: false,
  });
}

function slashes(path: string): string {
  return path.split(sep).join('/');
}

/** Null if there is nothing, or nothing that can be reached. */
function isDirectory(path: string): boolean | null {
  try {
    return statSync(path).isDirectory();
  } catch {
    return null;
  }
}
