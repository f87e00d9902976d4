import { EVENT } from '../state/event-queue.ts';
import { Autoscaler } from './autoscaler.ts';
import { Deadlines } from './deadlines.ts';
import type { ServiceHost, ServiceObserver } from './host.ts';
import { Fleet } from './members.ts';
import type { PoolState } from './pool.ts';
import { type Attempt, AttemptPool, PHASE, PROBE, type Request } from './request-pool.ts';
import { ServerState } from './server-state.ts';
import type { Sharing } from './sharing.ts';

/** Two of the four draw lanes for each attempt. Each block yields two numbers. */
const BLOCK = { work: 0, answer: 1 } as const;

/** The server side: queues, concurrency, throttles, and each attempt's life cycle. */
export class Servers {
  /** All attempts, by id. */
  readonly attempts: Attempt[] = [];
  /** One server for each service, followed by the servers of members. */
  readonly states: ServerState[];
  /** The services that have members. */
  readonly fleets: readonly Fleet[];
  /** Autoscalers by service index. */
  readonly autoscalers = new Map<number, Autoscaler>();
  client: Client | null = null;
  private readonly host: ServiceHost;
  private readonly observer: ServiceObserver;

  /** @param deadlines receives the lists for maximum queue waits */
  constructor(host: ServiceHost, observer: ServiceObserver, deadlines: Deadlines[]) {
    this.host = host;
    this.observer = observer;
    this.states = host.model.services.map((model, index) => {
      const server = new ServerState(host, model, index, index, new AttemptPool(this.attempts, index));
      if (server.maxWait.fixed && Number.isFinite(server.maxWait.read())) {
        server.waitDeadlines = new Deadlines(host, deadlines.length, true);
        deadlines.push(server.waitDeadlines);
      }
      return server;
    });
    this.fleets = host.model.services.flatMap(({ members }, index) => {
      if (members === null) return [];
      const service = this.states[index]!;
      // The service's own server rejects requests that no member takes.
      service.down = 1;
      service.fleet = new Fleet(host, observer, index, members, {
        create: () => this.addMember(service),
        offer: (a, { number }) => this.offer(a, this.states[number]!),
        abandon: (a) => this.abandon(a),
        takeDown: ({ number }) => this.takeServerDown(this.states[number]!),
      });
      const { autoscale } = members;
      if (autoscale !== null) {
        this.autoscalers.set(index, new Autoscaler(host, service.fleet, index, autoscale));
      }
      service.fleet.open();
      return [service.fleet];
    });
  }

  /** Adds a server for a member of a service. */
  private addMember(service: ServerState): ServerState {
    const number = this.states.length;
    const pool = new AttemptPool(this.attempts, number);
    const server = new ServerState(this.host, service.model, service.index, number, pool);
    server.waitDeadlines = service.waitDeadlines;
    server.fleet = service.fleet;
    for (const [i, one] of service.pools.entries()) {
      one.group ??= { waiting: 0, busy: 0 };
      server.pools[i]!.group = one.group;
    }
    this.states.push(server);
    return server;
  }

  /** The server that gets a request's next attempt. */
  serverFor(r: Request, service: number): ServerState {
    const server = this.states[service]!;
    if (server.fleet === null) return server;
    const picked = server.fleet.pick(r);
    return picked === null ? server : this.states[picked.number]!;
  }

  /** An attempt arrives at its service. By the time this returns, it may have ended. */
  offer(a: Attempt, server: ServerState): void {
    if ((server.down > 0 || server.mayRefuse) && this.refuses(a, server)) return;
    if (server.waiting === 0 && server.busy < server.concurrency.read()) this.start(a, server);
    else if (server.sharing !== null) this.join(a, server);
    else if (server.waiting < server.capacity.read()) this.enqueue(a, server);
    else this.overflow(a, server);
  }

  /** An attempt arrives at a shared service without a free slot. */
  private join(a: Attempt, server: ServerState): void {
    if (server.busy < server.concurrency.read() + server.capacity.read()) this.start(a, server);
    else this.reject(a, server);
  }

  /**
   * If the service is down, fails fast, or is throttled, rejects the attempt, which ends it, and returns true.
   */
  private refuses(a: Attempt, server: ServerState): boolean {
    if (server.down > 0) {
      this.reject(a, server);
      return true;
    }
    if (server.model.failsFast && this.fails(a, server)) {
      this.reply(a, server, false);
      return true;
    }
    if (!server.throttled || server.admits(this.host.now, this.patienceOf(a, server))) return false;
    this.reject(a, server);
    return true;
  }

  /** True if the service isn't available to this attempt. */
  private fails(a: Attempt, { availability }: ServerState): boolean {
    const share = availability.read();
    return share < 1 && (share <= 0 || this.draw(a, BLOCK.answer) >= share);
  }

  /** Handles an arrival at a full queue. */
  private overflow(a: Attempt, server: ServerState): void {
    const oldest = server.model.dropsOldest ? server.oldest : null;
    if (oldest === null || (server.model.prioritized && a.priority > oldest.priority)) {
      this.reject(a, server);
      return;
    }
    this.leaveQueue(oldest, server);
    this.enqueue(a, server);
    this.reject(oldest, server);
  }

  private patienceOf(a: Attempt, { countsTimeouts }: ServerState): number {
    if (!countsTimeouts) return Number.POSITIVE_INFINITY;
    return this.client!.patienceOf(a.request);
  }

  private reject(a: Attempt, server: ServerState): void {
    this.observer.rejected(server.index, this.host.now, a.weight);
    this.reply(a, server, false);
  }

  private draw(a: Attempt, block: number): number {
    const { draws } = this.host;
    draws.block(a.who, a.what, a.n, a.attemptNumber * 4 + block);
    return draws.first();
  }

  private enqueue(a: Attempt, server: ServerState): void {
    a.phase = PHASE.waiting;
    server.append(a);
    if (server.hasMaxWait) this.setPatience(a, server);
    this.reportLevel(server);
  }

  private setPatience(a: Attempt, { waitDeadlines, maxWait }: ServerState): void {
    const { host } = this;
    const time = host.now + maxWait.read();
    if (waitDeadlines !== null) waitDeadlines.add(time, a);
    else if (time < Number.POSITIVE_INFINITY) host.pushLate(time, EVENT.maxWait, a.id, a.gen);
  }

  private leaveQueue(a: Attempt, server: ServerState): void {
    server.remove(a);
    this.reportLevel(server);
  }

  private reportLevel(server: ServerState): void {
    const { observer, host } = this;
    if (server.fleet !== null) {
      const { queued } = server;
      server.fleet.level(server, queued, server.sharing === null ? server.busy : server.busy - queued);
    } else if (server.sharing === null) {
      observer.level(server.index, host.now, server.waiting, server.busy);
    } else observer.level(server.index, host.now, server.queued, server.busy - server.queued);
  }

  private start(a: Attempt, server: ServerState): void {
    server.begin(a);
    this.reportLevel(server);
    if (server.pools.length === 0 || this.takesPools(a, server, false)) this.work(a, server);
  }

  private work(a: Attempt, server: ServerState): void {
    const { host } = this;
    const serviceTime = a.probe === PROBE.none ? server.serviceTime : server.fleet!.probeTime;
    if (serviceTime === null) {
      this.worked(a, server);
      return;
    }
    a.phase = PHASE.working;
    if (serviceTime.varies) host.draws.block(a.who, a.what, a.n, a.attemptNumber * 4 + BLOCK.work);
    serviceTime.drawLength(host.draws, server.slowdown);
    const { sharing } = server;
    if (sharing !== null) {
      sharing.advance(host.now);
      sharing.capacity = server.concurrency.read();
      a.work = sharing.add(a.id, serviceTime.length);
      this.scheduleShared(server, sharing);
      return;
    }
    host.pushService(host.now + serviceTime.length, EVENT.work, a.id, a.gen);
  }

  /** An attempt's service time is over. */
  workDone(id: number, gen: number): void {
    const a = this.attempts[id]!;
    if (a.gen !== gen) return;
    this.worked(a, this.states[a.service]!);
  }

  /** The next attempt at a shared service is finished, unless something has changed since this was scheduled. */
  shareDone(index: number, stamp: number): void {
    const server = this.states[index]!;
    const sharing = server.sharing!;
    if (sharing.stamp !== stamp) return;
    const a = this.attempts[sharing.first!.attempt]!;
    this.stopSharing(a, server, sharing);
    this.worked(a, server);
  }

  /** Removes an attempt's work from a shared service. */
  private stopSharing(a: Attempt, server: ServerState, sharing: Sharing): void {
    sharing.advance(this.host.now);
    sharing.remove(a.work!);
    a.work = null;
    this.scheduleShared(server, sharing);
  }

  private scheduleShared(server: ServerState, sharing: Sharing): void {
    sharing.stamp = (sharing.stamp + 1) | 0;
    const { end } = sharing;
    if (end < Number.POSITIVE_INFINITY) {
      this.host.pushService(end, EVENT.share, server.number, sharing.stamp);
    }
  }

  /** An attempt's work is done: it fails, or makes its calls. */
  private worked(a: Attempt, server: ServerState): void {
    if (server.failsLate && this.fails(a, server)) this.finish(a, server, false);
    else this.proceed(a, server);
  }

  /** Makes an attempt's first calls. Without calls, the attempt is finished. */
  private proceed(a: Attempt, server: ServerState): void {
    if (a.call >= server.model.calls.length) {
      this.finish(a, server, true);
      return;
    }
    a.phase = PHASE.calling;
    const { releases } = server.model;
    if (!releases && server.pools.length === 0) {
      this.makeCalls(a, server);
      return;
    }
    if (releases) {
      server.release(a);
      this.reportLevel(server);
    }
    this.leavePools(a, server, false);
    if (this.takesPools(a, server, true)) this.makeCalls(a, server);
    this.dispatchPools(server);
    if (releases) this.dispatch(server);
  }

  /**
   * Takes a unit of each pool that an attempt needs for its work, or for its calls. Returns false if it now has to wait
   * for one. Attempts take pools in text order, so they can't wait for each other in a cycle.
   */
  private takesPools(a: Attempt, server: ServerState, calling: boolean): boolean {
    for (const pool of server.pools) {
      if ((pool.model.held === 'calling') !== calling || (a.pools & pool.bit) !== 0) continue;
      if (pool.waiting > 0 || pool.busy >= pool.size.read()) {
        a.phase = PHASE.pooled;
        pool.append(a);
        this.reportPool(pool);
        return false;
      }
      pool.take(a);
      this.reportPool(pool);
    }
    if (calling) a.phase = PHASE.calling;
    return true;
  }

  /** Releases the pools that an attempt holds only while it works, or all of its pools when it ends. */
  private leavePools(a: Attempt, server: ServerState, ends: boolean): void {
    for (const pool of server.pools) {
      if ((a.pools & pool.bit) === 0 || (!ends && pool.model.held !== 'working')) continue;
      pool.giveBack(a);
      this.reportPool(pool);
    }
  }

  /** Gives free units of pools to the attempts that wait for them, which then continue. */
  private dispatchPools(server: ServerState): void {
    if (server.down > 0) return;
    for (const pool of server.pools) {
      if (pool.dispatching) continue;
      pool.dispatching = true;
      for (let a = pool.first; a !== null && pool.busy < pool.size.read(); a = pool.first) {
        pool.remove(a);
        pool.take(a);
        this.reportPool(pool);
        const calling = pool.model.held === 'calling';
        if (!this.takesPools(a, server, calling)) continue;
        if (calling) this.makeCalls(a, server);
        else this.work(a, server);
      }
      pool.dispatching = false;
    }
  }

  private reportPool(pool: PoolState): void {
    const { waiting, busy } = pool.group ?? pool;
    this.observer.poolLevel(pool.model.index, this.host.now, waiting, busy);
  }

  /**
   * Makes calls until the attempt has to wait for one, or until it's finished. This is a loop because a call that ends
   * immediately would otherwise make the next call recursively.
   */
  private makeCalls(a: Attempt, server: ServerState): void {
    const { calls } = server.model;
    const { gen } = a;
    a.calls = true;
    while (a.child === null || this.callsMore(a, server)) {
      if (a.made < a.count) {
        a.made++;
        this.client!.callFrom(a, calls[a.call - 1]!.edge);
        // A required call that failed immediately has ended the attempt.
        if (a.gen !== gen || a.phase !== PHASE.calling) return;
      } else if (a.call < calls.length) {
        const call = calls[a.call]!;
        a.made = 0;
        a.count = this.client!.makesCall(a, call.edge) ? server.callsOf(a.call) : 0;
        a.call++;
      } else {
        this.finish(a, server, true);
        return;
      }
    }
    a.calls = false;
  }

  /** True if an attempt with a call in progress makes another one at the same time. */
  private callsMore(a: Attempt, { model: { calls } }: ServerState): boolean {
    return calls[a.call - 1]!.parallel && (a.made < a.count || calls[a.call]?.parallel === true);
  }

  /** An attempt's call has ended. */
  callEnded(a: Attempt, ok: boolean, required: boolean): void {
    if (a.phase !== PHASE.calling) return;
    const server = this.states[a.service]!;
    if (ok || !required) {
      if (!a.calls && a.child === null) this.makeCalls(a, server);
      return;
    }
    const { gen } = a;
    this.dropCalls(a);
    if (a.gen === gen) this.finish(a, server, false);
  }

  /** Cancels the calls that an attempt no longer waits for. */
  private dropCalls(a: Attempt): void {
    const { gen } = a;
    a.phase = PHASE.dropping;
    while (a.gen === gen && a.child !== null) {
      const { child } = a;
      a.removeChild(child);
      this.client!.cancel(child);
    }
  }

  private finish(a: Attempt, server: ServerState, ok: boolean): void {
    const { gen } = a;
    server.end(a);
    a.phase = PHASE.replying;
    this.reportLevel(server);
    if (server.pools.length > 0) {
      this.leavePools(a, server, true);
      this.dispatchPools(server);
    }
    this.dispatch(server);
    // An attempt that just started may have failed and ended this attempt's caller.
    if (a.gen === gen) this.reply(a, server, ok);
  }

  /** Starts queued attempts while there is free concurrency. */
  dispatch(server: ServerState): void {
    // An attempt may end as soon as it starts, which calls this method again. In that case, the outer call's loop
    // continues.
    if (server.dispatching || server.down > 0 || server.waiting === 0) return;
    server.dispatching = true;
    for (;;) {
      const a = server.model.lifo ? server.lastWaiting : server.firstWaiting;
      if (a === null || server.busy >= server.concurrency.read()) break;
      server.remove(a);
      this.start(a, server);
    }
    server.dispatching = false;
  }

  /**
   * Applies changed settings, in text order: a service starts using added concurrency immediately, and a throttle's
   * bucket fills at the new rate.
   */
  react(): void {
    for (let index = 0; index < this.host.model.services.length; index++) {
      const server = this.states[index]!;
      if (server.fleet === null) this.reactAt(server);
      else for (const { server: one } of [...server.fleet.members]) this.reactAt(this.states[one.number]!);
    }
  }

  /** Starts all attempts that a changed setting allows to start. */
  private reactAt(server: ServerState): void {
    if (server.fillsBucket) server.changeRate(this.host.now);
    const { sharing } = server;
    // An idle service doesn't use its concurrency, which may not have a value yet.
    if (sharing !== null && server.busy > 0 && sharing.capacity !== server.concurrency.read()) {
      sharing.advance(this.host.now);
      sharing.capacity = server.concurrency.read();
      this.scheduleShared(server, sharing);
      this.reportLevel(server);
    }
    this.dispatchPools(server);
    if (server.waiting > 0) this.dispatch(server);
  }

  /** Sends the response, after the latency if there is one. */
  private reply(a: Attempt, server: ServerState, ok: boolean): void {
    const { host } = this;
    if (server.latency === null) {
      this.deliver(a, ok);
      return;
    }
    a.phase = PHASE.replying;
    a.ok = ok;
    let u = 0;
    if (server.latency.dist !== 'constant') {
      this.draw(a, BLOCK.answer);
      u = host.draws.second();
    }
    host.pushService(host.now + server.latency.draw(u), EVENT.reply, a.id, a.gen);
  }

  /** An attempt's response reaches the client. */
  replyDue(id: number, gen: number): void {
    const a = this.attempts[id]!;
    if (a.gen === gen) this.deliver(a, a.ok);
  }

  private deliver(a: Attempt, ok: boolean): void {
    const { request, probe } = a;
    const server = this.states[a.service]!;
    server.pool.release(a);
    if (request !== null) this.client!.answered(request, ok);
    else if (probe === PROBE.awaited) server.fleet!.probeEnded(a, server.member!, ok);
  }

  /** An attempt has waited as long as the queue allows. */
  waitExpired(a: Attempt): void {
    const { observer, host } = this;
    const server = this.states[a.service]!;
    this.leaveQueue(a, server);
    observer.timedOut(server.index, host.now, a.weight);
    this.reply(a, server, false);
  }

  /** The client has given up on an attempt. Its work continues or is dropped. */
  abandon(a: Attempt): void {
    const server = this.states[a.service]!;
    a.request = null;
    if (server.model.drops) this.discard(a, server);
  }

  /** Removes an attempt in any phase. */
  private discard(a: Attempt, server: ServerState): void {
    const { phase } = a;
    if (phase === PHASE.waiting) this.leaveQueue(a, server);
    else if (phase !== PHASE.replying) {
      if (server.sharing !== null && a.work !== null) this.stopSharing(a, server, server.sharing);
      server.end(a);
      this.reportLevel(server);
      this.dropCalls(a);
      this.discardPools(a, server);
    }
    server.pool.release(a);
    this.dispatchPools(server);
    this.dispatch(server);
  }

  private discardPools(a: Attempt, server: ServerState): void {
    const pool = server.pools[a.pool];
    if (pool !== undefined) {
      pool.remove(a);
      this.reportPool(pool);
    }
    this.leavePools(a, server, true);
  }

  /** Takes a service down. Attempts waiting or in service fail immediately. */
  takeDown(index: number): void {
    const server = this.states[index]!;
    if (server.fleet === null) this.takeServerDown(server);
    else server.fleet.takeDown();
  }

  private takeServerDown(server: ServerState): void {
    if (server.down++ > 0) return;
    while (server.firstBusy !== null) this.fail(server.firstBusy, server);
    this.emptyServer(server);
  }

  bringUp(index: number): void {
    const server = this.states[index]!;
    if (server.fleet === null) server.down--;
    else server.fleet.bringUp();
  }

  /**
   * Fails all attempts currently in the queue of a service or its members. None of them starts, even if the service has
   * just gained concurrency.
   */
  emptyQueue(index: number): void {
    const server = this.states[index]!;
    if (server.fleet === null) this.emptyServer(server);
    else for (const member of [...server.fleet.members]) this.emptyServer(this.states[member.server.number]!);
  }

  private emptyServer(server: ServerState): void {
    if (server.waiting === 0) return;
    const emptied: { a: Attempt; gen: number }[] = [];
    for (let a = server.firstWaiting; a !== null; a = server.firstWaiting) {
      server.remove(a);
      a.phase = PHASE.replying;
      emptied.push({ a, gen: a.gen });
    }
    this.reportLevel(server);
    // A failure may end other attempts, if they were calls of the same caller.
    for (const { a, gen } of emptied) if (a.gen === gen) this.deliver(a, false);
    this.dispatch(server);
  }

  private fail(a: Attempt, server: ServerState): void {
    const { request, probe } = a;
    if (request === null) {
      this.discard(a, server);
      // A draining member may have just left.
      const { member } = server;
      if (probe === PROBE.awaited && member !== null) server.fleet!.probeEnded(a, member, false);
      return;
    }
    const { gen } = request;
    a.request = null;
    request.attempt = null;
    this.discard(a, server);
    if (request.gen === gen) this.client!.answered(request, false);
  }

  /** A member's next probe is due. */
  probeDue(number: number, epoch: number): void {
    const { fleet, member } = this.states[number]!;
    fleet!.probe(member, epoch);
  }

  /** A probe's timeout has passed. Ignored if the probe has already ended. */
  probeExpired(id: number, gen: number): void {
    const a = this.attempts[id]!;
    if (a.gen !== gen) return;
    const { fleet, member } = this.states[a.service]!;
    fleet!.probeExpired(a, member);
  }
}

/** The client side of attempts: receives their outcomes, and makes outgoing calls for attempts in service. */
export interface Client {
  /** An attempt has received its response. The attempt object may be reused from now on. */
  answered(request: Request, ok: boolean): void;
  /** Decides by a draw whether an attempt makes a call. */
  makesCall(attempt: Attempt, edge: number): boolean;
  /** An attempt in service calls another service. The call may end before this returns. */
  callFrom(attempt: Attempt, edge: number): void;
  /** The caller no longer needs a request. */
  cancel(request: Request): void;
  /** How long an attempt's client waits for a response, in microseconds. */
  patienceOf(request: Request | null): number;
}
