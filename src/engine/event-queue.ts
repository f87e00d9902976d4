/**
 * Pending events in order of (time, rank, sequence): a 4-ary heap over typed arrays, which allocates only when it
 * grows. Sequence is the order of insertion, so ties are stable.
 */
export class EventQueue {
  private times = new Float64Array(256);
  private ranks = new Float64Array(256);
  private sequences = new Float64Array(256);
  private kinds = new Int32Array(256);
  private subjects = new Int32Array(256);
  private details = new Int32Array(256);
  private stamps = new Int32Array(256);
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
   * @param rank order among events of one time
   * @param kind what happens
   * @param subject to whom
   * @param detail which of several things
   * @param stamp tells an event that still counts from one that was overtaken
   */
  push(time: number, rank: number, kind: number, subject: number, detail: number, stamp: number): void {
    if (this.size === this.times.length) this.grow();
    const sequence = this.next++;
    let i = this.size++;
    while (i > 0) {
      const parent = (i - 1) >> 2;
      if (!this.isBefore(time, rank, sequence, parent)) break;
      this.copy(parent, i);
      i = parent;
    }
    this.put(i, time, rank, sequence, kind, subject, detail, stamp);
  }

  /** Takes the first event into the public fields; false if there is none. */
  pop(): boolean {
    if (this.size === 0) return false;
    this.time = this.times[0]!;
    this.kind = this.kinds[0]!;
    this.subject = this.subjects[0]!;
    this.detail = this.details[0]!;
    this.stamp = this.stamps[0]!;
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
    const [time, rank, sequence] = [this.times[last]!, this.ranks[last]!, this.sequences[last]!];
    let i = 0;
    for (;;) {
      const first = 4 * i + 1;
      if (first >= this.size) break;
      let best = first;
      for (let j = first + 1; j < Math.min(first + 4, this.size); j++) {
        if (this.isBefore(this.times[j]!, this.ranks[j]!, this.sequences[j]!, best)) best = j;
      }
      if (this.isBefore(time, rank, sequence, best)) break;
      this.copy(best, i);
      i = best;
    }
    this.copy(last, i);
  }

  private isBefore(time: number, rank: number, sequence: number, other: number): boolean {
    if (time !== this.times[other]!) return time < this.times[other]!;
    if (rank !== this.ranks[other]!) return rank < this.ranks[other]!;
    return sequence < this.sequences[other]!;
  }

  private copy(from: number, to: number): void {
    this.put(
      to,
      this.times[from]!,
      this.ranks[from]!,
      this.sequences[from]!,
      this.kinds[from]!,
      this.subjects[from]!,
      this.details[from]!,
      this.stamps[from]!,
    );
  }

  private put(
    i: number,
    time: number,
    rank: number,
    sequence: number,
    kind: number,
    subject: number,
    detail: number,
    stamp: number,
  ): void {
    this.times[i] = time;
    this.ranks[i] = rank;
    this.sequences[i] = sequence;
    this.kinds[i] = kind;
    this.subjects[i] = subject;
    this.details[i] = detail;
    this.stamps[i] = stamp;
  }

  private grow(): void {
    const capacity = this.times.length * 2;
    const wider = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(capacity);
      grown.set(old);
      return grown;
    };
    const widerInts = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(capacity);
      grown.set(old);
      return grown;
    };
    this.times = wider(this.times);
    this.ranks = wider(this.ranks);
    this.sequences = wider(this.sequences);
    this.kinds = widerInts(this.kinds);
    this.subjects = widerInts(this.subjects);
    this.details = widerInts(this.details);
    this.stamps = widerInts(this.stamps);
  }
}
