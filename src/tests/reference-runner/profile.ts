import type { Profile } from '../../scenario/ast/scenario.ts';

/** A load's mean number of arrivals over time. */

const SECOND = 1_000_000;

/** A profile's factor: linear between points, constant before the first and after the last. */
function factorAt({ at, times }: Profile, time: number): number {
  const next = at.findIndex((point) => point > time);
  if (next === 0) return times[0]!;
  if (next < 0) return times.at(-1) ?? 1;
  const share = (time - at[next - 1]!) / (at[next]! - at[next - 1]!);
  return times[next - 1]! + share * (times[next]! - times[next - 1]!);
}

/** Mean number of arrivals between two times. */
export function arrivalsBetween(profile: Profile | null, rate: number, from: number, to: number): number {
  if (profile === null) return ((to - from) / SECOND) * rate;
  const points = [from, ...profile.at.filter((point) => point > from && point < to), to];
  return points.slice(1).reduce((sum, end, i) => {
    const begin = points[i]!;
    return sum + (((factorAt(profile, begin) + factorAt(profile, end)) / 2) * (end - begin) * rate) / SECOND;
  }, 0);
}

/** Time until the mean number of arrivals reaches an amount. Infinite if it never does. */
export function timeUntil(profile: Profile | null, rate: number, from: number, amount: number): number {
  if (!(rate > 0)) return Number.POSITIVE_INFINITY;
  if (profile === null) return (amount * SECOND) / rate;
  // Doubles a bound, then bisects the interval that contains the time.
  const last = profile.at.at(-1) ?? 0;
  let high = Math.max(SECOND, last - from);
  if (
    factorAt(profile, Math.max(last, from)) === 0 &&
    arrivalsBetween(profile, rate, from, from + high) < amount
  ) {
    return Number.POSITIVE_INFINITY;
  }
  while (arrivalsBetween(profile, rate, from, from + high) < amount) high *= 2;
  let low = 0;
  for (let i = 0; i < 200 && high - low > 1e-7; i++) {
    const middle = (low + high) / 2;
    if (arrivalsBetween(profile, rate, from, from + middle) < amount) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
