import type { Profile } from '../scenario/service.ts';
import { ln } from './elementary.ts';
import { Live } from './live.ts';
import { rateTime, rateWork } from './profile.ts';
import { hashName } from './random.ts';
import type { Requests } from './requests.ts';
import type { Stage } from './stage.ts';

const ARRIVAL = hashName('load.arrival') | 0;
const SECOND = 1_000_000;

/**
 * When the requests of a load come. The next one is due once the rate, summed over time, has brought a drawn amount (of a
 * constant load: 1). That is exact for rates that change: when one does, what is left of the amount goes on at the new
 * rate.
 */
export class Arrivals {
  private readonly stage: Stage;
  private readonly index: number;
  private readonly rate: Live;
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

  constructor(stage: Stage, index: number) {
    const load = stage.model.scenario.loads[index]!;
    const { rate, edge, profile } = stage.model.loads[index]!;
    this.stage = stage;
    this.index = index;
    this.rate = new Live(stage, rate, { urgent: true });
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
