import type { CacheModel, EdgeModel } from '../model/service-model.ts';
import { BreakerState } from './breaker.ts';
import type { Deadlines } from './deadlines.ts';
import { exponential } from './distribution.ts';
import { Live, LiveDelay } from './live.ts';
import { hashName } from './random.ts';
import type { Stage } from './stage.ts';

/** One edge while it runs: how clients ask along it, and what they remember together. */
export class EdgeState {
  readonly model: EdgeModel;
  readonly service: number;
  /** Name of the service that is asked. */
  readonly asked: string;
  /** What the draws of requests along it hang on. */
  readonly hash: number;
  readonly share: Live;
  readonly timeout: Live;
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
  constructor(stage: Stage, model: EdgeModel, callers: number, name: string) {
    const options = { instance: model.from.kind === 'process' };
    this.model = model;
    this.service = model.service;
    this.asked = stage.model.scenario.services[model.service]!.name;
    this.hash = hashName(name);
    this.share = new Live(stage, model.share, options);
    this.timeout = new Live(stage, model.timeout, options);
    this.retry = model.retry === null ? null : new RetryState(stage, model.retry, options);
    this.breaker = model.breaker === null ? null : new BreakerState(stage, model.breaker, options);
    this.givesUp = !this.timeout.fixed || this.timeout.read() < Number.POSITIVE_INFINITY;
    this.learns = this.breaker !== null || this.retry?.hasBudget === true;
    this.cache = model.cache === null ? null : new CacheState(stage, model.cache, callers, options);
  }
}

/** Retries of an edge and their budget, which all its clients share. */
export class RetryState {
  private readonly max: Live;
  private readonly base: Live;
  private readonly factor: Live;
  private readonly longest: Live;
  private readonly jitter: NonNullable<EdgeModel['retry']>['jitter'];
  private readonly cap: Live | null;
  private readonly perSuccess: Live | null;
  private tokens: number;

  constructor(stage: Stage, model: NonNullable<EdgeModel['retry']>, options: { instance: boolean }) {
    this.max = new Live(stage, model.max, options);
    this.base = new Live(stage, model.base, options);
    this.factor = new Live(stage, model.factor, options);
    this.longest = new Live(stage, model.cap, options);
    this.jitter = model.jitter;
    const { budget } = model;
    this.cap = budget === null ? null : new Live(stage, budget.cap, options);
    this.perSuccess = budget === null ? null : new Live(stage, budget.perSuccess, options);
    this.tokens = budget === null ? 0 : new Live(stage, budget.start, options).read();
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
  private readonly ttl: Live;
  private readonly negativeTtl: Live;
  readonly gap: LiveDelay | null;
  private readonly until: Float64Array;
  private readonly good: Uint8Array;

  constructor(stage: Stage, model: CacheModel, callers: number, options: { instance: boolean }) {
    this.keys = model.keys;
    this.ttl = new Live(stage, model.ttl, options);
    this.negativeTtl = new Live(stage, model.negativeTtl, options);
    this.gap = model.lookupGap === null ? null : new LiveDelay(stage, model.lookupGap, options);
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
