/**
 * A double that a field begins with: an engine that keeps small integers and doubles apart then knows the field for a
 * double from the start.
 */
const NO_NUMBER = Number.NaN;

/** A request that is open. One that is over is used again; `gen` tells the users apart. */
export class Request {
  /** Its place among all requests, by which events name it. */
  readonly id: number;
  readonly edge: number;
  /** The attempt that asked, where a service did. */
  parent: Attempt | null = null;
  /** Of an instance that asked: its number, its branch, its stamp, and the slot of its program counter. */
  actor = -1;
  branch = 0;
  stamp = 0;
  b = 0;
  /** What its draws hang on, as signed 32-bit numbers. */
  who = 0;
  what = 0;
  n = 0;
  tries = 0;
  /** Attempt that is under way. */
  attempt: Attempt | null = null;
  /** Place in the cache of its edge. */
  key = 0;
  /** Epoch of the breaker under which its attempt went. */
  epoch = 0;
  gen = 0;
  weight = NO_NUMBER;
  began = NO_NUMBER;
  /** The next of those that are free. */
  next: Request | null = null;

  constructor(id: number, edge: number) {
    this.id = id;
    this.edge = edge;
  }
}

/** The requests along one edge. Nothing is allocated but when more are open than ever before. */
export class RequestPool {
  private readonly all: Request[];
  private readonly edge: number;
  private free: Request | null = null;

  /** @param all the requests of all edges, by their numbers */
  constructor(all: Request[], edge: number) {
    this.all = all;
    this.edge = edge;
  }

  take(): Request {
    const { free } = this;
    if (free === null) return this.more();
    this.free = free.next;
    return free;
  }

  release(r: Request): void {
    r.gen = (r.gen + 1) | 0;
    r.next = this.free;
    this.free = r;
  }

  private more(): Request {
    const fresh = new Request(this.all.length, this.edge);
    this.all.push(fresh);
    return fresh;
  }
}

/** What an attempt does at its service. */
export const DOES = { nothing: 0, waits: 1, works: 2, calls: 3, replies: 4 } as const;

/** An attempt at a service. It may outlive its request: abandoned work goes on. */
export class Attempt {
  /** Its place among all attempts, by which events name it. */
  readonly id: number;
  readonly service: number;
  /** Null once the client gave up. */
  request: Request | null = null;
  does = 0;
  /** Neighbours in the list of those that wait or are in service; of one that is free, the next of those. */
  next: Attempt | null = null;
  previous: Attempt | null = null;
  /** Index of the next call to make, and the request of the one under way. */
  call = 0;
  child: Request | null = null;
  who = 0;
  what = 0;
  n = 0;
  tries = 0;
  /** It went well. */
  ok = false;
  gen = 0;
  weight = NO_NUMBER;

  constructor(id: number, service: number) {
    this.id = id;
    this.service = service;
  }
}

/** The attempts at one service. */
export class AttemptPool {
  private readonly all: Attempt[];
  private readonly service: number;
  private free: Attempt | null = null;

  /** @param all the attempts at all services, by their numbers */
  constructor(all: Attempt[], service: number) {
    this.all = all;
    this.service = service;
  }

  /** One for the next try of a request, which has nothing to do yet. */
  take(r: Request): Attempt {
    let a = this.free;
    if (a === null) a = this.more();
    else this.free = a.next;
    a.request = r;
    a.call = 0;
    a.child = null;
    a.who = r.who;
    a.what = r.what;
    a.n = r.n;
    a.tries = r.tries;
    a.weight = r.weight;
    return a;
  }

  release(a: Attempt): void {
    a.gen = (a.gen + 1) | 0;
    a.does = DOES.nothing;
    a.next = this.free;
    this.free = a;
  }

  private more(): Attempt {
    const fresh = new Attempt(this.all.length, this.service);
    this.all.push(fresh);
    return fresh;
  }
}
