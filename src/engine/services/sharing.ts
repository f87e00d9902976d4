/** An attempt's work in a shared service. */
export interface SharedWork {
  /** The attempt's id. */
  readonly attempt: number;
  /** The attempt is finished when the work that each attempt has received since the start reaches this amount. */
  readonly tag: number;
  readonly order: number;
  gone: boolean;
}

/**
 * Processor sharing in whole microseconds. With n attempts and capacity c, each microsecond gives every attempt one
 * microsecond of work if n is at most c. Otherwise it gives c microseconds to all of them in equal whole parts; the
 * remainder is carried over. So no work is lost, and all times are exact.
 *
 * All attempts receive the same amount, so one number is enough: how much each has received since the start. The
 * attempt with the lowest tag is finished first.
 */
export class Sharing {
  capacity = 0;
  /** Changes whenever the time of the next completion may have changed. */
  stamp = 0;
  private count = 0;
  private received = 0;
  private kept = 0;
  private since = 0;
  private added = 0;
  /** A binary heap by tag, then by order. */
  private readonly heap: SharedWork[] = [];

  /** Credits all attempts with the work done since the last call. Call this before each change. */
  advance(now: number): void {
    const { count, capacity } = this;
    const passed = now - this.since;
    this.since = now;
    if (count === 0) return;
    if (count <= capacity) {
      this.received += passed;
      return;
    }
    const work = this.kept + passed * capacity;
    const each = Math.floor(work / count);
    this.received += each;
    this.kept = work - each * count;
  }

  /**
   * @param attempt the attempt's id
   * @param work whole microseconds
   */
  add(attempt: number, work: number): SharedWork {
    const entry = { attempt, tag: this.received + work, order: this.added++, gone: false };
    this.count++;
    const { heap } = this;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
    return entry;
  }

  /** Removes an attempt that is finished or dropped. */
  remove(entry: SharedWork): void {
    entry.gone = true;
    this.count--;
    if (this.count === 0) this.kept = 0;
    while (this.heap[0]?.gone === true) this.removeFirst();
  }

  /** The attempt that is finished first, or null. */
  get first(): SharedWork | null {
    return this.heap[0] ?? null;
  }

  /** Time when the first attempt is finished if nothing changes until then; infinite if never. */
  get end(): number {
    const { first, count, capacity, since } = this;
    if (first === null || capacity === 0) return Number.POSITIVE_INFINITY;
    const left = Math.max(0, first.tag - this.received);
    if (count <= capacity) return since + left;
    return since + Math.max(0, Math.ceil((left * count - this.kept) / capacity));
  }

  private removeFirst(): void {
    const { heap } = this;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(a: SharedWork, b: SharedWork): boolean {
  return a.tag < b.tag || (a.tag === b.tag && a.order < b.order);
}
