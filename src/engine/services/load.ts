import type { Profile } from '../../scenario/ast/scenario.ts';
import { ln, squareRoot } from '../numbers/arithmetic.ts';
import { hashName } from '../numbers/random.ts';
import type { ServiceHost } from './host.ts';
import { TrackedQuantity } from './quantities.ts';
import type { Requests } from './requests.ts';

const ARRIVAL = hashName('load.arrival') | 0;
const SECOND = 1_000_000;

/**
 * A load's arrival process. The next request is due once the integral of the rate reaches a drawn amount (1 for
 * constant arrivals). This is exact even if the rate changes: the rest of the amount then accumulates at the new rate.
 */
export class Arrivals {
  private readonly host: ServiceHost;
  private readonly index: number;
  private readonly rate: TrackedQuantity;
  private readonly profile: Profile | null;
  private readonly hash: number;
  private readonly edge: number;
  private readonly scale: number;
  private readonly poisson: boolean;
  /** Index of the next request. */
  private n = 0;
  // V8 stores fields that start as NaN as doubles.
  /** Amount still to accumulate from `since` on, at the rate `current`. */
  private left = Number.NaN;
  private since = Number.NaN;
  private current = Number.NaN;
  private stamp = 0;
  /** The second number in the most recent block of draws. */
  private spare = Number.NaN;

  constructor(host: ServiceHost, index: number) {
    const load = host.model.scenario.loads[index]!;
    const { rate, edge, profile } = host.model.loads[index]!;
    this.host = host;
    this.index = index;
    this.rate = new TrackedQuantity(host, rate, { urgent: true });
    this.profile = profile;
    this.hash = hashName(load.id) | 0;
    this.edge = edge;
    this.scale = load.scale;
    this.poisson = load.dist === 'poisson';
  }

  /** Schedules the first request. */
  start(): void {
    this.schedule(true);
  }

  /** Issues a request unless a rate change has rescheduled it. */
  arrive(requests: Requests, stamp: number): void {
    if (stamp !== this.stamp) return;
    const n = this.n++;
    this.schedule(true);
    requests.fromLoad(this.edge, this.hash, n, this.scale);
  }

  /** Reschedules the next request if the rate has changed. */
  react(): void {
    if (this.rate.fixed || this.rate.read() === this.current) return;
    this.left = Math.max(0, this.left - rateWork(this.profile, this.current, this.since, this.host.now));
    this.schedule(false);
  }

  private schedule(isNext: boolean): void {
    const { host, profile } = this;
    if (isNext) this.draw();
    const rate = this.rate.read();
    this.since = host.now;
    this.current = rate;
    this.stamp = (this.stamp + 1) | 0;
    // Without a profile this equals `rateTime`, which is too slow to call for each request.
    const gap =
      profile === null && rate > 0
        ? (this.left * SECOND) / rate
        : rateTime(profile, rate, host.now, this.left);
    if (gap < Number.POSITIVE_INFINITY) {
      host.pushArrival(host.now + Math.max(1, Math.round(gap)), this.index, this.stamp);
    }
  }

  /** Draws the amount to accumulate before the next request. Each block of draws is enough for two requests. */
  private draw(): void {
    if (!this.poisson) {
      this.left = 1;
      return;
    }
    const { draws } = this.host;
    if ((this.n & 1) === 1) {
      this.left = -ln(1 - this.spare);
      return;
    }
    draws.block(this.hash, ARRIVAL, this.n >>> 1, 0);
    this.spare = draws.second();
    this.left = -ln(1 - draws.first());
  }
}

/**
 * Integral of a rate between two times.
 *
 * @param rate per second, when the profile factor is 1
 */
export function rateWork(profile: Profile | null, rate: number, from: number, to: number): number {
  if (profile === null) return ((to - from) / SECOND) * rate;
  let sum = 0;
  let time = from;
  for (let next = nextPoint(profile, from); time < to; next++) {
    const end = next < profile.at.length ? Math.min(to, profile.at[next]!) : to;
    sum += ((factorAt(profile, time) + factorAt(profile, end)) / 2) * ((end - time) / SECOND);
    time = end;
  }
  return sum * rate;
}

/**
 * Time in microseconds until the integral of a rate reaches an amount; infinite if it never does.
 *
 * @param rate per second, when the profile factor is 1
 */
export function rateTime(profile: Profile | null, rate: number, from: number, amount: number): number {
  if (!(rate > 0)) return Number.POSITIVE_INFINITY;
  if (profile === null) return (amount * SECOND) / rate;
  let left = (amount * SECOND) / rate;
  let time = from;
  for (let next = nextPoint(profile, from); next < profile.at.length; next++) {
    const end = profile.at[next]!;
    const [a, b] = [factorAt(profile, time), factorAt(profile, end)];
    const area = ((a + b) / 2) * (end - time);
    if (area >= left && area > 0) return time - from + crossing(a, b, end - time, left);
    left -= area;
    time = end;
  }
  const last = factorAt(profile, time);
  return last > 0 ? time - from + left / last : Number.POSITIVE_INFINITY;
}

/** The point where the area under a line that goes from height `a` to height `b` reaches an amount. */
function crossing(a: number, b: number, length: number, amount: number): number {
  const slope = (b - a) / length;
  // Solves slope/2 x^2 + a x = amount, in the form that avoids cancellation.
  return (2 * amount) / (a + squareRoot(a * a + 2 * slope * amount));
}

/** A profile's factor at a given time. */
export function factorAt(profile: Profile, time: number): number {
  const { at, times } = profile;
  const next = nextPoint(profile, time);
  if (next === 0) return times[0] ?? 1;
  if (next === at.length) return times[next - 1]!;
  const share = (time - at[next - 1]!) / (at[next]! - at[next - 1]!);
  return times[next - 1]! + share * (times[next]! - times[next - 1]!);
}

/** Index of the first point after a given time. */
function nextPoint({ at }: Profile, time: number): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[middle]! > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
