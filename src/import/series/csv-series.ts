import { unknownFormat } from '../reading/diagnostics.ts';
import type { Row } from '../record/source.ts';
import { looksLikeTime, TimeColumn, type TimeOptions } from '../times/column.ts';
import { ValueColumn } from './cell-value.ts';
import { Points } from './points.ts';
import type { Series, SeriesOptions } from './series.ts';

const TIME_HEADERS = /^(?:time|timestamp|ts|date|datetime|date time|_time|@timestamp|zeit)$/i;
const SERIES_HEADERS = /^(?:series|metric|metric_name|name)$/i;
const VALUE_HEADERS = /^(?:value|metric_value|val)$/i;
/** Number of rows that determine the column format. */
const SAMPLE = 20;
/** Maximum number of series in a file. If there are more, the wrong columns were chosen. */
const MAX_SERIES = 200;

interface Column {
  readonly index: number;
  readonly series: Building;
}

interface Building {
  readonly name: string;
  readonly unit: string | null;
  readonly values: ValueColumn;
  readonly points: Points;
}

export interface CsvOptions extends SeriesOptions, TimeOptions {}

/**
 * Reads a CSV file with a time column, row by row. It has one column per series, or the columns time, series and value.
 * Rows before the header, such as those from CloudWatch's console, are skipped.
 */
export class CsvSeries {
  readonly #file: string;
  readonly #options: CsvOptions;
  readonly #comma: boolean;
  /** k6 writes a row for each sample, so several rows can have the same time. */
  #isSampled = false;
  #waiting: Row[] = [];
  #ready: ((row: Row) => void) | null = null;
  #finish: () => Series[] = () => [];

  /** @param delimiter character between cells. If it isn't a comma, commas can be decimal separators. */
  constructor(file: string, delimiter: string, options: CsvOptions) {
    this.#file = file;
    this.#options = options;
    this.#comma = delimiter !== ',';
  }

  row(row: Row): void {
    if (row.cells.every((cell) => cell.trim() === '')) return;
    if (this.#ready !== null) {
      this.#ready(row);
      return;
    }
    this.#waiting.push(row);
    if (this.#waiting.length > SAMPLE + 10) this.#start();
  }

  /** @throws ImportError if the file has no time column */
  end(): Series[] {
    if (this.#ready === null) this.#start();
    return this.#finish();
  }

  #start(): void {
    const rows = this.#waiting;
    const head = rows.findIndex((row) => row.cells.some((cell) => TIME_HEADERS.test(cell.trim())));
    const first = rows.findIndex((row) => row.cells.some(looksLikeTime));
    const header = head >= 0 && (first < 0 || head < first) ? head : first - 1;
    const names = header < 0 ? [] : rows[header]!.cells.map((cell) => cell.trim());
    const data = rows.slice(header + 1);
    this.#isSampled = names.includes('metric_name') && names.includes('metric_value');
    const time = timeColumn(names, data);
    if (data.length === 0 || time < 0) {
      throw unknownFormat(
        this.#file,
        data.length === 0 ? 'it has no rows below its header' : 'no column has times',
      );
    }
    const sample = data.slice(0, SAMPLE).map((row) => row.cells[time] ?? '');
    const clock = new TimeColumn(sample, { file: this.#file, line: data[0]!.line }, this.#options);
    const layout = this.#layout(names, data, time, clock);
    this.#ready = layout.row;
    this.#finish = layout.end;
    this.#waiting = [];
    for (const row of data) layout.row(row);
  }

  #layout(
    names: readonly string[],
    data: readonly Row[],
    time: number,
    clock: TimeColumn,
  ): { row: (row: Row) => void; end: () => Series[] } {
    const nameColumn = names.findIndex((name) => SERIES_HEADERS.test(name));
    const valueColumn = names.findIndex((name) => VALUE_HEADERS.test(name));
    const isLong = nameColumn >= 0 && valueColumn >= 0;
    const done = (all: readonly Building[]): Series[] =>
      all.filter(({ points }) => points.count > 0).map((one) => this.#seriesOf(one, clock));
    if (isLong) {
      const found = new Map<string, Building>();
      const row = (one: Row): void => {
        const place = { file: this.#file, line: one.line };
        const name = (one.cells[nameColumn] ?? '').trim() || 'value';
        const series = found.get(name) ?? this.#building(name);
        if (!found.has(name) && found.size >= MAX_SERIES)
          throw unknownFormat(this.#file, `it has more than ${MAX_SERIES} series`);
        found.set(name, series);
        series.points.add(
          clock.read(one.cells[time] ?? '', place),
          series.values.read(one.cells[valueColumn] ?? '', place),
        );
      };
      return { row, end: () => done([...found.values()]) };
    }
    const width = Math.max(names.length, ...data.map(({ cells }) => cells.length));
    const columns: Column[] = [];
    for (let index = 0; index < width; index++) {
      const filled = data.map(({ cells }) => (cells[index] ?? '').trim()).filter((cell) => cell !== '');
      const name = names[index] ?? '';
      if (index === time || (name === '' && filled.length === 0)) continue;
      columns.push({ index, series: this.#building(name === '' ? `column ${index + 1}` : name) });
    }
    if (columns.length > MAX_SERIES)
      throw unknownFormat(this.#file, `it has more than ${MAX_SERIES} columns`);
    const row = (one: Row): void => {
      const place = { file: this.#file, line: one.line };
      const at = clock.read(one.cells[time] ?? '', place);
      for (const { index, series } of columns)
        series.points.add(at, series.values.read(one.cells[index] ?? '', place));
    };
    return { row, end: () => done(columns.map(({ series }) => series)) };
  }

  /** A header can end with a unit in brackets: `p99 (ms)`, `errors [1/s]`. */
  #building(header: string): Building {
    const parts = /^(.*\S)\s*[([]([^()[\]]{1,20})[)\]]$/.exec(header);
    const [name, unit] = parts === null ? [header, null] : [parts[1]!, parts[2]!];
    return {
      name,
      unit,
      values: new ValueColumn(this.#comma),
      points: new Points(this.#options.period, this.#isSampled),
    };
  }

  #seriesOf({ name, unit, values, points }: Building, clock: TimeColumn): Series {
    return {
      name,
      labels: {},
      unit: values.unit ?? unit,
      source: 'CSV',
      file: this.#file,
      stamp: 'unknown',
      window: null,
      isCounter: /_(?:total|count|bucket)(?:\{|$)/.test(name),
      points,
      zone: clock.isLocal ? this.#options.zone : null,
      notes: values.infinite === 0 ? [] : [`${values.infinite} infinite values are gaps`],
    };
  }
}

/** The column with a name for times, or else the first column whose cells are times. */
function timeColumn(names: readonly string[], data: readonly Row[]): number {
  const named = names.findIndex((name) => TIME_HEADERS.test(name));
  if (named >= 0) return named;
  const width = Math.max(0, ...data.map(({ cells }) => cells.length));
  for (let index = 0; index < width; index++) {
    const cells = data.slice(0, SAMPLE).map((row) => (row.cells[index] ?? '').trim());
    if (cells.some((cell) => cell !== '') && cells.every((cell) => cell === '' || looksLikeTime(cell)))
      return index;
  }
  return -1;
}
