import type { ServiceModel } from '../../model/model.ts';
import { MAX_CALLS } from '../../scenario/ast/scenario.ts';
import { RunError } from '../state/run-error.ts';
import type { Deadlines } from './deadlines.ts';
import type { ServiceHost } from './host.ts';
import type { Fleet, Member, MemberServer } from './members.ts';
import { PoolState } from './pool.ts';
import { PriorityClasses } from './priority-classes.ts';
import { TrackedDelay, TrackedQuantity } from './quantities.ts';
import type { Attempt, AttemptPool } from './request-pool.ts';
import { Sharing } from './sharing.ts';

const SECOND = 1_000_000;

/** If a bucket holds only one token, this fraction of a token is enough. The rest is deducted from later arrivals. */
const ALMOST_ONE = 0.99;

/** A service's runtime state: current settings, the queue, and the attempts in service. */
export class ServerState implements MemberServer {
  /** Index of the service. */
  readonly index: number;
  readonly number: number;
  readonly model: ServiceModel;
  readonly pool: AttemptPool;
  availability: TrackedQuantity;
  readonly concurrency: TrackedQuantity;
  readonly serviceTime: TrackedDelay | null;
  slowdown: TrackedQuantity;
  readonly capacity: TrackedQuantity;
  readonly maxWait: TrackedQuantity;
  readonly latency: TrackedDelay | null;
  readonly pools: readonly PoolState[];
  /** For each call, the number of times an attempt makes it. */
  readonly counts: readonly TrackedQuantity[];
  readonly throttled: boolean;
  /** True if the service may refuse attempts even when it is up and not full. */
  mayRefuse: boolean;
  /** True if attempts may fail after their work. */
  failsLate: boolean;
  readonly hasMaxWait: boolean;
  /** True if the throttle has a limit given in multiples of the client's timeout. */
  readonly countsTimeouts: boolean;
  /** The service's fleet of members, and the member to which this server belongs. */
  fleet: Fleet | null = null;
  member: Member | null = null;
  private readonly host: ServiceHost;
  private readonly own: { readonly slowdown: TrackedQuantity; readonly availability: TrackedQuantity };
  private readonly rate: TrackedQuantity;
  private readonly burst: TrackedQuantity;
  private readonly waitingLimit: TrackedQuantity;
  private readonly timeouts: TrackedQuantity;
  /** Deadlines for queued attempts, if the maximum wait is fixed. */
  waitDeadlines: Deadlines | null = null;
  /** Number of active faults that take the service down. */
  down = 0;
  busy = 0;
  waiting = 0;
  private readonly classes = new PriorityClasses();
  /** The work of the attempts, if they share the capacity. */
  readonly sharing: Sharing | null;
  dispatching = false;
  /** Linked lists of the waiting attempts and the attempts in service. */
  firstWaiting: Attempt | null = null;
  lastWaiting: Attempt | null = null;
  firstBusy: Attempt | null = null;
  /**
   * The throttle's tokens (NaN before first use), the time when the bucket was last filled, and the settings since
   * then.
   */
  private tokens = Number.NaN;
  private filled = 0;
  private fillRate = Number.NaN;
  private burstLimit = Number.NaN;

  /** @param number index among all servers */
  constructor(host: ServiceHost, model: ServiceModel, index: number, number: number, pool: AttemptPool) {
    this.host = host;
    this.index = index;
    this.number = number;
    this.model = model;
    this.pool = pool;
    this.availability = new TrackedQuantity(host, model.availability);
    this.concurrency = new TrackedQuantity(host, model.concurrency, { urgent: true });
    this.sharing = model.shared ? new Sharing() : null;
    this.serviceTime = model.serviceTime === null ? null : new TrackedDelay(host, model.serviceTime);
    this.slowdown = new TrackedQuantity(host, model.slowdown);
    this.capacity = new TrackedQuantity(host, model.capacity);
    this.maxWait = new TrackedQuantity(host, model.maxWait);
    this.latency = model.latency === null ? null : new TrackedDelay(host, model.latency);
    this.pools = model.pools.map((pool, i) => new PoolState(host, pool, i));
    this.counts = model.calls.map(({ count }) => new TrackedQuantity(host, count));
    this.rate = new TrackedQuantity(host, model.rate, { urgent: true });
    this.burst = new TrackedQuantity(host, model.burst, { urgent: true });
    this.waitingLimit = new TrackedQuantity(host, model.waiting);
    this.timeouts = new TrackedQuantity(host, model.timeouts);
    const limits = [this.rate, this.waitingLimit].some(
      (limit) => !limit.fixed || Number.isFinite(limit.read()),
    );
    this.countsTimeouts = !this.timeouts.fixed || !Number.isNaN(this.timeouts.read());
    this.throttled = limits || this.countsTimeouts;
    this.own = { slowdown: this.slowdown, availability: this.availability };
    this.mayRefuse = this.throttled || (this.mayFail && model.failsFast);
    this.failsLate = this.mayFail && !model.failsFast;
    this.hasMaxWait = !this.maxWait.fixed || this.maxWait.read() < Number.POSITIVE_INFINITY;
  }

  private get mayFail(): boolean {
    return !this.availability.fixed || this.availability.read() < 1;
  }

  get idle(): boolean {
    return this.waiting === 0 && this.firstBusy === null;
  }

  /** Number of times an attempt makes one of the service's calls. */
  callsOf(call: number): number {
    const count = this.counts[call]!.read();
    if (count <= MAX_CALLS) return count;
    throw new RunError(
      'run/calls',
      this.model.calls[call]!.count.span!,
      `an attempt would make ${count.toLocaleString('en-US')} calls here; the limit is ${MAX_CALLS.toLocaleString('en-US')}`,
    );
  }

  renew(): void {
    this.tokens = Number.NaN;
  }

  override(slowdown: number | null, availability: number | null): void {
    const { host, own, model } = this;
    const fixed = (value: number) => new TrackedQuantity(host, { value, from: null, span: null });
    this.slowdown = slowdown === null ? own.slowdown : fixed(slowdown);
    this.availability = availability === null ? own.availability : fixed(availability);
    this.mayRefuse = this.throttled || (this.mayFail && model.failsFast);
    this.failsLate = this.mayFail && !model.failsFast;
  }

  /**
   * If the throttle admits an attempt, takes a token and returns true.
   *
   * @param patience how long the client waits, in microseconds
   */
  admits(now: number, patience: number): boolean {
    const limit = this.waitingLimit.read();
    if (Number.isFinite(limit) && this.waitingWork() > limit) return false;
    const timeouts = this.timeouts.read();
    if (!Number.isNaN(timeouts) && this.waitingWork() > timeouts * patience) return false;
    this.changeRate(now);
    if (this.fillRate === Number.POSITIVE_INFINITY) return true;
    this.fill(now);
    // A bucket for one token overflows while it's full, so a rounding error could reject arrivals that come at exactly
    // its rate.
    if (this.tokens < (this.burstLimit < 2 ? ALMOST_ONE : 1)) return false;
    this.tokens--;
    return true;
  }

  /** True once the throttle's bucket is in use. */
  get fillsBucket(): boolean {
    return !Number.isNaN(this.tokens);
  }

  /** Applies changed throttle settings. Until now, the bucket was filling at the old rate. */
  changeRate(now: number): void {
    const rate = this.rate.read();
    const setting = this.burst.read();
    const burst = Number.isNaN(setting) ? Math.max(1, rate) : setting;
    if (rate === this.fillRate && burst === this.burstLimit) return;
    if (!Number.isNaN(this.tokens)) this.fill(now);
    this.fillRate = rate;
    this.burstLimit = burst;
  }

  /** Fills the bucket. It's full at the start and after any period without a limit. */
  private fill(now: number): void {
    const { tokens, fillRate, burstLimit } = this;
    const isFull = Number.isNaN(tokens) || fillRate === Number.POSITIVE_INFINITY;
    const filled = isFull ? burstLimit : tokens + ((now - this.filled) / SECOND) * fillRate;
    this.tokens = Math.min(burstLimit, filled);
    this.filled = now;
  }

  /** Number of attempts without a slot. A shared service also works on these. */
  get queued(): number {
    return this.sharing === null ? this.waiting : Math.max(0, this.busy - this.concurrency.read());
  }

  /** Expected time to serve the queue, in whole microseconds, since means of some distributions aren't exact. */
  private waitingWork(): number {
    const { queued } = this;
    if (queued === 0 || this.serviceTime === null) return 0;
    return Math.round((queued * this.serviceTime.mean() * this.slowdown.read()) / this.concurrency.read());
  }

  /** Adds an attempt to the end of the queue or of its priority class. */
  append(a: Attempt): void {
    const previous = this.model.prioritized ? this.classes.add(a) : this.lastWaiting;
    const next = previous === null ? this.firstWaiting : previous.next;
    a.previous = previous;
    a.next = next;
    if (previous === null) this.firstWaiting = a;
    else previous.next = a;
    if (next === null) this.lastWaiting = a;
    else next.previous = a;
    this.waiting++;
  }

  /** The attempt that a full queue drops: the oldest one, in the last class. */
  get oldest(): Attempt | null {
    if (!this.model.prioritized || this.firstWaiting === null) return this.firstWaiting;
    const before = this.classes.lastBeforeLastClass();
    return before === null ? this.firstWaiting : before.next;
  }

  /** Removes an attempt from the queue. */
  remove(a: Attempt): void {
    const { previous, next } = a;
    if (this.model.prioritized) this.classes.remove(a);
    if (previous === null) this.firstWaiting = next;
    else previous.next = next;
    if (next === null) this.lastWaiting = previous;
    else next.previous = previous;
    this.waiting--;
  }

  /** An attempt enters service. */
  begin(a: Attempt): void {
    const first = this.firstBusy;
    a.previous = null;
    a.next = first;
    if (first !== null) first.previous = a;
    this.firstBusy = a;
    a.holdsSlot = true;
    this.busy++;
  }

  /** Frees an attempt's slot. The attempt stays in service. */
  release(a: Attempt): void {
    a.holdsSlot = false;
    this.busy--;
  }

  /** An attempt leaves service. */
  end(a: Attempt): void {
    const { previous, next } = a;
    if (previous === null) this.firstBusy = next;
    else previous.next = next;
    if (next !== null) next.previous = previous;
    if (a.holdsSlot) this.release(a);
  }
}
