import { exp, ln } from '../../engine/numbers/arithmetic.ts';
import { hashName } from '../../engine/numbers/random.ts';
import type { CacheKeys, Edge } from '../../scenario/ast/scenario.ts';
import { admit, CLOSED, recordOutcome } from './breaker.ts';
import { type PlainScope, read } from './expressions.ts';
import { countAnswer } from './meters.ts';
import { arrivalsBetween, timeUntil } from './profile.ts';
import {
  type Attempt,
  backoff,
  type Caller,
  type PlainEdge,
  type PlainHost,
  type PlainLoad,
  type Request,
} from './requests.ts';
import { PlainServers } from './servers.ts';
import { taken } from './throttles.ts';

/** Requests, attempts, services and loads in a run, as described in the guide "How a run works". */

/** The responses in the cache of a request's client. */
function cacheOf({ edge, caller }: Request): Map<number, { until: number; ok: boolean }> {
  const client = caller?.instance ?? 0;
  const found = edge.cache.get(client) ?? new Map();
  edge.cache.set(client, found);
  return found;
}

/** Cumulative popularity for each key. */
const SUMS = new WeakMap<CacheKeys, number[]>();

/** The first key whose cumulative popularity exceeds a share of the total. */
function keyAt(keys: CacheKeys, u: number): number {
  const { count, exponent } = keys;
  if (exponent === 0) return Math.floor(u * count);
  let sums = SUMS.get(keys);
  if (sums === undefined) {
    sums = [];
    for (let key = 0; key < count; key++) sums.push((sums[key - 1] ?? 0) + exp(-exponent * ln(key + 1)));
    SUMS.set(keys, sums);
  }
  const share = u * sums[count - 1]!;
  const found = sums.findIndex((sum) => sum > share);
  return found < 0 ? count - 1 : found;
}

const ARRIVAL = hashName('load.arrival') | 0;

export class PlainServices extends PlainServers {
  private readonly edges = new Map<Edge, PlainEdge>();
  private readonly loads: readonly PlainLoad[];

  constructor(host: PlainHost) {
    super(host);
    const { scenario } = host;
    const named = new Map<string, number>();
    // Edges are named by caller and callee, plus an index among the edges between these two.
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
      const calls = service.calls.map((call) => ({ call, edge: add(service.name, 'service', call) }));
      const server = this.newServer(service, calls);
      this.servers.set(service.name, server);
      if (service.members !== null) this.addFleet(server, service.members);
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
    for (const fleet of this.fleets) fleet.start();
    for (const autoscaler of this.autoscalers) autoscaler.schedule();
  }

  /** After a change, services fill free slots, and loads and throttles switch to their current rates. */
  react(): void {
    for (const server of [...this.servers.keys()].flatMap((name) => this.serversOf(name))) {
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

  protected issue(
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
      key: 0,
      epoch: 0,
      over: false,
    };
    parent?.children.add(r);
    const meter = meters[edge.service]!;
    meter.totals.arrivals += weight;
    meter.simulated++;
    const { cache } = edge.edge;
    if (cache !== null) {
      const { count } = cache.keys;
      r.key = count === 1 ? 0 : keyAt(cache.keys, this.draw(r.who, r.what, r.n, 0));
      const responses = cacheOf(r);
      const kept = responses.get(r.key);
      if (kept !== undefined && now >= kept.until) responses.delete(r.key);
      else if (kept !== undefined) {
        if (cache.keys.eviction === 'lru') {
          responses.delete(r.key);
          responses.set(r.key, kept);
        }
        meter.totals.hits += weight;
        if (kept.ok) meter.cachedSuccesses += weight;
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
    r.attempts++;
    const service = this.servers.get(edge.service)!;
    const epoch = edge.edge.breaker === null ? 0 : admit(edge.breaker, edge.edge.breaker, now);
    if (epoch === null) {
      service.meter.totals.rejected += r.weight;
      this.retryOrFail(r);
      return;
    }
    r.epoch = epoch;
    const server = service.fleet?.pick(r) ?? service;
    const a: Attempt = {
      server,
      request: r,
      from: r,
      probe: null,
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
        // If several timeouts of the same call have a fixed length and end at the same instant, they are handled
        // together.
        edge.edge.timeout?.op === 'literal' ? edge : null,
      );
    }
    this.offer(a);
  }

  private clientTimesOut(a: Attempt, r: Request): void {
    a.server.meter.totals.timeouts += r.weight;
    r.attempt = null;
    this.abandon(a);
    // Abandoning the attempt may have freed a slot. If another attempt took the slot and failed, it may have ended this
    // request's caller.
    if (r.over) return;
    this.learn(r, false);
    this.retryOrFail(r);
  }

  /** Called when an attempt's response reaches the client. */
  protected answered(r: Request, ok: boolean): void {
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
        const responses = cacheOf(r);
        if (cache.keys.eviction === 'lru') responses.delete(r.key);
        if (!responses.has(r.key) && responses.size === cache.keys.size) {
          responses.delete([...responses.keys()][0]!);
        }
        responses.set(r.key, { until: this.host.now + ttl + gap, ok });
      }
    }
    this.end(r, ok);
  }

  /** Empties the caches in front of a service. */
  emptyCaches(name: string): void {
    for (const edge of this.edges.values()) if (edge.service === name) edge.cache.clear();
  }

  private end(r: Request, ok: boolean): void {
    const { now, meters } = this.host;
    r.over = true;
    countAnswer(meters[r.edge.service]!, now, ok, now - r.began, r.weight);
    if (r.parent !== null) this.callEnded(r.parent, r, ok);
    else r.caller?.answered(ok);
  }

  /** Called when the caller no longer needs a request. */
  protected cancel(r: Request): void {
    const { now, meters } = this.host;
    r.over = true;
    countAnswer(meters[r.edge.service]!, now, false, now - r.began, r.weight);
    if (r.attempt !== null) this.abandon(r.attempt);
  }
}
