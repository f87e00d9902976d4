import type { DelayModel, Quantity } from '../../model/model.ts';
import { ln } from '../numbers/arithmetic.ts';
import { type Distribution, exponential, meanOf, parameterProblem, sample } from '../numbers/distribution.ts';
import type { Draws } from '../numbers/random.ts';
import { RunError } from '../state/run-error.ts';
import type { ServiceHost } from './host.ts';

/** How a number is followed: `instance` for one that the asking instance has a part in, `push` to be told of changes. */
export interface LiveOptions {
  readonly instance?: boolean;
  readonly urgent?: boolean;
}

/** A number of the model as it is now. One that is worked out from state is worked out again when that changes. */
export class TrackedQuantity {
  /** It begins as no number, and so is known for a double from the start. */
  private value = Number.NaN;
  private readonly stage: ServiceHost;
  private readonly quantity: Quantity;
  /** Watch of what it reads; -1 for a number that is known. */
  private readonly watch: number;
  /** It is worked out from state. */
  private readonly follows: boolean;
  /** It reads the clock, or the instance that asks. */
  private readonly always: boolean;

  constructor(
    stage: ServiceHost,
    quantity: Quantity,
    { instance = false, urgent = false }: LiveOptions = {},
  ) {
    this.stage = stage;
    this.quantity = quantity;
    this.value = quantity.value;
    const { from } = quantity;
    this.watch = from === null ? -1 : stage.watches.subscribe(from.reads, urgent);
    this.follows = from !== null;
    this.always = from !== null && (instance || from.reads.timers);
  }

  /** True for a number that never changes. */
  get fixed(): boolean {
    return !this.follows;
  }

  /** The number now. Kept so short that it becomes part of whatever asks: most numbers are fixed. */
  read(): number {
    if (this.follows) this.follow(0);
    return this.value;
  }

  /** @param b slot of the asking instance's program counter */
  readFor(b: number): number {
    if (this.follows) this.follow(b);
    return this.value;
  }

  private follow(b: number): void {
    if (this.always || this.stage.watches.isStale(this.watch)) this.refresh(b);
  }

  private refresh(b: number): void {
    const { stage, quantity } = this;
    const { s, now } = stage;
    this.value = Number(quantity.from!.test(s, b, now, [], s));
    stage.watches.fresh(this.watch);
    if (this.value < 0) {
      throw new RunError('run/negative', quantity.span!, `this becomes ${this.value}, and can't be below 0`);
    }
  }
}

/** A length of time that is drawn anew each time. */
export class TrackedDelay {
  readonly dist: Distribution;
  /** False for a length that is always the same. */
  readonly varies: boolean;
  /** What `drawLength` drew; it begins as no number, and so is known for a double. */
  length = Number.NaN;
  private readonly exponential: boolean;
  private readonly a: TrackedQuantity;
  private readonly b: TrackedQuantity | null;
  private readonly delay: DelayModel;

  constructor(stage: ServiceHost, delay: DelayModel, options: LiveOptions = {}) {
    this.dist = delay.dist;
    this.varies = delay.dist !== 'constant';
    this.exponential = delay.dist === 'exponential';
    this.delay = delay;
    this.a = new TrackedQuantity(stage, delay.first, options);
    this.b = delay.second === null ? null : new TrackedQuantity(stage, delay.second, options);
    this.check(0);
  }

  /** Its mean in microseconds. */
  mean(): number {
    const a = this.a.read();
    const b = this.b === null ? 0 : this.b.read();
    return meanOf(this.dist, a, b);
  }

  /**
   * Whole microseconds.
   *
   * @param u uniform from 0 (inclusive) to 1 (exclusive)
   */
  draw(u: number, b = 0): number {
    const a = this.a.readFor(b);
    if (this.dist === 'exponential') return exponential(a, u);
    if (this.dist === 'constant') return Math.round(a);
    this.check(b);
    return sample(this.dist, a, this.b!.readFor(b), u);
  }

  /**
   * Draws a length that `length` holds then, in whole microseconds: what a function gives back would be allocated.
   *
   * @param draws whose last block gives the number that a length that varies hangs on
   * @param times multiplies the length
   */
  drawLength(draws: Draws, times: TrackedQuantity): void {
    const a = this.a.read() * times.read();
    if (this.exponential) this.length = Math.round(-a * ln(1 - draws.first()));
    else if (!this.varies) this.length = Math.round(a);
    else {
      this.check(0);
      this.length = sample(this.dist, a, this.b!.read() * times.read(), draws.first());
    }
  }

  private check(b: number): void {
    const problem = parameterProblem(this.dist, this.a.readFor(b), this.b === null ? 0 : this.b.readFor(b));
    if (problem !== null) throw new RunError('run/delay', this.delay.span, problem);
  }
}
