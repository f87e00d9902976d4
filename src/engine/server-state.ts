import type { ServiceModel } from '../model/service-model.ts';
import type { Deadlines } from './deadlines.ts';
import { Live, LiveDelay } from './live.ts';
import type { Attempt, AttemptPool } from './request-pool.ts';
import type { Stage } from './stage.ts';

const SECOND = 1_000_000;

/** One service while it runs: its settings as they are now, who waits and who is in service. */
export class ServerState {
  readonly index: number;
  readonly model: ServiceModel;
  readonly pool: AttemptPool;
  readonly availability: Live;
  readonly concurrency: Live;
  readonly serviceTime: LiveDelay | null;
  readonly slowdown: Live;
  readonly capacity: Live;
  readonly maxWait: Live;
  readonly latency: LiveDelay | null;
  readonly throttled: boolean;
  /** It may turn away what arrives, other than by being down or full. */
  readonly chooses: boolean;
  /** Attempts do not wait for ever. */
  readonly limitsWait: boolean;
  /** A limit of its throttle is a multiple of what a client's timeout is. */
  readonly countsTimeouts: boolean;
  private readonly rate: Live;
  private readonly burst: Live;
  private readonly waitingLimit: Live;
  private readonly timeouts: Live;
  /** Deadlines of those that wait, where all may wait equally long. */
  patience: Deadlines | null = null;
  /** Faults that keep it down. */
  down = 0;
  busy = 0;
  waiting = 0;
  dispatching = false;
  /** Ends of the lists of those that wait and of those in service. */
  firstWaiting: Attempt | null = null;
  lastWaiting: Attempt | null = null;
  firstBusy: Attempt | null = null;
  /** The throttle's bucket, and when it was last filled. NaN before its first use. */
  private tokens = Number.NaN;
  private filled = 0;

  constructor(stage: Stage, model: ServiceModel, index: number, pool: AttemptPool) {
    this.index = index;
    this.model = model;
    this.pool = pool;
    this.availability = new Live(stage, model.availability);
    this.concurrency = new Live(stage, model.concurrency, { urgent: true });
    this.serviceTime = model.serviceTime === null ? null : new LiveDelay(stage, model.serviceTime);
    this.slowdown = new Live(stage, model.slowdown);
    this.capacity = new Live(stage, model.capacity);
    this.maxWait = new Live(stage, model.maxWait);
    this.latency = model.latency === null ? null : new LiveDelay(stage, model.latency);
    this.rate = new Live(stage, model.rate);
    this.burst = new Live(stage, model.burst);
    this.waitingLimit = new Live(stage, model.waiting);
    this.timeouts = new Live(stage, model.timeouts);
    const limits = [this.rate, this.waitingLimit].some(
      (limit) => !limit.fixed || Number.isFinite(limit.read()),
    );
    this.countsTimeouts = !this.timeouts.fixed || !Number.isNaN(this.timeouts.read());
    this.throttled = limits || this.countsTimeouts;
    this.chooses = this.throttled || !this.availability.fixed || this.availability.read() < 1;
    this.limitsWait = !this.maxWait.fixed || this.maxWait.read() < Number.POSITIVE_INFINITY;
  }

  /**
   * True if the throttle lets one more in; takes its token.
   *
   * @param patience how long the client of the one that asks waits, in microseconds
   */
  admits(now: number, patience: number): boolean {
    const limit = this.waitingLimit.read();
    if (Number.isFinite(limit) && this.waitingWork() > limit) return false;
    const timeouts = this.timeouts.read();
    if (!Number.isNaN(timeouts) && this.waitingWork() > timeouts * patience) return false;
    const rate = this.rate.read();
    if (rate === Number.POSITIVE_INFINITY) return true;
    const given = this.burst.read();
    const burst = Number.isNaN(given) ? Math.max(1, rate) : given;
    const filled = Number.isNaN(this.tokens) ? burst : this.tokens + ((now - this.filled) / SECOND) * rate;
    this.tokens = Math.min(burst, filled);
    this.filled = now;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }

  /** Time that the work which waits would take, in microseconds. */
  private waitingWork(): number {
    if (this.waiting === 0 || this.serviceTime === null) return 0;
    return (this.waiting * this.serviceTime.mean() * this.slowdown.read()) / this.concurrency.read();
  }

  /** Adds an attempt behind those that wait. */
  append(a: Attempt): void {
    const last = this.lastWaiting;
    a.previous = last;
    a.next = null;
    if (last === null) this.firstWaiting = a;
    else last.next = a;
    this.lastWaiting = a;
    this.waiting++;
  }

  /** Takes an attempt out of those that wait. */
  remove(a: Attempt): void {
    const { previous, next } = a;
    if (previous === null) this.firstWaiting = next;
    else previous.next = next;
    if (next === null) this.lastWaiting = previous;
    else next.previous = previous;
    this.waiting--;
  }

  /** An attempt takes a slot. */
  begin(a: Attempt): void {
    const first = this.firstBusy;
    a.previous = null;
    a.next = first;
    if (first !== null) first.previous = a;
    this.firstBusy = a;
    this.busy++;
  }

  /** An attempt gives its slot back. */
  end(a: Attempt): void {
    const { previous, next } = a;
    if (previous === null) this.firstBusy = next;
    else previous.next = next;
    if (next !== null) next.previous = previous;
    this.busy--;
  }
}
