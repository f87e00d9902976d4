import type { BreakerModel, CacheModel, EdgeModel } from '../../model/model.ts';
import { exponential } from '../numbers/distribution.ts';
import { hashName } from '../numbers/random.ts';
import type { Deadlines } from './deadlines.ts';
import type { ServiceHost } from './host.ts';
import { TrackedDelay, TrackedQuantity } from './quantities.ts';

/**
 * A circuit breaker. Closed it counts; open it lets nothing through; after `open_for` it lets probes through, and closes
 * once all of them went well. The first that does not opens it again. What began before it opened is not counted.
 */
class BreakerState {
  private readonly failures: TrackedQuantity;
  private readonly rate: TrackedQuantity;
  private readonly openFor: TrackedQuantity;
  private readonly probes: number;
  /** Outcomes of the last attempts, 1 for a failure, as a ring. */
  private readonly outcomes: Uint8Array;
  private at = 0;
  private seen = 0;
  private failed = 0;
  private inARow = 0;
  private openUntil = 0;
  private state: 'closed' | 'open' | 'probing' = 'closed';
  private probesLeft = 0;
  private probesGood = 0;
  /** Raised with each change of state: an outcome of an earlier one does not count. */
  private epoch = 0;

  constructor(stage: ServiceHost, model: BreakerModel, options: { instance: boolean }) {
    this.failures = new TrackedQuantity(stage, model.failures, options);
    this.rate = new TrackedQuantity(stage, model.rate, options);
    this.openFor = new TrackedQuantity(stage, model.openFor, options);
    this.probes = model.probes;
    this.outcomes = new Uint8Array(model.window);
  }

  /** The epoch under which an attempt may go, or -1 if it is refused. */
  admit(now: number): number {
    if (this.state === 'open' && now >= this.openUntil) {
      this.state = 'probing';
      this.epoch++;
      this.probesLeft = this.probes;
      this.probesGood = 0;
    }
    if (this.state === 'open') return -1;
    if (this.state === 'closed') return this.epoch;
    if (this.probesLeft === 0) return -1;
    this.probesLeft--;
    return this.epoch;
  }

  /** How an attempt went that was admitted under an epoch. */
  record(ok: boolean, epoch: number, now: number, b: number): void {
    if (epoch !== this.epoch) return;
    if (this.state === 'probing') {
      if (!ok) this.open(now, b);
      else if (++this.probesGood === this.probes) this.close();
      return;
    }
    this.inARow = ok ? 0 : this.inARow + 1;
    if (this.tooMany(ok, b)) this.open(now, b);
  }

  private tooMany(ok: boolean, b: number): boolean {
    const window = this.outcomes.length;
    if (window === 0) return this.inARow >= this.failures.readFor(b);
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
    this.inARow = 0;
  }
}

/** A word for a call of a request within an attempt of another. */
export function mixed(a: number, b: number): number {
  let h = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Who asks whom, as a name: an edge has the same draws in each variant that has it. */
export function nameOf({ model }: ServiceHost, index: number): string {
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

/** One edge while it runs: how clients ask along it, and what they remember together. */
export class EdgeState {
  readonly model: EdgeModel;
  readonly service: number;
  /** Name of the service that is asked. */
  readonly asked: string;
  /** What the draws of requests along it hang on. */
  readonly hash: number;
  readonly share: TrackedQuantity;
  readonly timeout: TrackedQuantity;
  readonly retry: RetryState | null;
  readonly breaker: BreakerState | null;
  readonly cache: CacheState | null;
  /** Clients do not wait for ever. */
  readonly givesUp: boolean;
  /** A breaker or a budget hears how attempts go. */
  readonly learns: boolean;
  /** Deadlines of attempts, where all may take equally long. */
  deadlines: Deadlines | null = null;

  /** @param callers instances that share the edge but not their caches */
  constructor(stage: ServiceHost, model: EdgeModel, callers: number, name: string) {
    const options = { instance: model.from.kind === 'process' };
    this.model = model;
    this.service = model.service;
    this.asked = stage.model.scenario.services[model.service]!.name;
    this.hash = hashName(name);
    this.share = new TrackedQuantity(stage, model.share, options);
    this.timeout = new TrackedQuantity(stage, model.timeout, options);
    this.retry = model.retry === null ? null : new RetryState(stage, model.retry, options);
    this.breaker = model.breaker === null ? null : new BreakerState(stage, model.breaker, options);
    this.givesUp = !this.timeout.fixed || this.timeout.read() < Number.POSITIVE_INFINITY;
    this.learns = this.breaker !== null || this.retry?.hasBudget === true;
    this.cache = model.cache === null ? null : new CacheState(stage, model.cache, callers, options);
  }
}

/** Retries of an edge and their budget, which all its clients share. */
export class RetryState {
  private readonly max: TrackedQuantity;
  private readonly base: TrackedQuantity;
  private readonly factor: TrackedQuantity;
  private readonly longest: TrackedQuantity;
  private readonly jitter: NonNullable<EdgeModel['retry']>['jitter'];
  private readonly cap: TrackedQuantity | null;
  private readonly perSuccess: TrackedQuantity | null;
  private tokens: number;

  constructor(stage: ServiceHost, model: NonNullable<EdgeModel['retry']>, options: { instance: boolean }) {
    this.max = new TrackedQuantity(stage, model.max, options);
    this.base = new TrackedQuantity(stage, model.base, options);
    this.factor = new TrackedQuantity(stage, model.factor, options);
    this.longest = new TrackedQuantity(stage, model.cap, options);
    this.jitter = model.jitter;
    const { budget } = model;
    this.cap = budget === null ? null : new TrackedQuantity(stage, budget.cap, options);
    this.perSuccess = budget === null ? null : new TrackedQuantity(stage, budget.perSuccess, options);
    this.tokens = budget === null ? 0 : new TrackedQuantity(stage, budget.start, options).read();
  }

  get hasBudget(): boolean {
    return this.cap !== null;
  }

  /** True if a request may be tried again after so many tries; takes a token of the budget. */
  allows(tries: number, b: number): boolean {
    if (tries > this.max.readFor(b)) return false;
    if (this.cap === null) return true;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }

  succeeded(b: number): void {
    if (this.cap === null) return;
    this.tokens = Math.min(this.cap.readFor(b), this.tokens + this.perSuccess!.readFor(b));
  }

  /** True if the wait is drawn. */
  get draws(): boolean {
    return this.jitter !== 'none';
  }

  /**
   * Wait before the next try, in whole microseconds.
   *
   * @param tries tries so far
   * @param u uniform from 0 (inclusive) to 1 (exclusive)
   */
  wait(tries: number, u: number, b: number): number {
    const base = this.base.readFor(b);
    const wait = base === 0 ? 0 : base * power(this.factor.readFor(b), tries - 1);
    const longest = this.longest.readFor(b);
    return jittered(this.jitter, Math.min(wait, longest, Number.MAX_SAFE_INTEGER), u);
  }
}

/** A whole power from multiplications alone, the same on any machine. */
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

/** Answers that clients of an edge keep: for each of them and each key the last, and until when it serves. */
export class CacheState {
  readonly keys: number;
  private readonly ttl: TrackedQuantity;
  private readonly negativeTtl: TrackedQuantity;
  readonly gap: TrackedDelay | null;
  private readonly until: Float64Array;
  private readonly good: Uint8Array;

  constructor(stage: ServiceHost, model: CacheModel, callers: number, options: { instance: boolean }) {
    this.keys = model.keys;
    this.ttl = new TrackedQuantity(stage, model.ttl, options);
    this.negativeTtl = new TrackedQuantity(stage, model.negativeTtl, options);
    this.gap = model.lookupGap === null ? null : new TrackedDelay(stage, model.lookupGap, options);
    this.until = new Float64Array(model.keys * callers);
    this.good = new Uint8Array(model.keys * callers);
  }

  /** The answer kept under a key: 1 good, 0 bad, -1 none that still serves. */
  lookUp(key: number, now: number): number {
    return now < this.until[key]! ? this.good[key]! : -1;
  }

  /** Keeps an answer until the look-up behind the end of its time. */
  keep(key: number, ok: boolean, now: number, u: number, b: number): void {
    const life = (ok ? this.ttl : this.negativeTtl).readFor(b);
    if (life === 0) return;
    this.until[key] = now + life + (this.gap === null ? 0 : this.gap.draw(u, b));
    this.good[key] = ok ? 1 : 0;
  }
}
