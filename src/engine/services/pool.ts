import type { PoolModel } from '../../model/model.ts';
import type { ServiceHost } from './host.ts';
import { TrackedQuantity } from './quantities.ts';
import type { Attempt } from './request-pool.ts';

/** Totals for one pool name across all members of a service. */
export interface PoolGroup {
  waiting: number;
  busy: number;
}

/** Runtime state of a service's pool: a resource with a limited size, and the attempts that wait for it in order. */
export class PoolState {
  readonly model: PoolModel;
  /** Index among the service's pools. */
  private readonly number: number;
  /** The pool's bit in `Attempt.pools`. */
  readonly bit: number;
  readonly size: TrackedQuantity;
  busy = 0;
  waiting = 0;
  first: Attempt | null = null;
  dispatching = false;
  /** Null if the service is a single server. */
  group: PoolGroup | null = null;
  private last: Attempt | null = null;

  constructor(host: ServiceHost, model: PoolModel, number: number) {
    this.model = model;
    this.number = number;
    this.bit = 1 << number;
    this.size = new TrackedQuantity(host, model.size, { urgent: true });
  }

  take(a: Attempt): void {
    a.pools |= this.bit;
    this.busy++;
    if (this.group !== null) this.group.busy++;
  }

  giveBack(a: Attempt): void {
    a.pools &= ~this.bit;
    this.busy--;
    if (this.group !== null) this.group.busy--;
  }

  append(a: Attempt): void {
    const { last } = this;
    a.pool = this.number;
    a.poolPrevious = last;
    a.poolNext = null;
    if (last === null) this.first = a;
    else last.poolNext = a;
    this.last = a;
    this.waiting++;
    if (this.group !== null) this.group.waiting++;
  }

  remove(a: Attempt): void {
    const { poolPrevious: previous, poolNext: next } = a;
    a.pool = -1;
    if (previous === null) this.first = next;
    else previous.poolNext = next;
    if (next === null) this.last = previous;
    else next.poolPrevious = previous;
    this.waiting--;
    if (this.group !== null) this.group.waiting--;
  }
}
