import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { markdownReport } from '../../compare/markdown-report.ts';
import { summaryOf } from '../../compare/sentences.ts';
import { type Entry, refusalOf } from '../../preview/entries.ts';
import { siteRoot } from '../input/site.ts';
import { EXIT, type Io, printable, UsageError } from '../terminal/io.ts';
import { astroBuild } from './build.ts';
import { type Compared, compareVersions, diffJson } from './diff.ts';
import { readVersion } from './revision.ts';
import { writeZip } from './zip.ts';

export interface PreviewOptions {
  /** Version that the working tree is compared with; without it the main branch as git knows it. */
  readonly base?: string;
  /** Folder, or a file that ends in `.zip`. */
  readonly out: string;
  readonly content: string;
  readonly edition?: 'internal' | 'public';
}

const USUAL_BASES = ['origin/HEAD', 'origin/main', 'main', 'master'];

/**
 * `hindcast preview`: the site of the working tree with what changes in substance, in one folder or archive that opens
 * from a disk.
 *
 * @returns exit code: 1 where the site can't be built or could not be published
 * @throws UsageError if there is no site, nothing to compare with, or the folder holds other files
 */
export async function preview(options: PreviewOptions, io: Io): Promise<number> {
  const root = siteRoot(io.cwd);
  if (root === null) {
    throw new UsageError('there is no astro.config.mjs here', 'call this in the folder of the site');
  }
  const out = resolve(io.cwd, options.out);
  const packed = out.endsWith('.zip');
  if (!packed) refuseOther(out, options.out);
  const rootIo = { ...io, cwd: root };
  const base = options.base ?? usualBase(options.content, root);
  const compared = await compareVersions(base, '.', options, rootIo);
  const folder = packed ? mkdtempSync(join(tmpdir(), 'hindcast-preview-')) : out;
  try {
    if (!packed) rmSync(folder, { recursive: true, force: true });
    const chosen = { HINDCAST_EDITION: options.edition, HINDCAST_ADDRESSES: 'portable' };
    if ((await astroBuild(root, chosen, io, ['--outDir', folder])) !== 0) return EXIT.findings;
    writeComparison(folder, compared);
    const entries = entriesIn(folder);
    const refusal = refusalOf(entries);
    if (refusal !== null) {
      io.stderr.write(printable(`error: this would not be published: ${refusal}\n`));
      return EXIT.findings;
    }
    const names = entries.filter(({ kind }) => kind === 'file').map(({ name }) => name);
    if (packed) {
      writeFileSync(out, writeZip(new Map(names.map((name) => [name, readFileSync(join(folder, name))]))));
    }
    io.stdout.write(
      printable(
        `${summaryOf(compared.differences)}\nwrote ${options.out}: ${names.length} files; begin with index.html or diff.html\n`,
      ),
    );
    return EXIT.fine;
  } finally {
    if (packed) rmSync(folder, { recursive: true, force: true });
  }
}

function writeComparison(folder: string, { differences, titles, page }: Compared): void {
  writeFileSync(join(folder, 'diff.html'), page());
  writeFileSync(join(folder, 'diff.json'), diffJson(differences));
  writeFileSync(join(folder, 'comment.md'), markdownReport(differences, titles));
}

/** A folder that is no earlier preview is left alone: a build empties it. */
function refuseOther(out: string, shown: string): void {
  if (!existsSync(out) || readdirSync(out).length === 0 || existsSync(join(out, 'diff.json'))) return;
  throw new UsageError(`\`${shown}\` holds other files`, 'name a new folder, or a file that ends in .zip');
}

function usualBase(content: string, root: string): string {
  for (const base of USUAL_BASES) {
    try {
      readVersion(base, content, root);
      return base;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
    }
  }
  throw new UsageError(
    'there is no main branch to compare with',
    'name a revision or a folder: --base <rev>',
  );
}

/** All that lies below a folder, links as such. */
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
