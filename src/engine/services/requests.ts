import { EVENT } from '../state/event-queue.ts';
import { Deadlines } from './deadlines.ts';
import { type CacheState, EdgeState, mixed, nameOf } from './edge.ts';
import type { ServiceHost, ServiceObserver } from './host.ts';
import { type Attempt, DOES, type Request, RequestPool } from './request-pool.ts';
import { type Client, Servers } from './server.ts';

/** Lanes of draws: three blocks of a request as such (attempts begin at four), and the wait behind an attempt. */
const REQUEST = { key: 0, gap: 1, share: 2 } as const;
const WAIT = 2;

/** Clients and services: requests along edges, their attempts, and what clients do when an attempt fails. */
export class Requests implements Client {
  /** All requests, by their numbers. */
  private readonly requests: Request[] = [];
  private readonly pools: readonly RequestPool[];
  readonly serving: Servers;
  readonly edges: readonly EdgeState[];
  readonly deadlines: Deadlines[] = [];
  private readonly stage: ServiceHost;
  private readonly probe: ServiceObserver;

  constructor(stage: ServiceHost, probe: ServiceObserver) {
    this.stage = stage;
    this.probe = probe;
    this.serving = new Servers(stage, probe, this.deadlines);
    this.serving.client = this;
    this.pools = stage.model.edges.map((_, i) => new RequestPool(this.requests, i));
    this.edges = stage.model.edges.map((model, i) => {
      const { processes } = stage.model;
      const callers = model.from.kind === 'process' ? processes[model.from.index]!.block.size : 1;
      const edge = new EdgeState(stage, model, callers, nameOf(stage, i));
      if (edge.timeout.fixed && Number.isFinite(edge.timeout.read())) {
        edge.deadlines = new Deadlines(stage, this.deadlines.length, false);
        this.deadlines.push(edge.deadlines);
      }
      return edge;
    });
  }

  /** A request of a load: nobody waits for its answer. */
  fromLoad(edge: number, who: number, n: number, weight: number): void {
    const state = this.edges[edge]!;
    this.ask(this.take(edge, who, state.hash, n, weight), state);
  }

  /** A request of an instance, which is told how it went. */
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
    const r = this.take(edge, who, what, n, 1);
    r.actor = actor;
    r.branch = branch;
    r.stamp = stamp;
    r.b = b;
    this.ask(r, this.edges[edge]!);
  }

  callFrom(a: Attempt, index: number): void {
    const edge = this.edges[index]!;
    const { who, n } = a;
    const what = mixed(a.what ^ edge.hash, a.tries);
    const share = edge.share.read();
    if (share < 1 && this.draw(who, what, n, REQUEST.share) >= share) {
      this.serving.called(a, true, false);
      return;
    }
    const r = this.take(index, who, what, n, a.weight);
    r.parent = a;
    a.child = r;
    this.ask(r, edge);
  }

  private draw(who: number, what: number, n: number, lane: number): number {
    this.stage.draws.block(who, what, n, lane);
    return this.stage.draws.first();
  }

  /** A new request along an edge, as yet of nobody. */
  private take(edge: number, who: number, what: number, n: number, weight: number): Request {
    const r = this.pools[edge]!.take();
    r.who = who | 0;
    r.what = what | 0;
    r.n = n | 0;
    r.tries = 0;
    r.attempt = null;
    r.weight = weight;
    r.began = this.stage.now;
    return r;
  }

  private ask(r: Request, edge: EdgeState): void {
    this.probe.arrival(edge.service, r.began, r.weight);
    if (edge.cache !== null && this.answeredFromCache(r, edge)) return;
    this.try(r, edge);
  }

  private answeredFromCache(r: Request, edge: EdgeState): boolean {
    const { stage } = this;
    const cache = edge.cache!;
    const { keys } = cache;
    const own = r.actor >= 0 ? this.instanceOf(r, edge) * keys : 0;
    const drawn = keys === 1 ? 0 : Math.floor(this.draw(r.who, r.what, r.n, REQUEST.key) * keys);
    r.key = own + drawn;
    const kept = cache.lookUp(own + drawn, stage.now);
    if (kept < 0) return false;
    this.probe.hit(edge.service, stage.now, r.weight);
    this.end(r, edge, kept === 1);
    return true;
  }

  private instanceOf(r: Request, { model }: EdgeState): number {
    const { block } = this.stage.model.processes[model.from.index]!;
    return (r.b - block.base) / block.stride;
  }

  /** Makes the next attempt of a request. What few edges have is done elsewhere, so that this stays short. */
  private try(r: Request, edge: EdgeState): void {
    r.tries++;
    if (edge.breaker !== null && !this.passesBreaker(r, edge)) return;
    const server = this.serving.servers[edge.service]!;
    const a = server.pool.take(r);
    r.attempt = a;
    this.probe.attempt(edge.service, this.stage.now, r.weight);
    if (edge.givesUp) this.setTimeout(a, r, edge);
    this.serving.offer(a, server);
  }

  /** False if the breaker of an edge refuses an attempt, which has failed then. */
  private passesBreaker(r: Request, edge: EdgeState): boolean {
    r.epoch = edge.breaker!.admit(this.stage.now);
    if (r.epoch >= 0) return true;
    this.probe.rejected(edge.service, this.stage.now, r.weight);
    this.goOn(r, edge);
    return false;
  }

  private setTimeout(a: Attempt, r: Request, { deadlines, timeout }: EdgeState): void {
    const { stage } = this;
    const time = stage.now + timeout.readFor(r.b);
    if (deadlines !== null) deadlines.add(time, a);
    else if (time < Number.POSITIVE_INFINITY) stage.pushLate(time, EVENT.timeout, a.id, a.gen);
  }

  patienceOf(r: Request | null): number {
    return r === null ? Number.POSITIVE_INFINITY : this.edges[r.edge]!.timeout.readFor(r.b);
  }

  answered(r: Request, ok: boolean): void {
    const edge = this.edges[r.edge]!;
    r.attempt = null;
    if (edge.learns) this.learn(r, edge, ok);
    if (ok) this.settle(r, edge, true);
    else this.goOn(r, edge);
  }

  /** Breaker and budget of an edge hear how an attempt went. */
  private learn(r: Request, { breaker, retry }: EdgeState, ok: boolean): void {
    if (breaker !== null) breaker.record(ok, r.epoch, this.stage.now, r.b);
    if (ok && retry !== null) retry.succeeded(r.b);
  }

  /** The client of an attempt gives it up. */
  private timedOut(a: Attempt, r: Request): void {
    const { serving, stage } = this;
    const edge = this.edges[r.edge]!;
    this.probe.timedOut(edge.service, stage.now, r.weight);
    r.attempt = null;
    serving.abandon(a);
    if (edge.learns) this.learn(r, edge, false);
    this.goOn(r, edge);
  }

  /** An attempt failed: another one after a wait, or the request has failed. */
  private goOn(r: Request, edge: EdgeState): void {
    const { stage } = this;
    const { retry } = edge;
    const { tries, b } = r;
    if (retry === null || !retry.allows(tries, b)) {
      this.settle(r, edge, false);
      return;
    }
    const u = retry.draws ? this.draw(r.who, r.what, r.n, tries * 4 + WAIT) : 0;
    stage.pushService(stage.now + retry.wait(tries, u, b), EVENT.retry, r.id, r.gen);
  }

  /** The next attempt of a request is due. */
  retried(id: number, gen: number): void {
    const r = this.requests[id]!;
    if (r.gen !== gen) return;
    const edge = this.edges[r.edge]!;
    this.stage.count(edge.asked, edge.model.span);
    this.try(r, edge);
  }

  /** A request has its final answer, which a cache may keep. */
  private settle(r: Request, edge: EdgeState, ok: boolean): void {
    if (edge.cache !== null) this.keep(r, edge.cache, ok);
    this.end(r, edge, ok);
  }

  private keep(r: Request, cache: CacheState, ok: boolean): void {
    const drawn = cache.gap?.varies;
    const u = drawn ? this.draw(r.who, r.what, r.n, REQUEST.gap) : 0;
    cache.keep(r.key, ok, this.stage.now, u, r.b);
  }

  private end(r: Request, edge: EdgeState, ok: boolean): void {
    const { stage } = this;
    this.probe.answered(edge.service, stage.now, ok, stage.now - r.began, r.weight);
    const { parent, actor, branch, stamp } = r;
    this.pools[r.edge]!.release(r);
    if (parent !== null) this.serving.called(parent, ok, edge.model.required);
    else if (actor >= 0) stage.answerTo(actor, branch, ok, stamp);
  }

  cancel(r: Request): void {
    const { stage } = this;
    const { attempt } = r;
    const { service } = this.edges[r.edge]!;
    this.probe.answered(service, stage.now, false, stage.now - r.began, r.weight);
    this.pools[r.edge]!.release(r);
    if (attempt !== null) this.serving.abandon(attempt);
  }

  /** Attempts whose time is over by a list of deadlines. */
  passDeadline(index: number): void {
    const list = this.deadlines[index]!;
    const { now } = this.stage;
    for (let a = list.take(now); a !== null; a = list.take(now)) {
      if (list.waitsOnly) this.serving.outOfPatience(a);
      else this.timedOut(a, a.request!);
    }
    list.next();
  }

  /** One attempt's time is over, unless it ended before. */
  passTimeout(id: number, gen: number, waitsOnly: boolean): void {
    const a = this.serving.attempts[id]!;
    if (a.gen !== gen) return;
    if (waitsOnly) {
      if (a.does === DOES.waits) this.serving.outOfPatience(a);
    } else if (a.request !== null) this.timedOut(a, a.request);
  }

  /** Acts on settings that changed: room that a service gained is used at once. */
  react(): void {
    for (const server of this.serving.servers) {
      if (server.waiting > 0) this.serving.dispatch(server);
    }
  }
}
