import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { attempt, Collector } from '../../import/collect.ts';
import { decode, encodingOf } from '../../import/reading/decode.ts';
import { compressed, tooLarge, traces, unknownFormat } from '../../import/reading/diagnostics.ts';
import { readJson } from '../../import/reading/json.ts';
import { CSV_SOURCES, LINE_SOURCES } from '../../import/recognize.ts';
import type { Row } from '../../import/record/source.ts';
import { type CsvOptions, CsvSeries } from '../../import/series/csv-series.ts';
import type { LineSource, Series } from '../../import/series/series.ts';
import { slackRoot } from '../../import/sources/slack-export.ts';
import { UsageError } from '../terminal/io.ts';
import { MAX_MEBIBYTES, openArchive, openFolder } from './open-tree.ts';
import { linesOfFile, rowsOfFile } from './text-stream.ts';

/** A series that is read in a second pass, row by row, once the incident's times are known. */
type Stream = (options: CsvOptions) => Promise<Series[]>;

/** A command's files, and what could be read from them immediately. */
export interface ReadFiles {
  readonly collector: Collector;
  readonly streams: readonly Stream[];
  readonly errors: Diagnostic[];
  close(): void;
}

/** Reads all files and folders. Errors of several files are reported together. */
export async function readFiles(paths: readonly string[], cwd: string): Promise<ReadFiles> {
  const reader = new FileReader();
  for (const path of paths) await attempt(reader.errors, () => reader.open(path, resolve(cwd, path)));
  return reader;
}

class FileReader implements ReadFiles {
  readonly collector = new Collector();
  readonly streams: Stream[] = [];
  readonly errors: Diagnostic[] = [];
  readonly #open: { close(): void }[] = [];

  close(): void {
    for (const one of this.#open) one.close();
  }

  async open(name: string, path: string): Promise<void> {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) throw new UsageError(`\`${name}\` doesn't exist`);
    if (stat.isDirectory()) return this.#folder(name, path);
    const start = firstBytes(path);
    if (start.length === 0) throw unknownFormat(name, 'it is empty');
    if (start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4)
      return this.#archive(name, path);
    if (isPacked(start)) throw compressed(name);
    const head = headOf(start);
    const first = head.trimStart()[0];
    const lines = head.split(/\r?\n/).slice(0, 20);
    if (TRACES.test(head)) throw traces(name);
    const source = LINE_SOURCES.find((one) => one.fits(lines));
    if (source !== undefined) this.#lines(source, name, path);
    else if (first === '{' || first === '[') this.#json(name, path, stat.size);
    else await this.#csv(name, path, lines, stat.size);
  }

  async #folder(name: string, path: string): Promise<void> {
    const tree = openFolder(name, path);
    const root = slackRoot(tree);
    if (root !== null) {
      this.collector.addExport(tree, root);
      return;
    }
    const files = tree.paths.filter((file) => !/(^|\/)\./.test(file));
    if (files.length === 0) throw unknownFormat(name, 'the folder is empty');
    for (const file of files)
      await attempt(this.errors, () => this.open(`${name.replace(/\/+$/, '')}/${file}`, join(path, file)));
  }

  #archive(name: string, path: string): void {
    const archive = openArchive(name, path);
    this.#open.push(archive);
    const root = slackRoot(archive);
    if (root === null)
      throw unknownFormat(name, 'it is an archive without the files of a Slack export; unpack it');
    this.collector.addExport(archive, root);
  }

  #json(name: string, path: string, size: number): void {
    if (size > MAX_MEBIBYTES * 1024 * 1024) {
      throw tooLarge(name, `${MAX_MEBIBYTES} MiB`, 'export a shorter period, or fewer items');
    }
    this.collector.addJson(readJson(decode(name, readFileSync(path))));
  }

  #lines(source: LineSource, name: string, path: string): void {
    this.collector.files.push({ file: name, source: source.name });
    this.streams.push(async (options) => {
      const reader = source.reader(name, options);
      let number = 0;
      for await (const line of linesOfFile(name, path)) reader.line(line, ++number);
      return reader.end();
    });
  }

  async #csv(name: string, path: string, lines: readonly string[], size: number): Promise<void> {
    const { delimiter, skip } = layoutOf(lines);
    if (delimiter === null) throw unknownFormat(name, 'it is text without columns');
    const header = await firstRow(name, path, delimiter, skip);
    const source = CSV_SOURCES.find((one) => one.fits(header));
    if (source !== undefined) {
      if (size > MAX_MEBIBYTES * 1024 * 1024)
        throw tooLarge(name, `${MAX_MEBIBYTES} MiB`, 'export fewer items');
      const rows: Row[] = [];
      for await (const some of rowsOfFile(name, path, delimiter, skip)) rows.push(...some);
      this.collector.addTable(source, name, header, rows.slice(1));
      return;
    }
    this.collector.files.push({ file: name, source: 'CSV series' });
    this.streams.push(async (options) => {
      const series = new CsvSeries(name, delimiter, options);
      for await (const rows of rowsOfFile(name, path, delimiter, skip))
        for (const row of rows) series.row(row);
      return series.end();
    });
  }
}

/** The beginning of a file of traces. */
const TRACES =
  /^\s*\{\s*(?:"(?:resourceSpans|batches)"|"data"\s*:\s*\[\s*\{\s*"(?:traceID|spans|processes)")\s*:/;

const HEAD = 64 * 1024;

/** True for a file packed with gzip or zstd. */
export function isPacked(start: Uint8Array): boolean {
  return (
    (start[0] === 0x1f && start[1] === 0x8b) || (start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f)
  );
}

export function firstBytes(path: string): Buffer {
  const handle = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(HEAD);
    return buffer.subarray(0, readSync(handle, buffer, 0, HEAD, 0));
  } finally {
    closeSync(handle);
  }
}

/** The beginning of a file as text. It can end in the middle of a character, so errors are left to the full read. */
function headOf(start: Uint8Array): string {
  return new TextDecoder(encodingOf(start)).decode(start);
}

/**
 * The delimiter that splits the most lines, and the number of lines before the header (comments and Excel's `sep=`).
 */
function layoutOf(lines: readonly string[]): { delimiter: string | null; skip: number } {
  let skip = 0;
  while (skip < lines.length - 1 && /^(?:#|sep=.$|\s*$)/i.test(lines[skip]!)) skip++;
  const stated = lines
    .slice(0, skip)
    .find((line) => /^sep=.$/i.test(line))
    ?.at(-1);
  const rows = lines.slice(skip, skip + 10).map((line) => line.replace(/"(?:[^"]|"")*"/g, ''));
  const counts = [',', ';', '\t', '|'].map((mark) => ({
    mark,
    lines: rows.filter((line) => line.includes(mark)).length,
    all: rows.reduce((sum, line) => sum + line.split(mark).length - 1, 0),
  }));
  const best = counts.sort((a, b) => b.lines - a.lines || b.all - a.all)[0]!;
  return { delimiter: stated ?? (best.lines === 0 ? null : best.mark), skip };
}

async function firstRow(
  name: string,
  path: string,
  delimiter: string,
  skip: number,
): Promise<readonly string[]> {
  for await (const [first] of rowsOfFile(name, path, delimiter, skip)) {
    if (first !== undefined) return first.cells.map((cell) => cell.trim());
  }
  throw unknownFormat(name, 'it has no rows');
}

/** The name of a write-up's series folder: the file's name without `.md`. */
export function idOf(file: string): string {
  return basename(file).replace(/\.md$/i, '');
}
