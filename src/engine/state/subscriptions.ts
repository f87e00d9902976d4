import type { Model, Reads } from '../../model/model.ts';

const NOBODY: readonly number[] = [];

/**
 * Who looks at what. A change of a variable wakes the actors that wait on it and marks as stale whatever was worked out
 * from it (conditions of marks, invariants, the availability of services).
 *
 * Keys are the slots of the state, and behind them one key for each field of each process: `p.all(x, x.flag)` reads
 * that field of all instances; behind those one key for each measure.
 */
export class Subscriptions {
  private readonly firstField: readonly number[];
  private readonly firstMeasure: number;
  private readonly watchers: (number[] | undefined)[];
  private readonly waiters: (Set<number> | undefined)[];
  /** For each slot the key of its field of the process; -1 for shared state. */
  private readonly fieldOf: Int32Array;
  private readonly stale: boolean[] = [];
  /** What is told of at once; see `urgent`. */
  private readonly pressing: boolean[] = [];
  /** Something became stale that somebody must act on without being asked. Who acts puts it back. */
  urgent = false;
  private anyStale = false;
  /** Actors that something woke, without repeats, in the order in which it did. */
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
    this.watchers = new Array<number[] | undefined>(next).fill(undefined);
    this.waiters = new Array<Set<number> | undefined>(next).fill(undefined);
    this.fieldOf = Int32Array.from(model.layout.slots, ({ process, instance }, slot) => {
      if (process < 0) return -1;
      const { base, stride } = model.layout.blocks[process]!;
      return this.firstField[process]! + slot - base - instance * stride;
    });
  }

  /** Registers something worked out from the state; the number names it in `isStale`. It begins stale. */
  subscribe(reads: Reads, pressing = false): number {
    const id = this.stale.push(true) - 1;
    this.pressing.push(pressing);
    this.anyStale = true;
    for (const key of this.keys(reads, 0)) {
      const list = this.watchers[key] ?? [];
      this.watchers[key] = list;
      list.push(id);
    }
    return id;
  }

  isStale(id: number): boolean {
    return this.stale[id]!;
  }

  /** True if anything at all became stale since `settle`. */
  get changed(): boolean {
    return this.anyStale;
  }

  fresh(id: number): void {
    this.stale[id] = false;
  }

  settle(): void {
    this.anyStale = false;
  }

  /** Lets an actor wait until something that it reads changes. */
  waitFor(actor: number, reads: Reads, b: number): void {
    for (const slot of reads.slots) this.waitOn(slot, actor);
    for (const offset of reads.own) this.waitOn(b + offset, actor);
    for (const [process, offset] of reads.fields) this.waitOn(this.firstField[process]! + offset, actor);
  }

  private waitOn(key: number, actor: number): void {
    const set = this.waiters[key] ?? new Set<number>();
    this.waiters[key] = set;
    set.add(actor);
  }

  /** Tells that a slot changed. */
  notify(slot: number): void {
    this.touch(slot);
    const field = this.fieldOf[slot]!;
    if (field >= 0) this.touch(field);
  }

  /** Tells that a measure changed. */
  notifyMeasure(measure: number): void {
    this.touch(this.firstMeasure + measure);
  }

  /** Wakes one actor for another reason than a variable, such as a message. */
  wake(actor: number): void {
    this.woken.add(actor);
  }

  get anyWoken(): boolean {
    return this.woken.size > 0;
  }

  /** Takes the woken actors, lowest number first. */
  takeWoken(): number[] {
    if (this.woken.size === 0) return [];
    const actors = [...this.woken].sort((a, b) => a - b);
    this.woken.clear();
    return actors;
  }

  private touch(key: number): void {
    for (const id of this.watchers[key] ?? NOBODY) {
      this.stale[id] = true;
      this.anyStale = true;
      if (this.pressing[id]!) this.urgent = true;
    }
    const waiting = this.waiters[key];
    if (waiting === undefined || waiting.size === 0) return;
    for (const actor of waiting) this.woken.add(actor);
    waiting.clear();
  }

  private keys(reads: Reads, b: number): number[] {
    return [
      ...reads.slots,
      ...reads.own.map((offset) => b + offset),
      ...reads.fields.map(([process, offset]) => this.firstField[process]! + offset),
      ...reads.measures.map((measure) => this.firstMeasure + measure),
    ];
  }
}
