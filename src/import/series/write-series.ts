import { withCommas } from '../../diagnostic/diagnostic.ts';
import { type Epoch, formatUtc } from '../../time/instant.ts';
import { counter, repeatedPoint } from '../reading/diagnostics.ts';
import { labelText } from './label-text.ts';
import { type Bucket, MAX_POINTS, type Point, Points } from './points.ts';
import type { Series } from './series.ts';

/** A stored series, and the facts for the report. */
export interface StoredSeries {
  /** File name without a folder: `error_ratio_checkout.csv`. */
  readonly file: string;
  readonly text: string;
  readonly name: string;
  readonly unit: string | null;
  /** Number of points in the source, including explicit gaps. */
  readonly points: number;
  /** Number of points without a value. */
  readonly withoutValue: number;
  /** Number of intervals in which points are missing. */
  readonly gaps: number;
  readonly first: Epoch;
  readonly last: Epoch;
  readonly notes: readonly string[];
}

/** Makes text safe for a file's header or name. */
export type Clean = (text: string, place: string) => string;

const RULE = `more than ${withCommas(MAX_POINTS)} points: each row is the mean of an interval, with its minimum and maximum`;

/**
 * A series as CSV, with metadata in comments. Times are in UTC, and each point has a row. A gap has an empty value.
 *
 * @param taken file names already in use; the new one is added
 * @throws ImportError if the series is a counter and `difference` is false, or if two points contradict each other
 */
export function storeSeries(
  given: Series,
  taken: Set<string>,
  { difference, clean }: { readonly difference: boolean; readonly clean: Clean },
): StoredSeries {
  const series = withoutCounter(given, difference);
  const { points } = series;
  const name = clean(series.name, 'series name') || 'series';
  const labels = Object.fromEntries(
    Object.entries(series.labels).map(([label, value]) => [label, clean(value, `label ${label}`)]),
  );
  const file = fileName(name, labels, taken);
  const notes = [...series.notes];
  const used = points.sorted() === null ? (points.inside ?? points) : points;
  if (used.count < points.count)
    notes.push(`${withCommas(points.count)} points; only those around the incident are kept`);
  const sorted = used.sorted();
  const rows = sorted === null ? null : withoutRepeats(sorted, series);
  const step = rows === null ? null : stepOf(rows);
  const holes = rows === null || step === null ? [] : holesIn(rows, step);
  const coarse = rows === null ? used.bucketed() : null;
  if (coarse !== null) notes.push(points.isSampled ? 'samples are summarized' : RULE);
  const head = [
    ['series', name],
    ['labels', labelText(labels)],
    ['unit', series.unit === null ? 'unknown' : clean(series.unit, 'unit')],
    ['source', `${series.source}, ${clean(series.file.split('/').at(-1)!, 'file name')}`],
    ['stamp', series.stamp],
    ['window', coarse === null ? (series.window ?? 'unknown') : `${coarse.width}s`],
    ['step', coarse === null ? (step === null ? 'unknown' : `${step / 1e6}s`) : `${coarse.width}s`],
    ['zone', series.zone === null ? '' : `local times were read as ${series.zone}`],
    ...notes.map((text) => ['note', clean(text, 'note')] as const),
  ].filter((line): line is [string, string] => line[1] !== '');
  const body = rows === null ? bucketRows(coarse!.buckets, coarse!.width) : pointRows(rows, step, holes);
  const columns = rows === null ? 'time,value,min,max' : 'time,value';
  return {
    file,
    text: `${[...head.map(([key, value]) => `# ${key}: ${value}`), columns, ...body].join('\n')}\n`,
    name,
    unit: series.unit,
    points: points.count,
    withoutValue: rows?.filter(({ value }) => value === null).length ?? 0,
    gaps: holes.length,
    first: points.first,
    last: points.last,
    notes,
  };
}

/** Converts a counter to the increases between its points. After a reset, it counts from zero, as in Prometheus. */
function withoutCounter(series: Series, difference: boolean): Series {
  const all = series.points.all();
  if (!series.isCounter || !risesAlmostAlways(series.points, all)) return series;
  if (!difference || all === null) throw counter({ file: series.file, line: null }, series.name);
  const points = new Points();
  let before: number | null = null;
  for (const { at, value } of all) {
    points.add(at, value === null || before === null ? null : value >= before ? value - before : value);
    before = value;
  }
  const unit = series.unit === null ? 'per step' : `${series.unit} per step`;
  return {
    ...series,
    unit,
    points,
    isCounter: false,
    notes: [...series.notes, 'increase of a counter between points'],
  };
}

/** A counter falls only when it's reset. */
function risesAlmostAlways(points: Points, all: readonly Point[] | null): boolean {
  if (all === null) return points.falls <= points.count / 20;
  const values = all.flatMap(({ value }) => value ?? []);
  const falls = values.filter((value, i) => i > 0 && value < values[i - 1]!).length;
  return values.length > 1 && falls <= values.length / 20;
}

function withoutRepeats(sorted: readonly Point[], { name, file }: Series): Point[] {
  const rows: Point[] = [];
  for (const point of sorted) {
    const last = rows.at(-1);
    if (last?.at !== point.at) rows.push(point);
    else if (last.value !== point.value) {
      throw repeatedPoint({ file, line: null }, name, formatUtc(point.at));
    }
  }
  return rows;
}

/** The most frequent interval between points. If several are equally frequent, the shortest. */
function stepOf(rows: readonly Point[]): number | null {
  const counts = new Map<number, number>();
  for (let i = 1; i < rows.length; i++) {
    const step = rows[i]!.at - rows[i - 1]!.at;
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || a - b)[0]?.[0] ?? null;
}

/** Indices of the rows after which points are missing. */
function holesIn(rows: readonly Point[], step: number): number[] {
  return rows.flatMap(({ at }, i) => {
    const next = rows[i + 1];
    return next !== undefined && next.at - at > step * 1.5 ? [i] : [];
  });
}

/** A missing point gets a row without a value, so that a chart doesn't draw a line across the gap. */
function pointRows(rows: readonly Point[], step: number | null, holes: readonly number[]): string[] {
  const after = new Set(holes);
  return rows.flatMap(({ at, value }, i) => {
    const row = `${formatUtc(at)},${value ?? ''}`;
    return after.has(i) && value !== null ? [row, `${formatUtc(at + step!)},`] : [row];
  });
}

function bucketRows(buckets: readonly Bucket[], width: number): string[] {
  return buckets.flatMap(({ at, value, min, max }, i) => {
    const row = `${formatUtc(at)},${rounded(value)},${min ?? ''},${max ?? ''}`;
    const next = buckets[i + 1];
    const hole = next !== undefined && next.at - at > width * 1_500_000;
    return hole ? [row, `${formatUtc(at + width * 1_000_000)},,,`] : [row];
  });
}

/** Means have more digits than the values they are computed from. */
function rounded(value: number | null): string {
  return value === null ? '' : String(Number(value.toPrecision(10)));
}

function fileName(name: string, labels: Readonly<Record<string, string>>, taken: Set<string>): string {
  const words = [name.replace(/\{.*\}/, ''), ...Object.values(labels)]
    .join(' ')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 60)
    .replace(/^_+|_+$/g, '');
  const base = words === '' ? 'series' : words;
  let file = `${base}.csv`;
  for (let n = 2; taken.has(file); n++) file = `${base}_${n}.csv`;
  taken.add(file);
  return file;
}
