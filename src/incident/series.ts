import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { fileSource } from '../diagnostic/source.ts';
import { type Epoch, parseInstant } from '../time/instant.ts';
import { headerDuration, type ObservedSeries, type SeriesPoint, usualStep } from '../time/observed-series.ts';
import * as say from './series-diagnostics.ts';

/** A file in a page's `series` folder. */
export interface SeriesFile {
  /** File name without `.csv`: what scenarios and blocks call it. */
  readonly name: string;
  /** Path to show in diagnostics. */
  readonly file: string;
  readonly text: string;
  /** Why the file wasn't read, in which case `text` is empty. Absent if it was read. */
  readonly unread?: 'too large' | 'too many';
}

/** Limits on a page's series files. */
export const MOST_SERIES = 200;
export const MOST_SERIES_MEBIBYTES = 4;

/** A page's observed series, with the metadata in its file. */
export interface NamedSeries {
  readonly name: string;
  /** The series' name in its source. Default: the file's name. */
  readonly title: string;
  readonly source: string | null;
  /** `estimated` if, for example, the values were read off a published chart. */
  readonly basis: 'observed' | 'estimated';
  readonly notes: readonly string[];
  readonly observed: Omit<ObservedSeries, 'startedAt'>;
}

/** Maximum length of a series, in rows. `hindcast import` writes at most 5,000. */
const MOST_ROWS = 20_000;

const STAMPS = ['start', 'end', 'instant', 'unknown'] as const;

/** Reads a series file. The series is null if and only if there is an error; only the first one is reported. */
export function readSeries({ name, file, text, unread }: SeriesFile): {
  series: NamedSeries | null;
  diagnostics: Diagnostic[];
} {
  const source = fileSource(file, text);
  const start = source.spanAt(0, 0);
  const failed = (diagnostic: Diagnostic) => ({ series: null, diagnostics: [diagnostic] });
  if (unread === 'too large') return failed(say.seriesTooLarge(start, MOST_SERIES_MEBIBYTES));
  if (unread === 'too many') return failed(say.tooManySeries(start, MOST_SERIES));
  if (!/^\w+$/.test(name)) return failed(say.seriesName(start, name));
  const head = new Map<string, string>();
  const notes: string[] = [];
  const points: SeriesPoint[] = [];
  let columns = 0;
  let offset = 0;
  for (const line of source.text.split('\n')) {
    const place = source.spanAt(offset, offset + line.length);
    offset += line.length + 1;
    const text = line.replace(/\r$/, '').trim();
    if (text === '') continue;
    const comment = /^#\s*(?:([a-z]+):\s*)?(.*)$/.exec(text);
    if (comment !== null) {
      const [, key, value = ''] = comment;
      if (key === 'note') notes.push(value);
      else if (key !== undefined && !head.has(key)) head.set(key, value);
      continue;
    }
    if (columns === 0) {
      columns = text.split(',').length;
      if (!/^time,value(?:,min,max)?$/.test(text.replaceAll(' ', '')))
        return failed(say.seriesHeader(place, text));
      continue;
    }
    const cells = text.split(',').map((cell) => cell.trim());
    if (cells.length !== columns) return failed(say.seriesCells(place, cells.length, columns));
    const at = parseInstant(cells[0]!);
    if (at === null) return failed(say.seriesTime(place, cells[0]!));
    const last: Epoch | undefined = points.at(-1)?.[0];
    if (last !== undefined && at <= last) return failed(say.seriesOrder(place, cells[0]!));
    const value = cells[1] === '' ? null : Number(cells[1]);
    if (value !== null && !Number.isFinite(value)) return failed(say.seriesValue(place, cells[1]!));
    points.push([at, value]);
    if (points.length > MOST_ROWS) return failed(say.seriesTooLong(place, MOST_ROWS));
  }
  if (columns === 0) return failed(say.seriesHeader(start, ''));
  if (!points.some(([, value]) => value !== null)) return failed(say.seriesEmpty(start));
  const stamp = head.get('stamp') ?? 'unknown';
  const known = STAMPS.find((one) => one === stamp);
  if (known === undefined) return failed(say.seriesStamp(start, stamp, STAMPS));
  const unit = head.get('unit') ?? 'unknown';
  const labels = head.get('labels') ?? '';
  const title = head.get('series') ?? name;
  return {
    series: {
      name,
      title: labels === '' ? title : `${title} (${labels})`,
      source: head.get('source') ?? null,
      basis: head.get('basis') === 'estimated' ? 'estimated' : 'observed',
      notes: [...(head.get('zone') === undefined ? [] : [head.get('zone')!]), ...notes],
      observed: {
        unit: unit === 'unknown' ? null : unit,
        stamp: known,
        window: headerDuration(head.get('window')),
        step: headerDuration(head.get('step')) ?? usualStep(points),
        points,
      },
    },
    diagnostics: [],
  };
}
