import { ENTRY_KINDS } from '../../incident/timeline.ts';
import { badTime } from '../reading/diagnostics.ts';
import { type EntryKind, entryOf, type ImportedEntry, plain, recordOf } from '../record/record.ts';
import type { CsvSource } from '../record/source.ts';
import { TimeColumn } from '../times/column.ts';
import { cellsUnder } from './csv-cells.ts';

const TIME_HEADERS = /^(?:time|timestamp|ts|date|datetime|date time|_time|@timestamp|zeit|at)$/i;
const TEXT_HEADERS = ['text', 'event', 'message', 'description', 'summary', 'what'];

/** A list of events as CSV, such as a timeline kept in a spreadsheet: a time, a text, and optional columns. */
export const eventsCsv: CsvSource = {
  name: 'CSV',
  fits(header) {
    const names = header.map((name) => name.trim().toLowerCase());
    return names.some((name) => TIME_HEADERS.test(name)) && TEXT_HEADERS.some((name) => names.includes(name));
  },
  read(file, header, rows, options) {
    const cells = cellsUnder(header);
    const timeName = header.find((name) => TIME_HEADERS.test(name.trim()))!.trim();
    const textName = TEXT_HEADERS.find((name) => header.some((one) => one.trim().toLowerCase() === name))!;
    const filled = rows.filter((row) => row.cells.some((cell) => cell.trim() !== ''));
    if (filled.length === 0) return recordOf('CSV', [file], {});
    const sample = filled.slice(0, 20).map((row) => cells(row, timeName));
    const column = new TimeColumn(sample, { file, line: filled[0]!.line }, options);
    const entries = filled.flatMap((row): ImportedEntry[] => {
      const place = { file, line: row.line };
      const time = cells(row, timeName);
      const said = cells(row, textName);
      if (time === '') throw badTime(place, time);
      if (said === '') return [];
      const kind = kindOf(cells(row, 'kind'));
      return [
        entryOf({
          at: column.read(time, place),
          kind: kind ?? 'context',
          text: plain(said),
          actor:
            cells(row, 'role') || cells(row, 'team') || (options.names ? cells(row, 'actor') : '') || null,
          key: `${file.split('/').at(-1)}, ${time}: ${said.slice(0, 60)}`,
          url: urlOf(cells(row, 'evidence') || cells(row, 'url') || cells(row, 'link')),
          guess: kind === null ? 'kind' : null,
        }),
      ];
    });
    return recordOf('CSV', [file], { entries });
  },
};

function kindOf(cell: string): EntryKind | null {
  return ENTRY_KINDS.find((kind) => kind === cell.toLowerCase()) ?? null;
}

function urlOf(cell: string): string | null {
  return /^https?:\/\/\S+$/.test(cell) ? cell : null;
}
