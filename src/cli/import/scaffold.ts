import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { attempt, type RecognizedFile } from '../../import/collect.ts';
import { Finisher } from '../../import/draft/finish.ts';
import {
  compressed,
  removed,
  tooLarge,
  unknownFormat,
  wrongTarget,
} from '../../import/reading/diagnostics.ts';
import { JsonElements } from '../../import/reading/json-elements.ts';
import { describeOther, readSpans, TRACE_LISTS } from '../../import/traces/read-spans.ts';
import { SpanStore } from '../../import/traces/span-store.ts';
import { summarize } from '../../import/traces/summarize.ts';
import { type Scaffold, writeScaffold } from '../../import/traces/write-scenario.ts';
import { slugOf } from '../input/slug.ts';
import type { ImportReport } from '../output/reports.ts';
import { type Io, UsageError } from '../terminal/io.ts';
import { writeWhole } from '../terminal/write-file.ts';
import { openFolder } from './open-tree.ts';
import { firstBytes, isPacked } from './read-files.ts';
import { textOf } from './text-stream.ts';

/** More services than a reader can follow. */
const MAX_SERVICES = 500;

export interface ScaffoldOptions {
  readonly new?: string;
  readonly dryRun?: boolean;
}

/**
 * Writes a scenario from traces. Either the whole scenario is written or, if a file has an error, nothing.
 *
 * @throws UsageError if a path doesn't exist
 */
export async function scaffoldFrom(
  paths: readonly string[],
  options: ScaffoldOptions,
  io: Io,
): Promise<ImportReport> {
  const store = new SpanStore();
  const errors: Diagnostic[] = [];
  const files: RecognizedFile[] = [];
  for (const name of paths.flatMap((path) => filesIn(path, io.cwd))) {
    await attempt(errors, async () => files.push(await readTraces(name, resolve(io.cwd, name), store)));
  }
  const finisher = new Finisher([], false);
  let made: { readonly scaffold: Scaffold; readonly change: ImportReport['written'][number] } | null = null;
  if (errors.length === 0)
    await attempt(errors, () => {
      made = write(store, files, finisher, options, io);
    });
  return reportOf(made, store, files, finisher, errors, options.dryRun === true);
}

/** A file, or all files in a folder except hidden ones. */
function filesIn(path: string, cwd: string): string[] {
  const stat = statSync(resolve(cwd, path), { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`\`${path}\` doesn't exist`);
  if (!stat.isDirectory()) return [path];
  const { paths } = openFolder(path, resolve(cwd, path));
  const inside = paths.filter((file) => !/(^|\/)\./.test(file));
  return inside.map((file) => `${path.replace(/\/+$/, '')}/${file}`);
}

/** @throws ImportError if the file doesn't contain traces, or is cut short */
async function readTraces(name: string, path: string, store: SpanStore): Promise<RecognizedFile> {
  const start = firstBytes(path);
  if (start.length === 0) throw unknownFormat(name, 'it is empty');
  if (isPacked(start)) throw compressed(name);
  let source = '';
  const reader = new JsonElements(name, TRACE_LISTS, describeOther, (element) => {
    source = element.key === 'data' ? 'Jaeger traces' : 'OpenTelemetry traces';
    readSpans(name, element, store);
  });
  for await (const text of textOf(name, path)) reader.push(text);
  reader.end();
  if (source === '') throw unknownFormat(name, 'it contains no spans');
  return { file: name, source };
}

function write(
  store: SpanStore,
  files: readonly RecognizedFile[],
  finisher: Finisher,
  options: ScaffoldOptions,
  io: Io,
): { scaffold: Scaffold; change: ImportReport['written'][number] } {
  const first = files[0];
  const summary = summarize(store);
  if (summary.services.length > MAX_SERVICES) {
    throw tooLarge(
      first?.file ?? '(import)',
      `${MAX_SERVICES} services`,
      'export the traces of one entry point',
      'the system in ',
    );
  }
  if (first === undefined || summary.services.length === 0) {
    throw unknownFormat(
      first?.file ?? '(import)',
      store.count === 0 ? 'it contains no spans' : 'none of its spans belongs to a request that begins in it',
    );
  }
  const clean = (text: string, place: string) => finisher.label(text, first.file, place);
  const shown = files.length === 1 ? clean(basename(first.file), 'the file’s name') : `${files.length} files`;
  const title = options.new?.trim().replace(/\s+/g, ' ') ?? `Services in ${shown}`;
  const stem = slugOf(options.new ?? basename(first.file).replace(/\.[^.]*$/, ''));
  const id = /^[a-z]/.test(stem) ? stem : stem === '' ? 'traces' : `traces-${stem}`;
  const scaffold = writeScaffold(summary, {
    id,
    title,
    files: shown,
    clean: (name) => clean(name, 'the name of a service'),
  });
  const file = `${id}.yaml`;
  const path = join(io.cwd, file);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : null;
  if (before !== null && before !== scaffold.text) {
    throw wrongTarget(
      file,
      `\`${file}\` already exists with different contents`,
      'rename it, or give the scenario another title with --new',
    );
  }
  if (before === null && options.dryRun !== true) writeWhole(path, scaffold.text, file);
  return { scaffold, change: { file, change: before === null ? 'created' : 'unchanged' } };
}

function reportOf(
  made: { readonly scaffold: Scaffold; readonly change: ImportReport['written'][number] } | null,
  store: SpanStore,
  files: readonly RecognizedFile[],
  finisher: Finisher,
  errors: readonly Diagnostic[],
  isDry: boolean,
): ImportReport {
  const scaffold = made?.scaffold ?? null;
  const removals = scaffold === null ? [] : finisher.removals;
  const warnings = removals.map(({ file, place, what, count }) =>
    removed({ file, line: null }, place, count === 1 ? what : `${count} × ${what}`),
  );
  return {
    version: 1,
    dryRun: isDry,
    target: made?.change.file ?? null,
    files,
    written: made === null ? [] : [made.change],
    added:
      scaffold === null
        ? []
        : [
            { what: 'services', count: scaffold.services },
            { what: 'calls', count: scaffold.calls },
          ],
    found: [],
    kept: [],
    joined: 0,
    left:
      store.backward === 0
        ? []
        : [{ source: 'traces', what: 'spans', count: store.backward, why: 'they end before they begin' }],
    removed: removals,
    guessed: scaffold?.guesses ?? [],
    notes: scaffold?.notes ?? [],
    series: [],
    diagnostics: [...errors, ...warnings],
  };
}
