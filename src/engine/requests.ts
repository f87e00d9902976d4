import { Deadlines } from './deadlines.ts';
import { mixed, nameOf } from './edge-names.ts';
import { EdgeState } from './edge-state.ts';
import { EVENT } from './event.ts';
import type { Probe } from './probe.ts';
import { ASKED_BY, DOES, RequestPool } from './request-pool.ts';
import { type Client, Serving } from './serving.ts';
import type { Stage } from './stage.ts';

/** Lanes of draws: three blocks of a request as such (attempts begin at four), and the wait behind an attempt. */
const REQUEST = { key: 0, gap: 1, share: 2 } as const;
const WAIT = 2;

/** Clients and services: requests along edges, their attempts, and what clients do when an attempt fails. */
export class Requests implements Client {
  readonly pool = new RequestPool();
  readonly serving: Serving;
  readonly edges: readonly EdgeState[];
  readonly deadlines: Deadlines[] = [];
  private readonly stage: Stage;
  private readonly probe: Probe;
  /** Epoch of the breaker under which the attempt of a request went. */
  private epochs = new Int32Array(64);

  constructor(stage: Stage, probe: Probe) {
    this.stage = stage;
    this.probe = probe;
    this.serving = new Serving(stage, probe, this.deadlines);
    this.serving.client = this;
    this.edges = stage.model.edges.map((model, i) => {
      const { processes } = stage.model;
      const callers = model.from.kind === 'process' ? processes[model.from.index]!.block.size : 1;
      const edge = new EdgeState(stage, model, callers, nameOf(stage, i));
      if (edge.timeout.fixed && Number.isFinite(edge.timeout.read())) {
        edge.deadlines = new Deadlines(stage, this.serving.attempts, this.deadlines.length, false);
        this.deadlines.push(edge.deadlines);
      }
      return edge;
    });
  }

  /** A request of a load: nobody waits for its answer. */
  fromLoad(edge: number, who: number, n: number, weight: number): void {
    this.ask(edge, ASKED_BY.load, -1, who, this.edges[edge]!.hash, n, weight, 0, 0, 0);
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
    this.ask(edge, ASKED_BY.process, actor, who, what, n, 1, branch, stamp, b);
  }

  callFrom(a: number, index: number): void {
    const { attempts } = this.serving;
    const edge = this.edges[index]!;
    const who = attempts.who[a]!;
    const n = attempts.n[a]!;
    const what = mixed(attempts.what[a]! ^ edge.hash, attempts.tries[a]!);
    const share = edge.share.read();
    if (share < 1 && this.draw(who, what, n, REQUEST.share) >= share) {
      this.serving.called(a, true, false);
      return;
    }
    this.ask(index, ASKED_BY.attempt, a, who, what, n, attempts.weight[a]!, 0, 0, 0);
  }

  private draw(who: number, what: number, n: number, lane: number): number {
    this.stage.draws.block(who, what, n, lane);
    return this.stage.draws.first();
  }

  private ask(
    index: number,
    kind: number,
    parent: number,
    who: number,
    what: number,
    n: number,
    weight: number,
    branch: number,
    stamp: number,
    b: number,
  ): void {
    const { pool, stage } = this;
    const edge = this.edges[index]!;
    const r = pool.take();
    pool.edge[r] = index;
    pool.kind[r] = kind;
    pool.parent[r] = parent;
    pool.branch[r] = branch;
    pool.stamp[r] = stamp;
    pool.b[r] = b;
    pool.who[r] = who;
    pool.what[r] = what;
    pool.n[r] = n;
    pool.tries[r] = 0;
    pool.attempt[r] = -1;
    pool.weight[r] = weight;
    pool.began[r] = stage.now;
    if (kind === ASKED_BY.attempt) this.serving.attempts.child[parent] = r;
    this.probe.arrival(edge.service, stage.now, weight);
    if (edge.cache !== null && this.answeredFromCache(r, edge)) return;
    this.try(r);
  }

  private answeredFromCache(r: number, edge: EdgeState): boolean {
    const { pool, stage } = this;
    const cache = edge.cache!;
    const { keys } = cache;
    const own = pool.kind[r] === ASKED_BY.process ? this.instanceOf(r) * keys : 0;
    const drawn =
      keys === 1 ? 0 : Math.floor(this.draw(pool.who[r]!, pool.what[r]!, pool.n[r]!, REQUEST.key) * keys);
    pool.key[r] = own + drawn;
    const kept = cache.lookUp(own + drawn, stage.now);
    if (kept < 0) return false;
    this.probe.hit(edge.service, stage.now, pool.weight[r]!);
    this.end(r, edge, kept === 1);
    return true;
  }

  private instanceOf(r: number): number {
    const from = this.edges[this.pool.edge[r]!]!.model.from;
    const { block } = this.stage.model.processes[from.index]!;
    return (this.pool.b[r]! - block.base) / block.stride;
  }

  /** Makes the next attempt of a request. */
  private try(r: number): void {
    const { pool, stage, probe, serving } = this;
    const edge = this.edges[pool.edge[r]!]!;
    pool.tries[r]!++;
    if (edge.breaker !== null && !this.passesBreaker(r, edge)) {
      probe.rejected(edge.service, stage.now, pool.weight[r]!);
      this.goOn(r, edge);
      return;
    }
    const { attempts } = serving;
    const a = attempts.take();
    attempts.request[a] = r;
    attempts.service[a] = edge.service;
    attempts.does[a] = DOES.nothing;
    attempts.call[a] = 0;
    attempts.child[a] = -1;
    attempts.who[a] = pool.who[r]!;
    attempts.what[a] = pool.what[r]!;
    attempts.n[a] = pool.n[r]!;
    attempts.tries[a] = pool.tries[r]!;
    attempts.weight[a] = pool.weight[r]!;
    pool.attempt[r] = a;
    probe.attempt(edge.service, stage.now, pool.weight[r]!);
    if (edge.deadlines !== null) edge.deadlines.add(stage.now + edge.timeout.read(), a);
    else if (!edge.timeout.fixed) {
      const timeout = edge.timeout.read(pool.b[r]!);
      if (Number.isFinite(timeout)) stage.pushLate(stage.now + timeout, EVENT.timeout, a, attempts.gen[a]!);
    }
    serving.offer(a);
  }

  private passesBreaker(r: number, edge: EdgeState): boolean {
    const epoch = edge.breaker!.admit(this.stage.now);
    if (r >= this.epochs.length) {
      const larger = new Int32Array(this.pool.edge.length);
      larger.set(this.epochs);
      this.epochs = larger;
    }
    this.epochs[r] = epoch;
    return epoch >= 0;
  }

  patienceOf(r: number): number {
    return r < 0 ? Number.POSITIVE_INFINITY : this.edges[this.pool.edge[r]!]!.timeout.read(this.pool.b[r]!);
  }

  answered(r: number, ok: boolean): void {
    const edge = this.edges[this.pool.edge[r]!]!;
    this.pool.attempt[r] = -1;
    this.recordOutcome(r, edge, ok);
    if (ok) {
      edge.retry?.succeeded(this.pool.b[r]!);
      this.settle(r, edge, true);
    } else this.goOn(r, edge);
  }

  private recordOutcome(r: number, edge: EdgeState, ok: boolean): void {
    if (edge.breaker !== null) edge.breaker.record(ok, this.epochs[r]!, this.stage.now, this.pool.b[r]!);
  }

  /** The client of an attempt gives it up. */
  timedOut(a: number): void {
    const { pool, serving, stage } = this;
    const r = serving.attempts.request[a]!;
    const edge = this.edges[pool.edge[r]!]!;
    this.probe.timedOut(edge.service, stage.now, pool.weight[r]!);
    pool.attempt[r] = -1;
    serving.abandon(a);
    this.recordOutcome(r, edge, false);
    this.goOn(r, edge);
  }

  /** An attempt failed: another one after a wait, or the request has failed. */
  private goOn(r: number, edge: EdgeState): void {
    const { pool, stage } = this;
    const { retry } = edge;
    const tries = pool.tries[r]!;
    const b = pool.b[r]!;
    if (retry === null || !retry.allows(tries, b)) {
      this.settle(r, edge, false);
      return;
    }
    const u = retry.draws ? this.draw(pool.who[r]!, pool.what[r]!, pool.n[r]!, tries * 4 + WAIT) : 0;
    stage.pushService(stage.now + retry.wait(tries, u, b), EVENT.retry, r, pool.gen[r]!);
  }

  /** The next attempt of a request is due. */
  retried(r: number, gen: number): void {
    if (this.pool.gen[r] !== gen) return;
    this.stage.count(this.nameOf(r), this.edges[this.pool.edge[r]!]!.model.span);
    this.try(r);
  }

  nameOf(r: number): string {
    return this.stage.model.scenario.services[this.edges[this.pool.edge[r]!]!.service]!.name;
  }

  /** A request has its final answer, which a cache may keep. */
  private settle(r: number, edge: EdgeState, ok: boolean): void {
    const { pool, stage } = this;
    const { cache } = edge;
    if (cache !== null) {
      const drawn = cache.gap !== null && cache.gap.dist !== 'constant';
      const u = drawn ? this.draw(pool.who[r]!, pool.what[r]!, pool.n[r]!, REQUEST.gap) : 0;
      cache.keep(pool.key[r]!, ok, stage.now, u, pool.b[r]!);
    }
    this.end(r, edge, ok);
  }

  private end(r: number, edge: EdgeState, ok: boolean): void {
    const { pool, stage } = this;
    this.probe.answered(edge.service, stage.now, ok, stage.now - pool.began[r]!, pool.weight[r]!);
    const kind = pool.kind[r]!;
    const parent = pool.parent[r]!;
    const branch = pool.branch[r]!;
    const stamp = pool.stamp[r]!;
    pool.release(r);
    if (kind === ASKED_BY.attempt) this.serving.called(parent, ok, edge.model.required);
    else if (kind === ASKED_BY.process) stage.answerTo(parent, branch, ok, stamp);
  }

  cancel(r: number): void {
    const { pool, stage, probe, serving } = this;
    const edge = this.edges[pool.edge[r]!]!;
    const a = pool.attempt[r]!;
    probe.answered(edge.service, stage.now, false, stage.now - pool.began[r]!, pool.weight[r]!);
    pool.release(r);
    if (a >= 0) serving.abandon(a);
  }

  /** Attempts whose time is over by a list of deadlines. */
  passDeadline(index: number): void {
    const list = this.deadlines[index]!;
    const { now } = this.stage;
    for (let a = list.take(now); a >= 0; a = list.take(now)) {
      if (list.waitsOnly) this.serving.outOfPatience(a);
      else this.timedOut(a);
    }
    list.next();
  }

  /** One attempt's time is over, unless it ended before. */
  passTimeout(a: number, gen: number, waitsOnly: boolean): void {
    const { attempts } = this.serving;
    if (attempts.gen[a] !== gen) return;
    if (waitsOnly) {
      if (attempts.does[a] === DOES.waits) this.serving.outOfPatience(a);
    } else if (attempts.request[a]! >= 0) this.timedOut(a);
  }

  /** Acts on settings that changed: room that a service gained is used at once. */
  react(): void {
    for (const server of this.serving.servers) {
      if (server.waiting > 0) this.serving.dispatch(server);
    }
  }
}
