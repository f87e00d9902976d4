import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import { encodingOf } from '../../import/reading/decode.ts';
import { notText, shape, tooLarge, truncated } from '../../import/reading/diagnostics.ts';
import type { Row } from '../../import/record/source.ts';

/** Maximum length of a line or of a CSV record, in characters. */
const MAX_LINE = 1024 * 1024;

/**
 * A file's text in pieces, decoded according to its first bytes.
 *
 * @throws ImportError if the bytes aren't text
 */
export async function* textOf(file: string, path: string): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 64 * 1024 })) {
      decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
      const text = decoder.decode(chunk, { stream: true });
      if (text.includes('\0')) throw notText(file);
      yield text;
    }
    if (decoder !== null) yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw notText(file);
    throw error;
  }
}

/** A file's lines without line breaks, one at a time. */
export async function* linesOfFile(file: string, path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const text of textOf(file, path)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    if (rest.length > MAX_LINE)
      throw tooLarge(file, '1 MiB', 'export it with one value per line', 'a line in ');
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (rest !== '') yield rest;
}

/**
 * A CSV file's rows, in batches.
 *
 * @param skip number of lines before the rows
 * @throws ImportError if a quoted cell isn't closed, or a row is too long
 */
export async function* rowsOfFile(
  file: string,
  path: string,
  delimiter: string,
  skip: number,
): AsyncGenerator<readonly Row[]> {
  const parser = parse({
    delimiter,
    from_line: skip + 1,
    bom: true,
    relax_column_count: true,
    max_record_size: MAX_LINE,
  });
  let failure: unknown = null;
  parser.on('error', (error) => (failure = error));
  // Rows are yielded in batches, since awaiting each row would take longer than parsing it.
  let line = skip + 1;
  const parsed = (): Row[] => {
    const rows: Row[] = [];
    for (let cells: string[] | null = parser.read(); cells !== null; cells = parser.read()) {
      if (cells.length > 1 || cells[0] !== '') rows.push({ cells, line });
      line++;
      // Quoted cells can span several lines.
      for (const cell of cells)
        for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) line++;
    }
    return rows;
  };
  for await (const text of textOf(file, path)) {
    parser.write(text);
    yield parsed();
    if (parser.errored) break;
  }
  if (!parser.errored) {
    const ended = new Promise<void>((done) => parser.once('close', done).once('end', done));
    parser.end();
    yield parsed();
    await ended;
    yield parsed();
  }
  const error = failure ?? parser.errored;
  if (error !== null) throw csvError(file, error);
}

function csvError(file: string, error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  const line = error['lines'];
  const place = { file, line: typeof line === 'number' ? line : null };
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return truncated(place, 'a quoted cell isn’t closed');
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return tooLarge(file, '1 MiB', 'check for a quoted cell without a closing quote', 'a row in ');
  }
  return shape(place, 'the row', 'has a quote in the middle of a cell');
}
