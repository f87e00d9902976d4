import { EVENT } from '../state/event-queue.ts';
import type { CacheState } from './cache.ts';
import { Deadlines } from './deadlines.ts';
import { EdgeState, edgeName, mixHashes } from './edge.ts';
import type { ServiceHost, ServiceObserver } from './host.ts';
import { type Attempt, PHASE, PROBE, type Request, RequestPool } from './request-pool.ts';
import { type Client, Servers } from './server.ts';

/** Draw lanes: three per request, plus the wait after each attempt. The lanes of attempts start at four. */
const REQUEST = { key: 0, gap: 1, share: 2 } as const;
const WAIT = 2;

/** Key for the draws of an attempt's call. */
function callHash(a: Attempt, edge: EdgeState): number {
  return mixHashes(a.what ^ edge.hash, a.attemptNumber);
}

/** The client side: requests on edges with their attempts, retries, breakers, budgets, and caches. */
export class Requests implements Client {
  /** All requests, by id. */
  private readonly requests: Request[] = [];
  private readonly pools: readonly RequestPool[];
  readonly servers: Servers;
  readonly edges: readonly EdgeState[];
  readonly deadlines: Deadlines[] = [];
  /** True if any queue uses priorities. */
  private readonly prioritized: boolean;
  private readonly host: ServiceHost;
  private readonly observer: ServiceObserver;

  constructor(host: ServiceHost, observer: ServiceObserver) {
    this.host = host;
    this.observer = observer;
    this.servers = new Servers(host, observer, this.deadlines);
    this.servers.client = this;
    this.prioritized = host.model.services.some((service) => service.prioritized);
    this.pools = host.model.edges.map((_, i) => new RequestPool(this.requests, i));
    this.edges = host.model.edges.map((model, i) => {
      const { processes } = host.model;
      const callers = model.from.kind === 'process' ? processes[model.from.index]!.block.size : 1;
      const edge = new EdgeState(host, model, callers, edgeName(host, i));
      if (edge.timeout.fixed && Number.isFinite(edge.timeout.read())) {
        edge.deadlines = new Deadlines(host, this.deadlines.length, false);
        this.deadlines.push(edge.deadlines);
      }
      return edge;
    });
  }

  /** Number of request and attempt objects, by service. */
  objects(): { requests: Int32Array; attempts: Int32Array } {
    const { edges, servers } = this;
    const requests = new Int32Array(this.host.model.services.length);
    const attempts = new Int32Array(this.host.model.services.length);
    for (const { edge } of this.requests) requests[edges[edge]!.service]!++;
    for (const { service } of servers.attempts) attempts[servers.states[service]!.index]!++;
    return { requests, attempts };
  }

  /** Number of timeouts for which there is space. */
  get pendingDeadlines(): number {
    return this.deadlines.reduce((sum, { capacity }) => sum + capacity, 0);
  }

  /** Makes a request from a load. */
  fromLoad(edge: number, who: number, n: number, weight: number): void {
    const state = this.edges[edge]!;
    this.issue(this.newRequest(edge, who, state.hash, n, weight), state);
  }

  /** Makes a request from an instance, which gets the response through `ServiceHost.answerTo`. */
  fromProcess(
    edge: number,
    actor: number,
    branch: number,
    stamp: number,
    who: number,
    what: number,
    n: number,
    b: number,
  ): void {
    const r = this.newRequest(edge, who, what, n, 1);
    r.actor = actor;
    r.branch = branch;
    r.stamp = stamp;
    r.b = b;
    this.issue(r, this.edges[edge]!);
  }

  makesCall(a: Attempt, index: number): boolean {
    const edge = this.edges[index]!;
    const share = edge.share.read();
    return share >= 1 || this.draw(a.who, callHash(a, edge), a.n, REQUEST.share) < share;
  }

  callFrom(a: Attempt, index: number): void {
    const edge = this.edges[index]!;
    let what = callHash(a, edge);
    if (a.made > 1) {
      what = mixHashes(what, a.made);
      this.host.count(edge.targetName, edge.model.span);
    }
    // A probe isn't a request to its own service, but its calls are requests to others.
    const weight = a.probe === PROBE.none ? a.weight : 1;
    const r = this.newRequest(index, a.who, what, a.n, weight);
    a.addChild(r);
    this.issue(r, edge);
  }

  private draw(who: number, what: number, n: number, lane: number): number {
    this.host.draws.block(who, what, n, lane);
    return this.host.draws.first();
  }

  /** Creates a request on an edge, without a caller. */
  private newRequest(edge: number, who: number, what: number, n: number, weight: number): Request {
    const r = this.pools[edge]!.take();
    r.who = who | 0;
    r.what = what | 0;
    r.n = n | 0;
    r.attempts = 0;
    r.attempt = null;
    r.weight = weight;
    r.began = this.host.now;
    return r;
  }

  private issue(r: Request, edge: EdgeState): void {
    if (this.prioritized) r.priority = edge.priority?.readFor(r.b) ?? r.parent?.priority ?? 0;
    this.observer.arrival(edge.service, r.began, r.weight);
    if (edge.cache !== null && this.answeredFromCache(r, edge)) return;
    this.startAttempt(r, edge);
  }

  private answeredFromCache(r: Request, edge: EdgeState): boolean {
    const { host } = this;
    const cache = edge.cache!;
    const { count } = cache;
    const first = r.actor >= 0 ? this.instanceOf(r, edge) * count : 0;
    r.key = first + (count === 1 ? 0 : cache.keyAt(this.draw(r.who, r.what, r.n, REQUEST.key)));
    const cached = cache.lookUp(r.key, host.now);
    if (cached < 0) return false;
    this.observer.cacheHit(edge.service, host.now, cached === 1, r.weight);
    this.finish(r, edge, cached === 1);
    return true;
  }

  private instanceOf(r: Request, { model }: EdgeState): number {
    const { block } = this.host.model.processes[model.from.index]!;
    return (r.b - block.base) / block.stride;
  }

  /**
   * Makes a request's next attempt. Rarely used features are in separate methods, so that this method is short enough
   * for V8 to inline.
   */
  private startAttempt(r: Request, edge: EdgeState): void {
    r.attempts++;
    if (edge.breaker !== null && !this.passesBreaker(r, edge)) return;
    const server = this.servers.serverFor(r, edge.service);
    const a = server.pool.take(r);
    r.attempt = a;
    this.observer.attempt(edge.service, this.host.now, r.weight);
    if (edge.hasTimeout) this.setTimeout(a, r, edge);
    this.servers.offer(a, server);
  }

  /** Returns false if the breaker rejects the attempt, which counts as a failure. */
  private passesBreaker(r: Request, edge: EdgeState): boolean {
    r.epoch = edge.breaker!.admit(this.host.now);
    if (r.epoch >= 0) return true;
    this.observer.rejected(edge.service, this.host.now, r.weight);
    this.retryOrFail(r, edge);
    return false;
  }

  private setTimeout(a: Attempt, r: Request, { deadlines, timeout }: EdgeState): void {
    const { host } = this;
    const time = host.now + timeout.readFor(r.b);
    if (deadlines !== null) deadlines.add(time, a);
    else if (time < Number.POSITIVE_INFINITY) host.pushLate(time, EVENT.timeout, a.id, a.gen);
  }

  patienceOf(r: Request | null): number {
    return r === null ? Number.POSITIVE_INFINITY : this.edges[r.edge]!.timeout.readFor(r.b);
  }

  answered(r: Request, ok: boolean): void {
    const edge = this.edges[r.edge]!;
    r.attempt = null;
    if (edge.tracksOutcomes) this.recordOutcome(r, edge, ok);
    if (ok) this.complete(r, edge, true);
    else this.retryOrFail(r, edge);
  }

  /** Updates an edge's breaker and retry budget. */
  private recordOutcome(r: Request, { breaker, retry }: EdgeState, ok: boolean): void {
    if (breaker !== null) breaker.record(ok, r.epoch, this.host.now, r.b);
    if (ok && retry !== null) retry.succeeded(r.b);
  }

  /** The client gives up on an attempt. */
  private timedOut(a: Attempt, r: Request): void {
    const { servers, host } = this;
    const edge = this.edges[r.edge]!;
    const { gen } = r;
    this.observer.timedOut(edge.service, host.now, r.weight);
    r.attempt = null;
    servers.abandon(a);
    // Freeing a slot may let another call from the same caller start and fail, which ends this request.
    if (r.gen !== gen) return;
    if (edge.tracksOutcomes) this.recordOutcome(r, edge, false);
    this.retryOrFail(r, edge);
  }

  /** Schedules another attempt after a failed one, or fails the request. */
  private retryOrFail(r: Request, edge: EdgeState): void {
    const { host } = this;
    const { retry } = edge;
    const { attempts, b } = r;
    if (retry === null || !retry.allows(attempts, b)) {
      this.complete(r, edge, false);
      return;
    }
    const u = retry.isRandom ? this.draw(r.who, r.what, r.n, attempts * 4 + WAIT) : 0;
    host.pushService(host.now + retry.wait(attempts, u, b), EVENT.retry, r.id, r.gen);
  }

  /** A request's next attempt is due. */
  retryDue(id: number, gen: number): void {
    const r = this.requests[id]!;
    if (r.gen !== gen) return;
    const edge = this.edges[r.edge]!;
    this.host.count(edge.targetName, edge.model.span);
    this.startAttempt(r, edge);
  }

  /** A request has its final response, which may be cached. */
  private complete(r: Request, edge: EdgeState, ok: boolean): void {
    if (edge.cache !== null) this.cacheAnswer(r, edge.cache, ok);
    this.finish(r, edge, ok);
  }

  private cacheAnswer(r: Request, cache: CacheState, ok: boolean): void {
    const u = cache.lookupGap?.varies ? this.draw(r.who, r.what, r.n, REQUEST.gap) : 0;
    cache.store(r.key, ok, this.host.now, u, r.b);
  }

  private finish(r: Request, edge: EdgeState, ok: boolean): void {
    const { host } = this;
    this.observer.answered(edge.service, host.now, ok, host.now - r.began, r.weight);
    const { parent, actor, branch, stamp } = r;
    if (parent !== null) parent.removeChild(r);
    this.pools[r.edge]!.release(r);
    if (parent !== null) this.servers.callEnded(parent, ok, edge.model.required);
    else if (actor >= 0) host.answerTo(actor, branch, ok, stamp);
  }

  cancel(r: Request): void {
    const { host } = this;
    const { attempt } = r;
    const { service } = this.edges[r.edge]!;
    this.observer.answered(service, host.now, false, host.now - r.began, r.weight);
    this.pools[r.edge]!.release(r);
    if (attempt !== null) this.servers.abandon(attempt);
  }

  /** Empties the caches in front of a service. */
  emptyCaches(service: number): void {
    for (const edge of this.edges) if (edge.service === service) edge.cache?.empty();
  }

  /** Ends all attempts on a deadline list that have reached their deadline. */
  deadlinePassed(index: number): void {
    const list = this.deadlines[index]!;
    const { now } = this.host;
    for (let a = list.take(now); a !== null; a = list.take(now)) {
      if (list.queuedOnly) this.servers.waitExpired(a);
      else this.timedOut(a, a.request!);
    }
    list.next();
  }

  /** Ends an attempt that has reached its time limit, unless it has already ended. */
  timeoutPassed(id: number, gen: number, queuedOnly: boolean): void {
    const a = this.servers.attempts[id]!;
    if (a.gen !== gen) return;
    if (queuedOnly) {
      if (a.phase === PHASE.waiting) this.servers.waitExpired(a);
    } else if (a.request !== null) this.timedOut(a, a.request);
  }
}
