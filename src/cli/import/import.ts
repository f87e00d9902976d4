import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { byPlace } from '../../diagnostic/diagnostic.ts';
import { attempt } from '../../import/collect.ts';
import { ImportedIncident, periodAround } from '../../import/import-draft.ts';
import { wrongTarget } from '../../import/reading/diagnostics.ts';
import type { ReadOptions } from '../../import/record/source.ts';
import { chosenSeries } from '../../import/series/choose.ts';
import type { Series } from '../../import/series/series.ts';
import type { StoredSeries } from '../../import/series/write-series.ts';
import type { DateOrder } from '../../import/times/column.ts';
import { splitPage } from '../../incident/front-matter.ts';
import { readIncident } from '../../incident/read-incident.ts';
import { DEFAULT_VOCABULARY, type Vocabulary } from '../../incident/vocabulary.ts';
import { formatUtc, parseInstant } from '../../time/instant.ts';
import { isTimeZone } from '../../time/zone.ts';
import { findSite } from '../input/site.ts';
import { slugOf } from '../input/slug.ts';
import type { ImportReport } from '../output/reports.ts';
import { EXIT, type Io, UsageError } from '../terminal/io.ts';
import { writeImportReport } from './import-text.ts';
import { idOf, readFiles } from './read-files.ts';
import { scaffoldFrom } from './scaffold.ts';

export interface ImportOptions {
  readonly into?: string;
  readonly new?: string;
  readonly dir: string;
  readonly zone?: string;
  readonly dateOrder?: DateOrder;
  readonly severity?: string;
  readonly names?: boolean;
  readonly incident?: string;
  readonly channel?: string;
  readonly workspace?: string;
  readonly mark: readonly string[];
  readonly series?: string;
  readonly seriesName?: string;
  readonly unit?: string;
  readonly difference?: boolean;
  readonly scaffold?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** A file that the command writes, if it differs from the existing one. */
interface Output {
  /** Name to show in messages. */
  readonly file: string;
  readonly text: string;
}

/**
 * `hindcast import`: writes a draft, or extends a write-up, from files exported from other tools, or writes a scenario
 * from traces. Writes either all files or none.
 *
 * @returns exit status
 * @throws UsageError if the options contradict each other or a path doesn't exist
 */
export async function importFiles(paths: readonly string[], options: ImportOptions, io: Io): Promise<number> {
  checkOptions(options);
  const report =
    options.scaffold === true ? await scaffoldFrom(paths, options, io) : await draftFrom(paths, options, io);
  if (options.json === true) io.stdout.write(`${JSON.stringify(report)}\n`);
  else writeImportReport(report, io);
  return report.diagnostics.some(({ severity }) => severity === 'error') ? EXIT.errors : EXIT.ok;
}

async function draftFrom(paths: readonly string[], options: ImportOptions, io: Io): Promise<ImportReport> {
  const words = await vocabularyOf(io);
  const files = await readFiles(paths, io.cwd);
  try {
    return await importAll(files, words, options, io);
  } finally {
    files.close();
  }
}

function checkOptions({ into, new: title, zone, scaffold }: ImportOptions): void {
  if (into !== undefined && title !== undefined) {
    throw new UsageError(
      '`--into` and `--new` can’t be combined',
      'extend a write-up with --into, or create one with --new',
    );
  }
  if (scaffold === true && into !== undefined) {
    throw new UsageError(
      '`--scaffold` and `--into` can’t be combined',
      'import the traces without --into, and copy the scenario into a `scenario` block',
    );
  }
  if (zone !== undefined && !isTimeZone(zone)) {
    throw new UsageError(
      `\`${zone}\` isn't a time zone`,
      'use an IANA name, for example --zone Europe/Berlin',
    );
  }
}

async function vocabularyOf(io: Io): Promise<Vocabulary> {
  const editions = (await findSite(io.cwd))?.read?.config?.editions;
  if (editions === undefined) return DEFAULT_VOCABULARY;
  // Loaded only in a site, since it takes as much memory as everything else combined.
  const { wordsOf } = await import('../../astro/setup/settings.ts');
  return wordsOf(editions);
}

async function importAll(
  { collector, streams, errors }: Awaited<ReturnType<typeof readFiles>>,
  words: Vocabulary,
  options: ImportOptions,
  io: Io,
): Promise<ImportReport> {
  const reading: ReadOptions = {
    zone: options.zone ?? null,
    dateOrder: options.dateOrder ?? null,
    names: options.names === true,
    incident: options.incident ?? null,
    channel: options.channel ?? null,
    workspace: options.workspace ?? null,
    marks: options.mark,
  };
  const { records, errors: recordErrors } = await collector.records(reading);
  const found = [...errors, ...recordErrors];
  const imported = new ImportedIncident(records, {
    words,
    severity: options.severity ?? null,
    names: reading.names,
  });
  const existing = options.into === undefined ? null : readWriteUp(options.into, io);
  const seriesOptions = { period: periodOf(imported, existing) };
  const read = await collector.series();
  const series: Series[] = read.series;
  found.push(...read.errors);
  for (const stream of streams) {
    await attempt(found, async () => series.push(...(await stream({ ...reading, ...seriesOptions }))));
  }
  const outputs: Output[] = [];
  let stored: readonly StoredSeries[] = [];
  let changes: Pick<ImportReport, 'added' | 'found' | 'kept'> = { added: [], found: [], kept: [] };
  let target: string | null = null;
  if (found.length === 0) {
    await attempt(found, () => {
      const made = draftOf(imported, existing, options, io);
      target = made.output.file;
      changes = made.changes;
      if (imported.hasRecord) outputs.push(made.output);
      const chosen = chosenSeries(series, {
        only: options.series ?? null,
        name: options.seriesName ?? null,
        unit: options.unit ?? null,
      });
      stored = imported.storeSeries(chosen, options.difference === true);
      for (const { file, text } of stored) {
        outputs.push({ file: join(dirname(made.output.file), idOf(made.output.file), 'series', file), text });
      }
    });
  }
  if (found.length === 0) await attempt(found, () => checkTargets(outputs, options, io));
  const isDry = options.dryRun === true;
  const written = found.length > 0 ? [] : outputs.map((output) => write(output, isDry, io));
  const warnings = found.length > 0 ? [] : imported.warnings();
  return {
    version: 1,
    dryRun: isDry,
    target,
    files: collector.files,
    written,
    ...changes,
    joined: imported.joined(),
    left: imported.left(),
    removed: imported.removals(),
    guessed: imported.guesses(),
    notes: imported.notes(),
    series: stored.map((one) => ({
      file: one.file,
      name: one.name,
      unit: one.unit,
      points: one.points,
      withoutValue: one.withoutValue,
      gaps: one.gaps,
      first: formatUtc(one.first),
      last: formatUtc(one.last),
      notes: one.notes,
    })),
    diagnostics: [...found, ...warnings].sort(byPlace),
  };
}

interface WriteUp {
  readonly file: string;
  readonly text: string;
}

function readWriteUp(file: string, io: Io): WriteUp {
  const path = resolve(io.cwd, file);
  if (!existsSync(path)) throw new UsageError(`\`${file}\` doesn't exist`, 'create a write-up with --new');
  try {
    return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch {
    throw new UsageError(`can't read \`${file}\` as UTF-8 text`);
  }
}

/** The period around the incident, from the files or from the write-up. */
function periodOf({ draft }: ImportedIncident, existing: WriteUp | null): ReturnType<typeof periodAround> {
  const front = existing === null ? null : splitPage(existing.file, existing.text).frontMatter;
  const incident = front === null ? null : readIncident(front).incident;
  const start =
    (incident === null ? null : parseInstant(incident.started_at)) ??
    draft.moments.get('started_at')?.at ??
    null;
  const written = incident?.resolved_at == null ? null : parseInstant(incident.resolved_at);
  return periodAround(start, written ?? draft.moments.get('resolved_at')?.at ?? null);
}

/** @throws ImportError if the files don't contain enough information for a write-up */
function draftOf(
  imported: ImportedIncident,
  existing: WriteUp | null,
  options: ImportOptions,
  io: Io,
): { output: Output; changes: Pick<ImportReport, 'added' | 'found' | 'kept'> } {
  if (existing !== null) {
    const { text, added, found, kept } = imported.into(existing.file, existing.text);
    const listed = (map: ReadonlyMap<string, number>) => [...map].map(([what, count]) => ({ what, count }));
    return {
      output: { file: existing.file, text },
      changes: { added: listed(added), found: listed(found), kept },
    };
  }
  const title = options.new ?? imported.draft.title;
  if (title === null) {
    throw wrongTarget(
      '(import)',
      imported.hasRecord ? 'no file gives a title' : 'series can only be imported into a write-up',
      'name the write-up with --into, or create one with --new',
    );
  }
  const shown = title.trim().replace(/\s+/g, ' ');
  const slug = slugOf(shown);
  if (slug === '')
    throw wrongTarget(
      '(import)',
      'the title has no letters from a to z and no digits',
      'give another title with --new',
    );
  const file = join(options.dir, `${slug}.md`);
  const text = imported.asNew(shown);
  const there = existsSync(resolve(io.cwd, file));
  if (there && readFileSync(resolve(io.cwd, file), 'utf8') !== text) {
    throw wrongTarget(file, `\`${file}\` already exists`, `extend it: --into ${file}`);
  }
  const { draft } = imported;
  const counts = [
    ['moments', draft.moments.size],
    ['timeline entries', draft.entries.length],
    ['status updates', draft.updates.length],
    ['impact rows', draft.impact.length],
    ['actions', draft.actions.length],
    ['links', draft.links.length],
  ] as const;
  return {
    output: { file, text },
    changes: {
      added: counts.flatMap(([what, count]) => (count === 0 ? [] : [{ what, count }])),
      found: [],
      kept: [],
    },
  };
}

/** An existing series with different points isn't replaced: someone may have corrected it. */
function checkTargets(outputs: readonly Output[], { into }: ImportOptions, io: Io): void {
  for (const { file, text } of outputs) {
    const path = resolve(io.cwd, file);
    if (file === into || !existsSync(path) || readFileSync(path, 'utf8') === text) continue;
    throw wrongTarget(
      file,
      `\`${file}\` already exists with different contents`,
      'delete the file, or give the series another name with --series-name',
    );
  }
}

function write({ file, text }: Output, isDry: boolean, io: Io): ImportReport['written'][number] {
  const path = resolve(io.cwd, file);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : null;
  const change = before === null ? 'created' : before === text ? 'unchanged' : 'extended';
  if (!isDry && change !== 'unchanged') {
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    } catch (error) {
      throw new UsageError(
        `can't write \`${file}\`: ${error instanceof Error ? error.message.split(',')[0] : String(error)}`,
      );
    }
  }
  return { file: file.replaceAll('\\', '/'), change };
}
