import type { DelayModel, Quantity } from '../../model/model.ts';
import { ln } from '../numbers/arithmetic.ts';
import {
  type Distribution,
  exponential,
  hasShape,
  meanOf,
  parameterProblem,
  pick,
  sample,
} from '../numbers/distribution.ts';
import type { Draws } from '../numbers/random.ts';
import { RunError } from '../state/run-error.ts';
import type { ServiceHost } from './host.ts';

/**
 * A number in the model and its current value. If the number depends on state, it's reevaluated when that state
 * changes.
 */
export class TrackedQuantity {
  /** Starts as NaN so that V8 stores the field as a double. */
  private value = Number.NaN;
  private readonly host: ServiceHost;
  private readonly quantity: Quantity;
  /** Subscription to the number's inputs; -1 for a fixed number. */
  private readonly subscription: number;
  private readonly tracksState: boolean;
  /** True if the number depends on the clock or the calling instance and must be evaluated on each read. */
  private readonly alwaysStale: boolean;

  constructor(
    host: ServiceHost,
    quantity: Quantity,
    { instance = false, urgent = false }: TrackingOptions = {},
  ) {
    this.host = host;
    this.quantity = quantity;
    this.value = quantity.value;
    const { from } = quantity;
    this.subscription = from === null ? -1 : host.subscriptions.subscribe(from.reads, urgent);
    this.tracksState = from !== null;
    this.alwaysStale = from !== null && (instance || from.reads.timers);
    if (this.value < 0) this.refuse();
  }

  /** True if the number never changes. */
  get fixed(): boolean {
    return !this.tracksState;
  }

  /** Returns the current value. Kept short so that it's inlined, since most numbers are fixed. */
  read(): number {
    if (this.tracksState) this.update(0);
    return this.value;
  }

  /** @param b slot of the calling instance's program counter */
  readFor(b: number): number {
    if (this.tracksState) this.update(b);
    return this.value;
  }

  private update(b: number): void {
    if (this.alwaysStale || this.host.subscriptions.isStale(this.subscription)) this.refresh(b);
  }

  private refresh(b: number): void {
    const { host, quantity } = this;
    const { s, now } = host;
    this.value = Number(quantity.from!.test(s, b, now, [], s));
    host.subscriptions.markFresh(this.subscription);
    if (this.value < 0) this.refuse();
  }

  private refuse(): never {
    throw new RunError(
      'run/negative',
      this.quantity.span!,
      `this evaluates to ${this.value}, but it can't be negative`,
    );
  }
}

/** `instance`: the value depends on the calling instance. `urgent`: a change takes effect immediately. */
export interface TrackingOptions {
  readonly instance?: boolean;
  readonly urgent?: boolean;
}

/** A delay that is drawn again for each use. */
export class TrackedDelay {
  readonly dist: Distribution;
  /** False if every draw has the same value. */
  readonly varies: boolean;
  /** Result of `drawLength`. Starts as NaN so that V8 stores the field as a double. */
  length = Number.NaN;
  private readonly exponential: boolean;
  private readonly shaped: boolean;
  /** True if no parameter reads the state. */
  private readonly fixed: boolean;
  private readonly a: TrackedQuantity;
  private readonly b: TrackedQuantity | null;
  private readonly delay: DelayModel;

  constructor(host: ServiceHost, delay: DelayModel, options: TrackingOptions = {}) {
    this.dist = delay.dist;
    this.varies = delay.dist !== 'constant';
    this.exponential = delay.dist === 'exponential';
    this.shaped = hasShape(delay.dist);
    this.delay = delay;
    this.a = new TrackedQuantity(host, delay.first, options);
    this.b = delay.second === null ? null : new TrackedQuantity(host, delay.second, options);
    this.fixed = this.a.fixed && this.b?.fixed !== false;
    // Parameters that read the state are checked at each use, since they may not have a value yet.
    if (this.fixed) this.check(0);
  }

  /** The mean in microseconds. */
  mean(): number {
    const a = this.a.read();
    const b = this.b === null ? 0 : this.b.read();
    return meanOf(this.dist, a, b, this.delay.values);
  }

  /**
   * @param u uniform from 0 (inclusive) to 1 (exclusive)
   * @returns whole microseconds
   */
  draw(u: number, b = 0): number {
    if (!this.fixed) this.check(b);
    const a = this.a.readFor(b);
    if (this.dist === 'exponential') return exponential(a, u);
    if (this.dist === 'constant') return Math.round(a);
    if (this.dist === 'empirical') return pick(this.delay.values, u);
    return sample(this.dist, a, this.b!.readFor(b), u);
  }

  /**
   * Draws a delay in whole microseconds and stores it in `length`, since returning a double would allocate.
   *
   * @param draws the random draws; the most recent block is used if the delay varies
   * @param times factor by which to multiply the delay
   */
  drawLength(draws: Draws, times: TrackedQuantity): void {
    const a = this.a.read() * times.read();
    if (this.exponential) this.length = Math.round(-a * ln(1 - draws.first()));
    else if (!this.varies) this.length = Math.round(a);
    else if (this.dist === 'empirical') {
      this.length = Math.round(pick(this.delay.values, draws.first()) * times.read());
    } else {
      const b = this.b!.read() * (this.shaped ? 1 : times.read());
      this.report(parameterProblem(this.dist, a, b));
      this.length = sample(this.dist, a, b, draws.first());
    }
    if (!(this.length < Number.POSITIVE_INFINITY)) this.report('a duration must be finite');
  }

  private check(b: number): void {
    this.report(parameterProblem(this.dist, this.a.readFor(b), this.b === null ? 0 : this.b.readFor(b)));
  }

  private report(problem: string | null): void {
    if (problem !== null) throw new RunError('run/delay', this.delay.span, problem);
  }
}
