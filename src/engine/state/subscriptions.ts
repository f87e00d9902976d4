import type { Model, Reads } from '../../model/model.ts';

const NONE: readonly number[] = [];

/** What else happens when a subscription becomes stale, besides marking it as stale. */
const KIND = { plain: 0, urgent: 1, noted: 2 } as const;

/**
 * Dirty tracking. When a variable changes, the actors waiting for it are woken, and everything computed from it
 * (mark conditions, invariants, service availability) is marked stale.
 *
 * There is one key per slot of the state, then one per process field (`p.all(x, x.flag)` reads that field in all
 * instances), then one per measure.
 */
export class Subscriptions {
  private readonly firstField: readonly number[];
  private readonly firstMeasure: number;
  private readonly subscribers: (number[] | undefined)[];
  private readonly waiters: (Set<number> | undefined)[];
  /** For each slot, the key of its process field; -1 for shared state. */
  private readonly fieldOf: Int32Array;
  private readonly stale: boolean[] = [];
  private readonly kinds: number[] = [];
  /** Subscriptions for `takeNoted` that became stale. */
  private noted: number[] = [];
  /** True if an urgent subscription became stale. The code that handles the change resets this. */
  urgent = false;
  private anyStale = false;
  /** Woken actors, without duplicates. */
  private readonly woken = new Set<number>();

  constructor(model: Model) {
    let next = model.layout.slots.length;
    this.firstField = model.layout.blocks.map((block) => {
      const first = next;
      next += block.stride;
      return first;
    });
    this.firstMeasure = next;
    next += model.measures.length;
    this.subscribers = new Array<number[] | undefined>(next).fill(undefined);
    this.waiters = new Array<Set<number> | undefined>(next).fill(undefined);
    this.fieldOf = Int32Array.from(model.layout.slots, ({ process, instance }, slot) => {
      if (process < 0) return -1;
      const { base, stride } = model.layout.blocks[process]!;
      return this.firstField[process]! + slot - base - instance * stride;
    });
  }

  /**
   * Adds a subscription, which starts stale. Returns its id.
   *
   * @param b slot of the reading instance's program counter
   */
  subscribe(reads: Reads, urgent = false, b = 0): number {
    return this.add(reads, urgent ? KIND.urgent : KIND.plain, b);
  }

  /** Adds a subscription that `takeNoted` returns when it becomes stale. */
  subscribeNoted(reads: Reads, b: number): number {
    return this.add(reads, KIND.noted, b);
  }

  private add(reads: Reads, kind: number, b: number): number {
    const id = this.stale.push(true) - 1;
    this.kinds.push(kind);
    this.anyStale = true;
    this.eachKey(reads, b, (key) => {
      const list = this.subscribers[key] ?? [];
      this.subscribers[key] = list;
      list.push(id);
    });
    return id;
  }

  isStale(id: number): boolean {
    return this.stale[id]!;
  }

  /** True if any subscription has become stale since the last call of `settle`. */
  get changed(): boolean {
    return this.anyStale;
  }

  markFresh(id: number): void {
    this.stale[id] = false;
  }

  settle(): void {
    this.anyStale = false;
  }

  /** Wakes an actor the next time any of its inputs changes. */
  waitFor(actor: number, reads: Reads, b: number): void {
    this.eachKey(reads, b, (key) => {
      const set = this.waiters[key] ?? new Set<number>();
      this.waiters[key] = set;
      set.add(actor);
    });
  }

  /** Call this after a slot changes. */
  notify(slot: number): void {
    this.touch(slot);
    const field = this.fieldOf[slot]!;
    if (field >= 0) this.touch(field);
  }

  /** Call this after a measure changes. */
  notifyMeasure(measure: number): void {
    this.touch(this.firstMeasure + measure);
  }

  /** Wakes an actor for another reason, for example a message. */
  wake(actor: number): void {
    this.woken.add(actor);
  }

  /** Removes and returns subscriptions from `subscribeNoted` that became stale. */
  takeNoted(): readonly number[] {
    if (this.noted.length === 0) return NONE;
    const { noted } = this;
    this.noted = [];
    return noted;
  }

  get anyWoken(): boolean {
    return this.woken.size > 0;
  }

  /** Removes and returns the woken actors, in index order. */
  takeWoken(): number[] {
    if (this.woken.size === 0) return [];
    const actors = [...this.woken].sort((a, b) => a - b);
    this.woken.clear();
    return actors;
  }

  private touch(key: number): void {
    for (const id of this.subscribers[key] ?? NONE) {
      this.stale[id] = true;
      this.anyStale = true;
      const kind = this.kinds[id]!;
      if (kind === KIND.urgent) this.urgent = true;
      else if (kind === KIND.noted) this.noted.push(id);
    }
    const waiting = this.waiters[key];
    if (waiting === undefined || waiting.size === 0) return;
    for (const actor of waiting) this.woken.add(actor);
    waiting.clear();
  }

  /** Visits all keys that an expression depends on. Doesn't allocate, since instances in large fleets wait often. */
  private eachKey(reads: Reads, b: number, visit: (key: number) => void): void {
    for (const slot of reads.slots) visit(slot);
    for (const offset of reads.own) visit(b + offset);
    for (const [process, offset] of reads.fields) visit(this.firstField[process]! + offset);
    for (const measure of reads.measures) visit(this.firstMeasure + measure);
  }
}
