import type { Profile } from '../../scenario/ast/scenario.ts';
import { ln, squareRoot } from '../numbers/arithmetic.ts';
import { hashName } from '../numbers/random.ts';
import type { ServiceHost } from './host.ts';
import { TrackedQuantity } from './quantities.ts';
import type { Requests } from './requests.ts';

const PROFILE_SECOND = 1_000_000;

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
  if (profile === null) return ((to - from) / PROFILE_SECOND) * rate;
  let sum = 0;
  let time = from;
  for (let next = behind(profile, from); time < to; next++) {
    const end = next < profile.at.length ? Math.min(to, profile.at[next]!) : to;
    sum += ((factorAt(profile, time) + factorAt(profile, end)) / 2) * ((end - time) / PROFILE_SECOND);
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
  if (profile === null) return (amount * PROFILE_SECOND) / rate;
  let left = (amount * PROFILE_SECOND) / rate;
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

const ARRIVAL = hashName('load.arrival') | 0;
const SECOND = 1_000_000;

/**
 * When the requests of a load come. The next one is due once the rate, summed over time, has brought a drawn amount (of a
 * constant load: 1). That is exact for rates that change: when one does, what is left of the amount goes on at the new
 * rate.
 */
export class Arrivals {
  private readonly stage: ServiceHost;
  private readonly index: number;
  private readonly rate: TrackedQuantity;
  private readonly profile: Profile | null;
  private readonly hash: number;
  private readonly edge: number;
  private readonly scale: number;
  private readonly poisson: boolean;
  /** Number of the next request. */
  private n = 0;
  // Numbers that begin as none are known for doubles from the start.
  /** What the rate has still to bring, from `since` on at the rate `current`. */
  private left = Number.NaN;
  private since = Number.NaN;
  private current = Number.NaN;
  private stamp = 0;
  /** The second number of the last block of draws. */
  private spare = Number.NaN;

  constructor(stage: ServiceHost, index: number) {
    const load = stage.model.scenario.loads[index]!;
    const { rate, edge, profile } = stage.model.loads[index]!;
    this.stage = stage;
    this.index = index;
    this.rate = new TrackedQuantity(stage, rate, { urgent: true });
    this.profile = profile;
    this.hash = hashName(load.id) | 0;
    this.edge = edge;
    this.scale = load.scale;
    this.poisson = load.dist === 'poisson';
  }

  /** Begins with the first request. */
  start(): void {
    this.schedule(true);
  }

  /** A request comes in, unless it was put off by a change of the rate. */
  arrive(requests: Requests, stamp: number): void {
    if (stamp !== this.stamp) return;
    const n = this.n++;
    this.schedule(true);
    requests.fromLoad(this.edge, this.hash, n, this.scale);
  }

  /** Looks at the rate again. */
  react(): void {
    if (this.rate.fixed || this.rate.read() === this.current) return;
    this.left = Math.max(0, this.left - rateWork(this.profile, this.current, this.since, this.stage.now));
    this.schedule(false);
  }

  private schedule(anew: boolean): void {
    const { stage, profile } = this;
    if (anew) this.draw();
    const rate = this.rate.read();
    this.since = stage.now;
    this.current = rate;
    this.stamp = (this.stamp + 1) | 0;
    // Without a profile this is what `rateTime` says, too often to be asked.
    const gap =
      profile === null && rate > 0
        ? (this.left * SECOND) / rate
        : rateTime(profile, rate, stage.now, this.left);
    if (gap < Number.POSITIVE_INFINITY) {
      stage.pushArrival(stage.now + Math.max(1, Math.round(gap)), this.index, this.stamp);
    }
  }

  /** Draws what the rate has to bring until the next request. Each block of draws serves two requests. */
  private draw(): void {
    if (!this.poisson) {
      this.left = 1;
      return;
    }
    const { draws } = this.stage;
    if ((this.n & 1) === 1) {
      this.left = -ln(1 - this.spare);
      return;
    }
    draws.block(this.hash, ARRIVAL, this.n >>> 1, 0);
    this.spare = draws.second();
    this.left = -ln(1 - draws.first());
  }
}
