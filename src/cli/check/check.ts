import { existsSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import type { EditionName } from '../../config/options.ts';
import { byPlace, type Diagnostic, hasErrors } from '../../diagnostic/diagnostic.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';
import { type FoundFile, findFiles, type Input, readInput } from '../input/input.ts';
import { blocksOf } from '../input/scenarios.ts';
import { type FoundSite, findSite } from '../input/site.ts';
import type { CheckFormat } from '../output/reports.ts';
import { EXIT, type Io, UsageError } from '../terminal/io.ts';
import { fixFiles } from './fix.ts';
import { writeReport } from './report.ts';
import { CheckedPages, reviewSite, type SiteFile } from './site.ts';

export interface CheckOptions {
  readonly format: CheckFormat;
  /** Which edition is checked; without it the one that the configuration names. */
  readonly edition?: EditionName;
  /** Mend what has one right answer, before the check. */
  readonly fix?: boolean;
  /** Look for words that judge a person. */
  readonly blame: boolean;
}

/**
 * `hindcast check`: all that a build would find wrong, and what a reviewer would, without building. Findings go to
 * standard output.
 *
 * @returns exit code
 * @throws UsageError if a path leads nowhere or the paths hold nothing to check
 */
export async function check(paths: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  const site = await findSite(io.cwd);
  const wanted = paths.length > 0 ? paths : foldersOf(site, io);
  const found = findFiles(wanted, io.cwd);
  const edition = options.edition ?? site?.read?.config?.edition ?? 'internal';
  const pages = new CheckedPages(site, edition, io);
  const files: SiteFile[] = [];
  const unreadable: Diagnostic[] = [];
  const diagnostics: Diagnostic[] = [];
  try {
    const inputs = await readAll(found, unreadable, io);
    const fixed = options.fix === true ? await fixFiles(inputs, io) : { inputs, fixes: [] };
    for (const input of fixed.inputs) {
      if (input.kind === 'scenario') {
        diagnostics.push(...evaluate(fileSource(input.file, input.text)).diagnostics);
        files.push({ input, page: null });
        continue;
      }
      const page = await pages.check(input);
      diagnostics.push(...page.diagnostics);
      files.push({ input, page });
    }
    if (files.length + unreadable.length === 0) {
      throw new UsageError(
        `there is no write-up and no scenario in ${wanted.map((path) => `\`${path}\``).join(', ')}`,
      );
    }
    const setting = {
      root: site?.root ?? null,
      blame: options.blame,
      pagesBeside: (file: string) => pages.siblingsOf(file),
    };
    const all = [
      ...unreadable,
      ...diagnostics,
      ...configFindings(site, io),
      ...(await reviewSite(files, setting)),
    ].sort(byPlace);
    const names = [
      ...files.map(({ input }) => input.file),
      ...unreadable.map(({ span }) => span.file),
    ].sort();
    const texts = new Map(files.map(({ input: { file, text } }) => [file, text]));
    writeReport(options.format, { files: names, texts, diagnostics: all, fixes: fixed.fixes }, io);
    return hasErrors(all) ? EXIT.findings : EXIT.fine;
  } finally {
    pages.close();
  }
}

/** What a check without paths looks at: the folders of the site, or the working directory where there is no site. */
function foldersOf(site: FoundSite | null, io: Io): string[] {
  const config = site?.read?.config ?? null;
  if (site === null || config === null) return ['.'];
  const folders = [config.content, config.guides].map((folder) => resolve(site.root, folder));
  const there = folders.filter((folder) => existsSync(folder));
  return there.length === 0 ? ['.'] : there.map((folder) => relative(io.cwd, folder) || '.');
}

/** What is wrong with the site's configuration, which decides about folders, severities and services. */
function configFindings(site: FoundSite | null, io: Io): Diagnostic[] {
  if (site === null) return [];
  if (site.read !== null) return site.read.diagnostics;
  const file = relative(io.cwd, site.file).split(sep).join('/');
  const message = `the configuration of the site is not read: ${site.problem ?? ''}`;
  const span = fileSource(file, '').spanAt(0, 0);
  return [{ code: 'site/config', severity: 'error', message, hint: site.hint ?? undefined, span }];
}

/** Files that are ours; those that can't be read are told in `unreadable`. */
async function readAll(found: readonly FoundFile[], unreadable: Diagnostic[], io: Io): Promise<Input[]> {
  const inputs: Input[] = [];
  for (const { name, walked } of found) {
    try {
      const input = await readInput(name, io);
      if (!walked || (await isOurs(input))) inputs.push(input);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const span = fileSource(name, '').spanAt(0, 0);
      unreadable.push({ code: 'file/unreadable', severity: 'error', message: error.message, span });
    }
  }
  return inputs;
}

/** Other YAML and other Markdown may lie in the same folders. */
async function isOurs({ file, text, kind }: Input): Promise<boolean> {
  if (kind === 'scenario') return /^(["']?)scenario\1\s*:/m.test(text);
  if (/^---\s*$/m.exec(text)?.index === 0) return true;
  const fences = new Set(['scenario', 'timeline', 'show']);
  return (await blocksOf(file, text)).some(({ language }) => fences.has(language));
}
