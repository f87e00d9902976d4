import type { Micros } from '../result.ts';
import { parseDuration } from './duration.ts';
import type { Epoch } from './instant.ts';

/** A point of an observed series. A null value is a gap. */
export type SeriesPoint = readonly [at: Epoch, value: number | null];

/** An observed series, with values as written in its file. */
export interface ObservedSeries {
  /** Example: `s`, `%`, `ratio`, `1/s`. Null if unknown. */
  readonly unit: string | null;
  /** The part of its window that a point's timestamp refers to. */
  readonly stamp: 'start' | 'end' | 'instant' | 'unknown';
  /** Duration that a point summarizes; null if unknown. */
  readonly window: Micros | null;
  /** Usual time between points; null if unknown. */
  readonly step: Micros | null;
  /** In chronological order. */
  readonly points: readonly SeriesPoint[];
  /** Start of the incident, before which values count as normal. Null if unknown. */
  readonly startedAt: Epoch | null;
}

/** What a unit means for comparisons and axes. */
export interface UnitMeaning {
  readonly kind: 'share' | 'duration' | 'number';
  /** Converts a written value to a share from 0 to 1, or a duration to microseconds. */
  readonly factor: number;
}

/** Number of microseconds in each unit of time. */
const TIME_UNITS: Readonly<Record<string, number>> = {
  ns: 0.001,
  us: 1,
  µs: 1,
  ms: 1000,
  s: 1_000_000,
  sec: 1_000_000,
  second: 1_000_000,
  seconds: 1_000_000,
  millisecond: 1000,
  milliseconds: 1000,
  min: 60_000_000,
  minutes: 60_000_000,
  h: 3_600_000_000,
  hours: 3_600_000_000,
};

/** The meaning of a series' unit. */
export function meaningOf(unit: string | null): UnitMeaning {
  const name = unit?.trim().toLowerCase() ?? '';
  if (name === '%' || name === 'percent') return { kind: 'share', factor: 0.01 };
  if (name === 'ratio' || name === 'percentunit') return { kind: 'share', factor: 1 };
  const micros = Object.hasOwn(TIME_UNITS, name) ? TIME_UNITS[name] : undefined;
  return micros === undefined ? { kind: 'number', factor: 1 } : { kind: 'duration', factor: micros };
}

/** A duration in a series' header, such as `15s` or `0.5s`. Null for `unknown`. */
export function headerDuration(text: string | undefined): Micros | null {
  if (text === undefined) return null;
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(text.trim());
  if (seconds !== null) return Math.round(Number(seconds[1]) * 1e6);
  return parseDuration(text.trim());
}

/**
 * The end of a point's window. Points that are stamped with the start of their window are moved; `unknown` is read as
 * the end, as in Prometheus.
 */
export function windowEnd(series: Pick<ObservedSeries, 'stamp' | 'window' | 'step'>, at: Epoch): Epoch {
  return series.stamp === 'start' ? at + (series.window ?? series.step ?? 0) : at;
}

/**
 * The usual distance between points: the most frequent one, or the smallest if several are equally frequent. Null for
 * fewer than two points.
 */
export function usualStep(points: readonly SeriesPoint[]): Micros | null {
  const counts = new Map<number, number>();
  for (let i = 1; i < points.length; i++) {
    const step = points[i]![0] - points[i - 1]![0];
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || a - b)[0]?.[0] ?? null;
}

/** The middle value, or the mean of the two middle values. Null if there are no values. */
export function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
