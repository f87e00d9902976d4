import type { SourceDocument } from '../record/source.ts';
import type { Period, Points } from './points.ts';

/** An observed series as read from a source. */
export interface Series {
  /** The series' name. Example: `error ratio`. */
  readonly name: string;
  /** Labels that distinguish the series from others with the same name, without labels of individual machines. */
  readonly labels: Readonly<Record<string, string>>;
  /** The unit of the values. Examples: `s`, `%`, `ratio`, `1/s`. Null if the file doesn't say. */
  readonly unit: string | null;
  /** Where the series comes from. Example: `Prometheus range query`. */
  readonly source: string;
  readonly file: string;
  /** Which part of its window a point's timestamp refers to. `unknown` if the format doesn't say. */
  readonly stamp: 'start' | 'end' | 'instant' | 'unknown';
  /** The duration that each point summarizes, as text: `1m`. Null if the file doesn't say. */
  readonly window: string | null;
  /** True if the source declares the series as a counter, which only rises. */
  readonly isCounter: boolean;
  readonly points: Points;
  /** Time zone in which local times were read, or null. */
  readonly zone: string | null;
  readonly notes: readonly string[];
}

export interface SeriesOptions {
  /** The period from an hour before the incident to two hours after it; null if the incident's times aren't known. */
  readonly period: Period | null;
}

/** A tool whose JSON files contain series. */
export interface SeriesSource {
  readonly name: string;
  /** The kind of document in a JSON value, or null if it isn't from this source. Never throws. */
  kindOf(value: unknown): string | null;
  /** @throws ImportError if a document has the wrong shape or can't be used */
  read(documents: readonly SourceDocument[]): Series[];
}

/** Reads a text file of series, line by line. */
export interface LineReader {
  /** @throws ImportError if the line can't be read */
  line(text: string, number: number): void;
  /** @throws ImportError if the file is cut short */
  end(): Series[];
}

/** A text format for series. */
export interface LineSource {
  readonly name: string;
  /** True if a file that begins with these lines has this format. */
  fits(first: readonly string[]): boolean;
  reader(file: string, options: SeriesOptions): LineReader;
}

/** Labels of individual machines. They change with each deployment and can contain addresses. */
const DROPPED = new Set([
  'instance',
  'pod',
  'node',
  'host',
  'hostname',
  'ip',
  'container_id',
  'id',
  'uid',
  '__name__',
]);

/** Labels to keep, by name. */
export function keptLabels(labels: Readonly<Record<string, unknown>>): Record<string, string> {
  const kept = Object.entries(labels)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && !DROPPED.has(entry[0]))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(kept);
}

/** The unit at the end of a metric's name. By convention, that's where it is. */
export function unitOfName(name: string): string | null {
  const units: Readonly<Record<string, string>> = {
    seconds: 's',
    milliseconds: 'ms',
    bytes: 'bytes',
    ratio: 'ratio',
    percent: '%',
    celsius: '°C',
  };
  const found = /_(seconds|milliseconds|bytes|ratio|percent|celsius)(?::|_total|_p\d+|_avg|_max|_sum|$)/.exec(
    name,
  );
  return found === null ? null : units[found[1]!]!;
}

/**
 * The number in a cell or a string. Infinity and `NaN` are gaps.
 *
 * @returns undefined if the text isn't a number
 */
export function numberOf(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (/^(?:|null|nil|none|nan|-|n\/a|na|undefined|[+-]?inf(?:inity)?)$/i.test(trimmed)) return null;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : null;
}
