import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { wordsOf } from '../../astro/setup/settings.ts';
import { compareSites, type PublishedResults } from '../../compare/compare-sites.ts';
import type { Difference, SiteSnapshot } from '../../compare/difference.ts';
import { htmlReport } from '../../compare/html-report.ts';
import { markdownReport } from '../../compare/markdown-report.ts';
import { type Piece, sentenceOf, summaryOf } from '../../compare/sentences.ts';
import type { EditionName } from '../../config/options.ts';
import { DEFAULT_VOCABULARY, type Vocabulary } from '../../incident/vocabulary.ts';
import { incidentKindOf } from '../../markdown/page-kind.ts';
import type { Result } from '../../result.ts';
import { basisSymbols } from '../../views/markup/provenance.ts';
import { VIEW_STYLES } from '../../views/styles/style-files.ts';
import { openCompiler } from '../input/page-compiler.ts';
import { findSite } from '../input/site.ts';
import type { DiffReport } from '../output/reports.ts';
import { EXIT, type Io, printable, UsageError } from '../terminal/io.ts';
import { writeWhole } from '../terminal/write-file.ts';
import { readVersion, type SnapshotSetting, snapshotOf, type VersionSnapshot } from './revision.ts';
import { UnchangedWriteUps, type VersionFiles } from './unchanged.ts';

export interface DiffOptions {
  readonly format: 'text' | 'markdown' | 'json';
  /** Folder of the write-ups, relative to the site's root. */
  readonly content: string;
  /** Edition to compare. Default: the configured edition. */
  readonly edition?: EditionName;
  /** HTML file to write the comparison to. */
  readonly html?: string;
  /** Folder with JSON copies of write-ups from the earlier build. */
  readonly published?: string;
  /** The preview's address, for the comment. */
  readonly link?: string;
}

/**
 * `hindcast diff`: compares two versions of a site. Both are compiled with this version of hindcast. Scenarios that
 * didn't change use cached results.
 *
 * @returns exit status: 1 if a write-up in the later version can't be built
 * @throws UsageError if a version is neither a folder nor a revision
 */
export async function diff(base: string, head: string, options: DiffOptions, io: Io): Promise<number> {
  const compared = await compareVersions(base, head, options, io);
  if (options.html !== undefined) writeWhole(resolve(io.cwd, options.html), compared.page(), options.html);
  io.stdout.write(report(compared.differences, compared.titles, options));
  return compared.broken ? EXIT.errors : EXIT.ok;
}

/** A comparison of two versions of a site. */
export interface Compared {
  readonly differences: readonly Difference[];
  /** Titles of write-ups by slug. */
  readonly titles: ReadonlyMap<string, string>;
  /** True if a write-up in the later version can't be built. */
  readonly broken: boolean;
  /** The comparison as a self-contained HTML page. */
  page(): string;
}

/**
 * Compares two versions of a site, both limited to the edition. Uses the configuration of the site that the command
 * runs in.
 *
 * @throws UsageError if a version is neither a folder nor a revision, or the configuration can't be read
 */
export async function compareVersions(
  base: string,
  head: string,
  options: Pick<DiffOptions, 'content' | 'published' | 'edition'>,
  io: Io,
): Promise<Compared> {
  const { edition, kind, guides, words } = await settingOf(options.edition, io);
  const read = (version: string): VersionFiles => ({
    incidents: readVersion(version, options.content, io.cwd),
    guides: readGuides(version, guides, io.cwd),
  });
  const [earlier, later] = [read(base), read(head)];
  const published =
    options.published === undefined ? undefined : readPublished(resolve(io.cwd, options.published));
  const { compiler, cache, close } = openCompiler(io, edition, { labels: true });
  const setting = { cache, version: compiler.version, edition, words, cwd: io.cwd };
  // If published results are given, all write-ups have to be compared.
  const unchanged = published === undefined ? new UnchangedWriteUps(earlier, later, setting) : null;
  const snapshot = ({ incidents, guides }: VersionFiles): Promise<VersionSnapshot> =>
    snapshotOf(incidents, compiler, io.cwd, { edition, kind, guides, unchanged });
  let before: VersionSnapshot;
  let after: VersionSnapshot;
  try {
    before = await snapshot(earlier);
    after = await snapshot(later);
  } finally {
    close();
  }
  const differences = compareSites(before, after, published);
  return {
    differences,
    titles: titlesOf(before, after),
    broken: after.broken,
    page: () => diffDocument(htmlReport(differences, before, after)),
  };
}

/** The edition, and the names that the site's configuration defines. */
async function settingOf(
  edition: EditionName | undefined,
  io: Io,
): Promise<Pick<SnapshotSetting, 'edition' | 'kind'> & { guides: string; words: Vocabulary }> {
  const site = await findSite(io.cwd);
  const config = site?.read?.config ?? null;
  if (site !== null && config === null && edition !== 'internal') {
    throw new UsageError(
      "the site's configuration can't be read, so it's unknown what is public",
      'run `hindcast doctor`, or compare the whole text with --edition internal',
    );
  }
  const words = config === null ? DEFAULT_VOCABULARY : wordsOf(config.editions);
  return {
    edition: edition ?? config?.edition ?? 'internal',
    kind: incidentKindOf(words),
    words,
    guides: config?.guides ?? 'content/guides',
  };
}

/** The guides in one version; none if the version has no such folder. */
function readGuides(version: string, folder: string, cwd: string): ReturnType<typeof readVersion> {
  const root = resolve(cwd, version);
  if (existsSync(root) && !existsSync(join(root, folder))) return [];
  return readVersion(version, folder, cwd);
}

function report(
  differences: readonly Difference[],
  titles: ReadonlyMap<string, string>,
  { format, link }: DiffOptions,
): string {
  if (format === 'markdown') return markdownReport(differences, titles, link ?? null);
  if (format === 'json') return diffJson(differences);
  const words = (part: Piece): string => (typeof part === 'string' ? part : part.quoted);
  const line = (one: Difference): string => {
    const engine = one.cause === 'engine' ? ' (another engine version)' : '';
    return `  ${titles.get(one.incident) ?? one.incident}${engine}: ${sentenceOf(one).map(words).join('')}\n`;
  };
  return printable(`${summaryOf(differences)}\n${differences.map(line).join('')}`);
}

/** The comparison as JSON. */
export function diffJson(differences: readonly Difference[]): string {
  const whole: DiffReport = { version: 1, summary: summaryOf(differences), differences };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

function titlesOf(...sites: readonly SiteSnapshot[]): Map<string, string> {
  return new Map(
    sites.flatMap(({ incidents }) =>
      incidents.flatMap(({ slug, page }) => (page === null ? [] : [[slug, page.incident.title] as const])),
    ),
  );
}

/** Results in the JSON copies of write-ups, by file name and scenario id. */
function readPublished(folder: string): PublishedResults {
  if (!existsSync(folder)) throw new UsageError(`the folder \`${folder}\` doesn't exist`);
  const out = new Map<string, Map<string, Result>>();
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const copy = parse(readFileSync(join(folder, name), 'utf8'));
    if (copy === null) throw new UsageError(`\`${name}\` isn't a JSON copy of a write-up`);
    out.set(basename(name, '.json'), new Map(copy.map((result) => [result.scenario, result])));
  }
  return out;
}

/** Null if the text isn't a JSON copy of a write-up. */
function parse(text: string): Result[] | null {
  try {
    const copy: { scenarios?: { result?: Result }[] } = JSON.parse(text);
    return (copy.scenarios ?? []).flatMap(({ result }) => (result === undefined ? [] : [result]));
  } catch {
    return null;
  }
}

const OWN_STYLE = `
body { margin: 0 auto; max-width: 100rem; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--hc-ink); background: var(--hc-surface); }
.hc-diff-summary { font-size: 1.25rem; }
.hc-diff-list li { margin-block: .35rem; }
.hc-diff-pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr)); gap: 1.5rem; }
.hc-diff-pair > section { min-width: 0; }
`;

/**
 * The comparison as a self-contained file. Its content security policy allows nothing but the embedded styles: no
 * scripts and no requests.
 */
function diffDocument(body: string): string {
  const sheets = VIEW_STYLES.map((name) =>
    readFileSync(new URL(`../../views/styles/${name}`, import.meta.url), 'utf8'),
  );
  const style = sheets.join('') + OWN_STYLE;
  const hash = createHash('sha256').update(style).digest('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Changes</title>
<style>${style}</style>
</head>
<body>
${basisSymbols().toString()}
${body}
</body>
</html>
`;
}
