import type { Attempt } from './request-pool.ts';

/** Where the classes of a queue end, so that an attempt is added to its class without a walk through the queue. */
export class PriorityClasses {
  /** In the order in which they are served. */
  private readonly classes: { readonly priority: number; last: Attempt | null }[] = [];

  /** Adds an attempt to the end of its class. Returns the attempt before it in the queue, or null. */
  add(a: Attempt): Attempt | null {
    const { classes } = this;
    let before: Attempt | null = null;
    let i = 0;
    for (; i < classes.length && classes[i]!.priority <= a.priority; i++) before = classes[i]!.last ?? before;
    const own = classes[i - 1];
    if (own?.priority === a.priority) own.last = a;
    else classes.splice(i, 0, { priority: a.priority, last: a });
    return before;
  }

  /** Removes an attempt, while it's still linked to its neighbors. */
  remove(a: Attempt): void {
    const own = this.classes.find(({ priority }) => priority === a.priority)!;
    if (own.last === a) own.last = a.previous?.priority === a.priority ? a.previous : null;
  }

  /** The last attempt before the last class in the queue, or null if all attempts have one class. */
  lastBeforeLastClass(): Attempt | null {
    let last: Attempt | null = null;
    let before: Attempt | null = null;
    for (const one of this.classes) {
      if (one.last === null) continue;
      before = last;
      last = one.last;
    }
    return before;
  }
}
