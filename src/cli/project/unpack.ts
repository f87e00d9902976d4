import {
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { type CommentFacts, previewComment, readDifferences } from '../../preview/comment.ts';
import { EXPIRY_FILE, refusalOf } from '../../preview/entries.ts';
import { readZip, type ZipEntry, ZipError } from '../input/zip.ts';
import { EXIT, type Io, printable, UsageError } from '../terminal/io.ts';
import { removeIfPossible } from '../terminal/remove-file.ts';
import { orUsageError, writeWhole } from '../terminal/write-file.ts';

export interface UnpackOptions {
  /** Folder to write `previews/pr-N/` to. */
  readonly to: string;
  /** The pull request's number, from the CI event. */
  readonly number: number;
  /** Commit that was built, from the CI event. */
  readonly head: string;
  /** URL where the folder is published. */
  readonly site?: string;
  /** URL of the preview if it isn't published below `site`. */
  readonly link?: string;
  /** Folder in the archive that contains the preview. Default: the archive's root. */
  readonly inside?: string;
  /** File to write the comment to. */
  readonly comment?: string;
  /** Last day on which the preview is available, like 2026-04-01. */
  readonly until: string;
}

/** Maximum size of an archive, in bytes. */
const MAX_PACKED = 256 * 1024 * 1024;

/**
 * `hindcast preview-unpack`: unpacks a preview from an untrusted branch and writes the comment. Nothing in the archive
 * is executed. An archive that isn't a valid preview is rejected before anything is written. Only the options determine
 * where the preview goes and how it's described, never the archive.
 *
 * @returns exit status: 1 if the archive is rejected
 * @throws UsageError if the archive can't be read or the folder can't be used
 */
export function previewUnpack(file: string, options: UnpackOptions, io: Io): number {
  const read = readArchive(resolve(io.cwd, file), file, options.inside ?? null);
  if (typeof read === 'string') {
    io.stderr.write(printable(`error: \`${file}\` was rejected: ${read}\n`));
    return EXIT.errors;
  }
  const place = `previews/pr-${options.number}`;
  const link =
    options.link ?? (options.site === undefined ? null : `${options.site.replace(/\/+$/, '')}/${place}/`);
  const facts: CommentFacts = { link, head: options.head, until: options.until };
  const comment = previewComment(read.differences, new Map(), facts);
  const expiry = { version: 1, number: options.number, head: options.head, until: options.until };
  const files = new Map(read.files).set(EXPIRY_FILE, Buffer.from(`${JSON.stringify(expiry, null, 2)}\n`));
  const write = () => writePreview(resolve(io.cwd, options.to), options, files);
  orUsageError(`write to \`${options.to}\``, write);
  if (options.comment !== undefined) writeWhole(resolve(io.cwd, options.comment), comment, options.comment);
  io.stdout.write(`unpacked ${read.files.size} files into ${place}\n`);
  return EXIT.ok;
}

interface Read {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly differences: NonNullable<ReturnType<typeof readDifferences>>;
}

/** The files in an archive, or why the archive is rejected. All files are read before any are written. */
function readArchive(path: string, shown: string, inside: string | null): Read | string {
  const archive = readBounded(path, MAX_PACKED);
  if (archive === null) throw new UsageError(`can't read \`${shown}\``);
  if (archive === 'too large') return `it is larger than ${MAX_PACKED / 2 ** 20} MiB`;
  try {
    const entries = readZip(archive);
    const refusal = refusalOf(entries);
    if (refusal !== null) return refusal;
    const found = entries.filter(({ kind }) => kind === 'file');
    const above = inside === null ? '' : `${inside}/`;
    const stray = found.find(({ name }) => !name.startsWith(above));
    if (stray !== undefined) return `${JSON.stringify(stray.name)} is outside of ${above}`;
    const files = new Map(found.map((one: ZipEntry) => [one.name.slice(above.length), one.bytes()] as const));
    const report = files.get('diff.json');
    if (report === undefined) return 'it contains no diff.json';
    const differences = readDifferences(report.toString('utf8'));
    return differences === null ? "its diff.json isn't a comparison" : { files, differences };
  } catch (error) {
    if (error instanceof ZipError) return error.message;
    throw error;
  }
}

/**
 * Writes to a temporary folder and then renames it, so a partial preview is never visible.
 *
 * @throws UsageError if `previews` is a link
 */
function writePreview(
  to: string,
  { number, to: shown }: UnpackOptions,
  files: ReadonlyMap<string, Buffer>,
): void {
  mkdirSync(to, { recursive: true });
  const previews = join(realpathSync(to), 'previews');
  mkdirSync(previews, { recursive: true });
  if (lstatSync(previews).isSymbolicLink()) throw new UsageError(`\`${shown}/previews\` is a link`);
  const draft = mkdtempSync(join(previews, '.draft-'));
  try {
    for (const [name, bytes] of files) {
      const place = resolve(draft, name);
      mkdirSync(dirname(place), { recursive: true });
      // The names have already been checked; this is a second line of defense.
      const folder = realpathSync(dirname(place));
      if (folder !== draft && !folder.startsWith(draft + sep)) {
        throw new UsageError(`${JSON.stringify(name)} is outside the preview`);
      }
      writeFileSync(place, bytes, { flag: 'wx', mode: 0o644 });
    }
    replaceFolder(join(previews, `pr-${number}`), draft);
  } finally {
    removeIfPossible(draft);
  }
}

/** Replaces a folder with a new one by renaming, so that a failure leaves one of them intact. */
function replaceFolder(target: string, fresh: string): void {
  const old = `${fresh}-old`;
  const exists = lstatSync(target, { throwIfNoEntry: false }) !== undefined;
  if (exists) renameSync(target, old);
  try {
    renameSync(fresh, target);
  } catch (error) {
    if (exists) renameSync(old, target);
    throw error;
  }
  removeIfPossible(old);
}

/** Maximum size of expires.json, in bytes. */
const MAX_EXPIRY = 4096;

/**
 * `hindcast preview-prune`: removes expired previews and previews without an expiration date.
 *
 * @param today a date like 2026-04-01
 */
export function previewPrune(folder: string, today: string, io: Io): number {
  const previews = resolve(io.cwd, folder, 'previews');
  for (const name of foldersIn(previews)) {
    if (!/^pr-\d+$/.test(name)) continue;
    const until = untilOf(join(previews, name, EXPIRY_FILE));
    if (until !== null && until >= today) continue;
    orUsageError(`remove \`previews/${name}\``, () => {
      rmSync(join(previews, name), { recursive: true, force: true });
    });
    io.stdout.write(`removed previews/${name}\n`);
  }
  return EXIT.ok;
}

/** Names of a folder's subfolders, not including links; empty if the folder doesn't exist. */
function foldersIn(folder: string): string[] {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function untilOf(file: string): string | null {
  const bytes = readBounded(file, MAX_EXPIRY);
  if (bytes === null || bytes === 'too large') return null;
  const until = /"until": "(\d{4}-\d{2}-\d{2})"/.exec(bytes.toString('utf8'));
  return until?.[1] ?? null;
}

/**
 * Reads a regular file of at most `maxBytes` bytes.
 *
 * @returns null if there is no such file
 */
function readBounded(path: string, maxBytes: number): Buffer | 'too large' | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile()) return null;
    return found.size > maxBytes ? 'too large' : readFileSync(file);
  } finally {
    closeSync(file);
  }
}
