/** Initial value of fields with doubles. V8 then keeps them as doubles. */
const NO_NUMBER = Number.NaN;

/** An open request. Objects of finished requests are reused; `gen` distinguishes one use from the next. */
export class Request {
  /** Index among all requests, by which events refer to it. */
  readonly id: number;
  readonly edge: number;
  /** The attempt that made the call, if a service is the caller. */
  parent: Attempt | null = null;
  /** If an instance is the caller: its number, branch and stamp, and the slot of its program counter. */
  actor = -1;
  branch = 0;
  stamp = 0;
  b = 0;
  /** Key of its draws, as signed 32-bit numbers. */
  who = 0;
  what = 0;
  n = 0;
  attempts = 0;
  /** Attempt in progress. */
  attempt: Attempt | null = null;
  /** Index in the cache of its edge. */
  key = 0;
  /** The breaker's epoch when the attempt was admitted. */
  epoch = 0;
  gen = 0;
  weight = NO_NUMBER;
  began = NO_NUMBER;
  /** Next in the free list. */
  next: Request | null = null;

  constructor(id: number, edge: number) {
    this.id = id;
    this.edge = edge;
  }
}

/** One attempt of a request. It may outlive the request, since abandoned work continues. */
export class Attempt {
  /** Index among all attempts, by which events refer to it. */
  readonly id: number;
  readonly service: number;
  /** Null once the client has given up. */
  request: Request | null = null;
  phase = 0;
  /** Neighbors in the list of those waiting or in service; `next` also links the free list. */
  next: Attempt | null = null;
  previous: Attempt | null = null;
  /** Index of the next call to make, and the request of the call in progress. */
  call = 0;
  child: Request | null = null;
  who = 0;
  what = 0;
  n = 0;
  attemptNumber = 0;
  /** True if the response on its way is a success. */
  ok = false;
  gen = 0;
  weight = NO_NUMBER;

  constructor(id: number, service: number) {
    this.id = id;
    this.service = service;
  }
}

/** What an attempt is doing at its service. */
export const PHASE = { idle: 0, waiting: 1, working: 2, calling: 3, replying: 4 } as const;

/** The requests along one edge. Allocates only when more are open than ever before. */
export class RequestPool {
  private readonly all: Request[];
  private readonly edge: number;
  private free: Request | null = null;

  /** @param all the requests of all edges, by id */
  constructor(all: Request[], edge: number) {
    this.all = all;
    this.edge = edge;
  }

  take(): Request {
    const { free } = this;
    if (free === null) return this.add();
    this.free = free.next;
    return free;
  }

  release(r: Request): void {
    r.gen = (r.gen + 1) | 0;
    r.next = this.free;
    this.free = r;
  }

  private add(): Request {
    const fresh = new Request(this.all.length, this.edge);
    this.all.push(fresh);
    return fresh;
  }
}

/** The attempts at one service. */
export class AttemptPool {
  private readonly all: Attempt[];
  private readonly service: number;
  private free: Attempt | null = null;

  /** @param all the attempts at all services, by id */
  constructor(all: Attempt[], service: number) {
    this.all = all;
    this.service = service;
  }

  /** An idle attempt for a request. */
  take(r: Request): Attempt {
    let a = this.free;
    if (a === null) a = this.add();
    else this.free = a.next;
    a.request = r;
    a.call = 0;
    a.child = null;
    a.who = r.who;
    a.what = r.what;
    a.n = r.n;
    a.attemptNumber = r.attempts;
    a.weight = r.weight;
    return a;
  }

  release(a: Attempt): void {
    a.gen = (a.gen + 1) | 0;
    a.phase = PHASE.idle;
    a.next = this.free;
    this.free = a;
  }

  private add(): Attempt {
    const fresh = new Attempt(this.all.length, this.service);
    this.all.push(fresh);
    return fresh;
  }
}
