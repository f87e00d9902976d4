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
import { EXIT, type Io, printable, UsageError } from '../terminal/io.ts';
import { readZip, type ZipEntry, ZipError } from './zip.ts';

/**
 * A regular file, never longer than it may be.
 *
 * @param most bytes
 * @returns null where there is no such file
 */
function readBounded(path: string, most: number): Buffer | 'too large' | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile()) return null;
    return found.size > most ? 'too large' : readFileSync(file);
  } finally {
    closeSync(file);
  }
}

const MOST_EXPIRY = 4096;

/**
 * `hindcast preview-prune`: removes previews whose last day is over, and those that do not say until when they stand.
 *
 * @param day this day, such as 2026-04-01
 */
export function previewPrune(folder: string, day: string, io: Io): number {
  const previews = resolve(io.cwd, folder, 'previews');
  for (const name of foldersIn(previews)) {
    if (!/^pr-\d+$/.test(name)) continue;
    const until = untilOf(join(previews, name, EXPIRY_FILE));
    if (until !== null && until >= day) continue;
    rmSync(join(previews, name), { recursive: true, force: true });
    io.stdout.write(`removed previews/${name}\n`);
  }
  return EXIT.fine;
}

/** Folders of a folder, without links; none where there is no such folder. */
function foldersIn(folder: string): string[] {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function untilOf(file: string): string | null {
  const bytes = readBounded(file, MOST_EXPIRY);
  if (bytes === null || bytes === 'too large') return null;
  const until = /"until": "(\d{4}-\d{2}-\d{2})"/.exec(bytes.toString('utf8'));
  return until?.[1] ?? null;
}

export interface UnpackOptions {
  /** Folder that gets `previews/pr-N/`. */
  readonly to: string;
  /** Number of the pull request, as the event tells it. */
  readonly number: number;
  /** Commit that was built, as the event tells it. */
  readonly head: string;
  /** Address below which the folder is published. */
  readonly site?: string;
  /** Address of the preview where it is published elsewhere than below `site`. */
  readonly link?: string;
  /** Folder of the archive that holds the preview; without it the archive itself does. */
  readonly inside?: string;
  /** File that gets the comment. */
  readonly comment?: string;
  /** Last day on which the preview stands, such as 2026-04-01. */
  readonly until: string;
}

/** Largest archive, in bytes. */
const MOST_PACKED = 256 * 1024 * 1024;

/**
 * `hindcast preview-unpack`: puts a preview that a stranger's branch made where it is published, and makes the comment.
 * Nothing of it is run. It is refused whole before anything is written if it is not what a preview is. What decides
 * where it goes and what is said of it comes from the options, never from the archive.
 *
 * @returns exit code: 1 where the archive is refused
 * @throws UsageError if the folder is no place to write to
 */
export function previewUnpack(file: string, options: UnpackOptions, io: Io): number {
  const read = readArchive(resolve(io.cwd, file), file, options.inside ?? null);
  if (typeof read === 'string') {
    io.stderr.write(printable(`error: \`${file}\` is refused: ${read}\n`));
    return EXIT.findings;
  }
  const place = `previews/pr-${options.number}`;
  const link =
    options.link ?? (options.site === undefined ? null : `${options.site.replace(/\/+$/, '')}/${place}/`);
  const facts: CommentFacts = { link, head: options.head, until: options.until };
  const comment = previewComment(read.differences, new Map(), facts);
  const expiry = { version: 1, number: options.number, head: options.head, until: options.until };
  const files = new Map(read.files).set(EXPIRY_FILE, Buffer.from(`${JSON.stringify(expiry, null, 2)}\n`));
  writePreview(resolve(io.cwd, options.to), options, files);
  if (options.comment !== undefined) writeFileSync(resolve(io.cwd, options.comment), comment);
  io.stdout.write(`unpacked ${read.files.size} files into ${place}\n`);
  return EXIT.fine;
}

interface Read {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly differences: NonNullable<ReturnType<typeof readDifferences>>;
}

/** The files of an archive, or why it is refused. All are read before one is written. */
function readArchive(path: string, shown: string, inside: string | null): Read | string {
  const archive = readBounded(path, MOST_PACKED);
  if (archive === null) throw new UsageError(`\`${shown}\` is no file that can be read`);
  if (archive === 'too large') return `it has more than ${MOST_PACKED} bytes`;
  try {
    const entries = readZip(archive);
    const refusal = refusalOf(entries);
    if (refusal !== null) return refusal;
    const found = entries.filter(({ kind }) => kind === 'file');
    const above = inside === null ? '' : `${inside}/`;
    const stray = found.find(({ name }) => !name.startsWith(above));
    if (stray !== undefined) return `${JSON.stringify(stray.name)} lies outside of ${above}`;
    const files = new Map(found.map((one: ZipEntry) => [one.name.slice(above.length), one.bytes()] as const));
    const report = files.get('diff.json');
    if (report === undefined) return 'it has no diff.json';
    const differences = readDifferences(report.toString('utf8'));
    return differences === null ? 'its diff.json is no comparison' : { files, differences };
  } catch (error) {
    if (error instanceof ZipError) return error.message;
    throw error;
  }
}

/**
 * Writes beside the place and moves there, so that nobody sees half of a preview.
 *
 * @throws UsageError if a folder on the way is a link
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
      // The names were checked; this holds even if the check had a gap.
      const folder = realpathSync(dirname(place));
      if (folder !== draft && !folder.startsWith(draft + sep)) {
        throw new UsageError(`${JSON.stringify(name)} leads out of the preview`);
      }
      writeFileSync(place, bytes, { flag: 'wx', mode: 0o644 });
    }
    const target = join(previews, `pr-${number}`);
    rmSync(target, { recursive: true, force: true });
    renameSync(draft, target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
