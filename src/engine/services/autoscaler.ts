import type { AutoscaleModel, Quantity } from '../../model/model.ts';
import { hashName } from '../numbers/random.ts';
import { EVENT } from '../state/event-queue.ts';
import type { ServiceHost } from './host.ts';
import type { Fleet } from './members.ts';
import { TrackedDelay, TrackedQuantity } from './quantities.ts';

const NO_VALUES: readonly never[] = [];

/** Cost of one start. The budget for starts is counted in millionths of a member. */
const START = 1_000_000;

/** Changes the number of a service's members at regular intervals to keep a metric in its range. */
export class Autoscaler {
  private readonly host: ServiceHost;
  private readonly fleet: Fleet;
  private readonly service: number;
  private readonly name: string;
  private readonly model: AutoscaleModel;
  private readonly every: TrackedQuantity;
  private readonly target: TrackedQuantity | null;
  private readonly above: TrackedQuantity | null;
  private readonly below: TrackedQuantity | null;
  private readonly step: TrackedQuantity;
  private readonly min: TrackedQuantity;
  private readonly max: TrackedQuantity;
  private readonly cooldown: TrackedQuantity;
  private readonly limit: TrackedQuantity | null;
  private readonly failures: TrackedQuantity;
  private readonly startTime: TrackedDelay | null;
  private readonly who: number;
  /** The desired number of members doesn't change before this time. */
  private quietUntil = 0;
  /** The budget left for starts, and the time of the last reading. */
  private budget = 0;
  private lastLook = 0;
  /** Members that are starting, oldest first, identified by the number of their start. */
  private readonly pending: number[] = [];
  private starts = 0;

  constructor(host: ServiceHost, fleet: Fleet, service: number, model: AutoscaleModel) {
    const quantity = (one: Quantity) => new TrackedQuantity(host, one);
    const optional = (one: Quantity | null) => (one === null ? null : quantity(one));
    this.host = host;
    this.fleet = fleet;
    this.service = service;
    this.name = host.model.scenario.services[service]!.name;
    this.model = model;
    this.every = quantity(model.every);
    this.target = optional(model.target);
    this.above = optional(model.above);
    this.below = optional(model.below);
    this.step = quantity(model.step);
    this.min = quantity(model.min);
    this.max = quantity(model.max);
    this.cooldown = quantity(model.cooldown);
    this.limit = optional(model.limit);
    this.failures = quantity(model.failures);
    this.startTime = model.startTime === null ? null : new TrackedDelay(host, model.startTime);
    this.who = hashName(`${this.name}.start`) | 0;
  }

  /** Schedules the next reading of the metric. */
  schedule(): void {
    const wait = Math.max(1, this.every.read());
    this.host.pushService(this.host.now + wait, EVENT.autoscale, this.service, 0);
  }

  /** Reads the metric, computes the desired number of members, and starts or retires members. */
  look(): void {
    const { host, fleet } = this;
    host.count(this.name, this.model.span);
    this.schedule();
    const before = fleet.desired;
    const goal = host.now < this.quietUntil ? before : this.goal(before);
    fleet.desired = Math.min(this.max.read(), Math.max(1, this.min.read(), goal));
    if (fleet.desired !== before) {
      this.quietUntil = host.now + this.cooldown.read();
      this.note(`desired members changed from ${before} to ${fleet.desired}`);
    }
    this.reconcile();
    fleet.update();
  }

  /** The number of members that the metric calls for. If the metric has no value, the number doesn't change. */
  private goal(desired: number): number {
    const { target, above, below } = this;
    const value = this.metric();
    if (!Number.isFinite(value)) return desired;
    const step = this.step.read();
    if (target !== null) {
      const goal = Math.ceil((this.fleet.running * value) / target.read());
      return Number.isNaN(goal) ? desired : Math.max(desired - step, Math.min(desired + step, goal));
    }
    if (above !== null && value > above.read()) return desired + step;
    if (below !== null && value < below.read()) return desired - step;
    return desired;
  }

  /** The metric's value; not finite if there is none. */
  private metric(): number {
    const { host, model } = this;
    const { needs, test } = model.metric;
    const { measures } = host.model.inputs;
    for (const needed of needs) if (Number.isNaN(measures[needed]!)) return Number.NaN;
    return Number(test(host.s, 0, host.now, NO_VALUES, host.s));
  }

  private reconcile(): void {
    const { fleet, pending } = this;
    const { running, desired } = fleet;
    while (pending.length > 0 && running + pending.length > desired) pending.pop();
    if (running > desired) fleet.retire(running - desired);
    const allowed = this.allowed();
    for (let i = 0; i < allowed && running + pending.length < desired; i++) {
      this.budget -= START;
      this.begin();
    }
    fleet.starting = pending.length;
  }

  /** Number of members that may start now. */
  private allowed(): number {
    const { limit, host } = this;
    const passed = host.now - this.lastLook;
    this.lastLook = host.now;
    if (limit === null) return Number.POSITIVE_INFINITY;
    const value = limit.read();
    if (this.model.limitIsSwitch) return value === 0 ? 0 : Number.POSITIVE_INFINITY;
    // `value` is in members per second and `passed` in microseconds, so the product is in millionths of a member.
    const added = Math.round(value * passed);
    this.budget = added + Math.min(this.budget, START);
    return Math.floor(this.budget / START);
  }

  private begin(): void {
    const { host, startTime } = this;
    const n = this.starts++;
    this.pending.push(n);
    let wait = 0;
    if (startTime !== null) {
      if (startTime.varies) host.draws.block(this.who, 0, n, 0);
      wait = startTime.draw(startTime.varies ? host.draws.first() : 0);
    }
    host.pushService(host.now + wait, EVENT.memberStarts, this.service, n);
  }

  /** Call this when a member has started or failed to start. Ignores members that are no longer needed. */
  started(n: number): void {
    const { host, pending, fleet } = this;
    const at = pending.indexOf(n);
    if (at < 0) return;
    host.count(this.name, this.model.span);
    pending.splice(at, 1);
    fleet.starting = pending.length;
    if (this.fails(n)) {
      this.note('a member fails to start');
      fleet.update();
    } else fleet.join();
  }

  private fails(n: number): boolean {
    const share = this.failures.read();
    if (share <= 0 || share >= 1) return share >= 1;
    const { draws } = this.host;
    draws.block(this.who, 1, n, 0);
    return draws.first() < share;
  }

  private note(say: string): void {
    this.host.note(this.service, 'scale', `${this.name}: ${say}`);
  }
}
