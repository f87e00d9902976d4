import { Deadlines } from './deadlines.ts';
import { EVENT } from './event.ts';
import type { Probe } from './probe.ts';
import { AttemptPool, DOES } from './request-pool.ts';
import { ServerState } from './server-state.ts';
import type { Stage } from './stage.ts';

/** Lanes of the draws of one attempt, four to an attempt: each block gives two numbers. */
export const BLOCK = { work: 0, answer: 1 } as const;

/** The other side of attempts: it hears how they went, and asks on behalf of those that are served. */
export interface Client {
  /** An attempt has its answer; its number is void from here on. */
  answered(request: number, ok: boolean): void;
  /** An attempt that is served asks another service; gives the request, which may be over already. */
  callFrom(attempt: number, edge: number): void;
  /** Nobody waits for a request any more. */
  cancel(request: number): void;
  /** How long the client of an attempt waits for it, in microseconds. */
  patienceOf(request: number): number;
}

/** The services at work: queues, slots, throttles and what becomes of each attempt. */
export class Serving {
  readonly attempts = new AttemptPool();
  readonly servers: readonly ServerState[];
  client: Client | null = null;
  private readonly stage: Stage;
  private readonly probe: Probe;

  /** @param deadlines gains the lists of longest waits */
  constructor(stage: Stage, probe: Probe, deadlines: Deadlines[]) {
    this.stage = stage;
    this.probe = probe;
    this.servers = stage.model.services.map((model, index) => {
      const server = new ServerState(stage, model, index);
      if (server.maxWait.fixed && Number.isFinite(server.maxWait.read())) {
        server.patience = new Deadlines(stage, this.attempts, deadlines.length, true);
        deadlines.push(server.patience);
      }
      return server;
    });
  }

  /** An attempt arrives at its service. It may be over when this returns. */
  offer(a: number): void {
    const { stage, probe, attempts } = this;
    const index = attempts.service[a]!;
    const server = this.servers[index]!;
    if (server.down > 0) {
      probe.rejected(index, stage.now, attempts.weight[a]!);
      this.reply(a, server, false);
      return;
    }
    const share = server.availability.read();
    if (share < 1 && (share <= 0 || this.draw(a, BLOCK.answer) >= share)) {
      this.reply(a, server, false);
      return;
    }
    if (server.throttled && !server.admits(stage.now, this.patienceOf(a, server))) {
      this.turnAway(a, server);
      return;
    }
    if (server.waiting === 0 && server.busy < server.concurrency.read()) {
      this.start(a, server);
      return;
    }
    if (server.waiting >= server.capacity.read()) {
      const oldest = server.model.dropsOldest ? server.firstWaiting : -1;
      if (oldest < 0) {
        this.turnAway(a, server);
        return;
      }
      this.leaveQueue(oldest, server);
      this.enqueue(a, server);
      this.turnAway(oldest, server);
      return;
    }
    this.enqueue(a, server);
  }

  private patienceOf(a: number, { countsTimeouts }: ServerState): number {
    if (!countsTimeouts) return Number.POSITIVE_INFINITY;
    return this.client!.patienceOf(this.attempts.request[a]!);
  }

  private turnAway(a: number, server: ServerState): void {
    this.probe.rejected(server.index, this.stage.now, this.attempts.weight[a]!);
    this.reply(a, server, false);
  }

  private draw(a: number, block: number): number {
    const { who, what, n, tries } = this.attempts;
    this.stage.draws.block(who[a]!, what[a]!, n[a]!, tries[a]! * 4 + block);
    return this.stage.draws.first();
  }

  private enqueue(a: number, server: ServerState): void {
    const { attempts, stage } = this;
    attempts.does[a] = DOES.waits;
    server.append(attempts, a);
    if (server.patience !== null) server.patience.add(stage.now + server.maxWait.read(), a);
    else if (server.model.maxWait.from !== null) {
      const time = stage.now + server.maxWait.read();
      if (Number.isFinite(time)) stage.pushLate(time, EVENT.patience, a, attempts.gen[a]!);
    }
    this.tellLevel(server);
  }

  private leaveQueue(a: number, server: ServerState): void {
    server.remove(this.attempts, a);
    this.tellLevel(server);
  }

  private tellLevel(server: ServerState): void {
    this.probe.level(server.index, this.stage.now, server.waiting, server.busy);
  }

  private start(a: number, server: ServerState): void {
    const { attempts, stage } = this;
    server.begin(attempts, a);
    this.tellLevel(server);
    if (server.serviceTime === null) {
      this.proceed(a, server);
      return;
    }
    attempts.does[a] = DOES.works;
    const u = server.serviceTime.dist === 'constant' ? 0 : this.draw(a, BLOCK.work);
    const length = server.serviceTime.draw(u, server.slowdown.read());
    stage.pushService(stage.now + length, EVENT.work, a, attempts.gen[a]!);
  }

  /** The work of an attempt is done. */
  worked(a: number, gen: number): void {
    const { attempts } = this;
    if (attempts.gen[a] !== gen) return;
    this.proceed(a, this.servers[attempts.service[a]!]!);
  }

  /** Goes through the calls of an attempt one by one; behind the last it is done. */
  private proceed(a: number, server: ServerState): void {
    const { attempts } = this;
    const { calls } = server.model;
    const i = attempts.call[a]!;
    if (i >= calls.length) {
      this.finish(a, server, true);
      return;
    }
    attempts.call[a] = i + 1;
    attempts.does[a] = DOES.calls;
    this.client!.callFrom(a, calls[i]!.edge);
  }

  /** A call of an attempt has ended, or was left out. */
  called(a: number, ok: boolean, required: boolean): void {
    const { attempts } = this;
    attempts.child[a] = -1;
    const server = this.servers[attempts.service[a]!]!;
    if (ok || !required) this.proceed(a, server);
    else this.finish(a, server, false);
  }

  private finish(a: number, server: ServerState, ok: boolean): void {
    server.end(this.attempts, a);
    this.tellLevel(server);
    this.dispatch(server);
    this.reply(a, server, ok);
  }

  /** Lets those that wait begin while there is room. */
  dispatch(server: ServerState): void {
    // What begins may end at once and come back here: the loop that runs already goes on with the next.
    if (server.dispatching || server.down > 0 || server.waiting === 0) return;
    server.dispatching = true;
    while (server.waiting > 0 && server.busy < server.concurrency.read()) {
      const a = server.model.lifo ? server.lastWaiting : server.firstWaiting;
      server.remove(this.attempts, a);
      this.start(a, server);
    }
    server.dispatching = false;
  }

  /** The answer is on its way, or there at once. */
  private reply(a: number, server: ServerState, ok: boolean): void {
    const { attempts, stage } = this;
    if (server.latency === null) {
      this.deliver(a, ok);
      return;
    }
    attempts.does[a] = DOES.replies;
    attempts.ok[a] = ok ? 1 : 0;
    let u = 0;
    if (server.latency.dist !== 'constant') {
      this.draw(a, BLOCK.answer);
      u = stage.draws.second();
    }
    stage.pushService(stage.now + server.latency.draw(u), EVENT.reply, a, attempts.gen[a]!);
  }

  /** An answer reaches its client. */
  replied(a: number, gen: number): void {
    const { attempts } = this;
    if (attempts.gen[a] === gen) this.deliver(a, attempts.ok[a] === 1);
  }

  private deliver(a: number, ok: boolean): void {
    const request = this.attempts.request[a]!;
    this.attempts.release(a);
    if (request >= 0) this.client!.answered(request, ok);
  }

  /** An attempt has waited as long as the queue lets it. */
  outOfPatience(a: number): void {
    const { attempts, probe, stage } = this;
    const server = this.servers[attempts.service[a]!]!;
    this.leaveQueue(a, server);
    probe.timedOut(server.index, stage.now, attempts.weight[a]!);
    this.reply(a, server, false);
  }

  /** Nobody waits for an attempt any more. Its work goes on, or is dropped. */
  abandon(a: number): void {
    const { attempts } = this;
    const server = this.servers[attempts.service[a]!]!;
    attempts.request[a] = -1;
    if (server.model.drops) this.discard(a, server);
  }

  /** Takes an attempt out wherever it is. */
  private discard(a: number, server: ServerState): void {
    const { attempts } = this;
    const does = attempts.does[a]!;
    const child = attempts.child[a]!;
    if (does === DOES.waits) this.leaveQueue(a, server);
    else if (does === DOES.works || does === DOES.calls) {
      server.end(attempts, a);
      this.tellLevel(server);
    }
    attempts.release(a);
    if (does === DOES.calls && child >= 0) this.client!.cancel(child);
    this.dispatch(server);
  }

  /** A service goes down: what waits and what is in service is lost, and clients see it at once. */
  takeDown(index: number): void {
    const server = this.servers[index]!;
    if (server.down++ > 0) return;
    while (server.firstBusy >= 0) this.lose(server.firstBusy, server);
    this.emptyQueue(index);
  }

  bringUp(index: number): void {
    this.servers[index]!.down--;
  }

  /** Loses what waits now. */
  emptyQueue(index: number): void {
    const server = this.servers[index]!;
    for (let left = server.waiting; left > 0 && server.waiting > 0; left--)
      this.lose(server.firstWaiting, server);
  }

  private lose(a: number, server: ServerState): void {
    const request = this.attempts.request[a]!;
    this.discard(a, server);
    if (request >= 0) this.client!.answered(request, false);
  }
}
