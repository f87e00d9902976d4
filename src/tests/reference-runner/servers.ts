import { mixHashes } from '../../engine/services/edge.ts';
import type { Members, PartialFault } from '../../scenario/ast/members.ts';
import type { Fault, Pool, Service } from '../../scenario/ast/scenario.ts';
import { PlainAutoscaler } from './autoscaler.ts';
import { PlainFailure } from './expressions.ts';
import { PlainFleet } from './members.ts';
import { setLevel } from './meters.ts';
import {
  type Attempt,
  type Caller,
  helpsOthers,
  type PlainEdge,
  type PlainPool,
  type PlainServer,
  type Request,
  type StagedCall,
} from './requests.ts';
import { PlainThrottles, taken } from './throttles.ts';

/** The service side of requests in a run, as described in the guide "How a run works". */

/** An attempt's class in the queue. All classes are equal unless the queue uses priorities. */
function classOf({ server, from }: Attempt): number {
  return server.service.queue.order === 'priority' ? from.priority : 0;
}

export abstract class PlainServers extends PlainThrottles {
  protected readonly servers = new Map<string, PlainServer>();
  protected readonly fleets: PlainFleet[] = [];
  protected readonly autoscalers: PlainAutoscaler[] = [];

  protected abstract issue(
    edge: PlainEdge,
    who: number,
    what: number,
    n: number,
    weight: number,
    parent: Attempt | null,
    caller: Caller | null,
  ): void;

  /** Called when an attempt's response reaches the client. */
  protected abstract answered(r: Request, ok: boolean): void;

  /** Called when the caller no longer needs a request. */
  protected abstract cancel(r: Request): void;

  protected newServer(service: Service, calls: PlainServer['calls']): PlainServer {
    return {
      service,
      fleet: null,
      member: null,
      meter: this.host.meters[service.name]!,
      calls,
      pools: service.pools.map((pool) => ({
        pool,
        meter: this.host.meters[`${service.name}.pools.${pool.name}`]!,
        holders: new Set(),
        queue: new Set(),
        dispatching: false,
      })),
      queue: new Set(),
      busy: new Set(),
      shares: new Map(),
      kept: 0,
      divided: 0,
      capacity: 0,
      shareVersion: 0,
      down: 0,
      dispatching: false,
      tokens: Number.NaN,
      filled: 0,
      rate: 0,
      size: 0,
    };
  }

  protected addFleet(server: PlainServer, members: Members): void {
    const { service, calls } = server;
    const group = new PlainFleet(service.name, members, {
      host: this.host,
      number: (expr, absent) => this.number(expr, absent),
      draw: (who, what, n, lane) => this.draw(who, what, n, lane),
      server: (fleet) => Object.assign(this.newServer(service, calls), { fleet }),
      offer: (a) => this.offer(a),
      abandon: (a) => this.abandon(a),
      takeDown: (one) => this.takeServerDown(one),
    });
    // If no member is in service, requests are rejected.
    server.down = 1;
    server.fleet = group;
    this.fleets.push(group);
    if (members.autoscale === null) return;
    const autoscaler = new PlainAutoscaler(service.name, members.autoscale, group, {
      host: this.host,
      number: (expr, absent) => this.number(expr, absent),
      delay: (delay, u) => this.delay(delay, u),
      draw: (who, what, n, lane) => this.draw(who, what, n, lane),
    });
    this.autoscalers.push(autoscaler);
  }

  /** A service's servers: its members, or its only server. */
  protected serversOf(name: string): PlainServer[] {
    const server = this.servers.get(name)!;
    return server.fleet === null ? [server] : server.fleet.all.map((member) => member.server);
  }

  protected offer(a: Attempt): void {
    const { server } = a;
    const { service } = server;
    if (server.down > 0) {
      this.reject(a);
      return;
    }
    if (service.failsFast && !this.succeeds(a)) {
      this.reply(a, false);
      return;
    }
    if (!this.throttleAdmits(a)) {
      this.reject(a);
      return;
    }
    const capacity = this.number(service.queue.capacity, Number.POSITIVE_INFINITY);
    if (server.queue.size === 0 && taken(server) < this.slots(server)) this.serve(a);
    else if (service.shared) {
      if (taken(server) < this.slots(server) + capacity) this.serve(a);
      else this.reject(a);
    } else if (server.queue.size < capacity) this.enqueue(a);
    else {
      const last = Math.max(...[...server.queue].map((one) => classOf(one)));
      const oldest =
        service.queue.whenFull === 'drop_oldest'
          ? [...server.queue].find((one) => classOf(one) === last)
          : undefined;
      if (oldest === undefined || classOf(a) > classOf(oldest)) {
        this.reject(a);
        return;
      }
      this.leaveQueue(oldest);
      this.enqueue(a);
      this.reject(oldest);
    }
  }

  protected succeeds(a: Attempt): boolean {
    const available = this.available(a.server);
    return available >= 1 || (available > 0 && this.drawFor(a, 1) < available);
  }

  protected drawFor({ from, number }: Attempt, block: number, second = false): number {
    return this.draw(from.who, from.what, from.n, number * 4 + block, second);
  }

  protected reject(a: Attempt): void {
    a.server.meter.totals.rejected += a.from.weight;
    this.reply(a, false);
  }

  protected report(server: PlainServer): void {
    const { meter, fleet, member } = server;
    const servers = this.serversOf(server.service.name);
    const sum = (count: (one: PlainServer) => number) => servers.reduce((all, one) => all + count(one), 0);
    const busy = (one: PlainServer) => taken(one) - (one.service.shared ? this.queued(one) : 0);
    setLevel(
      meter,
      this.host.now,
      sum((one) => this.queued(one)),
      sum(busy),
    );
    if (member !== null) fleet!.leaveIfIdle(member);
  }

  protected enqueue(a: Attempt): void {
    const { server } = a;
    a.phase = 'waiting';
    server.queue.add(a);
    const most = this.number(server.service.queue.maxWait, Number.POSITIVE_INFINITY);
    if (most < Number.POSITIVE_INFINITY) {
      this.host.schedule(
        this.host.now + most,
        'timeout',
        0,
        () => {
          this.leaveQueue(a);
          server.meter.totals.timeouts += a.from.weight;
          this.reply(a, false);
        },
        () => a.phase === 'waiting',
        // Each member has its own queue, but their timeouts are grouped by service.
        server.service.queue.maxWait?.op === 'literal' ? server.service : null,
      );
    }
    this.report(server);
  }

  protected leaveQueue(a: Attempt): void {
    a.server.queue.delete(a);
    this.report(a.server);
  }

  protected serve(a: Attempt): void {
    const { server } = a;
    server.busy.add(a);
    a.holdsSlot = true;
    this.report(server);
    if (this.takePools(a, false)) this.work(a);
  }

  protected work(a: Attempt): void {
    const { serviceTime } = a.probe?.check ?? a.server.service;
    if (serviceTime === null) {
      this.worked(a);
      return;
    }
    a.phase = 'working';
    const u = serviceTime.dist === 'constant' ? 0 : this.drawFor(a, 0);
    const length = this.delay(serviceTime, u, this.slowdown(a.server));
    if (a.server.service.shared) {
      this.divide(a.server);
      a.server.capacity = this.slots(a.server);
      a.server.shares.set(a, length);
      this.scheduleShares(a.server);
      return;
    }
    this.host.schedule(
      this.host.now + length,
      'service',
      0,
      () => this.worked(a),
      () => a.phase === 'working',
      null,
      () => helpsOthers(a),
    );
  }

  /**
   * Divides a shared service's work since the last division. As long as there are no more attempts than slots, all work
   * at full speed. Otherwise, each gets the same number of whole microseconds, and the remainder is kept.
   */
  protected divide(server: PlainServer): void {
    const { shares, capacity } = server;
    const passed = this.host.now - server.divided;
    server.divided = this.host.now;
    if (shares.size === 0) return;
    let each = passed;
    if (shares.size > capacity) {
      const work = server.kept + passed * capacity;
      each = Math.floor(work / shares.size);
      server.kept = work - each * shares.size;
    }
    for (const [a, left] of shares) shares.set(a, left - each);
  }

  /** Schedules the end of the attempt with the least remaining work. */
  protected scheduleShares(server: PlainServer): void {
    const { shares, capacity, kept } = server;
    const version = ++server.shareVersion;
    const least = Math.min(...shares.values());
    const first = [...shares].find(([, left]) => left === least)?.[0];
    if (first === undefined || capacity === 0) return;
    const left = Math.max(0, least);
    const time =
      shares.size <= capacity ? left : Math.max(0, Math.ceil((left * shares.size - kept) / capacity));
    this.host.schedule(
      this.host.now + time,
      'service',
      0,
      () => {
        this.leaveShares(first);
        this.worked(first);
      },
      () => server.shareVersion === version,
    );
  }

  protected leaveShares(a: Attempt): void {
    const { server } = a;
    if (!server.shares.has(a)) return;
    this.divide(server);
    server.shares.delete(a);
    if (server.shares.size === 0) server.kept = 0;
    this.scheduleShares(server);
  }

  /** Continues an attempt after its work: it fails or makes its calls. */
  protected worked(a: Attempt): void {
    if (!a.server.service.failsFast && !this.succeeds(a)) this.finish(a, false);
    else this.proceed(a);
  }

  /** Makes the attempt's calls. The attempt may release its slot until they are finished. */
  protected proceed(a: Attempt): void {
    const { server } = a;
    if (a.calls >= server.calls.length) {
      this.finish(a, true);
      return;
    }
    a.phase = 'calling';
    if (server.service.releases) {
      a.holdsSlot = false;
      this.report(server);
    }
    this.leavePools(a, ({ held }) => held === 'working');
    if (this.takePools(a, true)) this.makeCalls(a);
    this.dispatchPools(server);
    if (server.service.releases) this.dispatch(server);
  }

  /**
   * Takes all units that the attempt needs for its work or for its calls, in text order. Returns false if it has to
   * wait.
   */
  protected takePools(a: Attempt, calling: boolean): boolean {
    for (const one of a.server.pools) {
      if ((one.pool.held === 'calling') !== calling || one.holders.has(a)) continue;
      if (one.queue.size > 0 || one.holders.size >= this.sizeOf(one)) {
        a.phase = 'pooled';
        one.queue.add(a);
        this.reportPool(one);
        return false;
      }
      one.holders.add(a);
      this.reportPool(one);
    }
    if (calling) a.phase = 'calling';
    return true;
  }

  protected leavePools(a: Attempt, which: (pool: Pool) => boolean): void {
    for (const one of a.server.pools) if (which(one.pool) && one.holders.delete(a)) this.reportPool(one);
  }

  /** Gives a pool's free units to waiting attempts, in order. These attempts then continue. */
  protected dispatchPools(server: PlainServer): void {
    if (server.down > 0) return;
    for (const one of server.pools) {
      if (one.dispatching) continue;
      one.dispatching = true;
      for (let [a] = one.queue; a !== undefined && one.holders.size < this.sizeOf(one); [a] = one.queue) {
        one.queue.delete(a);
        one.holders.add(a);
        this.reportPool(one);
        const calling = one.pool.held === 'calling';
        if (!this.takePools(a, calling)) continue;
        if (calling) this.makeCalls(a);
        else this.work(a);
      }
      one.dispatching = false;
    }
  }

  protected sizeOf({ pool }: PlainPool): number {
    return this.number(pool.size, Number.POSITIVE_INFINITY);
  }

  protected reportPool({ meter }: PlainPool): void {
    const servers = [...this.servers.keys()].flatMap((name) => this.serversOf(name));
    const pools = servers.flatMap((server) => server.pools).filter((one) => one.meter === meter);
    const sum = (count: (one: PlainPool) => number) => pools.reduce((all, one) => all + count(one), 0);
    const waiting = sum(({ queue }) => queue.size);
    setLevel(
      meter,
      this.host.now,
      waiting,
      sum(({ holders }) => holders.size),
    );
  }

  /** Makes calls until there is one to wait for. After the last call, finishes the attempt. */
  protected makeCalls(a: Attempt): void {
    const { server } = a;
    while (a.children.size === 0) {
      if (a.stages.length === 0 && a.calls === server.calls.length) {
        this.finish(a, true);
        return;
      }
      if (a.stages.length === 0) a.stages = this.nextStages(a);
      a.issuing = true;
      for (const { edge, repetition } of a.stages.shift() ?? []) {
        const { who, n } = a.from;
        // A probe's calls are real requests.
        const weight = a.probe === null ? a.from.weight : 1;
        const what = this.callHash(a, edge);
        this.issue(edge, who, repetition === 1 ? what : mixHashes(what, repetition), n, weight, a, null);
        if (a.phase !== 'calling') return;
      }
      a.issuing = false;
    }
  }

  /** The next entry's calls one after another, or the calls of all adjacent parallel entries together. */
  protected nextStages(a: Attempt): StagedCall[][] {
    const { calls } = a.server;
    const { call } = calls[a.calls]!;
    if (!call.parallel) return this.repetitions(a).map((one) => [one]);
    const together: StagedCall[] = [];
    while (calls[a.calls]?.call.parallel === true) together.push(...this.repetitions(a));
    return [together];
  }

  /** The calls of the next entry. */
  protected repetitions(a: Attempt): StagedCall[] {
    const { call, edge } = a.server.calls[a.calls++]!;
    const share = this.number(call.share, 1);
    if (share < 1 && this.draw(a.from.who, this.callHash(a, edge), a.from.n, 2) >= share) return [];
    const count = this.number(call.count, 1);
    if (count > 10_000) throw new PlainFailure('run/calls', call.count!.span);
    return Array.from({ length: count }, (_, i) => ({ edge, repetition: i + 1 }));
  }

  protected callHash(a: Attempt, edge: PlainEdge): number {
    return mixHashes(a.from.what ^ edge.hash, a.number);
  }

  protected callEnded(a: Attempt, r: Request, ok: boolean): void {
    a.children.delete(r);
    if (a.phase !== 'calling') return;
    if (ok || !r.edge.edge.required) {
      if (!a.issuing) this.makeCalls(a);
      return;
    }
    if (this.dropCalls(a)) this.finish(a, false);
  }

  /** Cancels the calls that an attempt no longer waits for, last one first. Returns false if that ended the attempt. */
  protected dropCalls(a: Attempt): boolean {
    a.phase = 'dropping';
    for (let r = [...a.children].at(-1); r !== undefined; r = [...a.children].at(-1)) {
      a.children.delete(r);
      this.cancel(r);
    }
    return a.phase === 'dropping';
  }

  protected finish(a: Attempt, ok: boolean): void {
    const { server } = a;
    server.busy.delete(a);
    a.phase = 'replying';
    this.report(server);
    this.leavePools(a, () => true);
    this.dispatchPools(server);
    this.dispatch(server);
    if (a.phase === 'replying') this.reply(a, ok);
  }

  /** Starts queued attempts while there are free slots. */
  protected dispatch(server: PlainServer): void {
    if (server.dispatching || server.down > 0) return;
    server.dispatching = true;
    while (server.queue.size > 0 && taken(server) < this.slots(server)) {
      const [first] = server.queue;
      const { order } = server.service.queue;
      const least = Math.min(...[...server.queue].map((one) => classOf(one)));
      const urgent = [...server.queue].find((one) => classOf(one) === least)!;
      const a = order === 'lifo' ? [...server.queue].at(-1)! : order === 'priority' ? urgent : first!;
      server.queue.delete(a);
      this.serve(a);
    }
    server.dispatching = false;
  }

  /** Sends the response, which arrives after the service's latency. */
  protected reply(a: Attempt, ok: boolean): void {
    const { latency } = a.server.service;
    a.phase = 'replying';
    if (latency === null) {
      this.deliver(a, ok);
      return;
    }
    const u = latency.dist === 'constant' ? 0 : this.drawFor(a, 1, true);
    this.host.schedule(
      this.host.now + this.delay(latency, u),
      'service',
      0,
      () => this.deliver(a, ok),
      () => a.phase === 'replying',
      null,
      () => helpsOthers(a),
    );
  }

  protected deliver(a: Attempt, ok: boolean): void {
    a.phase = 'over';
    if (a.request !== null) this.answered(a.request, ok);
    else if (a.probe?.awaited) a.probe.ended(ok);
  }

  /** Abandons an attempt whose client has given up. */
  protected abandon(a: Attempt): void {
    a.request = null;
    if (a.server.service.onAbandon === 'drop') this.discard(a);
  }

  protected discard(a: Attempt): void {
    const { server } = a;
    if (a.phase === 'waiting') this.leaveQueue(a);
    else if (a.phase !== 'replying') {
      this.leaveShares(a);
      server.busy.delete(a);
      this.report(server);
      this.dropCalls(a);
      for (const one of server.pools) if (one.queue.delete(a)) this.reportPool(one);
      this.leavePools(a, () => true);
    }
    a.phase = 'over';
    this.dispatchPools(server);
    this.dispatch(server);
  }

  /** Fails all attempts waiting or in service immediately. The last one to start fails first. */
  takeDown(name: string): void {
    const server = this.servers.get(name);
    if (server === undefined) return;
    if (server.fleet === null) this.takeServerDown(server);
    else server.fleet.takeDown();
  }

  protected takeServerDown(server: PlainServer): void {
    server.down++;
    if (server.down > 1) return;
    for (let a = [...server.busy].at(-1); a !== undefined; a = [...server.busy].at(-1)) this.fail(a);
    this.emptyServer(server);
  }

  bringUp(name: string): void {
    const server = this.servers.get(name);
    if (server === undefined) return;
    if (server.fleet === null) server.down--;
    else server.fleet.bringUp();
  }

  /** Fails all waiting attempts, oldest first. */
  emptyQueue(name: string): void {
    for (const server of this.serversOf(name)) this.emptyServer(server);
  }

  protected emptyServer(server: PlainServer): void {
    const emptied = server.queue;
    if (emptied.size === 0) return;
    server.queue = new Set();
    this.report(server);
    for (const a of emptied) {
      if (a.phase === 'over') continue;
      a.phase = 'over';
      if (a.request !== null) this.answered(a.request, false);
      else if (a.probe?.awaited) a.probe.ended(false);
    }
    this.dispatch(server);
  }

  protected fail(a: Attempt): void {
    const { request } = a;
    a.request = null;
    if (request !== null) request.attempt = null;
    this.discard(a);
    if (request?.over === false) this.answered(request, false);
    else if (a.probe?.awaited) a.probe.ended(false);
  }

  /** Starts a fault that affects some members. */
  strike(fault: Fault, partial: PartialFault): void {
    for (const name of partial.services) {
      const set = (key: 'slowdown' | 'available'): number | null => {
        const found = partial.settings.find((one) => one.service === name && one.key === key);
        return found === undefined ? null : this.number(found.value, 0);
      };
      const effect = {
        down: partial.down.includes(name),
        slowdown: set('slowdown'),
        available: set('available'),
      };
      this.servers.get(name)!.fleet!.strike(fault, partial, effect);
    }
  }

  heal(fault: Fault): void {
    for (const fleet of this.fleets) fleet.heal(fault);
  }
}
