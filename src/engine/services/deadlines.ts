import { doubles } from '../numbers/arithmetic.ts';
import { EVENT } from '../state/event-queue.ts';
import type { ServiceHost } from './host.ts';
import { type Attempt, PHASE } from './request-pool.ts';

/**
 * Deadlines for attempts that have the same time limit. They expire in the order they were set, so they're kept in a
 * ring buffer and only the first is in the event queue, at the place that was reserved when it was set. Deadlines that
 * no longer apply are dropped.
 */
export class Deadlines {
  private readonly host: Pick<ServiceHost, 'reserveLate' | 'pushReserved'>;
  private readonly number: number;
  readonly queuedOnly: boolean;
  private times = doubles(64);
  /** Positions among the timeouts that are due at the same time. */
  private places = doubles(64);
  private attempts: (Attempt | null)[] = new Array<Attempt | null>(64).fill(null);
  private gens = new Array<number>(64).fill(0);
  private head = 0;
  private size = 0;
  /** True if the first deadline is in the event queue. */
  private armed = false;
  /** The place of the deadline in the event queue. */
  private armedPlace = Number.NaN;
  /** True while expired deadlines are being removed. No other event happens between simultaneous deadlines. */
  private passing = false;

  /**
   * @param number index of this list, used as the subject of its event
   * @param queuedOnly true if deadlines apply only while an attempt is queued
   */
  constructor(host: Pick<ServiceHost, 'reserveLate' | 'pushReserved'>, number: number, queuedOnly: boolean) {
    this.host = host;
    this.number = number;
    this.queuedOnly = queuedOnly;
  }

  /** Number of deadlines for which there is space. */
  get capacity(): number {
    return this.times.length;
  }

  add(time: number, a: Attempt): void {
    if (this.size === this.times.length) this.grow();
    const at = (this.head + this.size) & (this.times.length - 1);
    this.times[at] = time;
    this.places[at] = this.host.reserveLate();
    this.attempts[at] = a;
    this.gens[at] = a.gen;
    this.size++;
    if (!this.armed) this.arm();
  }

  /**
   * Removes and returns an attempt that has reached its deadline; null if there is none. Call this until it returns
   * null, then call `next`. If the deadline in the event queue no longer applies, the next one keeps its own place
   * among simultaneous timeouts.
   */
  take(now: number): Attempt | null {
    while (this.size > 0) {
      const at = this.head;
      const a = this.attempts[at]!;
      const applies = this.applies(a, this.gens[at]!);
      if (applies && (this.times[at]! > now || !(this.passing || this.places[at] === this.armedPlace))) break;
      this.head = (at + 1) & (this.times.length - 1);
      this.size--;
      if (applies) {
        this.passing = true;
        return a;
      }
    }
    return null;
  }

  /** Schedules the first remaining deadline. */
  next(): void {
    this.passing = false;
    this.armed = false;
    if (this.size > 0) this.arm();
  }

  private arm(): void {
    this.armed = true;
    this.armedPlace = this.places[this.head]!;
    this.host.pushReserved(this.times[this.head]!, EVENT.deadline, this.number, this.armedPlace);
  }

  private applies(a: Attempt, gen: number): boolean {
    if (a.gen !== gen) return false;
    return this.queuedOnly ? a.phase === PHASE.waiting : a.request !== null;
  }

  private grow(): void {
    const capacity = this.times.length * 2;
    const times = doubles(capacity);
    const places = doubles(capacity);
    const attempts = new Array<Attempt | null>(capacity).fill(null);
    const gens = new Array<number>(capacity).fill(0);
    for (let i = 0; i < this.size; i++) {
      const from = (this.head + i) & (this.times.length - 1);
      times[i] = this.times[from]!;
      places[i] = this.places[from]!;
      attempts[i] = this.attempts[from]!;
      gens[i] = this.gens[from]!;
    }
    this.times = times;
    this.places = places;
    this.attempts = attempts;
    this.gens = gens;
    this.head = 0;
  }
}
