import { type AxisTick, type Frame, type HeadLabel, lineHeight } from '../../charts/frame.ts';
import type { Micros } from '../../result.ts';
import { HOUR, humanDuration, MINUTE, SECOND } from '../../time/duration.ts';
import { type Html, html, raw } from '../markup/html.ts';
import { count } from '../words/number-format.ts';
import type { Face, Times } from '../words/time-format.ts';
import { textWidth, truncate } from './text-fit.ts';
import { CLOCK_STEPS, ticks, timeScale } from './time-scale.ts';

/** The two sizes of each chart; style sheets choose by the room there is. Letters stay readable in both. */
export type Size = 'wide' | 'narrow';

const WIDTH = { wide: 880, narrow: 352 } as const;

const FONT = { wide: 13, narrow: 12 } as const;

/** What a picture needs room for, in both sizes. */
export interface ChartMargins {
  /** Height of the plot itself. */
  plot: { wide: number; narrow: number };
  /** Room for the labels of the left axis, and for what stands right of the plot. */
  left: { wide: number; narrow: number };
  right: { wide: number; narrow: number };
  /** Rows of text above and below the plot. */
  above: { wide: number; narrow: number };
  below: number;
}

/** The frame of a picture in one size. */
export function frameFor(size: Size, room: ChartMargins): Frame {
  const font = FONT[size];
  const line = lineHeight({ font });
  const top = 10 + room.above[size] * line;
  const bottom = 12 + room.below * line;
  return {
    width: WIDTH[size],
    height: top + room.plot[size] + bottom,
    font,
    left: room.left[size],
    right: room.right[size],
    top,
    bottom,
  };
}

/** Width of the plot in one size, without its margins. */
export function plotWidth(size: Size, room: ChartMargins): number {
  return WIDTH[size] - room.left[size] - room.right[size];
}

/** Size of letters in one size, for what measures texts. */
export function fontOf(size: Size): number {
  return FONT[size];
}

/** A picture in both sizes. Only one of them is shown and read. */
export function bothSizes(draw: (size: Size) => string): Html {
  const one = (size: Size) => html`<div class="hc-chart-${size}">${raw(draw(size))}</div>`;
  return html`<div class="hc-chart">${one('wide')}${one('narrow')}</div>`;
}

/** An entry of the key of a chart. */
export function keyItem(name: string, sign: Html, words: string): Html {
  return html`<li class="hc-legend-item"><svg class="hc-legend-sign" width="22" height="20" viewBox="0 0 22 20" aria-hidden="true"><g class="hc-ch-key hc-ch-${name}">${sign}</g></svg>${words}</li>`;
}

/** The clocks of an axis over time: ticks at round times of the incident's zone, each with UTC below it. */
export function timeAxis(
  times: Times,
  from: Micros,
  to: Micros,
  frame: Frame,
): { from: Micros; to: Micros; ticks: AxisTick[] } {
  const scale = timeScale([from, to], frame.width - frame.left - frame.right, frame.left);
  const both = times.faces.length === 2;
  const face: Face = both ? 'zone' : 'utc';
  const found = ticks(scale, times, face);
  const precision = found.some(({ label }) => label.length > 5) ? 'exact' : 'minute';
  // A clock is named where it is read first, and where the zone's offset changes.
  const named = (i: number, of: Face) => {
    const [now, before] = [times.abbreviation(found[i]!.t, of), found[i - 1]];
    return before === undefined || times.abbreviation(before.t, of) !== now ? ` ${now}`.trimEnd() : '';
  };
  return {
    from,
    to: Math.max(to, from + 1),
    ticks: found.map((tick, i) => ({
      at: tick.t,
      lines: [
        `${tick.label}${named(i, face)}`,
        ...(both ? [`${times.hours(tick.t, 'utc', precision)}${named(i, 'utc')}`] : []),
        tick.day === null ? '' : times.day(tick.t, face),
      ],
    })),
  };
}

/** Rows of text that the lower axis of times needs. */
export function timeRows(times: Times): number {
  return times.faces.length === 0 ? 1 : times.faces.length + 1;
}

/** How far UTC is from the incident's clock, in words; empty where there is one clock or none. */
export function utcWords(times: Times, from: Micros, to: Micros): string {
  if (times.faces.length < 2) return times.faces.length === 0 ? 'Times count from the start of the run.' : '';
  const [first, last] = [times.offset(from, 'zone'), times.offset(to, 'zone')];
  const ahead = (offset: Micros) =>
    offset === 0
      ? 'the same as UTC'
      : `${humanDuration(Math.abs(offset))} ${offset > 0 ? 'ahead of' : 'behind'} UTC`;
  const changed = first === last ? '' : `, and ${ahead(last)} at the end`;
  return `Times are those of ${times.zone}, ${ahead(first)}${changed}.`;
}

/** A scale of values from a round number to a round number. */
export interface ValueAxis {
  from: number;
  to: number;
  ticks: AxisTick[];
}

/** Round values that hold the least and the greatest, about `wanted` of them; from 0 where nothing lies below it. */
export function valueAxis(
  least: number,
  greatest: number,
  wanted: number,
  write: (value: number) => string = plainNumber,
): ValueAxis {
  const low = Math.min(0, least);
  const high = Math.max(greatest, low === 0 ? 1e-6 : 0);
  return axisOf(low, high, roundStep((high - low) / wanted), write);
}

/** Like `valueAxis` for lengths of time in microseconds: steps are those at which people read clocks. */
export function durationAxis(least: Micros, greatest: Micros, wanted: number): ValueAxis {
  const low = Math.min(0, least);
  const high = Math.max(greatest, low === 0 ? 1 : 0);
  const step = CLOCK_STEPS.find((length) => (high - low) / length <= wanted + 0.5) ?? CLOCK_STEPS.at(-1)!;
  return axisOf(low, high, step, humanDuration);
}

/** Lengths of time that each are about ten times the one before, as people name them. */
const POWERS_OF_TEN: readonly Micros[] = [
  ...[1, 10, 100, 1000, 10_000, 100_000],
  ...[SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 10 * HOUR, 100 * HOUR],
];

/** Lengths of time on a scale of powers: from the one below the least value to the one above the greatest. */
export function powerAxis(least: Micros, greatest: Micros): ValueAxis {
  const below = POWERS_OF_TEN.findLastIndex((at) => at <= least);
  const above = POWERS_OF_TEN.findIndex((at) => at >= greatest);
  const first = Math.max(0, below);
  const last = above < 0 ? POWERS_OF_TEN.length - 1 : Math.max(above, first + 1);
  const places = POWERS_OF_TEN.slice(first, last + 1);
  return {
    from: places[0]!,
    to: Math.max(places.at(-1)!, greatest),
    ticks: places.map((at) => ({ at, lines: [humanDuration(at)] })),
  };
}

function axisOf(low: number, high: number, step: number, write: (value: number) => string): ValueAxis {
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  // Products of whole numbers and a step such as 0.1 have a tail that nobody must see.
  const at = (k: number) => Number((k * step).toPrecision(12));
  return {
    from: at(first),
    to: at(last),
    ticks: Array.from({ length: last - first + 1 }, (_, i) => ({
      at: at(first + i),
      lines: [write(at(first + i))],
    })),
  };
}

/** The least of 1, 2, 5, 10, 20 ... (and 0.5, 0.2 ...) that is no smaller than `size`. */
function roundStep(size: number): number {
  let unit = 1;
  while (unit < size) unit *= 10;
  while (unit / 10 >= size) unit /= 10;
  for (const share of [0.1, 0.2, 0.5])
    if (unit * share >= size) return Number((unit * share).toPrecision(12));
  return unit;
}

/** A number as an axis or a table writes it: with separators where it is great, with decimals where it is small. */
export function plainNumber(value: number): string {
  const abs = Math.abs(value);
  if (abs >= 1000) return count(value);
  if (Number.isInteger(value)) return value < 0 ? `−${abs}` : String(abs);
  const written = String(Number(abs.toPrecision(abs >= 100 ? 4 : 3)));
  return value < 0 ? `−${written}` : written;
}

/** The same ticks without the texts that would touch the one before; the place 0 keeps its text. */
export function spacedTicks(axis: ValueAxis, width: number, font: number): AxisTick[] {
  const pixel = (at: number) => ((at - axis.from) / (axis.to - axis.from)) * width;
  const half = ({ lines }: AxisTick) => textWidth(lines[0] ?? '', font) / 2 + 4;
  const kept: AxisTick[] = axis.ticks.filter(({ at }) => at === 0);
  for (const tick of axis.ticks) {
    const free = kept.every(
      (other) => Math.abs(pixel(other.at) - pixel(tick.at)) >= half(other) + half(tick),
    );
    if (free) kept.push(tick);
  }
  return axis.ticks.map((tick) => (kept.includes(tick) ? tick : { at: tick.at, lines: [''] }));
}

/** A text that wants to stand over a chart. */
export interface HeadLabelRequest {
  at: number;
  text: string;
  name: string;
  /** Greater ones choose their place first. */
  weight: number;
}

const GAP = 10;

const LONGEST = 0.6;

/**
 * Gives texts over a chart their rows, so that none touches another; those that find no room are left out, and the caller's
 * table has them.
 *
 * @param x pixel of a place, from the left edge of the picture
 * @param right pixel that no text may cross
 */
export function placeHeadLabels(
  wishes: readonly HeadLabelRequest[],
  rows: number,
  font: number,
  x: (at: number) => number,
  right: number,
): HeadLabel[] {
  const taken: { row: number; x0: number; x1: number }[] = [];
  const placed: HeadLabel[] = [];
  for (const wish of [...wishes].sort((a, b) => b.weight - a.weight || a.at - b.at)) {
    const text = truncate(wish.text, right * LONGEST, font);
    const width = textWidth(text, font) + 8;
    const place = findPlace(x(wish.at), width, rows, right, taken);
    if (place === null) continue;
    taken.push(place);
    placed.push({ at: wish.at, row: place.row, anchor: place.anchor, text, name: wish.name });
  }
  return placed;
}

function findPlace(
  x: number,
  width: number,
  rows: number,
  right: number,
  taken: readonly { row: number; x0: number; x1: number }[],
): { row: number; x0: number; x1: number; anchor: 'start' | 'end' } | null {
  const sides = [
    { anchor: 'start' as const, x0: x, x1: x + width },
    { anchor: 'end' as const, x0: x - width, x1: x },
  ];
  for (let row = 0; row < rows; row++) {
    for (const side of sides) {
      if (side.x0 < 0 || side.x1 > right) continue;
      const free = taken.every(
        (other) => other.row !== row || side.x1 + GAP < other.x0 || other.x1 + GAP < side.x0,
      );
      if (free) return { row, ...side };
    }
  }
  return null;
}

/** A point of a line: a place and a value, or a gap. */
export type Point = readonly [x: number, y: number | null];

/**
 * Leaves of a line what can be seen: of all points that fall into one column of pixels the first, the least, the greatest
 * and the last. The picture stays the same and no peak is lost. A gap within a column stays where it is the whole column.
 *
 * @param columns pixels of the width that the points are spread over
 */
export function downsample(points: readonly Point[], columns: number): Point[] {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length <= 2 * columns) return [...points];
  const width = (last[0] - first[0]) / columns;
  const out: Point[] = [];
  for (let i = 0; i < points.length; ) {
    const column = Math.floor((points[i]![0] - first[0]) / width);
    let end = i + 1;
    while (end < points.length && Math.floor((points[end]![0] - first[0]) / width) === column) end++;
    out.push(...extremes(points.slice(i, end)));
    i = end;
  }
  return out;
}

function extremes(column: readonly Point[]): Point[] {
  const known = column.filter((point) => point[1] !== null);
  if (known.length === 0) return [column[0]!];
  let least = known[0]!;
  let greatest = known[0]!;
  for (const point of known) {
    if (point[1]! < least[1]!) least = point;
    if (point[1]! > greatest[1]!) greatest = point;
  }
  const kept = new Set([known[0]!, least, greatest, known.at(-1)!]);
  return known.filter((point) => kept.has(point));
}
