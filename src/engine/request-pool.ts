/** Who asked: a load, whom nobody waits for; an attempt that another service serves; or an instance. */
export const ASKED_BY = { load: 0, attempt: 1, process: 2 } as const;

/** Requests that are open, as a struct of arrays. A number that is freed is used again; `gen` tells the users apart. */
export class RequestPool {
  edge = new Int32Array(64);
  /** One of `ASKED_BY`, and the number of the attempt or instance. */
  kind = new Uint8Array(64);
  parent = new Int32Array(64);
  /** Of an instance: its branch, its stamp, and the slot of its program counter. */
  branch = new Int32Array(64);
  stamp = new Int32Array(64);
  b = new Int32Array(64);
  /** What its draws hang on. */
  who = new Int32Array(64);
  what = new Int32Array(64);
  n = new Int32Array(64);
  tries = new Int32Array(64);
  /** Attempt that is under way, or -1. */
  attempt = new Int32Array(64);
  /** Place in the cache of its edge. */
  key = new Int32Array(64);
  gen = new Int32Array(64);
  weight = new Float64Array(64);
  began = new Float64Array(64);
  private free = new Int32Array(64);
  private freed = 0;
  private used = 0;

  take(): number {
    if (this.freed > 0) return this.free[--this.freed]!;
    if (this.used === this.edge.length) this.grow();
    return this.used++;
  }

  release(r: number): void {
    this.gen[r]!++;
    this.free[this.freed++] = r;
  }

  private grow(): void {
    this.kind = larger(this.kind, new Uint8Array(this.kind.length * 2));
    const ints = ['edge', 'parent', 'branch', 'stamp', 'b', 'who', 'what', 'n', 'tries'] as const;
    for (const name of ints) this[name] = larger(this[name], new Int32Array(this[name].length * 2));
    for (const name of ['attempt', 'key', 'gen'] as const) {
      this[name] = larger(this[name], new Int32Array(this[name].length * 2));
    }
    this.free = larger(this.free, new Int32Array(this.free.length * 2));
    this.weight = larger(this.weight, new Float64Array(this.weight.length * 2));
    this.began = larger(this.began, new Float64Array(this.began.length * 2));
  }
}

/** What an attempt does at its service. */
export const DOES = { nothing: 0, waits: 1, works: 2, calls: 3, replies: 4 } as const;

/** Attempts at services, as a struct of arrays. An attempt may outlive its request: abandoned work goes on. */
export class AttemptPool {
  /** Its request, or -1 once the client gave up. */
  request = new Int32Array(64);
  service = new Int32Array(64);
  does = new Uint8Array(64);
  /** Neighbours in the list of those that wait or are in service. */
  next = new Int32Array(64);
  previous = new Int32Array(64);
  /** Index of the next call to make, and the request of the one under way or -1. */
  call = new Int32Array(64);
  child = new Int32Array(64);
  who = new Int32Array(64);
  what = new Int32Array(64);
  n = new Int32Array(64);
  tries = new Int32Array(64);
  /** It went well. */
  ok = new Uint8Array(64);
  gen = new Int32Array(64);
  weight = new Float64Array(64);
  private free = new Int32Array(64);
  private freed = 0;
  private used = 0;

  take(): number {
    if (this.freed > 0) return this.free[--this.freed]!;
    if (this.used === this.request.length) this.grow();
    return this.used++;
  }

  release(a: number): void {
    this.gen[a]!++;
    this.does[a] = DOES.nothing;
    this.free[this.freed++] = a;
  }

  private grow(): void {
    for (const name of ['does', 'ok'] as const) {
      this[name] = larger(this[name], new Uint8Array(this[name].length * 2));
    }
    const ints = ['request', 'service', 'next', 'previous', 'call', 'child'] as const;
    for (const name of ints) this[name] = larger(this[name], new Int32Array(this[name].length * 2));
    for (const name of ['who', 'what', 'n', 'tries', 'gen'] as const) {
      this[name] = larger(this[name], new Int32Array(this[name].length * 2));
    }
    this.free = larger(this.free, new Int32Array(this.free.length * 2));
    this.weight = larger(this.weight, new Float64Array(this.weight.length * 2));
  }
}

/** Copies what there is into a larger array. */
function larger<T extends Int32Array | Float64Array | Uint8Array>(old: T, to: T): T {
  to.set(old);
  return to;
}
