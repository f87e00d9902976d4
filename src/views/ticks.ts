import type { Micros } from '../result.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../time/duration.ts';
import { utcFields } from '../time/instant.ts';
import type { Face, Times } from './time-format.ts';
import type { TimeScale } from './time-scale.ts';

/** A mark on an axis. `day` is set on the first tick and where the calendar day or the zone's offset changes. */
export interface Tick {
  t: Micros;
  x: number;
  label: string;
  day: string | null;
}

/** Lengths at which people read clocks. */
export const LENGTHS: readonly Micros[] = [
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
  const wanted = LENGTHS.find((step) => step * scale.slope >= LEAST_DISTANCE) ?? LENGTHS.at(-1)!;
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
  for (let i = LENGTHS.indexOf(wanted); i >= 0; i--) {
    const step = LENGTHS[i]!;
    const found = roundTimes(segment.from, segment.to, step, times, face);
    if (found.length > 0) return i === LENGTHS.indexOf(wanted) ? found : [found[0]!];
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
