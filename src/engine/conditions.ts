import type { Guard } from '../model/quantity.ts';
import type { Value } from '../scenario/expr.ts';
import type { Watches } from './watch.ts';

/** A stretch of time in which a condition held. */
export interface Stretch {
  readonly from: number;
  /** Null if it held to the end of the run. */
  readonly to: number | null;
  /** Values of the counter at both ends. */
  readonly counted: readonly [number, number];
}

/**
 * When a condition held, as stretches of time. What holds for no time, because one instant both brought and took it, is
 * left out.
 */
export class FollowedCondition {
  private readonly guard: Guard;
  private readonly watches: Watches;
  private readonly watch: number;
  private readonly counter: () => number;
  /** Times at which it became true and false in turn, and what was counted then. */
  private readonly edges: number[] = [];
  private readonly counts: number[] = [];
  private holds = false;

  /** @param counter what is counted while the condition holds */
  constructor(guard: Guard, watches: Watches, counter: () => number = () => 0) {
    this.guard = guard;
    this.watches = watches;
    this.watch = watches.watch(guard.reads);
    this.counter = counter;
  }

  /** Looks again if something changed that the condition reads. */
  update(s: readonly Value[], now: number): void {
    if (!this.watches.isStale(this.watch)) return;
    this.watches.fresh(this.watch);
    const holds = this.guard.test(s, 0, now, [], s) === true;
    if (holds === this.holds) return;
    this.holds = holds;
    if (this.edges.at(-1) === now) {
      this.edges.pop();
      this.counts.pop();
      return;
    }
    this.edges.push(now);
    this.counts.push(this.counter());
  }

  stretches(): Stretch[] {
    const out: Stretch[] = [];
    for (let i = 0; i < this.edges.length; i += 2) {
      const to = this.edges[i + 1] ?? null;
      const count = this.counts[i + 1] ?? this.counter();
      out.push({ from: this.edges[i]!, to, counted: [this.counts[i]!, count] });
    }
    return out;
  }
}

/**
 * First time from `from` on at which none of the stretches holds, or null if they hold all the way to `to`.
 *
 * @param stretches in order, none touching another
 */
export function firstGap(stretches: readonly Stretch[], from: number, to: number): number | null {
  const over = stretches.find((one) => one.from <= from && (one.to === null || one.to > from));
  if (over === undefined) return from;
  return over.to === null || over.to >= to ? null : over.to;
}
