import type { Attempt } from './request-pool.ts';

/** Where the classes of a queue end, so an attempt can be added to its class without walking through the queue. */
export class PriorityClasses {
  /** Classes in the order in which they are served. Empty classes are removed. */
  private readonly classes: { readonly priority: number; last: Attempt }[] = [];

  /** Adds an attempt to the end of its class. Returns the attempt before it in the queue, or null. */
  add(a: Attempt): Attempt | null {
    const { classes } = this;
    const i = this.indexOf(a.priority);
    const own = classes[i];
    if (own?.priority === a.priority) {
      const before = own.last;
      own.last = a;
      return before;
    }
    classes.splice(i, 0, { priority: a.priority, last: a });
    return classes[i - 1]?.last ?? null;
  }

  /** Index of the first class with at least this priority, by binary search. */
  private indexOf(priority: number): number {
    const { classes } = this;
    let low = 0;
    let high = classes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (classes[middle]!.priority < priority) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Removes an attempt that's still linked to its neighbors. */
  remove(a: Attempt): void {
    const i = this.indexOf(a.priority);
    const own = this.classes[i]!;
    if (own.last !== a) return;
    if (a.previous?.priority === a.priority) own.last = a.previous;
    else this.classes.splice(i, 1);
  }

  /** The last attempt before the last class in the queue, or null if all attempts are in one class. */
  lastBeforeLastClass(): Attempt | null {
    return this.classes.at(-2)?.last ?? null;
  }
}
