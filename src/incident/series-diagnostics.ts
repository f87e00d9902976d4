import { type Diagnostic, type Span, withCommas } from '../diagnostic/diagnostic.ts';

/** Diagnostics for the files of observed series, one constructor per message. */
const failure = (span: Span, message: string, hint: string): Diagnostic => ({
  code: 'page/series-file',
  severity: 'error',
  message,
  hint,
  span,
});

export const seriesHeader = (span: Span, written: string): Diagnostic =>
  failure(
    span,
    written === '' ? 'this file has no header line' : `\`${written}\` isn't the header of a series`,
    'put a `time,value` line above the rows, or create the file with `hindcast import`',
  );

export const seriesCells = (span: Span, found: number, columns: number): Diagnostic =>
  failure(
    span,
    `this row has ${found} ${found === 1 ? 'cell' : 'cells'} instead of ${columns}`,
    'write a time and a value, separated by a comma; leave the value empty for a gap',
  );

export const seriesTime = (span: Span, written: string): Diagnostic =>
  failure(
    span,
    `\`${written}\` isn't an RFC 3339 time with an offset`,
    'write it like 2025-10-19T23:48:00Z, or import the file with `hindcast import`',
  );

export const seriesOrder = (span: Span, written: string): Diagnostic =>
  failure(
    span,
    `the time \`${written}\` isn't later than the time in the row before it`,
    'sort the rows by time, with one row per time',
  );

export const seriesValue = (span: Span, written: string): Diagnostic =>
  failure(
    span,
    `\`${written}\` isn't a number`,
    'write a number with a decimal point, or leave it empty for a gap',
  );

export const seriesTooLong = (span: Span, most: number): Diagnostic =>
  failure(
    span,
    `this series has more than ${withCommas(most)} rows`,
    '`hindcast import` trims a series to the time around the incident',
  );

export const seriesEmpty = (span: Span): Diagnostic =>
  failure(span, 'this series has no values', 'delete the file, or export the series again');

export const seriesStamp = (span: Span, written: string, known: readonly string[]): Diagnostic =>
  failure(
    span,
    `\`${written}\` isn't a valid stamp`,
    `set \`# stamp:\` to one of ${known.map((one) => `\`${one}\``).join(', ')}`,
  );

export const seriesTooLarge = (span: Span, most: number): Diagnostic =>
  failure(
    span,
    `this file is larger than ${most} MiB`,
    '`hindcast import` writes at most 5,000 rows for the time around the incident',
  );

export const tooManySeries = (span: Span, most: number): Diagnostic =>
  failure(
    span,
    `this folder has more than ${most} series`,
    'keep only the series that the page and its scenarios use',
  );

export const seriesName = (span: Span, name: string): Diagnostic =>
  failure(
    span,
    `\`${name}\` can't be the name of a series`,
    'rename the file, using only letters, digits and underscores, so that scenarios can refer to it',
  );
