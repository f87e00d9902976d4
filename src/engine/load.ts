import type { Profile } from '../scenario/service.ts';
import { ln } from './elementary.ts';
import { Live } from './live.ts';
import { rateTime, rateWork } from './profile.ts';
import { hashName } from './random.ts';
import type { Requests } from './requests.ts';
import type { Stage } from './stage.ts';

const ARRIVAL = hashName('load.arrival');

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
    this.hash = hashName(load.id);
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
    const { stage } = this;
    if (anew) this.left = this.draw();
    this.since = stage.now;
    this.current = this.rate.read();
    this.stamp = (this.stamp + 1) | 0;
    const gap = rateTime(this.profile, this.current, stage.now, this.left);
    if (!Number.isFinite(gap)) return;
    stage.pushArrival(stage.now + Math.max(1, Math.round(gap)), this.index, this.stamp);
  }

  /** Each block of draws serves two requests. */
  private draw(): number {
    if (!this.poisson) return 1;
    const { draws } = this.stage;
    if ((this.n & 1) === 1) return -ln(1 - this.spare);
    draws.block(this.hash, ARRIVAL, this.n >>> 1, 0);
    this.spare = draws.second();
    return -ln(1 - draws.first());
  }
}
