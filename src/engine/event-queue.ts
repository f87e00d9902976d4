/** Room for the sequence below the rank in the key of an event: ranks up to 2^19, sequences up to 2^34. */
const SEQUENCES = 2 ** 34;

/** What one event carries: kind, subject, detail, stamp. */
const FIELDS = 4;

/**
 * Pending events in order of (time, rank, sequence): a 4-ary heap over typed arrays, which allocates only when it
 * grows. Sequence is the order of insertion, so ties are stable. Rank and sequence are one number; what an event carries
 * stays where it is while the heap moves.
 */
export class EventQueue {
  private times = new Float64Array(256);
  private keys = new Float64Array(256);
  private slots = new Int32Array(256);
  private fields = new Int32Array(256 * FIELDS);
  private free = new Int32Array(256);
  private freed = 0;
  private used = 0;
  private next = 0;
  size = 0;

  /** What `pop` took. */
  time = 0;
  kind = 0;
  subject = 0;
  detail = 0;
  stamp = 0;

  /**
   * Adds an event.
   *
   * @param time microseconds
   * @param rank order among events of one time, from 0 to 2^19 - 1
   * @param kind what happens
   * @param subject to whom
   * @param detail which of several things
   * @param stamp tells an event that still counts from one that was overtaken
   */
  push(time: number, rank: number, kind: number, subject: number, detail: number, stamp: number): void {
    if (this.size === this.times.length) this.grow();
    const slot = this.freed > 0 ? this.free[--this.freed]! : this.used++;
    const { fields, times, keys, slots } = this;
    const at = slot * FIELDS;
    fields[at] = kind;
    fields[at + 1] = subject;
    fields[at + 2] = detail;
    fields[at + 3] = stamp;
    const key = rank * SEQUENCES + this.next++;
    let i = this.size++;
    while (i > 0) {
      const parent = (i - 1) >> 2;
      const other = times[parent]!;
      if (other < time || (other === time && keys[parent]! < key)) break;
      times[i] = other;
      keys[i] = keys[parent]!;
      slots[i] = slots[parent]!;
      i = parent;
    }
    times[i] = time;
    keys[i] = key;
    slots[i] = slot;
  }

  /** Takes the first event into the public fields; false if there is none. */
  pop(): boolean {
    if (this.size === 0) return false;
    const slot = this.slots[0]!;
    const { fields } = this;
    const at = slot * FIELDS;
    this.time = this.times[0]!;
    this.kind = fields[at]!;
    this.subject = fields[at + 1]!;
    this.detail = fields[at + 2]!;
    this.stamp = fields[at + 3]!;
    this.free[this.freed++] = slot;
    this.size--;
    if (this.size > 0) this.sink(this.size);
    return true;
  }

  /** Time of the first event; infinite if there is none. */
  peekTime(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.times[0]!;
  }

  /** Moves the entry at `last` to the top and down to its place. */
  private sink(last: number): void {
    const { times, keys, slots, size } = this;
    const time = times[last]!;
    const key = keys[last]!;
    let i = 0;
    for (;;) {
      const first = 4 * i + 1;
      if (first >= size) break;
      let best = first;
      let bestTime = times[first]!;
      const end = first + 4 < size ? first + 4 : size;
      for (let j = first + 1; j < end; j++) {
        const other = times[j]!;
        if (other < bestTime || (other === bestTime && keys[j]! < keys[best]!)) {
          best = j;
          bestTime = other;
        }
      }
      if (time < bestTime || (time === bestTime && key < keys[best]!)) break;
      times[i] = bestTime;
      keys[i] = keys[best]!;
      slots[i] = slots[best]!;
      i = best;
    }
    times[i] = time;
    keys[i] = key;
    slots[i] = slots[last]!;
  }

  private grow(): void {
    const capacity = this.times.length * 2;
    this.times = wider(this.times, new Float64Array(capacity));
    this.keys = wider(this.keys, new Float64Array(capacity));
    this.slots = wider(this.slots, new Int32Array(capacity));
    this.free = wider(this.free, new Int32Array(capacity));
    this.fields = wider(this.fields, new Int32Array(capacity * FIELDS));
  }
}

/** Copies what there is into a larger array. */
function wider<T extends Float64Array | Int32Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
