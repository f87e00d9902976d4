import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { ImportError, traces, unknownFormat } from './reading/diagnostics.ts';
import type { JsonFile } from './reading/json.ts';
import { describeJson, isTraces, type Recognized, recognize } from './recognize.ts';
import type { ImportedRecord } from './record/record.ts';
import type { CsvSource, FileTree, JsonSource, ReadOptions, Row, SourceDocument } from './record/source.ts';
import type { Series, SeriesSource } from './series/series.ts';
import { readSlackExport } from './sources/slack-export.ts';

/** A file and its format, for the report. */
export interface RecognizedFile {
  readonly file: string;
  readonly source: string;
}

/**
 * Collects the files that a command parses. Records are read before series, because the incident's times determine
 * which part of a long series to keep.
 */
export class Collector {
  readonly #records = new Map<JsonSource, SourceDocument[]>();
  readonly #series = new Map<SeriesSource, SourceDocument[]>();
  readonly #tables: {
    readonly source: CsvSource;
    readonly file: string;
    readonly header: readonly string[];
    readonly rows: readonly Row[];
  }[] = [];
  readonly #exports: { readonly tree: FileTree; readonly root: string }[] = [];
  readonly files: RecognizedFile[] = [];

  /** @throws ImportError if no source recognizes the JSON */
  addJson(file: JsonFile): void {
    if (file.values.length === 0) throw unknownFormat(file.file, 'it is empty');
    const names = new Set<string>();
    file.values.forEach((value, index) => {
      const found = recognize(value);
      if (found === null && isTraces(value)) throw traces(file.file);
      // `gh api --paginate` prints an empty list for a page without results.
      if (found === null && Array.isArray(value) && value.length === 0 && file.values.length > 1) return;
      if (found === null) throw unknownFormat(file.file, describeJson(value));
      this.#add(found, { file, index, value, kind: found.kind });
      names.add('record' in found ? found.record.name : found.series.name);
    });
    for (const source of names) this.files.push({ file: file.file, source });
  }

  #add(found: Recognized, document: SourceDocument): void {
    if ('record' in found)
      this.#records.set(found.record, [...(this.#records.get(found.record) ?? []), document]);
    else this.#series.set(found.series, [...(this.#series.get(found.series) ?? []), document]);
  }

  addTable(source: CsvSource, file: string, header: readonly string[], rows: readonly Row[]): void {
    this.#tables.push({ source, file, header, rows });
    this.files.push({ file, source: source.name });
  }

  addExport(tree: FileTree, root: string): void {
    this.#exports.push({ tree, root });
    this.files.push({ file: tree.name, source: 'Slack export' });
  }

  /** All records, and the errors of the sources that couldn't be read. */
  async records(options: ReadOptions): Promise<{ records: ImportedRecord[]; errors: Diagnostic[] }> {
    const records: ImportedRecord[] = [];
    const errors: Diagnostic[] = [];
    for (const { tree, root } of this.#exports) {
      await attempt(errors, async () => {
        records.push(await readSlackExport(tree, root, this.#besideSlack(), options));
      });
    }
    for (const [source, documents] of this.#records) {
      // If there is an export, its pins and bookmarks are read with it.
      if (source.name === 'Slack' && this.#exports.length > 0) continue;
      await attempt(errors, () => records.push(source.read(documents, options)));
    }
    for (const { source, file, header, rows } of this.#tables) {
      await attempt(errors, () => records.push(source.read(file, header, rows, options)));
    }
    return { records, errors };
  }

  #besideSlack(): readonly SourceDocument[] {
    const documents = [...this.#records]
      .filter(([source]) => source.name === 'Slack')
      .flatMap(([, list]) => list);
    return documents.filter(({ kind }) => kind === 'pins' || kind === 'bookmarks');
  }

  /** All series in JSON files, and the errors of the sources that couldn't be read. */
  async series(): Promise<{ series: Series[]; errors: Diagnostic[] }> {
    const series: Series[] = [];
    const errors: Diagnostic[] = [];
    for (const [source, documents] of this.#series) {
      await attempt(errors, () => series.push(...source.read(documents)));
    }
    return { series, errors };
  }
}

/** Runs a step and collects its error, so errors from all files are reported together. */
export async function attempt(errors: Diagnostic[], step: () => unknown): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    errors.push(error.diagnostic);
  }
}
