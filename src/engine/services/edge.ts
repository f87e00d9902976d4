import type { BreakerModel, EdgeModel } from '../../model/model.ts';
import { exponential } from '../numbers/distribution.ts';
import { hashName } from '../numbers/random.ts';
import { CacheState } from './cache.ts';
import type { Deadlines } from './deadlines.ts';
import type { ServiceHost } from './host.ts';
import { TrackedQuantity } from './quantities.ts';

/** An edge's runtime state: settings for its calls, and state that its clients share. */
export class EdgeState {
  readonly model: EdgeModel;
  readonly service: number;
  /** Name of the called service. */
  readonly targetName: string;
  /** Key for the random draws of the edge's requests. */
  readonly hash: number;
  readonly share: TrackedQuantity;
  readonly timeout: TrackedQuantity;
  readonly retry: RetryState | null;
  readonly breaker: BreakerState | null;
  readonly cache: CacheState | null;
  readonly priority: TrackedQuantity | null;
  readonly hasTimeout: boolean;
  /** True if a breaker or a retry budget needs the outcomes of attempts. */
  readonly tracksOutcomes: boolean;
  /** Deadlines for attempts, if the timeout is fixed. */
  deadlines: Deadlines | null = null;

  /** @param callers number of instances that share the edge; each has its own cache */
  constructor(host: ServiceHost, model: EdgeModel, callers: number, name: string) {
    const options = { instance: model.from.kind === 'process' };
    this.model = model;
    this.service = model.service;
    this.targetName = host.model.scenario.services[model.service]!.name;
    this.hash = hashName(name);
    this.share = new TrackedQuantity(host, model.share, options);
    this.timeout = new TrackedQuantity(host, model.timeout, options);
    this.retry = model.retry === null ? null : new RetryState(host, model.retry, options);
    this.breaker = model.breaker === null ? null : new BreakerState(host, model.breaker, options);
    this.priority = model.priority === null ? null : new TrackedQuantity(host, model.priority, options);
    this.hasTimeout = !this.timeout.fixed || this.timeout.read() < Number.POSITIVE_INFINITY;
    this.tracksOutcomes = this.breaker !== null || this.retry?.hasBudget === true;
    this.cache = model.cache === null ? null : new CacheState(host, model.cache, callers, options);
  }
}

/** An edge's retry policy and the retry budget that all its clients share. */
export class RetryState {
  private readonly max: TrackedQuantity;
  private readonly base: TrackedQuantity;
  private readonly factor: TrackedQuantity;
  private readonly maxWait: TrackedQuantity;
  private readonly jitter: NonNullable<EdgeModel['retry']>['jitter'];
  private readonly budgetCap: TrackedQuantity | null;
  private readonly perSuccess: TrackedQuantity | null;
  private tokens: number;

  constructor(host: ServiceHost, model: NonNullable<EdgeModel['retry']>, options: { instance: boolean }) {
    this.max = new TrackedQuantity(host, model.max, options);
    this.base = new TrackedQuantity(host, model.base, options);
    this.factor = new TrackedQuantity(host, model.factor, options);
    this.maxWait = new TrackedQuantity(host, model.cap, options);
    this.jitter = model.jitter;
    const { budget } = model;
    this.budgetCap = budget === null ? null : new TrackedQuantity(host, budget.cap, options);
    this.perSuccess = budget === null ? null : new TrackedQuantity(host, budget.perSuccess, options);
    this.tokens = budget === null ? 0 : new TrackedQuantity(host, budget.start, options).read();
  }

  get hasBudget(): boolean {
    return this.budgetCap !== null;
  }

  /** True if a request may be retried after this many attempts. If so, takes a token from the budget. */
  allows(attempts: number, b: number): boolean {
    if (attempts > this.max.readFor(b)) return false;
    if (this.budgetCap === null) return true;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }

  succeeded(b: number): void {
    if (this.budgetCap === null) return;
    this.tokens = Math.min(this.budgetCap.readFor(b), this.tokens + this.perSuccess!.readFor(b));
  }

  /** True if wait times are random. */
  get isRandom(): boolean {
    return this.jitter !== 'none';
  }

  /**
   * Wait before the next attempt, in whole microseconds.
   *
   * @param attempts attempts so far
   * @param u uniform from 0 (inclusive) to 1 (exclusive)
   */
  wait(attempts: number, u: number, b: number): number {
    const base = this.base.readFor(b);
    const wait = base === 0 ? 0 : base * power(this.factor.readFor(b), attempts - 1);
    const maxWait = this.maxWait.readFor(b);
    return jittered(this.jitter, Math.min(wait, maxWait, Number.MAX_SAFE_INTEGER), u);
  }
}

/** Integer power using only multiplication, so the result is the same on every machine. */
function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

function jittered(jitter: NonNullable<EdgeModel['retry']>['jitter'], wait: number, u: number): number {
  switch (jitter) {
    case 'none':
      return Math.round(wait);
    case 'full':
      return Math.round(wait * u);
    case 'equal':
      return Math.round(wait / 2 + (wait / 2) * u);
    case 'exponential':
      return exponential(wait, u);
  }
}

/**
 * A circuit breaker. While closed, it counts failures; while open, it rejects all attempts. After `open_for`, it
 * lets probes through. It closes once all of them succeed and reopens at the first failure. Attempts admitted
 * before a state change don't count.
 */
class BreakerState {
  private readonly failures: TrackedQuantity;
  private readonly rate: TrackedQuantity;
  private readonly openFor: TrackedQuantity;
  private readonly probes: number;
  /** Ring buffer of recent outcomes; 1 is a failure. */
  private readonly outcomes: Uint8Array;
  private at = 0;
  private seen = 0;
  private failed = 0;
  private consecutive = 0;
  private openUntil = 0;
  private state: 'closed' | 'open' | 'probing' = 'closed';
  private probesLeft = 0;
  private probesSucceeded = 0;
  /** Incremented at each state change. Outcomes from earlier epochs are ignored. */
  private epoch = 0;

  constructor(host: ServiceHost, model: BreakerModel, options: { instance: boolean }) {
    this.failures = new TrackedQuantity(host, model.failures, options);
    this.rate = new TrackedQuantity(host, model.rate, options);
    this.openFor = new TrackedQuantity(host, model.openFor, options);
    this.probes = model.probes;
    this.outcomes = new Uint8Array(model.window);
  }

  /** The epoch in which an attempt is admitted, or -1 if it is rejected. */
  admit(now: number): number {
    if (this.state === 'open' && now >= this.openUntil) {
      this.state = 'probing';
      this.epoch++;
      this.probesLeft = this.probes;
      this.probesSucceeded = 0;
    }
    if (this.state === 'open') return -1;
    if (this.state === 'closed') return this.epoch;
    if (this.probesLeft === 0) return -1;
    this.probesLeft--;
    return this.epoch;
  }

  /** Records the outcome of an attempt admitted in the given epoch. */
  record(ok: boolean, epoch: number, now: number, b: number): void {
    if (epoch !== this.epoch) return;
    if (this.state === 'probing') {
      if (!ok) this.open(now, b);
      else if (++this.probesSucceeded === this.probes) this.close();
      return;
    }
    this.consecutive = ok ? 0 : this.consecutive + 1;
    if (this.tooMany(ok, b)) this.open(now, b);
  }

  private tooMany(ok: boolean, b: number): boolean {
    const window = this.outcomes.length;
    if (window === 0) return this.consecutive >= this.failures.readFor(b);
    this.failed += (ok ? 0 : 1) - (this.seen < window ? 0 : this.outcomes[this.at]!);
    this.outcomes[this.at] = ok ? 0 : 1;
    this.at = (this.at + 1) % window;
    this.seen = Math.min(window, this.seen + 1);
    return this.seen === window && this.failed >= this.rate.readFor(b) * window;
  }

  private open(now: number, b: number): void {
    this.state = 'open';
    this.epoch++;
    this.openUntil = now + this.openFor.readFor(b);
  }

  private close(): void {
    this.state = 'closed';
    this.epoch++;
    this.seen = 0;
    this.failed = 0;
    this.at = 0;
    this.consecutive = 0;
  }
}

/** A name based on the caller and the service, so that an edge gets the same draws in each variant. */
export function edgeName({ model }: ServiceHost, index: number): string {
  const { from, service } = model.edges[index]!;
  const { scenario } = model;
  const to = scenario.services[service]!.name;
  const names = { load: scenario.loads, service: scenario.services, process: scenario.processes };
  const one = names[from.kind][from.index]!;
  const name = 'id' in one ? one.id : one.name;
  const before = model.edges.slice(0, index).filter((other) => {
    const same = other.from.kind === from.kind && other.from.index === from.index;
    return same && other.service === service;
  });
  return `${name}>${to}#${before.length}`;
}

/** Combines two hashes into the draw key for a nested call. */
export function mixHashes(a: number, b: number): number {
  let h = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
