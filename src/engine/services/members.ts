import type { MembersModel } from '../../model/model.ts';
import { SHARE_TOLERANCE } from '../../scenario/ast/scenario.ts';
import { hashName } from '../numbers/random.ts';
import { EVENT } from '../state/event-queue.ts';
import type { ServiceHost, ServiceObserver } from './host.ts';
import { Loads } from './loads.ts';
import { TrackedDelay, TrackedQuantity } from './quantities.ts';
import { type Attempt, type AttemptPool, PROBE, Request } from './request-pool.ts';

/** The last of the four draw lanes for each attempt. The attempt itself uses the first three. */
const PICK = 3;

/** An index past the last call of any service: a probe that isn't `deep` makes no calls. */
const NO_CALLS = 2 ** 30 - 1;

/** One member's server: its queue, slots and settings. */
export interface MemberServer {
  /** Index among all servers, by which events refer to the server. */
  readonly number: number;
  readonly pool: AttemptPool;
  readonly waiting: number;
  readonly busy: number;
  /** True if no attempt is waiting or in service. */
  readonly idle: boolean;
  /** Prepares the server to be reused for another member. */
  renew(): void;
  member: Member | null;
  /** Number of active faults that take the server down. */
  down: number;
  /** Replaces the service's settings for this member; null keeps a setting. */
  override(slowdown: number | null, availability: number | null): void;
}

/** The server functions that a fleet calls. */
export interface MemberActions {
  create(): MemberServer;
  offer(attempt: Attempt, server: MemberServer): void;
  abandon(attempt: Attempt): void;
  takeDown(server: MemberServer): void;
}

/** What a fault does to some members. Null if the setting isn't changed. */
export interface MemberEffect {
  readonly down: boolean;
  readonly slowdown: number | null;
  readonly availability: number | null;
}

/** One member of a service. */
export class Member {
  readonly server: MemberServer;
  /** Number within the service, as in `web[3]`. */
  readonly index: number;
  /** Holds the draw key of the member's probes. This request is never opened. */
  readonly probe: Request;
  healthy = true;
  /** True if the member takes no new requests and leaves once its work is done. */
  draining = false;
  /** Consecutive failed and successful probes. */
  failures = 0;
  successes = 0;
  /** Number of the member's start; 0 once it leaves, which voids its scheduled probe. */
  epoch: number;
  /** Probes whose results are awaited. */
  readonly awaited = new Set<Attempt>();
  /** Position among the members that take requests, or -1. Kept only for `balance: least_busy`. */
  position = -1;
  /** Numbers of attempts that were waiting and in service at the last report. */
  waiting = 0;
  busy = 0;
  /** Effects of active faults, in the order in which they started. */
  effects: { readonly fault: number; readonly effect: MemberEffect }[] = [];

  constructor(server: MemberServer, index: number, who: number, epoch: number) {
    this.server = server;
    this.index = index;
    this.epoch = epoch;
    this.probe = new Request(-1, -1);
    this.probe.who = who;
    this.probe.what = index;
    this.probe.weight = 0;
  }
}

/**
 * The members of one service: which of them take requests, their health checks, and what faults do to some of them.
 * Each member has its own queue and slots.
 */
export class Fleet {
  /** All members that exist, by index. */
  members: Member[] = [];
  /** Members that take requests, by index. */
  serving: Member[] = [];
  /** Number of members that an autoscaler wants, and number of members that are starting. */
  desired: number;
  starting = 0;
  private readonly host: ServiceHost;
  private readonly observer: ServiceObserver;
  private readonly service: number;
  private readonly name: string;
  private readonly model: MembersModel;
  private readonly actions: MemberActions;
  private readonly check: HealthCheck | null;
  /** Number of attempts at each member in `serving`. Null unless requests go to the least busy member. */
  private readonly loads: Loads | null;
  private readonly who: number;
  /** Servers of members that have left, kept for reuse. */
  private readonly spare: MemberServer[] = [];
  /** Position in `serving` of the member whose turn is next, and the index of the last member used. */
  private turn = 0;
  private last = -1;
  /** Number of active faults that take the whole service down. */
  private down = 0;
  private waiting = 0;
  private busy = 0;
  private epochs = 0;

  constructor(
    host: ServiceHost,
    observer: ServiceObserver,
    service: number,
    model: MembersModel,
    actions: MemberActions,
  ) {
    this.host = host;
    this.observer = observer;
    this.service = service;
    this.name = host.model.scenario.services[service]!.name;
    this.model = model;
    this.actions = actions;
    this.desired = model.count.value;
    this.loads = model.balance === 'least_busy' ? new Loads() : null;
    this.who = hashName(`${this.name}.probe`) | 0;
    this.check = model.check === null ? null : new HealthCheck(host, model.check);
  }

  /** Adds the members that exist from the start. */
  open(): void {
    for (let left = this.model.count.value; left > 0; left--) this.add();
    this.update();
  }

  /** Schedules the first probe of each member, spread evenly over the interval. */
  start(): void {
    const { check, members } = this;
    if (check === null) return;
    const every = check.every.read();
    for (const [i, member] of members.entries()) {
      this.scheduleProbe(member, Math.round((every * (i + 1)) / members.length));
    }
  }

  /** Number of members that take requests or would take them if healthy. */
  get running(): number {
    let count = 0;
    for (const { draining } of this.members) if (!draining) count++;
    return count;
  }

  /** The server that gets a request's next attempt; null if no member takes requests. */
  pick(r: Request): MemberServer | null {
    const { serving } = this;
    if (serving.length === 0) return null;
    const at = this.position(r);
    const member = serving[at]!;
    this.last = member.index;
    this.turn = at + 1 === serving.length ? 0 : at + 1;
    return member.server;
  }

  private position(r: Request): number {
    const { serving, turn } = this;
    switch (this.model.balance) {
      case 'round_robin':
        return turn;
      case 'random':
        this.host.draws.block(r.who, r.what, r.n, r.attempts * 4 + PICK);
        return Math.floor(this.host.draws.first() * serving.length);
      case 'least_busy':
        return this.loads!.firstLeast(turn);
    }
  }

  /** Adds a member's attempts to the service's counts. A draining member leaves once it has no attempts. */
  level(server: MemberServer, waiting: number, busy: number): void {
    const { member } = server;
    if (member === null) return;
    this.waiting += waiting - member.waiting;
    this.busy += busy - member.busy;
    member.waiting = waiting;
    member.busy = busy;
    if (this.loads !== null && member.position >= 0) this.loads.set(member.position, waiting + busy);
    this.observer.level(this.service, this.host.now, this.waiting, this.busy);
    if (member.draining && server.idle) this.remove(member);
  }

  /** Adds a member with the lowest free index. */
  add(): Member {
    const free = this.members.findIndex(({ index }, i) => index !== i);
    const at = free < 0 ? this.members.length : free;
    const server = this.spare.pop() ?? this.actions.create();
    const member = new Member(server, at, this.who, ++this.epochs);
    server.member = member;
    server.down = this.down;
    this.members.splice(at, 0, member);
    return member;
  }

  /** Adds a member that has started during the run. */
  join(): void {
    const member = this.add();
    if (this.check !== null) this.scheduleProbe(member, this.check.every.read());
    this.update();
  }

  /** Makes the members with the highest numbers leave. They finish their work first. */
  retire(count: number): void {
    const staying = this.members.filter(({ draining }) => !draining);
    for (const member of staying.slice(Math.max(0, staying.length - count)).reverse()) {
      member.draining = true;
      member.epoch = 0;
      if (member.server.idle) this.remove(member);
    }
    this.update();
  }

  private remove(member: Member): void {
    const { server, awaited } = member;
    // A probe's response may still be in transit.
    for (const probe of awaited) probe.probe = PROBE.abandoned;
    member.effects = [];
    server.override(null, null);
    server.renew();
    server.member = null;
    this.members = this.members.filter((other) => other !== member);
    this.spare.push(server);
  }

  /** Determines which members take requests, and reports the counts. */
  update(): void {
    const running = this.members.filter(({ draining }) => !draining);
    const healthy = running.filter((member) => member.healthy);
    const enough = this.check === null || this.check.isEnough(healthy.length, running.length);
    this.serving = enough ? healthy : running;
    if (this.loads !== null) {
      for (const member of this.members) member.position = -1;
      for (const [i, member] of this.serving.entries()) member.position = i;
      this.loads.reset(this.serving.map(({ server }) => server.waiting + server.busy));
    }
    this.turn = Math.max(
      0,
      this.serving.findIndex(({ index }) => index > this.last),
    );
    this.observer.members?.(
      this.service,
      this.host.now,
      healthy.length,
      this.serving.length,
      this.desired,
      this.starting,
      running.length,
    );
  }

  // Health checks.

  private scheduleProbe({ server, epoch }: Member, wait: number): void {
    this.host.pushService(this.host.now + Math.max(1, wait), EVENT.probe, server.number, epoch);
  }

  /** Probes a member, unless it has left. */
  probe(member: Member | null, epoch: number): void {
    if (member === null || member.epoch !== epoch) return;
    const { host } = this;
    const check = this.check!;
    const { server, probe } = member;
    host.count(this.name, this.model.span);
    this.scheduleProbe(member, check.every.read());
    const a = server.pool.take(probe);
    probe.n++;
    a.request = null;
    a.probe = PROBE.awaited;
    member.awaited.add(a);
    if (!check.deep) a.call = NO_CALLS;
    host.pushLate(host.now + check.timeout.read(), EVENT.probeTimeout, a.id, a.gen);
    this.actions.offer(a, server);
  }

  /** The work of a probe; null if it has none. */
  get probeTime(): TrackedDelay | null {
    return this.check!.serviceTime;
  }

  /** A probe's timeout has passed. */
  probeExpired(a: Attempt, member: Member | null): void {
    if (a.probe !== PROBE.awaited || member === null) return;
    a.probe = PROBE.abandoned;
    this.actions.abandon(a);
    this.probeEnded(a, member, false);
  }

  /** A probe has succeeded or failed. */
  probeEnded(a: Attempt, member: Member, ok: boolean): void {
    member.awaited.delete(a);
    if (member.draining) return;
    const check = this.check!;
    member.successes = ok ? member.successes + 1 : 0;
    member.failures = ok ? 0 : member.failures + 1;
    const limit = (member.healthy ? check.unhealthyAfter : check.healthyAfter).read();
    if (member.healthy === ok || (ok ? member.successes : member.failures) < limit) return;
    member.healthy = ok;
    const before = this.serving.length;
    this.update();
    this.note(member, ok, before);
  }

  private note({ index }: Member, ok: boolean, before: number): void {
    const { serving, name, host } = this;
    const running = this.running;
    const healthy = this.members.filter((member) => !member.draining && member.healthy).length;
    const unit = `${name}[${index}] is ${ok ? 'healthy again' : 'unhealthy'}`;
    const opened = serving.length > healthy && before <= serving.length && !ok;
    const use = opened
      ? `too few are healthy (${healthy} of ${running}), so all members take requests`
      : `${serving.length} of ${running} members take requests`;
    host.note(this.service, ok ? 'restart' : 'crash', `${unit}: ${use}`);
  }

  // Faults.

  /** Takes down all members, including any that start before `bringUp`. */
  takeDown(): void {
    this.down++;
    for (const { server } of [...this.members]) this.actions.takeDown(server);
  }

  bringUp(): void {
    this.down--;
    for (const { server } of this.members) server.down--;
  }

  /** Starts a fault on the members with the lowest indices. */
  strike(fault: number, count: number, effect: MemberEffect): void {
    const running = this.members.filter(({ draining }) => !draining);
    for (const member of running.slice(0, count)) {
      member.effects.push({ fault, effect });
      apply(member);
      if (effect.down) this.actions.takeDown(member.server);
    }
  }

  /** Ends a fault. */
  heal(fault: number): void {
    for (const member of this.members) {
      for (const one of member.effects) if (one.fault === fault && one.effect.down) member.server.down--;
      member.effects = member.effects.filter((one) => one.fault !== fault);
      apply(member);
    }
  }
}

/** Applies the effects of the faults on a member. The fault that started last wins. */
function apply({ server, effects }: Member): void {
  const slowed = effects.findLast(({ effect }) => effect.slowdown !== null);
  const limited = effects.findLast(({ effect }) => effect.availability !== null);
  server.override(slowed?.effect.slowdown ?? null, limited?.effect.availability ?? null);
}

/** Settings of a health check. */
class HealthCheck {
  readonly every: TrackedQuantity;
  readonly timeout: TrackedQuantity;
  readonly unhealthyAfter: TrackedQuantity;
  readonly healthyAfter: TrackedQuantity;
  readonly serviceTime: TrackedDelay | null;
  readonly deep: boolean;
  private readonly minHealthy: TrackedQuantity;
  private readonly isShare: boolean;

  constructor(host: ServiceHost, model: NonNullable<MembersModel['check']>) {
    this.every = new TrackedQuantity(host, model.every);
    this.timeout = new TrackedQuantity(host, model.timeout);
    this.unhealthyAfter = new TrackedQuantity(host, model.unhealthyAfter);
    this.healthyAfter = new TrackedQuantity(host, model.healthyAfter);
    this.serviceTime = model.serviceTime === null ? null : new TrackedDelay(host, model.serviceTime);
    this.deep = model.deep;
    this.minHealthy = new TrackedQuantity(host, model.minHealthy.size);
    this.isShare = model.minHealthy.isShare;
  }

  /** True if enough members are healthy that requests don't have to go to unhealthy ones. */
  isEnough(healthy: number, running: number): boolean {
    return healthy >= this.minHealthy.read() * (this.isShare ? running : 1) - SHARE_TOLERANCE;
  }
}
