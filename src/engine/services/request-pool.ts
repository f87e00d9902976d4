import type { SharedWork } from './sharing.ts';

/** Initial value of fields that hold doubles, so that V8 stores them as doubles. */
const NO_NUMBER = Number.NaN;

/** An open request. Objects are reused after requests finish; `gen` differs for each use. */
export class Request {
  /** Index among all requests, by which events refer to the request. */
  readonly id: number;
  readonly edge: number;
  /** The attempt that made the call, if the caller is a service. */
  parent: Attempt | null = null;
  /** If the caller is an instance: its number, branch and stamp, and the slot of its program counter. */
  actor = -1;
  branch = 0;
  stamp = 0;
  b = 0;
  /** Key for the request's random draws, as signed 32-bit numbers. */
  who = 0;
  what = 0;
  n = 0;
  attempts = 0;
  priority = 0;
  /** Attempt in progress. */
  attempt: Attempt | null = null;
  /** Index in the edge's cache. */
  key = 0;
  /** The breaker's epoch when the attempt was admitted. */
  epoch = 0;
  gen = 0;
  weight = NO_NUMBER;
  began = NO_NUMBER;
  /** Neighbors in the list of the parent's calls. `next` also links the free list. */
  next: Request | null = null;
  previous: Request | null = null;

  constructor(id: number, edge: number) {
    this.id = id;
    this.edge = edge;
  }
}

/** Whether an attempt is a probe, and whether the health check still waits for it. */
export const PROBE = { none: 0, awaited: 1, abandoned: 2 } as const;

/** One attempt of a request. It may outlive the request, since work on abandoned requests continues. */
export class Attempt {
  /** Index among all attempts, by which events refer to the attempt. */
  readonly id: number;
  readonly service: number;
  /** Null if the client has given up. */
  request: Request | null = null;
  phase = 0;
  /** True while the attempt occupies a slot. */
  holdsSlot = false;
  /** Bits for the pools of which the attempt holds a unit. */
  pools = 0;
  /** Index of the pool for which the attempt is waiting (-1 if none), and its neighbors in that queue. */
  pool = -1;
  poolNext: Attempt | null = null;
  poolPrevious: Attempt | null = null;
  /** Neighbors in the list of attempts waiting or in service. `next` also links the free list. */
  next: Attempt | null = null;
  previous: Attempt | null = null;
  /**
   * Index of the next call; for the previous call, how many times it is to be made and how many times it has been made.
   */
  call = 0;
  count = 0;
  made = 0;
  /** True while calls are being made or dropped; responses to them are handled afterward. */
  calls = false;
  /** First of the requests for the calls in progress. */
  child: Request | null = null;
  who = 0;
  what = 0;
  n = 0;
  attemptNumber = 0;
  priority = 0;
  /** The attempt's work at a shared service. */
  work: SharedWork | null = null;
  /** Whether the attempt is a health check's probe; one of `PROBE`. */
  probe: number = PROBE.none;
  /** True if the response in transit is a success. */
  ok = false;
  gen = 0;
  weight = NO_NUMBER;

  constructor(id: number, service: number) {
    this.id = id;
    this.service = service;
  }

  /** Adds a request to the calls in progress. */
  addChild(r: Request): void {
    const first = this.child;
    r.parent = this;
    r.previous = null;
    r.next = first;
    if (first !== null) first.previous = r;
    this.child = r;
  }

  /** Removes a request from the calls in progress. */
  removeChild({ previous, next }: Request): void {
    if (previous === null) this.child = next;
    else previous.next = next;
    if (next !== null) next.previous = previous;
  }
}

/** An attempt's phase at its service. */
export const PHASE = {
  idle: 0,
  waiting: 1,
  working: 2,
  calling: 3,
  dropping: 4,
  replying: 5,
  pooled: 6,
} as const;

/** The requests on one edge. Allocates only when the number of open requests reaches a new maximum. */
export class RequestPool {
  private readonly all: Request[];
  private readonly edge: number;
  private free: Request | null = null;

  /** @param all requests on all edges, by id */
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

  /** @param all attempts at all services, by id */
  constructor(all: Attempt[], service: number) {
    this.all = all;
    this.service = service;
  }

  /** Returns an idle attempt for a request. */
  take(r: Request): Attempt {
    let a = this.free;
    if (a === null) a = this.add();
    else this.free = a.next;
    a.request = r;
    a.probe = PROBE.none;
    a.call = 0;
    a.count = 0;
    a.made = 0;
    a.calls = false;
    a.child = null;
    a.who = r.who;
    a.what = r.what;
    a.n = r.n;
    a.attemptNumber = r.attempts;
    a.priority = r.priority;
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
