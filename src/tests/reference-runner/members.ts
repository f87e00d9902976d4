import { hashName } from '../../engine/numbers/random.ts';
import type { HealthCheck, Members, PartialFault } from '../../scenario/ast/members.ts';
import type {
  Attempt,
  MemberEffect,
  PlainHost,
  PlainMember,
  PlainServer,
  Request,
  ServerGroup,
} from './requests.ts';
import { helpsOthers } from './requests.ts';
import { taken } from './throttles.ts';

/** Members of services and their health checks, as described in the guide "How a run works". */

/** What the members need from the services. */
export interface FleetHost {
  readonly host: PlainHost;
  number(expr: HealthCheck['unhealthyAfter'], absent: number): number;
  draw(who: number, what: number, n: number, lane: number): number;
  server(fleet: PlainFleet): PlainServer;
  offer(a: Attempt): void;
  abandon(a: Attempt): void;
  takeDown(server: PlainServer): void;
}

export class PlainFleet implements ServerGroup {
  all: PlainMember[] = [];
  /** Number of faults that take the whole service down. */
  down = 0;
  desired: number;
  /** Members that are starting, oldest first. Each is identified by the number of its start. */
  starting: number[] = [];
  private last = -1;
  private readonly name: string;
  private readonly members: Members;
  private readonly services: FleetHost;

  constructor(name: string, members: Members, services: FleetHost) {
    this.name = name;
    this.members = members;
    this.services = services;
    this.desired = services.number(members.count, 1);
    for (let i = 0; i < this.desired; i++) this.add();
  }

  /** Adds a member with the lowest free index. */
  private add(): PlainMember {
    let index = 0;
    while (this.all.some((one) => one.index === index)) index++;
    const member: PlainMember = {
      index,
      server: this.services.server(this),
      healthy: true,
      leaving: false,
      failures: 0,
      successes: 0,
      probes: 0,
      effects: [],
    };
    member.server.member = member;
    member.server.down = this.down;
    this.all.push(member);
    this.all.sort((a, b) => a.index - b.index);
    return member;
  }

  /** Schedules the first probes, spread evenly over the interval. */
  start(): void {
    const { check } = this.members;
    this.count();
    if (check === null) return;
    const every = this.services.number(check.every, 0);
    for (const [i, member] of this.all.entries())
      this.schedule(member, Math.round((every * (i + 1)) / this.all.length));
  }

  get running(): PlainMember[] {
    return this.all.filter(({ leaving }) => !leaving);
  }

  private get healthy(): PlainMember[] {
    return this.running.filter(({ healthy }) => healthy);
  }

  /** Members that take requests: healthy members, or all members if too few are healthy. */
  get serving(): PlainMember[] {
    const { check } = this.members;
    if (check === null) return this.running;
    const { size, isShare } = check.minHealthy;
    const least = this.services.number(size, 1) * (isShare ? this.running.length : 1);
    // Percentages aren't exact in binary, so they are compared in millionths.
    return Math.round(this.healthy.length * 1e6) >= Math.round(least * 1e6) ? this.healthy : this.running;
  }

  /** The server for a request's next attempt, or null. */
  pick(r: Request): PlainServer | null {
    const { serving } = this;
    if (serving.length === 0) return null;
    const first = Math.max(
      0,
      serving.findIndex(({ index }) => index > this.last),
    );
    const inTurn = [...serving.slice(first), ...serving.slice(0, first)];
    let found = inTurn[0]!;
    const load = ({ server }: PlainMember): number => server.queue.size + taken(server);
    if (this.members.balance === 'random') {
      const u = this.services.draw(r.who, r.what, r.n, r.attempts * 4 + 3);
      found = serving[Math.floor(u * serving.length)]!;
    } else if (this.members.balance === 'least_busy') {
      for (const one of inTurn) if (load(one) < load(found)) found = one;
    }
    this.last = found.index;
    return found.server;
  }

  /** Adds a member that has started during the run. */
  join(): void {
    const member = this.add();
    const { check } = this.members;
    if (check !== null) this.schedule(member, this.services.number(check.every, 0));
    this.count();
  }

  /** Makes the members with the highest numbers leave. They finish their work first. */
  retire(count: number): void {
    for (const member of this.running.reverse().slice(0, count)) {
      member.leaving = true;
      this.leaveIfIdle(member);
    }
    this.count();
  }

  leaveIfIdle(member: PlainMember): void {
    if (!member.leaving || member.server.queue.size + member.server.busy.size > 0) return;
    this.all = this.all.filter((one) => one !== member);
  }

  /** Records the number of members in each state. */
  count(): void {
    const { host } = this.services;
    const { members } = host.meters[this.name]!;
    const levels = {
      healthy: this.healthy.length,
      in_service: this.serving.length,
      desired: this.desired,
      starting: this.starting.length,
      running: this.running.length,
    };
    for (const [gauge, level] of Object.entries(levels)) members[gauge]!.push({ t: host.now, level });
  }

  private schedule(member: PlainMember, wait: number): void {
    const { host } = this.services;
    host.schedule(
      host.now + Math.max(1, wait),
      'service',
      0,
      () => this.probe(member),
      () => !member.leaving,
      null,
      () => false,
    );
  }

  private probe(member: PlainMember): void {
    const { host } = this.services;
    const check = this.members.check!;
    this.schedule(member, this.services.number(check.every, 0));
    const from = {
      who: hashName(`${this.name}.probe`) | 0,
      what: member.index,
      n: member.probes++,
      weight: 0,
      priority: 0,
    } as Request;
    const a: Attempt = {
      server: member.server,
      request: null,
      from,
      probe: { check, awaited: true, ended: (ok) => this.probed(member, ok) },
      number: 0,
      phase: 'waiting',
      holdsSlot: false,
      calls: check.deep ? 0 : member.server.calls.length,
      stages: [],
      issuing: false,
      children: new Set(),
    };
    host.schedule(
      host.now + this.services.number(check.timeout, 0),
      'timeout',
      0,
      () => {
        a.probe!.awaited = false;
        this.services.abandon(a);
        this.probed(member, false);
      },
      () => a.probe!.awaited && a.phase !== 'over',
      null,
      () => helpsOthers(a),
    );
    this.services.offer(a);
  }

  private probed(member: PlainMember, ok: boolean): void {
    const { check } = this.members;
    if (check === null || member.leaving) return;
    member.successes = ok ? member.successes + 1 : 0;
    member.failures = ok ? 0 : member.failures + 1;
    const before = this.serving.length;
    const down = member.failures >= this.services.number(check.unhealthyAfter, 3);
    const up = member.successes >= this.services.number(check.healthyAfter, 2);
    if (member.healthy ? !down : !up) return;
    member.healthy = !member.healthy;
    this.count();
    const [all, healthy, serving] = [this.running.length, this.healthy.length, this.serving.length];
    const what = `${this.name}[${member.index}] is ${ok ? 'healthy again' : 'unhealthy'}`;
    const open = !ok && serving > healthy && serving >= before;
    this.services.host.note(
      this.name,
      ok ? 'restart' : 'crash',
      open
        ? `${what}: too few are healthy (${healthy} of ${all}), so all members take requests`
        : `${what}: ${serving} of ${all} members take requests`,
    );
  }

  // Faults.

  takeDown(): void {
    this.down++;
    for (const { server } of [...this.all]) this.services.takeDown(server);
  }

  bringUp(): void {
    this.down--;
    for (const { server } of this.all) server.down--;
  }

  /** Starts a fault on the members with the lowest indices. */
  strike(fault: object, { portion }: PartialFault, effect: MemberEffect): void {
    const size = this.services.number(portion.size, 1);
    const count = Math.ceil(Math.round(size * (portion.isShare ? this.running.length : 1) * 1e6) / 1e6);
    for (const member of this.running.slice(0, count)) {
      member.effects.push({ fault, effect });
      if (effect.down) this.services.takeDown(member.server);
    }
  }

  heal(fault: object): void {
    for (const member of this.all) {
      const ended = member.effects.filter((one) => one.fault === fault);
      for (const { effect } of ended) if (effect.down) member.server.down--;
      member.effects = member.effects.filter((one) => one.fault !== fault);
    }
  }
}
