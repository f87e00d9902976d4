import type { Micros } from '../../result.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../time/duration.ts';

/** Round durations that an axis names, rising. */
const ROUND: readonly (readonly [Micros, string])[] = [
  [SECOND, '1 s'],
  [10 * SECOND, '10 s'],
  [MINUTE, '1 min'],
  [10 * MINUTE, '10 min'],
  [HOUR, '1 h'],
  [6 * HOUR, '6 h'],
  [DAY, '1 d'],
  [7 * DAY, '7 d'],
  [30 * DAY, '30 d'],
  [365 * DAY, '1 y'],
  [3650 * DAY, '10 y'],
];

/**
 * A logarithmic axis of durations between round ones. Durations of incidents spread over minutes to weeks: on a linear axis
 * all but the longest would lie in one place.
 */
export interface DurationAxis {
  /** Place of a duration as a share of the width in per cent, within the axis. */
  at(t: Micros): number;
  ticks: readonly { x: number; label: string }[];
}

export function durationAxis(values: readonly Micros[]): DurationAxis {
  const least = Math.max(SECOND, Math.min(...values));
  const most = Math.max(least, ...values);
  const below = ROUND.findLastIndex(([t]) => t <= least);
  // What is longer than all round durations stands at the end.
  const first = Math.min(Math.max(0, below), ROUND.length - 2);
  const past = ROUND.findIndex(([t]) => t >= most);
  const last = Math.max(first + 1, past < 0 ? ROUND.length - 1 : past);
  const low = Math.log10(ROUND[first]![0]);
  const high = Math.log10(ROUND[last]![0]);
  const at = (t: Micros): number => {
    const share = (Math.log10(Math.max(t, SECOND)) - low) / (high - low);
    return Math.round(Math.min(1, Math.max(0, share)) * 9600 + 200) / 100;
  };
  return { at, ticks: ROUND.slice(first, last + 1).map(([t, label]) => ({ x: at(t), label })) };
}
