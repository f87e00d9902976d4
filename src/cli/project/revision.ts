import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, posix, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PageCompiler } from '../../astro/content/compiler.ts';
import type { IncidentSnapshot, SiteSnapshot } from '../../compare/difference.ts';
import type { EditionName } from '../../config/options.ts';
import { pageVisibility } from '../../incident/front-matter.ts';
import { incidentKind, type incidentKindOf } from '../../markdown/page-kind.ts';
import { UsageError } from '../terminal/io.ts';

/** A text file in one version of a site. */
export interface SourceFile {
  /** File name without folder and extension. */
  readonly slug: string;
  /** File name to show in diagnostics. */
  readonly file: string;
  readonly text: string;
}

const MAX_OUTPUT = 512 * 1024 * 1024;
const REGULAR = new Set(['100644', '100755']);

/**
 * The write-ups in one version of a site, which is a folder or a git revision. Git revisions aren't checked out, and
 * none of their code is executed. Links and submodules are skipped.
 *
 * @param version a folder, or anything that `git rev-parse` accepts
 * @param content folder of the write-ups, relative to the site's root
 * @throws UsageError if the version is neither
 */
export function readVersion(version: string, content: string, cwd: string): SourceFile[] {
  const folder = resolve(cwd, version);
  if (existsSync(folder) && statSync(folder).isDirectory()) return readFolder(folder, version, content);
  return readRevision(version, content, cwd);
}

function readFolder(folder: string, name: string, content: string): SourceFile[] {
  const inside = join(folder, content);
  const at = existsSync(inside) ? inside : folder;
  const shown = at === inside ? posix.join(name, content) : name;
  return readdirSync(at, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map(({ name: file }) => ({
      slug: basename(file, '.md'),
      file: posix.join(shown, file),
      text: readFileSync(join(at, file), 'utf8'),
    }))
    .sort(bySlug);
}

function readRevision(revision: string, content: string, cwd: string): SourceFile[] {
  const commit = git(cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  if (commit === null) {
    throw new UsageError(
      `\`${revision}\` is neither a folder nor a Git revision`,
      'use a branch, a tag, a commit or a folder',
    );
  }
  // Paths in git are relative to the top of the repository, and the site may be in a subfolder.
  const prefix = git(cwd, ['rev-parse', '--show-prefix'])?.toString('utf8').trim() ?? '';
  const folder = posix.join(prefix, content);
  const listed = git(cwd, [
    'ls-tree',
    '-z',
    '--full-tree',
    commit.toString('utf8').trim(),
    '--',
    `${folder}/`,
  ]);
  const entries = (listed?.toString('utf8') ?? '').split('\0').flatMap((line) => {
    const match = /^(\d+) blob ([0-9a-f]+)\t(.+\.md)$/s.exec(line);
    return match !== null && REGULAR.has(match[1]!) ? [{ hash: match[2]!, path: match[3]! }] : [];
  });
  const texts = readBlobs(
    cwd,
    entries.map(({ hash }) => hash),
  );
  return entries
    .map(({ path }, i) => ({
      slug: posix.basename(path, '.md'),
      file: posix.relative(prefix, path),
      text: texts[i]!,
    }))
    .sort(bySlug);
}

function bySlug(a: SourceFile, b: SourceFile): number {
  return a.slug < b.slug ? -1 : a.slug > b.slug ? 1 : 0;
}

/** Contents of blobs, in the order of `hashes`, read with a single git command. */
function readBlobs(cwd: string, hashes: readonly string[]): string[] {
  if (hashes.length === 0) return [];
  const out = git(cwd, ['cat-file', '--batch'], `${hashes.join('\n')}\n`);
  if (out === null) throw new UsageError("git can't read the files of this revision");
  const texts: string[] = [];
  let at = 0;
  while (texts.length < hashes.length) {
    const end = out.indexOf(0x0a, at);
    const size = Number(/ blob (\d+)$/.exec(out.toString('utf8', at, end))?.[1] ?? Number.NaN);
    if (end < 0 || Number.isNaN(size)) throw new UsageError("git can't read the files of this revision");
    texts.push(out.toString('utf8', end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return texts;
}

/** The output of a git command, or null if it failed. */
function git(cwd: string, args: readonly string[], input = ''): Buffer | null {
  const done = spawnSync('git', ['-C', cwd, ...args], { input, maxBuffer: MAX_OUTPUT, timeout: 60_000 });
  if (done.error !== undefined && 'code' in done.error && done.error.code === 'ENOENT') {
    throw new UsageError("git isn't installed", 'install git, or compare two folders');
  }
  // Git may have taken too long or printed too much. That must not look like a revision without files.
  if (done.error !== undefined) throw new UsageError(`git failed: ${done.error.message}`);
  return done.status === 0 ? done.stdout : null;
}

/** Write-ups that are the same in both versions of a comparison. */
export interface ComparedOnce {
  /** True if a write-up doesn't need to be compiled. */
  has(slug: string): boolean;
  /** The write-up as compiled for the other version, if the two versions are the same. */
  compiled(slug: string): IncidentSnapshot | undefined;
  add(snapshot: IncidentSnapshot): void;
}

/** Settings for compiling a version. */
export interface SnapshotSetting {
  readonly edition: EditionName;
  readonly kind: ReturnType<typeof incidentKindOf>;
  /** Guides in the same version. Write-ups may link to them. */
  readonly guides: readonly SourceFile[];
  /** Write-ups that don't need to be compiled, or need to be compiled only once. */
  readonly unchanged: ComparedOnce | null;
}

/** A version of a site, limited to the edition. */
export interface VersionSnapshot extends SiteSnapshot {
  /** True if a write-up can't be built. */
  readonly broken: boolean;
}

/**
 * Compiles the write-ups in one version of a site, except unchanged ones. Errors in a write-up are part of the
 * snapshot. For the public edition, write-ups that aren't clearly public are left out, and only the codes of errors are
 * kept, since messages quote the text.
 */
export async function snapshotOf(
  files: readonly SourceFile[],
  compiler: PageCompiler,
  cwd: string,
  { edition = 'internal', kind = incidentKind, guides = [], unchanged = null }: Partial<SnapshotSetting> = {},
): Promise<VersionSnapshot> {
  const isPublic = edition === 'public';
  const visibility = ({ file, text }: SourceFile) => (isPublic ? pageVisibility(file, text) : 'public');
  const shown = files.filter((one) => visibility(one) === 'public');
  const slugs = shown.map(({ slug }) => slug);
  const hiddenPages = [...files, ...guides]
    .filter((one) => visibility(one) !== 'public')
    .map(({ slug }) => slug);
  const incidents: IncidentSnapshot[] = [];
  for (const { slug, file, text } of shown) {
    if (unchanged?.has(slug) === true) continue;
    const known = unchanged?.compiled(slug);
    if (known !== undefined) {
      incidents.push(known);
      continue;
    }
    const url = pathToFileURL(resolve(cwd, file));
    const source = { file, text, url, slugs, edition, hiddenPages, onDisk: false };
    const { page, diagnostics } = await compiler.compile(kind, source);
    const errors = diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ code, message }) => (isPublic ? code : `${code}: ${message}`));
    const snapshot = { slug, errors, page: page === null ? null : { ...page.data, prose: page.prose() } };
    unchanged?.add(snapshot);
    incidents.push(snapshot);
  }
  const broken =
    incidents.some(({ page }) => page === null) || files.some((one) => visibility(one) === 'unclear');
  return { incidents, broken };
}
