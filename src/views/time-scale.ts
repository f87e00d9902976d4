import type { Micros } from '../result.ts';

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
