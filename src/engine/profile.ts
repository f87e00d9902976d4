import type { Profile } from '../scenario/service.ts';
import { squareRoot } from './elementary.ts';

const SECOND = 1_000_000;

/** Place of the first point behind a time. */
function behind({ at }: Profile, time: number): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[middle]! > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The factor of a profile at a time. */
export function factorAt(profile: Profile, time: number): number {
  const { at, times } = profile;
  const next = behind(profile, time);
  if (next === 0) return times[0] ?? 1;
  if (next === at.length) return times[next - 1]!;
  const share = (time - at[next - 1]!) / (at[next]! - at[next - 1]!);
  return times[next - 1]! + share * (times[next]! - times[next - 1]!);
}

/**
 * What a rate brings between two times.
 *
 * @param rate a second
 */
export function rateWork(profile: Profile | null, rate: number, from: number, to: number): number {
  if (profile === null) return ((to - from) / SECOND) * rate;
  let sum = 0;
  let time = from;
  for (let next = behind(profile, from); time < to; next++) {
    const end = next < profile.at.length ? Math.min(to, profile.at[next]!) : to;
    sum += ((factorAt(profile, time) + factorAt(profile, end)) / 2) * ((end - time) / SECOND);
    time = end;
  }
  return sum * rate;
}

/**
 * Time in microseconds, from a moment on, in which a rate brings an amount; infinite if it never does.
 *
 * @param rate a second
 */
export function rateTime(profile: Profile | null, rate: number, from: number, amount: number): number {
  if (!(rate > 0)) return Number.POSITIVE_INFINITY;
  if (profile === null) return (amount * SECOND) / rate;
  let left = (amount * SECOND) / rate;
  let time = from;
  for (let next = behind(profile, from); next < profile.at.length; next++) {
    const end = profile.at[next]!;
    const [a, b] = [factorAt(profile, time), factorAt(profile, end)];
    const brings = ((a + b) / 2) * (end - time);
    if (brings >= left && brings > 0) return time - from + crossing(a, b, end - time, left);
    left -= brings;
    time = end;
  }
  const last = factorAt(profile, time);
  return last > 0 ? time - from + left / last : Number.POSITIVE_INFINITY;
}

/** Where the area under a line from height `a` to height `b` over a length reaches an amount. */
function crossing(a: number, b: number, length: number, amount: number): number {
  const slope = (b - a) / length;
  // The root of slope/2 x^2 + a x = amount, in the form that loses no digits.
  return (2 * amount) / (a + squareRoot(a * a + 2 * slope * amount));
}
