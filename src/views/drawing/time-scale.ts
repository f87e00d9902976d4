import type { Micros } from '../../result.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../time/duration.ts';
import { utcFields } from '../../time/instant.ts';
import type { Face, Times } from '../words/time-format.ts';

/** A stretch of the axis. `compressed` ones are out of scale and must be drawn as breaks. */
export interface Segment {
  from: Micros;
  to: Micros;
  x0: number;
  x1: number;
  compressed: boolean;
}

/** A time axis: linear with one slope throughout, except for the breaks. */
export interface TimeScale {
  from: Micros;
  to: Micros;
  segments: readonly Segment[];
  /** Pixels per microsecond outside the breaks. */
  slope: number;
  /** Pixel of a moment; moments outside the axis go to its ends. */
  x(t: Micros): number;
}

/** Width of a break: room for a length in words between two jagged edges. */
export const BREAK_WIDTH = 84;

/** A gap is worth a break only if it would take more room than this. */
const LONGEST_GAP = 150;

/** ... and only if it is this many times the mean of the other gaps: even spacing is shown as it is. */
const OUTLIER = 4;

const MOST_BREAKS = 6;

/**
 * Lays moments out on an axis of `width` pixels and takes out the long gaps between them.
 *
 * @param moments what the axis must show to scale, in any order; at least one
 * @param width pixels from the first moment to the last
 * @param left pixel of the first moment
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

/** Takes out the longest gap as long as it wastes room and stands out from the rest. */
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

/** A mark on an axis. `day` is set on the first tick and where the calendar day or the zone's offset changes. */
export interface Tick {
  t: Micros;
  x: number;
  label: string;
  day: string | null;
}

/** Lengths at which people read clocks. */
export const CLOCK_STEPS: readonly Micros[] = [
  ...[1, 10, 100].map((us) => us),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((ms) => ms * 1000),
  ...[1, 2, 5, 10, 15, 30].map((s) => s * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((min) => min * MINUTE),
  ...[1, 2, 3, 6, 12].map((h) => h * HOUR),
  ...[1, 2, 7, 14, 28, 91, 364].map((d) => d * DAY),
];

/** Least distance of two ticks' middles, in pixels: a label of eight digits with room beside it. */
const LEAST_DISTANCE = 68;

/**
 * Ticks at round times of a face (or at round lengths, without a clock). Each stretch between breaks that has room for a
 * label gets at least one where a round time falls into it: after a break the reader must be told the time anew.
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

/** Round times in a stretch, at the wanted step or, if none falls into it, at the widest finer step that does. */
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
 * Moments from `from` to `to` whose reading on the face's clock is a multiple of `step`. Both offsets are tried where the
 * zone's offset changes in between, and a reading that does not exist or exists twice comes out as often as it exists.
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

/** Drops ticks that would crowd the one before. */
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

/** Day and abbreviation together, so that a change of the zone's offset shows as well. */
function dayLabel(times: Times, t: Micros, face: Face): string {
  return `${times.day(t, face)} ${times.abbreviation(t, face)}`;
}

function isWholeMinute(local: number): boolean {
  const { second, micros } = utcFields(local);
  return second === 0 && micros === 0;
}
