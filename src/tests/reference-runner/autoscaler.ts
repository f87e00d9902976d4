import { hashName } from '../../engine/numbers/random.ts';
import type { Delay } from '../../scenario/ast/delay.ts';
import type { Expr } from '../../scenario/ast/expr.ts';
import type { Autoscale } from '../../scenario/ast/members.ts';
import type { PlainFleet } from './members.ts';
import { readingOf } from './outcomes.ts';
import type { PlainHost } from './requests.ts';

/** Autoscalers, as described in the guide "How a run works". */

/** What an autoscaler needs from the services. */
export interface AutoscalerHost {
  readonly host: PlainHost;
  number(expr: Expr | null, absent: number): number;
  delay(delay: Delay, u: number): number;
  draw(who: number, what: number, n: number, lane: number): number;
}

export class PlainAutoscaler {
  private readonly name: string;
  private readonly settings: Autoscale;
  private readonly fleet: PlainFleet;
  private readonly services: AutoscalerHost;
  private changed = Number.NEGATIVE_INFINITY;
  private cooldown = 0;
  /** How many members the start limit allows, in millionths, and the time of the last reading. */
  private allowance = 0;
  private lastLook = 0;
  private starts = 0;

  constructor(name: string, settings: Autoscale, fleet: PlainFleet, services: AutoscalerHost) {
    this.name = name;
    this.settings = settings;
    this.fleet = fleet;
    this.services = services;
  }

  /** Schedules the next reading. */
  schedule(): void {
    const { host } = this.services;
    const wait = this.services.number(this.settings.every, 0);
    host.schedule(
      host.now + Math.max(1, wait),
      'service',
      0,
      () => this.look(),
      () => true,
      null,
      () => false,
    );
  }

  private look(): void {
    const { fleet, settings } = this;
    const { host } = this.services;
    this.schedule();
    const before = fleet.desired;
    const free = host.now >= this.changed + this.cooldown;
    const asked = free ? this.asked() : before;
    const atLeast = Math.max(asked, this.services.number(settings.min, 1), 1);
    fleet.desired = Math.min(atLeast, this.services.number(settings.max, 0));
    if (fleet.desired !== before) {
      this.changed = host.now;
      this.cooldown = this.services.number(settings.cooldown, 0);
      host.note(
        this.name,
        'scale',
        `${this.name}: desired members changed from ${before} to ${fleet.desired}`,
      );
    }
    const tooMany = fleet.running.length - fleet.desired;
    fleet.starting = fleet.starting.slice(0, Math.max(0, -tooMany));
    if (tooMany > 0) fleet.retire(tooMany);
    const missing = fleet.desired - fleet.running.length - fleet.starting.length;
    for (let left = Math.min(missing, this.allowed()); left > 0; left--) this.begin();
    fleet.count();
  }

  /** The number of members that the metric calls for. */
  private asked(): number {
    const { metric, target, above, below, step } = this.settings;
    const { desired, running } = this.fleet;
    const value = readingOf(metric, this.services.host.scope());
    if (Number.isNaN(value)) return desired;
    if (target === null) {
      const by = this.services.number(step, 1);
      if (above !== null && value > this.services.number(above, 0)) return desired + by;
      return below !== null && value < this.services.number(below, 0) ? desired - by : desired;
    }
    const by = this.services.number(step, Number.POSITIVE_INFINITY);
    const asked = Math.ceil((running.length * value) / this.services.number(target, 0));
    if (Number.isNaN(asked)) return desired;
    return Math.abs(asked - desired) > by ? desired + Math.sign(asked - desired) * by : asked;
  }

  /** How many members may start at this reading. */
  private allowed(): number {
    const { limit } = this.settings;
    const { host } = this.services;
    const passed = host.now - this.lastLook;
    this.lastLook = host.now;
    if (limit === null) return Number.POSITIVE_INFINITY;
    if (limit.type.kind === 'bool')
      return this.services.number(limit, 0) === 0 ? 0 : Number.POSITIVE_INFINITY;
    // At most one whole member is carried over.
    this.allowance = Math.min(this.allowance, 1e6) + Math.round(this.services.number(limit, 0) * passed);
    return Math.floor(this.allowance / 1e6);
  }

  private begin(): void {
    const { fleet, settings } = this;
    const { host } = this.services;
    const who = hashName(`${this.name}.start`) | 0;
    const n = this.starts++;
    this.allowance -= 1e6;
    fleet.starting.push(n);
    const { startTime } = settings;
    const u = startTime === null || startTime.dist === 'constant' ? 0 : this.services.draw(who, 0, n, 0);
    const wait = startTime === null ? 0 : this.services.delay(startTime, u);
    host.schedule(
      host.now + wait,
      'service',
      0,
      () => {
        fleet.starting = fleet.starting.filter((one) => one !== n);
        const share = this.services.number(settings.failures, 0);
        const fails = share >= 1 || (share > 0 && this.services.draw(who, 1, n, 0) < share);
        if (fails) {
          host.note(this.name, 'scale', `${this.name}: a member fails to start`);
          fleet.count();
        } else fleet.join();
      },
      () => fleet.starting.includes(n),
      null,
      () => false,
    );
  }
}
