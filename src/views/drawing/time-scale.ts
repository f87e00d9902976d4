import type { Micros } from '../../result.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../time/duration.ts';
import { utcFields } from '../../time/instant.ts';
import type { Face, Times } from '../words/time-format.ts';

/** An interval on the axis. `compressed` intervals aren't to scale and are drawn as breaks. */
export interface Segment {
  from: Micros;
  to: Micros;
  x0: number;
  x1: number;
  compressed: boolean;
}

/** A linear time axis with the same slope everywhere except at breaks. */
export interface TimeScale {
  from: Micros;
  to: Micros;
  segments: readonly Segment[];
  /** Pixels per microsecond outside the breaks. */
  slope: number;
  /** Pixel position of a time, clamped to the axis. */
  x(t: Micros): number;
}

/** Width of a break in pixels. It fits a duration between two jagged edges. */
export const BREAK_WIDTH = 84;

/** A gap becomes a break only if it would take up more pixels than this and is an outlier. */
const LONGEST_GAP = 150;

/** An outlier is at least this many times the mean of the other gaps, so evenly spaced times aren't broken up. */
const OUTLIER = 4;

const MOST_BREAKS = 6;

/**
 * Lays out an axis of `width` pixels and compresses long gaps.
 *
 * @param moments times that must be shown to scale, in any order; at least one
 * @param width pixels from the first to the last time
 * @param left pixel position of the first time
 */
export function timeScale(moments: readonly Micros[], width: number, left: number): TimeScale {
  const stops = [...new Set(moments)].sort((a, b) => a - b);
  const gaps = stops.slice(1).map((to, i) => ({ from: stops[i]!, to, compressed: false }));
  chooseBreaks(gaps, width);
  const breaks = gaps.filter((gap) => gap.compressed).length;
  const linear = gaps.reduce((sum, gap) => sum + (gap.compressed ? 0 : gap.to - gap.from), 0);
  const slope = linear === 0 ? 0 : (width - breaks * BREAK_WIDTH) / linear;
  const segments: Segment[] = [];
  let x = left;
  for (const gap of gaps) {
    const x1 = x + (gap.compressed ? BREAK_WIDTH : (gap.to - gap.from) * slope);
    const last = segments.at(-1);
    if (last !== undefined && !last.compressed && !gap.compressed) {
      last.to = gap.to;
      last.x1 = x1;
    } else {
      segments.push({ from: gap.from, to: gap.to, x0: x, x1, compressed: gap.compressed });
    }
    x = x1;
  }
  const from = stops[0]!;
  const to = stops.at(-1)!;
  return { from, to, segments, slope, x: (t) => place(segments, t, left) };
}

interface Gap {
  from: Micros;
  to: Micros;
  compressed: boolean;
}

/** Repeatedly compresses the longest gap while it's both wide and an outlier. */
function chooseBreaks(gaps: readonly Gap[], width: number): void {
  for (let breaks = 0; breaks < MOST_BREAKS; breaks++) {
    const open = gaps.filter((gap) => !gap.compressed);
    const longest = open.reduce<Gap | null>(
      (best, gap) => (best === null || gap.to - gap.from > best.to - best.from ? gap : best),
      null,
    );
    if (longest === null || open.length < 2) return;
    const sum = open.reduce((total, gap) => total + gap.to - gap.from, 0);
    const length = longest.to - longest.from;
    const pixels = ((width - breaks * BREAK_WIDTH) * length) / sum;
    const others = (sum - length) / (open.length - 1);
    if (pixels <= LONGEST_GAP || length < OUTLIER * others) return;
    longest.compressed = true;
  }
}

function place(segments: readonly Segment[], t: Micros, left: number): number {
  const first = segments[0];
  if (first === undefined || t <= first.from) return left;
  for (const segment of segments) {
    if (t > segment.to) continue;
    const share = (t - segment.from) / (segment.to - segment.from);
    return segment.x0 + share * (segment.x1 - segment.x0);
  }
  return segments.at(-1)!.x1;
}

/** A tick on an axis. `day` is set on the first tick and where the day or the zone's offset changes. */
export interface Tick {
  t: Micros;
  x: number;
  label: string;
  day: string | null;
}

/** Steps between ticks that divide clock times evenly. */
export const CLOCK_STEPS: readonly Micros[] = [
  ...[1, 10, 100].map((us) => us),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((ms) => ms * 1000),
  ...[1, 2, 5, 10, 15, 30].map((s) => s * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((min) => min * MINUTE),
  ...[1, 2, 3, 6, 12].map((h) => h * HOUR),
  ...[1, 2, 7, 14, 28, 91, 364].map((d) => d * DAY),
];

/** Minimum distance between the centers of two ticks, in pixels. An eight-digit label fits with a margin. */
const LEAST_DISTANCE = 68;

/**
 * Ticks at round times on a clock, or at round durations without a clock. Each interval between breaks gets at least
 * one label if it's wide enough and contains a round time, since a break interrupts the scale.
 */
export function ticks(scale: TimeScale, times: Times, face: Face): Tick[] {
  const wanted = CLOCK_STEPS.find((step) => step * scale.slope >= LEAST_DISTANCE) ?? CLOCK_STEPS.at(-1)!;
  const moments: Micros[] = [];
  for (const segment of scale.segments) {
    if (segment.compressed) continue;
    moments.push(...segmentTicks(segment, wanted, times, face));
  }
  if (scale.segments.length === 0) moments.push(scale.from);
  return label(spread(moments, scale), scale, times, face);
}

/**
 * Round times in an interval, at the wanted step. If there are none, one round time at the next finer step that has
 * any.
 */
function segmentTicks(
  segment: { from: Micros; to: Micros },
  wanted: Micros,
  times: Times,
  face: Face,
): Micros[] {
  for (let i = CLOCK_STEPS.indexOf(wanted); i >= 0; i--) {
    const step = CLOCK_STEPS[i]!;
    const found = roundTimes(segment.from, segment.to, step, times, face);
    if (found.length > 0) return i === CLOCK_STEPS.indexOf(wanted) ? found : [found[0]!];
  }
  return [];
}

/**
 * Times from `from` to `to` when the clock shows a multiple of `step`. If the zone's offset changes in between, both
 * offsets are tried, so a clock reading that occurs twice is returned twice, and one that is skipped isn't returned.
 */
function roundTimes(from: Micros, to: Micros, step: Micros, times: Times, face: Face): Micros[] {
  const zero = times.local(0, face) - times.offset(0, face);
  const offsets = [...new Set([times.offset(from, face), times.offset(to, face)])];
  const found = new Set<Micros>();
  for (const offset of offsets) {
    const first = Math.ceil((zero + from + offset) / step);
    const last = Math.floor((zero + to + offset) / step);
    for (let k = first; k <= last && k - first < 1000; k++) {
      const t = k * step - zero - offset;
      if (times.offset(t, face) === offset) found.add(t);
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** Drops ticks that are too close to the previous one. */
function spread(moments: readonly Micros[], scale: TimeScale): Micros[] {
  const kept: Micros[] = [];
  for (const t of moments) {
    const last = kept.at(-1);
    if (last === undefined || scale.x(t) - scale.x(last) >= LEAST_DISTANCE - 8) kept.push(t);
  }
  return kept;
}

function label(moments: readonly Micros[], scale: TimeScale, times: Times, face: Face): Tick[] {
  const precision = moments.every((t) => isWholeMinute(times.local(t, face))) ? 'minute' : 'exact';
  let before = '';
  return moments.map((t) => {
    const day = times.faces.length === 0 ? '' : dayLabel(times, t, face);
    const changed = day !== before;
    before = day;
    return { t, x: scale.x(t), label: times.hours(t, face, precision), day: changed ? day : null };
  });
}

/** The day and the zone's abbreviation, which changes when the zone's offset does. */
function dayLabel(times: Times, t: Micros, face: Face): string {
  return `${times.day(t, face)} ${times.abbreviation(t, face)}`;
}

function isWholeMinute(local: number): boolean {
  const { second, micros } = utcFields(local);
  return second === 0 && micros === 0;
}
