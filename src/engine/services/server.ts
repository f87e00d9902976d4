import type { ServiceModel } from '../../model/model.ts';
import { EVENT } from '../state/event-queue.ts';
import { Deadlines } from './deadlines.ts';
import type { ServiceHost, ServiceObserver } from './host.ts';
import { TrackedDelay, TrackedQuantity } from './quantities.ts';
import { type Attempt, AttemptPool, DOES, type Request } from './request-pool.ts';

const SECOND = 1_000_000;

/** One service while it runs: its settings as they are now, who waits and who is in service. */
class ServerState {
  readonly index: number;
  readonly model: ServiceModel;
  readonly pool: AttemptPool;
  readonly availability: TrackedQuantity;
  readonly concurrency: TrackedQuantity;
  readonly serviceTime: TrackedDelay | null;
  readonly slowdown: TrackedQuantity;
  readonly capacity: TrackedQuantity;
  readonly maxWait: TrackedQuantity;
  readonly latency: TrackedDelay | null;
  readonly throttled: boolean;
  /** It may turn away what arrives, other than by being down or full. */
  readonly chooses: boolean;
  /** Attempts do not wait for ever. */
  readonly limitsWait: boolean;
  /** A limit of its throttle is a multiple of what a client's timeout is. */
  readonly countsTimeouts: boolean;
  private readonly rate: TrackedQuantity;
  private readonly burst: TrackedQuantity;
  private readonly waitingLimit: TrackedQuantity;
  private readonly timeouts: TrackedQuantity;
  /** Deadlines of those that wait, where all may wait equally long. */
  patience: Deadlines | null = null;
  /** Faults that keep it down. */
  down = 0;
  busy = 0;
  waiting = 0;
  dispatching = false;
  /** Ends of the lists of those that wait and of those in service. */
  firstWaiting: Attempt | null = null;
  lastWaiting: Attempt | null = null;
  firstBusy: Attempt | null = null;
  /** The throttle's bucket, and when it was last filled. NaN before its first use. */
  private tokens = Number.NaN;
  private filled = 0;

  constructor(stage: ServiceHost, model: ServiceModel, index: number, pool: AttemptPool) {
    this.index = index;
    this.model = model;
    this.pool = pool;
    this.availability = new TrackedQuantity(stage, model.availability);
    this.concurrency = new TrackedQuantity(stage, model.concurrency, { urgent: true });
    this.serviceTime = model.serviceTime === null ? null : new TrackedDelay(stage, model.serviceTime);
    this.slowdown = new TrackedQuantity(stage, model.slowdown);
    this.capacity = new TrackedQuantity(stage, model.capacity);
    this.maxWait = new TrackedQuantity(stage, model.maxWait);
    this.latency = model.latency === null ? null : new TrackedDelay(stage, model.latency);
    this.rate = new TrackedQuantity(stage, model.rate);
    this.burst = new TrackedQuantity(stage, model.burst);
    this.waitingLimit = new TrackedQuantity(stage, model.waiting);
    this.timeouts = new TrackedQuantity(stage, model.timeouts);
    const limits = [this.rate, this.waitingLimit].some(
      (limit) => !limit.fixed || Number.isFinite(limit.read()),
    );
    this.countsTimeouts = !this.timeouts.fixed || !Number.isNaN(this.timeouts.read());
    this.throttled = limits || this.countsTimeouts;
    this.chooses = this.throttled || !this.availability.fixed || this.availability.read() < 1;
    this.limitsWait = !this.maxWait.fixed || this.maxWait.read() < Number.POSITIVE_INFINITY;
  }

  /**
   * True if the throttle lets one more in; takes its token.
   *
   * @param patience how long the client of the one that asks waits, in microseconds
   */
  admits(now: number, patience: number): boolean {
    const limit = this.waitingLimit.read();
    if (Number.isFinite(limit) && this.waitingWork() > limit) return false;
    const timeouts = this.timeouts.read();
    if (!Number.isNaN(timeouts) && this.waitingWork() > timeouts * patience) return false;
    const rate = this.rate.read();
    if (rate === Number.POSITIVE_INFINITY) return true;
    const given = this.burst.read();
    const burst = Number.isNaN(given) ? Math.max(1, rate) : given;
    const filled = Number.isNaN(this.tokens) ? burst : this.tokens + ((now - this.filled) / SECOND) * rate;
    this.tokens = Math.min(burst, filled);
    this.filled = now;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }

  /** Time that the work which waits would take, in microseconds. */
  private waitingWork(): number {
    if (this.waiting === 0 || this.serviceTime === null) return 0;
    return (this.waiting * this.serviceTime.mean() * this.slowdown.read()) / this.concurrency.read();
  }

  /** Adds an attempt behind those that wait. */
  append(a: Attempt): void {
    const last = this.lastWaiting;
    a.previous = last;
    a.next = null;
    if (last === null) this.firstWaiting = a;
    else last.next = a;
    this.lastWaiting = a;
    this.waiting++;
  }

  /** Takes an attempt out of those that wait. */
  remove(a: Attempt): void {
    const { previous, next } = a;
    if (previous === null) this.firstWaiting = next;
    else previous.next = next;
    if (next === null) this.lastWaiting = previous;
    else next.previous = previous;
    this.waiting--;
  }

  /** An attempt takes a slot. */
  begin(a: Attempt): void {
    const first = this.firstBusy;
    a.previous = null;
    a.next = first;
    if (first !== null) first.previous = a;
    this.firstBusy = a;
    this.busy++;
  }

  /** An attempt gives its slot back. */
  end(a: Attempt): void {
    const { previous, next } = a;
    if (previous === null) this.firstBusy = next;
    else previous.next = next;
    if (next !== null) next.previous = previous;
    this.busy--;
  }
}

/** Lanes of the draws of one attempt, four to an attempt: each block gives two numbers. */
export const BLOCK = { work: 0, answer: 1 } as const;

/** The other side of attempts: it hears how they went, and asks on behalf of those that are served. */
export interface Client {
  /** An attempt has its answer; its number is void from here on. */
  answered(request: Request, ok: boolean): void;
  /** An attempt that is served asks another service; gives the request, which may be over already. */
  callFrom(attempt: Attempt, edge: number): void;
  /** Nobody waits for a request any more. */
  cancel(request: Request): void;
  /** How long the client of an attempt waits for it, in microseconds. */
  patienceOf(request: Request | null): number;
}

/** The services at work: queues, slots, throttles and what becomes of each attempt. */
export class Servers {
  /** All attempts, by their numbers. */
  readonly attempts: Attempt[] = [];
  readonly servers: readonly ServerState[];
  client: Client | null = null;
  private readonly stage: ServiceHost;
  private readonly probe: ServiceObserver;

  /** @param deadlines gains the lists of longest waits */
  constructor(stage: ServiceHost, probe: ServiceObserver, deadlines: Deadlines[]) {
    this.stage = stage;
    this.probe = probe;
    this.servers = stage.model.services.map((model, index) => {
      const server = new ServerState(stage, model, index, new AttemptPool(this.attempts, index));
      if (server.maxWait.fixed && Number.isFinite(server.maxWait.read())) {
        server.patience = new Deadlines(stage, deadlines.length, true);
        deadlines.push(server.patience);
      }
      return server;
    });
  }

  /** An attempt arrives at its service. It may be over when this returns. */
  offer(a: Attempt, server: ServerState): void {
    if ((server.down > 0 || server.chooses) && this.refuses(a, server)) return;
    if (server.waiting === 0 && server.busy < server.concurrency.read()) this.start(a, server);
    else if (server.waiting < server.capacity.read()) this.enqueue(a, server);
    else this.overflow(a, server);
  }

  /** True if a service does not take an attempt, which is over then: it is down, fails at once, or throttles. */
  private refuses(a: Attempt, server: ServerState): boolean {
    if (server.down > 0) {
      this.turnAway(a, server);
      return true;
    }
    const share = server.availability.read();
    if (share < 1 && (share <= 0 || this.draw(a, BLOCK.answer) >= share)) {
      this.reply(a, server, false);
      return true;
    }
    if (!server.throttled || server.admits(this.stage.now, this.patienceOf(a, server))) return false;
    this.turnAway(a, server);
    return true;
  }

  /** The queue is full. */
  private overflow(a: Attempt, server: ServerState): void {
    const oldest = server.model.dropsOldest ? server.firstWaiting : null;
    if (oldest === null) {
      this.turnAway(a, server);
      return;
    }
    this.leaveQueue(oldest, server);
    this.enqueue(a, server);
    this.turnAway(oldest, server);
  }

  private patienceOf(a: Attempt, { countsTimeouts }: ServerState): number {
    if (!countsTimeouts) return Number.POSITIVE_INFINITY;
    return this.client!.patienceOf(a.request);
  }

  private turnAway(a: Attempt, server: ServerState): void {
    this.probe.rejected(server.index, this.stage.now, a.weight);
    this.reply(a, server, false);
  }

  private draw(a: Attempt, block: number): number {
    const { draws } = this.stage;
    draws.block(a.who, a.what, a.n, a.tries * 4 + block);
    return draws.first();
  }

  private enqueue(a: Attempt, server: ServerState): void {
    a.does = DOES.waits;
    server.append(a);
    if (server.limitsWait) this.setPatience(a, server);
    this.tellLevel(server);
  }

  private setPatience(a: Attempt, { patience, maxWait }: ServerState): void {
    const { stage } = this;
    const time = stage.now + maxWait.read();
    if (patience !== null) patience.add(time, a);
    else if (time < Number.POSITIVE_INFINITY) stage.pushLate(time, EVENT.patience, a.id, a.gen);
  }

  private leaveQueue(a: Attempt, server: ServerState): void {
    server.remove(a);
    this.tellLevel(server);
  }

  private tellLevel(server: ServerState): void {
    this.probe.level(server.index, this.stage.now, server.waiting, server.busy);
  }

  private start(a: Attempt, server: ServerState): void {
    const { stage } = this;
    server.begin(a);
    this.tellLevel(server);
    const { serviceTime } = server;
    if (serviceTime === null) {
      this.proceed(a, server);
      return;
    }
    a.does = DOES.works;
    if (serviceTime.varies) stage.draws.block(a.who, a.what, a.n, a.tries * 4 + BLOCK.work);
    serviceTime.drawLength(stage.draws, server.slowdown);
    stage.pushService(stage.now + serviceTime.length, EVENT.work, a.id, a.gen);
  }

  /** The work of an attempt is done. */
  worked(id: number, gen: number): void {
    const a = this.attempts[id]!;
    if (a.gen !== gen) return;
    this.proceed(a, this.servers[a.service]!);
  }

  /** Goes through the calls of an attempt one by one; behind the last it is done. */
  private proceed(a: Attempt, server: ServerState): void {
    const { calls } = server.model;
    const i = a.call;
    if (i >= calls.length) {
      this.finish(a, server, true);
      return;
    }
    a.call = i + 1;
    a.does = DOES.calls;
    this.client!.callFrom(a, calls[i]!.edge);
  }

  /** A call of an attempt has ended, or was left out. */
  called(a: Attempt, ok: boolean, required: boolean): void {
    a.child = null;
    const server = this.servers[a.service]!;
    if (ok || !required) this.proceed(a, server);
    else this.finish(a, server, false);
  }

  private finish(a: Attempt, server: ServerState, ok: boolean): void {
    server.end(a);
    this.tellLevel(server);
    this.dispatch(server);
    this.reply(a, server, ok);
  }

  /** Lets those that wait begin while there is room. */
  dispatch(server: ServerState): void {
    // What begins may end at once and come back here: the loop that runs already goes on with the next.
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

  /** The answer is on its way, or there at once. */
  private reply(a: Attempt, server: ServerState, ok: boolean): void {
    const { stage } = this;
    if (server.latency === null) {
      this.deliver(a, ok);
      return;
    }
    a.does = DOES.replies;
    a.ok = ok;
    let u = 0;
    if (server.latency.dist !== 'constant') {
      this.draw(a, BLOCK.answer);
      u = stage.draws.second();
    }
    stage.pushService(stage.now + server.latency.draw(u), EVENT.reply, a.id, a.gen);
  }

  /** An answer reaches its client. */
  replied(id: number, gen: number): void {
    const a = this.attempts[id]!;
    if (a.gen === gen) this.deliver(a, a.ok);
  }

  private deliver(a: Attempt, ok: boolean): void {
    const { request } = a;
    this.servers[a.service]!.pool.release(a);
    if (request !== null) this.client!.answered(request, ok);
  }

  /** An attempt has waited as long as the queue lets it. */
  outOfPatience(a: Attempt): void {
    const { probe, stage } = this;
    const server = this.servers[a.service]!;
    this.leaveQueue(a, server);
    probe.timedOut(server.index, stage.now, a.weight);
    this.reply(a, server, false);
  }

  /** Nobody waits for an attempt any more. Its work goes on, or is dropped. */
  abandon(a: Attempt): void {
    const server = this.servers[a.service]!;
    a.request = null;
    if (server.model.drops) this.discard(a, server);
  }

  /** Takes an attempt out wherever it is. */
  private discard(a: Attempt, server: ServerState): void {
    const does = a.does;
    const child = a.child;
    if (does === DOES.waits) this.leaveQueue(a, server);
    else if (does === DOES.works || does === DOES.calls) {
      server.end(a);
      this.tellLevel(server);
    }
    server.pool.release(a);
    if (does === DOES.calls && child !== null) this.client!.cancel(child);
    this.dispatch(server);
  }

  /** A service goes down: what waits and what is in service is lost, and clients see it at once. */
  takeDown(index: number): void {
    const server = this.servers[index]!;
    if (server.down++ > 0) return;
    while (server.firstBusy !== null) this.lose(server.firstBusy, server);
    this.emptyQueue(index);
  }

  bringUp(index: number): void {
    this.servers[index]!.down--;
  }

  /** Loses what waits now. */
  emptyQueue(index: number): void {
    const server = this.servers[index]!;
    for (let left = server.waiting; left > 0 && server.firstWaiting !== null; left--)
      this.lose(server.firstWaiting, server);
  }

  private lose(a: Attempt, server: ServerState): void {
    const request = a.request;
    this.discard(a, server);
    if (request !== null) this.client!.answered(request, false);
  }
}
