import { existsSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { publicLinks } from '../../astro/setup/public-files.ts';
import type { EditionName } from '../../config/options.ts';
import { byPlace, type Diagnostic, hasErrors } from '../../diagnostic/diagnostic.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { seriesEntries } from '../../markdown/page.ts';
import { type FoundFile, findFiles, type Input, readInput } from '../input/input.ts';
import { blocksOf, seriesBeside } from '../input/scenarios.ts';
import { type FoundSite, findSite, publicFolderOf } from '../input/site.ts';
import type { CheckFormat, CheckReport, FileFix } from '../output/reports.ts';
import { EXIT, type Io, UsageError } from '../terminal/io.ts';
import { orderKeys, quoteTraps, writeFixed } from './fix.ts';
import { writeReport } from './report.ts';
import { countNumbers, type NumberCounts } from './review-page.ts';
import { CheckedPages, reviewSite, type SiteFile } from './site.ts';

export interface CheckOptions {
  readonly format: CheckFormat;
  /** Edition to check. Default: the configured edition. */
  readonly edition?: EditionName;
  /** Fix what can be fixed automatically before checking. */
  readonly fix?: boolean;
  /** Warn about words that blame a person. */
  readonly blame: boolean;
}

/**
 * `hindcast check`: without building, reports everything that would fail a build or that a reviewer would point
 * out. The report goes to standard output.
 *
 * @returns exit status
 * @throws UsageError if a path doesn't exist or there is nothing to check
 */
export async function check(paths: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  const site = await findSite(io.cwd);
  const wanted = paths.length > 0 ? paths : foldersOf(site, io);
  const edition = options.edition ?? site?.read?.config?.edition ?? 'internal';
  const pages = new CheckedPages(site, edition, io);
  const { inputs, unreadable } = await readFiles(findFiles(wanted, io.cwd), pages, io);
  if (inputs.length + unreadable.length === 0) {
    const list = wanted.map((path) => `\`${path}\``).join(', ');
    throw new UsageError(`there are no write-ups or scenarios in ${list}`);
  }
  try {
    const { files, fixes } =
      options.fix === true
        ? await fixAndCheck(inputs, pages, io)
        : { files: await Promise.all(inputs.map((input) => checkFile(input, pages, io))), fixes: [] };
    const setting = {
      publicFolder: site === null ? null : publicFolderOf(site),
      blame: options.blame,
      pagesOfSite: (file: string) => pages.siblingsOf(file),
    };
    const diagnostics = [
      ...unreadable,
      ...files.flatMap((one) => one.diagnostics),
      ...configDiagnostics(site, io),
      ...(await reviewSite(files, setting)),
    ].sort(byPlace);
    const names = [
      ...files.map(({ input }) => input.file),
      ...unreadable.map(({ span }) => span.file),
    ].sort();
    const texts = new Map(files.map(({ input: { file, text } }) => [file, text]));
    const fixable = options.fix === true ? 0 : await countFixable(files);
    const counts = countAll(files);
    writeReport(options.format, { files: names, texts, diagnostics, fixes, fixable, ...counts }, io);
    return hasErrors(diagnostics) ? EXIT.errors : EXIT.ok;
  } finally {
    await pages.close(paths.length === 0);
  }
}

/** Default paths for a check: the site's folders, or the working directory outside a site. */
function foldersOf(site: FoundSite | null, io: Io): string[] {
  const config = site?.read?.config ?? null;
  if (site === null || config === null) return ['.'];
  const folders = [config.content, config.guides].map((folder) => resolve(site.root, folder));
  const existing = folders.filter((folder) => existsSync(folder));
  return existing.length === 0 ? ['.'] : existing.map((folder) => relative(io.cwd, folder) || '.');
}

/** Reads the write-ups and scenarios among the files. Reports a diagnostic for each file that can't be read. */
async function readFiles(
  found: readonly FoundFile[],
  pages: CheckedPages,
  io: Io,
): Promise<{ inputs: Input[]; unreadable: Diagnostic[] }> {
  const inputs: Input[] = [];
  const unreadable: Diagnostic[] = [];
  for (const { name, walked } of found) {
    try {
      const input = await readInput(name, io);
      if (!walked || pages.reads(name) || (await isHindcastFile(input))) inputs.push(input);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const span = fileSource(name, '').spanAt(0, 0);
      unreadable.push({ code: 'file/unreadable', severity: 'error', message: error.message, span });
    }
  }
  return { inputs, unreadable };
}

/** True if a file found in a folder is a write-up or a scenario, not unrelated YAML or Markdown. */
async function isHindcastFile({ file, text, kind }: Input): Promise<boolean> {
  if (kind === 'scenario') return /^(["']?)scenario\1\s*:/m.test(text);
  if (/^---\s*$/m.exec(text)?.index === 0) return true;
  const fences = new Set(['scenario', 'timeline', 'show', 'series']);
  return (await blocksOf(file, text)).some(({ language }) => fences.has(language));
}

async function checkFile(input: Input, pages: CheckedPages, io: Io): Promise<SiteFile> {
  if (input.kind === 'scenario') {
    const series = seriesEntries(seriesBeside(input.file, io), null);
    const found = await pages.checkScenario(input, series.entries);
    return { input, page: null, diagnostics: [...series.diagnostics, ...found] };
  }
  const page = await pages.check(input);
  return { input, page, diagnostics: page.diagnostics };
}

/**
 * Quotes values that YAML would misread, runs the check, orders the keys in error-free parts, and writes changed files.
 */
async function fixAndCheck(
  inputs: readonly Input[],
  pages: CheckedPages,
  io: Io,
): Promise<{ files: SiteFile[]; fixes: FileFix[] }> {
  const files: SiteFile[] = [];
  const fixes: FileFix[] = [];
  for (const input of inputs) {
    const quoted = await quoteTraps(input);
    const checked = await checkFile(quoted.input, pages, io);
    const ordered = await orderKeys(quoted.input, checked.diagnostics);
    if (ordered.input.text !== input.text) writeFixed(ordered.input, io);
    // Reordering keys changes lines but not results, so a second check is cheap.
    files.push(ordered.fixes.length === 0 ? checked : await checkFile(ordered.input, pages, io));
    fixes.push(...quoted.fixes, ...ordered.fixes);
  }
  return { files, fixes };
}

/** Number of diagnostics that `--fix` would remove. */
async function countFixable(files: readonly SiteFile[]): Promise<number> {
  const trapped = files.filter(({ diagnostics }) => diagnostics.some(({ code }) => code.startsWith('yaml/')));
  const fixed = await Promise.all(trapped.map(({ input }) => quoteTraps(input)));
  return fixed.reduce((sum, { fixes }) => sum + fixes.length, 0);
}

/** Counts the numbers and label claims in all files. */
function countAll(files: readonly SiteFile[]): Pick<CheckReport, 'numbers' | 'labelClaims'> {
  const counts = files.map(({ input: { kind, text }, page }) =>
    kind === 'scenario' ? countNumbers([text], []) : page?.numbers,
  );
  const sum = (count: (one: NumberCounts) => number): number =>
    counts.reduce((total, one) => total + (one === undefined ? 0 : count(one)), 0);
  return {
    numbers: { all: sum(({ all }) => all), unsourced: sum(({ unsourced }) => unsourced) },
    labelClaims: sum(({ labelClaims }) => labelClaims),
  };
}

/** Diagnostics for the site's configuration. */
function configDiagnostics(site: FoundSite | null, io: Io): Diagnostic[] {
  if (site === null) return [];
  const [files, root] = [publicFolderOf(site), site.root].map((path) => pathToFileURL(`${path}/`));
  const links = publicLinks(files!, root!).map(({ span, ...rest }) => ({
    ...rest,
    span: { ...span, file: relative(io.cwd, resolve(site.root, span.file)).split(sep).join('/') },
  }));
  if (site.read !== null) return [...site.read.diagnostics, ...links];
  const file = relative(io.cwd, site.file).split(sep).join('/');
  const message = `can't read the site's configuration: ${site.problem ?? ''}`;
  const span = fileSource(file, '').spanAt(0, 0);
  return [{ code: 'site/config', severity: 'error', message, hint: site.hint ?? undefined, span }];
}
