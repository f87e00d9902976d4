import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { markdownReport } from '../../compare/markdown-report.ts';
import { summaryOf } from '../../compare/sentences.ts';
import { type Entry, refusalOf } from '../../preview/entries.ts';
import { requireSite } from '../input/site.ts';
import { writeZip } from '../input/zip.ts';
import { EXIT, type Io, printable, UsageError } from '../terminal/io.ts';
import { writeWhole } from '../terminal/write-file.ts';
import { astroBuild } from './build.ts';
import { type Compared, compareVersions, diffJson } from './diff.ts';
import { readVersion } from './revision.ts';

export interface PreviewOptions {
  /** Version to compare with the working tree. Default: the main branch. */
  readonly base?: string;
  /** A folder, or a file ending in `.zip`. */
  readonly out: string;
  readonly content: string;
  readonly edition?: 'internal' | 'public';
}

const DEFAULT_BASES = ['origin/HEAD', 'origin/main', 'main', 'master'];

/**
 * `hindcast preview`: builds the site from the working tree, including a comparison with the base, into a folder or
 * archive that works without a server.
 *
 * @returns exit status: 1 if the site can't be built or its preview would be rejected
 * @throws UsageError outside a site, without a base for the comparison, or if the folder contains other files
 */
export async function preview(options: PreviewOptions, io: Io): Promise<number> {
  const root = requireSite(io);
  const out = resolve(io.cwd, options.out);
  const packed = out.endsWith('.zip');
  if (!packed) requirePreviewFolder(out, options.out);
  const rootIo = { ...io, cwd: root };
  const base = options.base ?? defaultBase(options.content, root);
  const compared = await compareVersions(base, '.', options, rootIo);
  const folder = packed ? mkdtempSync(join(tmpdir(), 'hindcast-preview-')) : out;
  try {
    if (!packed) rmSync(folder, { recursive: true, force: true });
    const chosen = { HINDCAST_EDITION: options.edition, HINDCAST_ADDRESSES: 'portable' };
    if ((await astroBuild(root, chosen, io, ['--outDir', folder])) !== 0) return EXIT.errors;
    writeComparison(folder, compared);
    const entries = entriesIn(folder);
    const refusal = refusalOf(entries);
    if (refusal !== null) {
      io.stderr.write(
        printable(`error: \`hindcast preview-unpack\` would reject this preview: ${refusal}\n`),
      );
      return EXIT.errors;
    }
    const names = entries.filter(({ kind }) => kind === 'file').map(({ name }) => name);
    if (packed) {
      const archive = writeZip(new Map(names.map((name) => [name, readFileSync(join(folder, name))])));
      writeWhole(out, archive, options.out);
    }
    io.stdout.write(
      printable(
        `${summaryOf(compared.differences)}\nwrote ${options.out} (${names.length} files); open index.html or diff.html\n`,
      ),
    );
    return EXIT.ok;
  } finally {
    if (packed) rmSync(folder, { recursive: true, force: true });
  }
}

function writeComparison(folder: string, { differences, titles, page }: Compared): void {
  writeFileSync(join(folder, 'diff.html'), page());
  writeFileSync(join(folder, 'diff.json'), diffJson(differences));
  writeFileSync(join(folder, 'comment.md'), markdownReport(differences, titles));
}

/** Building empties the folder, so it has to be new, empty, or an earlier preview. */
function requirePreviewFolder(out: string, shown: string): void {
  if (!existsSync(out) || readdirSync(out).length === 0 || existsSync(join(out, 'diff.json'))) return;
  throw new UsageError(`\`${shown}\` contains other files`, 'use a new folder, or a file ending in .zip');
}

function defaultBase(content: string, root: string): string {
  for (const base of DEFAULT_BASES) {
    try {
      readVersion(base, content, root);
      return base;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
    }
  }
  throw new UsageError(
    'there is no main branch to compare with',
    'use --base to specify a revision or a folder',
  );
}

/** Everything in a folder and its subfolders. Links aren't followed. */
function entriesIn(folder: string): Entry[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .map((one): Entry => {
      const path = join(one.parentPath, one.name);
      const name = relative(folder, path).split(sep).join('/');
      if (one.isDirectory()) return { name: `${name}/`, kind: 'folder', size: 0 };
      if (one.isSymbolicLink()) return { name, kind: 'link', size: 0 };
      if (!one.isFile()) return { name, kind: 'other', size: 0 };
      return { name, kind: 'file', size: readFileSync(path).length };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
