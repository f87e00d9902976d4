import { ln } from '../../engine/numbers/arithmetic.ts';
import { meanOf } from '../../engine/numbers/distribution.ts';
import { hashName } from '../../engine/numbers/random.ts';
import { mixHashes } from '../../engine/services/edge.ts';
import type { Edge, Pool } from '../../scenario/ast/scenario.ts';
import { admit, CLOSED, recordOutcome } from './breaker.ts';
import { type PlainScope, read } from './expressions.ts';
import { countAnswer, setLevel } from './meters.ts';
import { arrivalsBetween, timeUntil } from './profile.ts';
import {
  type Attempt,
  backoff,
  type Caller,
  type PlainEdge,
  type PlainHost,
  type PlainLoad,
  type PlainPool,
  type PlainServer,
  Quantities,
  type Request,
  type StagedCall,
} from './requests.ts';

/** Requests, attempts, services and loads in a run, as described in the guide "How a run works". */

const SECOND = 1_000_000;
const ARRIVAL = hashName('load.arrival') | 0;

/** An attempt's class in the queue. All are equal, unless the queue uses priorities. */
function classOf({ server, from }: Attempt): number {
  return server.service.queue.order === 'priority' ? from.priority : 0;
}

/** Number of slots taken. */
function taken({ busy }: PlainServer): number {
  return [...busy].filter(({ holdsSlot }) => holdsSlot).length;
}

export class PlainServices extends Quantities {
  private readonly servers = new Map<string, PlainServer>();
  private readonly edges = new Map<Edge, PlainEdge>();
  private readonly loads: readonly PlainLoad[];

  constructor(host: PlainHost) {
    super(host);
    const { scenario } = host;
    const named = new Map<string, number>();
    // Edges are named by caller and callee, plus an index among edges between the same two.
    const add = (from: string, kind: string, edge: Edge): PlainEdge => {
      const count = named.get(`${kind} ${from}>${edge.to}`) ?? 0;
      named.set(`${kind} ${from}>${edge.to}`, count + 1);
      const start = edge.retry?.budget?.start;
      const made: PlainEdge = {
        edge,
        hash: hashName(`${from}>${edge.to}#${count}`),
        service: edge.to,
        tokens: start === undefined ? 0 : Number(read(start, host.scope())),
        cache: new Map(),
        breaker: { ...CLOSED, outcomes: [] },
      };
      this.edges.set(edge, made);
      return made;
    };
    for (const { name, steps } of scenario.processes) {
      for (const { branches } of steps)
        for (const { call } of branches) if (call !== null) add(name, 'process', call.edge);
    }
    for (const service of scenario.services) {
      this.servers.set(service.name, {
        service,
        meter: host.meters[service.name]!,
        calls: service.calls.map((call) => ({ call, edge: add(service.name, 'service', call) })),
        pools: service.pools.map((pool) => ({
          pool,
          meter: host.meters[`${service.name}.pools.${pool.name}`]!,
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
      });
    }
    this.loads = scenario.loads.map((load) => ({
      load,
      edge: add(load.id, 'load', load.edge),
      n: 0,
      left: 0,
      since: 0,
      rate: 0,
      version: 0,
    }));
  }

  /** Schedules each load's first request. */
  start(): void {
    for (const load of this.loads) this.scheduleNext(load, true);
  }

  /** After any change, services use free slots, and loads and throttles use their current rates. */
  react(): void {
    for (const server of this.servers.values()) {
      if (!Number.isNaN(server.tokens)) this.changeThrottle(server);
      if (server.service.shared && taken(server) > 0 && server.capacity !== this.slots(server)) {
        this.divide(server);
        server.capacity = this.slots(server);
        this.scheduleShares(server);
        this.report(server);
      }
      this.dispatchPools(server);
      this.dispatch(server);
    }
    for (const load of this.loads) {
      const rate = this.number(load.load.rate, 0);
      if (rate === load.rate) continue;
      load.left = Math.max(
        0,
        load.left - arrivalsBetween(load.load.profile, load.rate, load.since, this.host.now),
      );
      this.scheduleNext(load, false);
    }
  }

  // Loads.

  private scheduleNext(load: PlainLoad, isNext: boolean): void {
    const { now } = this.host;
    const { dist, profile, rate } = load.load;
    if (isNext) {
      const u = this.draw(hashName(load.load.id), ARRIVAL, load.n >>> 1, 0, load.n % 2 === 1);
      load.left = dist === 'constant' ? 1 : -ln(1 - u);
    }
    load.rate = this.number(rate, 0);
    load.since = now;
    const version = ++load.version;
    const gap = timeUntil(profile, load.rate, now, load.left);
    if (gap === Number.POSITIVE_INFINITY) return;
    this.host.schedule(
      now + Math.max(1, Math.round(gap)),
      'load',
      this.loads.indexOf(load),
      () => {
        const n = load.n++;
        this.scheduleNext(load, true);
        this.issue(load.edge, hashName(load.load.id), load.edge.hash, n, load.load.scale, null, null);
      },
      () => load.version === version,
    );
  }

  // Clients.

  /** Makes a call from a step to a service. */
  callFromStep(edge: Edge, who: number, what: number, n: number, caller: Caller): void {
    this.issue(this.edges.get(edge)!, who, what, n, 1, null, caller);
  }

  timeoutOf(edge: Edge, self: PlainScope['self']): number {
    return this.number(edge.timeout, Number.POSITIVE_INFINITY, self);
  }

  private issue(
    edge: PlainEdge,
    who: number,
    what: number,
    n: number,
    weight: number,
    parent: Attempt | null,
    caller: Caller | null,
  ): void {
    const { now, meters } = this.host;
    const r: Request = {
      edge,
      who: who | 0,
      what: what | 0,
      n: n | 0,
      weight,
      priority: this.priorityOf(edge, parent, caller),
      began: now,
      parent,
      caller,
      attempts: 0,
      attempt: null,
      key: '',
      epoch: 0,
      over: false,
    };
    parent?.children.add(r);
    const meter = meters[edge.service]!;
    meter.totals.arrivals += weight;
    meter.simulated++;
    const { cache } = edge.edge;
    if (cache !== null) {
      const drawn = cache.keys === 1 ? 0 : Math.floor(this.draw(r.who, r.what, r.n, 0) * cache.keys);
      r.key = `${caller?.instance ?? 0}/${drawn}`;
      const kept = edge.cache.get(r.key);
      if (kept !== undefined && now < kept.until) {
        meter.totals.hits += weight;
        this.end(r, kept.ok);
        return;
      }
    }
    this.attempt(r);
  }

  private priorityOf({ edge }: PlainEdge, parent: Attempt | null, caller: Caller | null): number {
    if (this.host.scenario.services.every(({ queue }) => queue.order !== 'priority')) return 0;
    return this.number(edge.priority, parent?.from.priority ?? 0, caller?.self ?? null);
  }

  private attempt(r: Request): void {
    const { edge } = r;
    const { now } = this.host;
    const server = this.servers.get(edge.service)!;
    r.attempts++;
    const epoch = edge.edge.breaker === null ? 0 : admit(edge.breaker, edge.edge.breaker, now);
    if (epoch === null) {
      server.meter.totals.rejected += r.weight;
      this.retryOrFail(r);
      return;
    }
    r.epoch = epoch;
    const a: Attempt = {
      server,
      request: r,
      from: r,
      number: r.attempts,
      phase: 'waiting',
      holdsSlot: false,
      calls: 0,
      stages: [],
      issuing: false,
      children: new Set(),
    };
    r.attempt = a;
    server.meter.totals.attempts += r.weight;
    const timeout = this.number(edge.edge.timeout, Number.POSITIVE_INFINITY, r.caller?.self ?? null);
    if (timeout < Number.POSITIVE_INFINITY) {
      this.host.schedule(
        now + timeout,
        'timeout',
        0,
        () => this.clientTimesOut(a, r),
        () => a.request !== null && a.phase !== 'over',
        // If timeouts of one call have a fixed length and pass at the same instant, they are handled together.
        edge.edge.timeout?.op === 'literal' ? edge : null,
      );
    }
    this.offer(a);
  }

  private clientTimesOut(a: Attempt, r: Request): void {
    a.server.meter.totals.timeouts += r.weight;
    r.attempt = null;
    this.abandon(a);
    // That may have freed a slot, and whatever took it may have failed and ended this request's caller.
    if (r.over) return;
    this.learn(r, false);
    this.retryOrFail(r);
  }

  /** An attempt's response reaches the client. */
  private answered(r: Request, ok: boolean): void {
    r.attempt = null;
    this.learn(r, ok);
    if (ok) this.complete(r, true);
    else this.retryOrFail(r);
  }

  /** Reports an attempt's outcome to the breaker and the retry budget. */
  private learn(r: Request, ok: boolean): void {
    const { edge } = r;
    const self = r.caller?.self ?? null;
    const { breaker } = edge.edge;
    if (breaker !== null) {
      const numbers = {
        failures: this.number(breaker.failures, Number.POSITIVE_INFINITY, self),
        rate: this.number(breaker.rate, Number.POSITIVE_INFINITY, self),
        openFor: this.number(breaker.openFor, 0, self),
      };
      recordOutcome(edge.breaker, breaker, numbers, { ok, epoch: r.epoch, now: this.host.now });
    }
    const budget = edge.edge.retry?.budget;
    if (!ok || budget == null) return;
    edge.tokens = Math.min(
      this.number(budget.cap, 0, self),
      edge.tokens + this.number(budget.perSuccess, 0, self),
    );
  }

  private retryOrFail(r: Request): void {
    const { retry } = r.edge.edge;
    const self = r.caller?.self ?? null;
    if (retry === null || r.attempts > this.number(retry.max, 0, self)) {
      this.complete(r, false);
      return;
    }
    if (retry.budget !== null) {
      if (r.edge.tokens < 1) {
        this.complete(r, false);
        return;
      }
      r.edge.tokens--;
    }
    const numbers = {
      base: this.number(retry.base, 0, self),
      factor: this.number(retry.factor, 1, self),
      cap: this.number(retry.cap, Number.POSITIVE_INFINITY, self),
    };
    const u = retry.jitter === 'none' ? 0 : this.draw(r.who, r.what, r.n, r.attempts * 4 + 2);
    const time = backoff(retry, numbers, r.attempts, u);
    this.host.schedule(
      this.host.now + time,
      'service',
      0,
      () => this.attempt(r),
      () => !r.over,
    );
  }

  private complete(r: Request, ok: boolean): void {
    const { cache } = r.edge.edge;
    const self = r.caller?.self ?? null;
    if (cache !== null) {
      const ttl = this.number(ok ? cache.ttl : cache.negativeTtl, 0, self);
      if (ttl > 0) {
        const { lookupGap } = cache;
        const u = lookupGap === null || lookupGap.dist === 'constant' ? 0 : this.draw(r.who, r.what, r.n, 1);
        const gap = lookupGap === null ? 0 : this.delay(lookupGap, u, 1, self);
        r.edge.cache.set(r.key, { until: this.host.now + ttl + gap, ok });
      }
    }
    this.end(r, ok);
  }

  private end(r: Request, ok: boolean): void {
    const { now, meters } = this.host;
    r.over = true;
    countAnswer(meters[r.edge.service]!, now, ok, now - r.began, r.weight);
    if (r.parent !== null) this.callEnded(r.parent, r, ok);
    else r.caller?.answered(ok);
  }

  /** The caller no longer needs a request. */
  private cancel(r: Request): void {
    const { now, meters } = this.host;
    r.over = true;
    countAnswer(meters[r.edge.service]!, now, false, now - r.began, r.weight);
    if (r.attempt !== null) this.abandon(r.attempt);
  }

  // Servers.

  private offer(a: Attempt): void {
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

  private succeeds(a: Attempt): boolean {
    const available = this.number(a.server.service.available, 1);
    return available >= 1 || (available > 0 && this.drawFor(a, 1) < available);
  }

  private slots({ service }: PlainServer): number {
    return this.number(service.concurrency, Number.POSITIVE_INFINITY);
  }

  private drawFor({ from, number }: Attempt, block: number, second = false): number {
    return this.draw(from.who, from.what, from.n, number * 4 + block, second);
  }

  private reject(a: Attempt): void {
    a.server.meter.totals.rejected += a.from.weight;
    this.reply(a, false);
  }

  private throttleRate({ service }: PlainServer): number {
    return this.number(service.throttle.rate, Number.POSITIVE_INFINITY);
  }

  /** Maximum number of tokens in a throttle's bucket. */
  private burst(server: PlainServer): number {
    const { burst } = server.service.throttle;
    return burst === null ? Math.max(1, this.throttleRate(server)) : this.number(burst, 0);
  }

  /** Applies a throttle's current settings. Up to now, its bucket filled according to the old ones. */
  private changeThrottle(server: PlainServer): void {
    const [rate, size] = [this.throttleRate(server), this.burst(server)];
    if (rate === server.rate && size === server.size) return;
    this.refill(server);
    Object.assign(server, { rate, size });
  }

  /** Fills the token bucket for the time since it was last filled, using the settings from that time. */
  private refill(server: PlainServer): void {
    const { now } = this.host;
    const gained = now === server.filled ? 0 : ((now - server.filled) / SECOND) * server.rate;
    server.tokens = Math.min(server.size, server.tokens + gained);
    server.filled = now;
  }

  private throttleAdmits(a: Attempt): boolean {
    const { server } = a;
    const { service } = server;
    const { waiting, timeouts } = service.throttle;
    const slowdown = this.number(service.slowdown, 1);
    let work = 0;
    const queued = this.queued(server);
    if (queued > 0 && service.serviceTime !== null) {
      const [first, second] = this.parameters(service.serviceTime, null);
      const { serviceTime } = service;
      const mean = meanOf(
        serviceTime.dist,
        first,
        second,
        serviceTime.dist === 'empirical' ? serviceTime.values : [],
      );
      work = (queued * mean * slowdown) / this.slots(server);
    }
    if (waiting !== null && work > this.number(waiting, 0)) return false;
    if (timeouts !== null) {
      const { request } = a;
      const patience =
        request === null
          ? Number.POSITIVE_INFINITY
          : this.timeoutOf(request.edge.edge, request.caller?.self ?? null);
      if (work > this.number(timeouts, 0) * patience) return false;
    }
    const rate = this.throttleRate(server);
    // The bucket is full when first used.
    if (Number.isNaN(server.tokens)) {
      const size = this.burst(server);
      if (rate === Number.POSITIVE_INFINITY) return true;
      Object.assign(server, { tokens: size, filled: this.host.now, rate, size });
    }
    this.changeThrottle(server);
    if (rate === Number.POSITIVE_INFINITY) return true;
    this.refill(server);
    if (server.tokens < 1) return false;
    server.tokens--;
    return true;
  }

  private report(server: PlainServer): void {
    const queued = this.queued(server);
    const busy = server.service.shared ? taken(server) - queued : taken(server);
    setLevel(server.meter, this.host.now, queued, busy);
  }

  /** Number of attempts without a slot. Those at a shared service work nevertheless. */
  private queued(server: PlainServer): number {
    return server.service.shared ? Math.max(0, taken(server) - this.slots(server)) : server.queue.size;
  }

  private enqueue(a: Attempt): void {
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
        server.service.queue.maxWait?.op === 'literal' ? server : null,
      );
    }
    this.report(server);
  }

  private leaveQueue(a: Attempt): void {
    a.server.queue.delete(a);
    this.report(a.server);
  }

  private serve(a: Attempt): void {
    const { server } = a;
    server.busy.add(a);
    a.holdsSlot = true;
    this.report(server);
    if (this.takePools(a, false)) this.work(a);
  }

  private work(a: Attempt): void {
    const { serviceTime, slowdown } = a.server.service;
    if (serviceTime === null) {
      this.worked(a);
      return;
    }
    a.phase = 'working';
    const u = serviceTime.dist === 'constant' ? 0 : this.drawFor(a, 0);
    const length = this.delay(serviceTime, u, this.number(slowdown, 1));
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
    );
  }

  /**
   * Divides a shared service's work since the last time. Up to as many attempts as there are slots work at full speed.
   * More of them get equal numbers of whole microseconds; the rest is kept.
   */
  private divide(server: PlainServer): void {
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
  private scheduleShares(server: PlainServer): void {
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

  private leaveShares(a: Attempt): void {
    const { server } = a;
    if (!server.shares.has(a)) return;
    this.divide(server);
    server.shares.delete(a);
    if (server.shares.size === 0) server.kept = 0;
    this.scheduleShares(server);
  }

  /** After its work, an attempt fails or makes its calls. */
  private worked(a: Attempt): void {
    if (!a.server.service.failsFast && !this.succeeds(a)) this.finish(a, false);
    else this.proceed(a);
  }

  /** Makes the attempt's calls, during which it may give its slot back. */
  private proceed(a: Attempt): void {
    const { server } = a;
    if (server.calls.length === 0) {
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

  /** Takes all units that the attempt needs for its work, or for its calls, in text order. False if it has to wait. */
  private takePools(a: Attempt, calling: boolean): boolean {
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

  private leavePools(a: Attempt, which: (pool: Pool) => boolean): void {
    for (const one of a.server.pools) if (which(one.pool) && one.holders.delete(a)) this.reportPool(one);
  }

  /** Attempts waiting for a pool get its free units, in order, and continue. */
  private dispatchPools(server: PlainServer): void {
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

  private sizeOf({ pool }: PlainPool): number {
    return this.number(pool.size, Number.POSITIVE_INFINITY);
  }

  private reportPool({ meter, queue, holders }: PlainPool): void {
    setLevel(meter, this.host.now, queue.size, holders.size);
  }

  /** Makes calls until there is one to wait for. After the last call, the attempt is finished. */
  private makeCalls(a: Attempt): void {
    const { server } = a;
    while (a.children.size === 0) {
      if (a.stages.length === 0 && a.calls === server.calls.length) {
        this.finish(a, true);
        return;
      }
      if (a.stages.length === 0) a.stages = this.nextStages(a);
      a.issuing = true;
      for (const { edge, repetition } of a.stages.shift() ?? []) {
        const { who, n, weight } = a.from;
        const what = this.callHash(a, edge);
        this.issue(edge, who, repetition === 1 ? what : mixHashes(what, repetition), n, weight, a, null);
        if (a.phase !== 'calling') return;
      }
      a.issuing = false;
    }
  }

  /** The next entry's calls one after the other, or those of all adjacent parallel entries together. */
  private nextStages(a: Attempt): StagedCall[][] {
    const { calls } = a.server;
    const { call } = calls[a.calls]!;
    if (!call.parallel) return this.repetitions(a).map((one) => [one]);
    const together: StagedCall[] = [];
    while (calls[a.calls]?.call.parallel === true) together.push(...this.repetitions(a));
    return [together];
  }

  /** The calls of the next entry. */
  private repetitions(a: Attempt): StagedCall[] {
    const { call, edge } = a.server.calls[a.calls++]!;
    const share = this.number(call.share, 1);
    if (share < 1 && this.draw(a.from.who, this.callHash(a, edge), a.from.n, 2) >= share) return [];
    return Array.from({ length: this.number(call.count, 1) }, (_, i) => ({ edge, repetition: i + 1 }));
  }

  private callHash(a: Attempt, edge: PlainEdge): number {
    return mixHashes(a.from.what ^ edge.hash, a.number);
  }

  private callEnded(a: Attempt, r: Request, ok: boolean): void {
    a.children.delete(r);
    if (a.phase !== 'calling') return;
    if (ok || !r.edge.edge.required) {
      if (!a.issuing) this.makeCalls(a);
      return;
    }
    if (this.dropCalls(a)) this.finish(a, false);
  }

  /** Cancels the calls that an attempt no longer waits for, the last one first. False if that ended the attempt. */
  private dropCalls(a: Attempt): boolean {
    a.phase = 'dropping';
    for (let r = [...a.children].at(-1); r !== undefined; r = [...a.children].at(-1)) {
      a.children.delete(r);
      this.cancel(r);
    }
    return a.phase === 'dropping';
  }

  private finish(a: Attempt, ok: boolean): void {
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
  private dispatch(server: PlainServer): void {
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

  /** Sends the response, which takes the service's latency. */
  private reply(a: Attempt, ok: boolean): void {
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
    );
  }

  private deliver(a: Attempt, ok: boolean): void {
    a.phase = 'over';
    if (a.request !== null) this.answered(a.request, ok);
  }

  /** The client has given up. */
  private abandon(a: Attempt): void {
    a.request = null;
    if (a.server.service.onAbandon === 'drop') this.discard(a);
  }

  private discard(a: Attempt): void {
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
    server.down++;
    if (server.down > 1) return;
    for (let a = [...server.busy].at(-1); a !== undefined; a = [...server.busy].at(-1)) this.fail(a);
    this.emptyQueue(name);
  }

  bringUp(name: string): void {
    const server = this.servers.get(name);
    if (server !== undefined) server.down--;
  }

  /** Fails all waiting attempts, oldest first. */
  emptyQueue(name: string): void {
    const server = this.servers.get(name)!;
    const emptied = server.queue;
    if (emptied.size === 0) return;
    server.queue = new Set();
    this.report(server);
    for (const a of emptied) {
      if (a.phase === 'over') continue;
      a.phase = 'over';
      if (a.request !== null) this.answered(a.request, false);
    }
    this.dispatch(server);
  }

  private fail(a: Attempt): void {
    const { request } = a;
    a.request = null;
    if (request !== null) request.attempt = null;
    this.discard(a);
    if (request?.over === false) this.answered(request, false);
  }
}
