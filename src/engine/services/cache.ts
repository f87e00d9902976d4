import type { CacheModel } from '../../model/model.ts';
import { Zipf } from '../numbers/zipf.ts';
import type { ServiceHost } from './host.ts';
import { TrackedDelay, TrackedQuantity } from './quantities.ts';

/** Key popularities are the same in all runs of a model. */
const POPULARITIES = new WeakMap<CacheModel, Zipf>();

/**
 * An edge's response cache: the last response and its expiration time for each client and key. A client has at most
 * `size` responses; a new one replaces the least recently used or the oldest one.
 */
export class CacheState {
  readonly count: number;
  private readonly ttl: TrackedQuantity;
  private readonly negativeTtl: TrackedQuantity;
  readonly lookupGap: TrackedDelay | null;
  /** Null if all keys are equally popular. */
  private readonly popularity: Zipf | null;
  /** Expiration times; 0 if there is no response. */
  private readonly until: Float64Array;
  private readonly succeeded: Uint8Array;
  /** Null if there is space for all keys. */
  private readonly order: EvictionOrder | null;

  constructor(host: ServiceHost, model: CacheModel, callers: number, options: { instance: boolean }) {
    const { count, size, exponent, refreshes } = model.keys;
    this.count = count;
    this.ttl = new TrackedQuantity(host, model.ttl, options);
    this.negativeTtl = new TrackedQuantity(host, model.negativeTtl, options);
    this.lookupGap = model.lookupGap === null ? null : new TrackedDelay(host, model.lookupGap, options);
    this.popularity = exponent === 0 ? null : popularityOf(model);
    this.until = new Float64Array(count * callers);
    this.succeeded = new Uint8Array(count * callers);
    this.order = size < count ? new EvictionOrder(count, size, callers, refreshes) : null;
  }

  /** @param u uniform from 0 (inclusive) to 1 (exclusive) */
  keyAt(u: number): number {
    return this.popularity === null ? Math.floor(u * this.count) : this.popularity.draw(u);
  }

  /** The cached response: 1 for a success, 0 for a failure, -1 if there is none or it has expired. */
  lookUp(key: number, now: number): number {
    const { order, until } = this;
    if (now < until[key]!) {
      if (order !== null) order.used(key);
      return this.succeeded[key]!;
    }
    if (order !== null && until[key]! > 0) {
      order.remove(key);
      until[key] = 0;
    }
    return -1;
  }

  /** Caches a response. It's served until the first lookup after it expires. */
  store(key: number, ok: boolean, now: number, u: number, b: number): void {
    const { order, until } = this;
    const ttl = (ok ? this.ttl : this.negativeTtl).readFor(b);
    if (ttl === 0) return;
    if (order !== null) {
      if (until[key]! > 0) order.used(key);
      else {
        const evicted = order.add(key);
        if (evicted >= 0) until[evicted] = 0;
      }
    }
    until[key] = now + ttl + (this.lookupGap === null ? 0 : this.lookupGap.draw(u, b));
    this.succeeded[key] = ok ? 1 : 0;
  }

  empty(): void {
    this.until.fill(0);
    this.order?.clear();
  }
}

function popularityOf(model: CacheModel): Zipf {
  let found = POPULARITIES.get(model);
  if (found === undefined) {
    found = new Zipf(model.keys.count, model.keys.exponent);
    POPULARITIES.set(model, found);
  }
  return found;
}

/** For each client, a linked list of its keys in the order in which they will be evicted. */
class EvictionOrder {
  private readonly count: number;
  private readonly size: number;
  /** True if using a key moves it to the end of the order. */
  private readonly refreshes: boolean;
  /** Neighbors of keys, -1 at the ends. */
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  /** First and last keys in each client's list, and the list's length. */
  private readonly first: Int32Array;
  private readonly last: Int32Array;
  private readonly held: Int32Array;

  constructor(count: number, size: number, callers: number, refreshes: boolean) {
    this.count = count;
    this.size = size;
    this.refreshes = refreshes;
    this.next = new Int32Array(count * callers);
    this.previous = new Int32Array(count * callers);
    this.first = new Int32Array(callers).fill(-1);
    this.last = new Int32Array(callers).fill(-1);
    this.held = new Int32Array(callers);
  }

  /** Records that a key in the list was looked up or stored again. */
  used(key: number): void {
    if (!this.refreshes || this.next[key] === -1) return;
    this.remove(key);
    this.append(key);
  }

  /** Adds a key. Returns the key that it replaces, or -1. */
  add(key: number): number {
    const client = Math.floor(key / this.count);
    const evicted = this.held[client]! < this.size ? -1 : this.first[client]!;
    if (evicted >= 0) this.remove(evicted);
    this.append(key);
    return evicted;
  }

  remove(key: number): void {
    const client = Math.floor(key / this.count);
    const [before, after] = [this.previous[key]!, this.next[key]!];
    if (before < 0) this.first[client] = after;
    else this.next[before] = after;
    if (after < 0) this.last[client] = before;
    else this.previous[after] = before;
    this.held[client]!--;
  }

  private append(key: number): void {
    const client = Math.floor(key / this.count);
    const before = this.last[client]!;
    this.previous[key] = before;
    this.next[key] = -1;
    if (before < 0) this.first[client] = key;
    else this.next[before] = key;
    this.last[client] = key;
    this.held[client]!++;
  }

  clear(): void {
    this.first.fill(-1);
    this.last.fill(-1);
    this.held.fill(0);
  }
}
