import { doubles } from '../numbers/arithmetic.ts';
import { EVENT } from '../state/event-queue.ts';
import type { ServiceHost } from './host.ts';
import { type Attempt, DOES } from './request-pool.ts';

/**
 * Times at which attempts run out of time, where all have the same length: they come in the order in which they were set,
 * so that a ring holds them and only the first is among the pending events. One that is void by then is dropped.
 */
export class Deadlines {
  private readonly stage: Pick<ServiceHost, 'pushLate'>;
  private readonly number: number;
  readonly waitsOnly: boolean;
  private times = doubles(64);
  private holders: (Attempt | null)[] = new Array<Attempt | null>(64).fill(null);
  private gens = new Array<number>(64).fill(0);
  private head = 0;
  private size = 0;
  /** The first is among the pending events. */
  private armed = false;

  /**
   * @param number index of this list, which its event names
   * @param waitsOnly it counts only for attempts that still wait
   */
  constructor(stage: Pick<ServiceHost, 'pushLate'>, number: number, waitsOnly: boolean) {
    this.stage = stage;
    this.number = number;
    this.waitsOnly = waitsOnly;
  }

  add(time: number, a: Attempt): void {
    if (this.size === this.times.length) this.grow();
    const at = (this.head + this.size) & (this.times.length - 1);
    this.times[at] = time;
    this.holders[at] = a;
    this.gens[at] = a.gen;
    this.size++;
    if (this.armed) return;
    this.armed = true;
    this.stage.pushLate(time, EVENT.deadline, this.number, 0);
  }

  /** The attempt whose time has come now, or null; it is taken out. To be asked until there is none. */
  take(now: number): Attempt | null {
    while (this.size > 0) {
      const at = this.head;
      const a = this.holders[at]!;
      const counts = this.counts(a, this.gens[at]!);
      if (counts && this.times[at]! > now) break;
      this.head = (at + 1) & (this.times.length - 1);
      this.size--;
      if (counts) return a;
    }
    return null;
  }

  /** Lets the first of those that are left be among the pending events. */
  next(): void {
    this.armed = this.size > 0;
    if (this.armed) this.stage.pushLate(this.times[this.head]!, EVENT.deadline, this.number, 0);
  }

  private counts(a: Attempt, gen: number): boolean {
    if (a.gen !== gen) return false;
    return this.waitsOnly ? a.does === DOES.waits : a.request !== null;
  }

  private grow(): void {
    const capacity = this.times.length * 2;
    const times = doubles(capacity);
    const holders = new Array<Attempt | null>(capacity).fill(null);
    const gens = new Array<number>(capacity).fill(0);
    for (let i = 0; i < this.size; i++) {
      const from = (this.head + i) & (this.times.length - 1);
      times[i] = this.times[from]!;
      holders[i] = this.holders[from]!;
      gens[i] = this.gens[from]!;
    }
    this.times = times;
    this.holders = holders;
    this.gens = gens;
    this.head = 0;
  }
}
