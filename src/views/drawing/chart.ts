import { type AxisTick, type Frame, type HeadLabel, lineHeight } from '../../charts/frame.ts';
import type { Micros } from '../../result.ts';
import { HOUR, humanDuration, MINUTE, SECOND } from '../../time/duration.ts';
import { type Html, html, raw } from '../markup/html.ts';
import { plainNumber } from '../words/number-format.ts';
import { type Face, offsetName, type Times } from '../words/time-format.ts';
import { textWidth, truncate } from './text-fit.ts';
import { CLOCK_STEPS, ticks, timeScale } from './time-scale.ts';

/** Each chart is drawn in two sizes, and CSS shows the one that fits. Text stays readable in both. */
export type Size = 'wide' | 'narrow';

const WIDTH = { wide: 880, narrow: 352 } as const;

const FONT = { wide: 13, narrow: 12 } as const;

/** Space for the parts of a chart, in both sizes. */
export interface ChartMargins {
  /** Plot height in pixels. */
  plot: { wide: number; narrow: number };
  /** Space for the left axis's labels and for content to the right of the plot, in pixels. */
  left: { wide: number; narrow: number };
  right: { wide: number; narrow: number };
  /** Rows of text above and below the plot. */
  above: { wide: number; narrow: number };
  below: number;
}

/** The frame of a chart in one of the two sizes. */
export function frameFor(size: Size, margins: ChartMargins): Frame {
  const font = FONT[size];
  const line = lineHeight({ font });
  const top = 10 + margins.above[size] * line;
  const bottom = 12 + margins.below * line;
  return {
    width: WIDTH[size],
    height: top + margins.plot[size] + bottom,
    font,
    left: margins.left[size],
    right: margins.right[size],
    top,
    bottom,
  };
}

/** Plot width for a chart size, excluding margins. */
export function plotWidth(size: Size, margins: ChartMargins): number {
  return WIDTH[size] - margins.left[size] - margins.right[size];
}

/** Font size for a chart size, in pixels. */
export function fontOf(size: Size): number {
  return FONT[size];
}

/** A chart in both sizes. CSS shows only one of them and also hides the other from screen readers. */
export function bothSizes(draw: (size: Size) => string): Html {
  const [wide, narrow] = [draw('wide'), draw('narrow')];
  if (wide === narrow) return html`<div class="hc-chart">${raw(wide)}</div>`;
  return html`<div class="hc-chart"><div class="hc-chart-wide">${raw(wide)}</div><div class="hc-chart-narrow">${raw(narrow)}</div></div>`;
}

/** A chart in the narrow size only, which wide screens show too. It takes half as many bytes as both sizes together. */
export function oneSize(draw: (size: Size) => string): Html {
  return html`<div class="hc-chart hc-chart-small">${raw(draw('narrow'))}</div>`;
}

/** An entry in a chart's legend. */
export function keyItem(name: string, sign: Html, words: string): Html {
  return html`<li class="hc-legend-item"><svg class="hc-legend-sign" width="22" height="20" viewBox="0 0 22 20" aria-hidden="true"><g class="hc-ch-key hc-ch-${name}">${sign}</g></svg>${words}</li>`;
}

/**
 * A time axis with ticks at round times in the incident's zone, and the date below the first tick and each midnight.
 */
export function timeAxis(
  times: Times,
  from: Micros,
  to: Micros,
  frame: Frame,
): { from: Micros; to: Micros; ticks: AxisTick[] } {
  const scale = timeScale([from, to], frame.width - frame.left - frame.right, frame.left);
  const face: Face = times.faces.length === 2 ? 'zone' : 'utc';
  const found = ticks(scale, times, face);
  // Show the clock's abbreviation at the first tick and where the zone's offset changes.
  const named = (i: number) => {
    const [now, before] = [times.abbreviation(found[i]!.t, face), found[i - 1]];
    return before === undefined || times.abbreviation(before.t, face) !== now ? ` ${now}`.trimEnd() : '';
  };
  return {
    from,
    to: Math.max(to, from + 1),
    ticks: found.map((tick, i) => ({
      at: tick.t,
      lines: [`${tick.label}${named(i)}`, tick.day === null ? '' : times.day(tick.t, face)],
    })),
  };
}

/** Rows of text below a time axis. */
export function timeRows(times: Times): number {
  return times.faces.length === 0 ? 1 : 2;
}

/** A sentence about the zone of the time axis and its offset from UTC; empty if UTC is the only clock. */
export function utcWords(times: Times, from: Micros, to: Micros): string {
  if (times.faces.length < 2)
    return times.faces.length === 0 ? 'Times are measured from the start of the run.' : '';
  const [first, last] = [times.offset(from, 'zone'), times.offset(to, 'zone')];
  const changed = first === last ? '' : `, later ${offsetName(last)}`;
  return `Times are in ${times.zone} (${offsetName(first)}${changed}).`;
}

/** A value axis between two round numbers. */
export interface ValueAxis {
  from: number;
  to: number;
  ticks: AxisTick[];
}

/** An axis that covers both values and has about `wanted` round ticks. It starts at 0 if neither value is negative. */
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

/** Like `valueAxis`, but for durations in microseconds, with steps from `CLOCK_STEPS`. */
export function durationAxis(least: Micros, greatest: Micros, wanted: number): ValueAxis {
  const low = Math.min(0, least);
  const high = Math.max(greatest, low === 0 ? 1 : 0);
  const step = CLOCK_STEPS.find((length) => (high - low) / length <= wanted + 0.5) ?? CLOCK_STEPS.at(-1)!;
  return axisOf(low, high, step, humanDuration);
}

/** Durations in round units, each about ten times the previous one. */
const POWERS_OF_TEN: readonly Micros[] = [
  ...[1, 10, 100, 1000, 10_000, 100_000],
  ...[SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 10 * HOUR, 100 * HOUR],
];

/** A logarithmic axis for durations. It starts at or below the smallest value and ends at or above the largest. */
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
  // Removes the floating-point noise from products such as 3 * 0.1.
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

/** The smallest of 1, 2, 5, 10, 20 ... (and 0.5, 0.2 ...) that is at least `size`. */
function roundStep(size: number): number {
  let unit = 1;
  while (unit < size) unit *= 10;
  while (unit / 10 >= size) unit /= 10;
  for (const share of [0.1, 0.2, 0.5])
    if (unit * share >= size) return Number((unit * share).toPrecision(12));
  return unit;
}

/** Removes labels that would overlap. The tick at 0 always keeps its label. */
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

/** A label to place above a chart. */
export interface HeadLabelRequest {
  at: number;
  text: string;
  name: string;
  /** Labels with more weight are placed first. */
  weight: number;
}

const GAP = 10;

const LONGEST = 0.6;

/**
 * Assigns labels above a chart to rows without overlaps. Labels that don't fit are dropped; the caller's table lists
 * all of them.
 *
 * @param x converts a position to pixels from the left edge of the chart
 * @param right rightmost pixel for text
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

/** A point on a line; a null value is a gap. */
export type Point = readonly [x: number, y: number | null];

/**
 * Keeps the first, lowest, highest, and last point in each pixel column (M4 aggregation), so that the line looks
 * the same and keeps its peaks. A gap is kept if it fills an entire column.
 *
 * @param columns line width in pixels
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
