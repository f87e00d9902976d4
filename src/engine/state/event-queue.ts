/** Room for the sequence below the rank in the key of an event: ranks up to 2^19, sequences up to 2^34. */
const SEQUENCES = 2 ** 34;

/** Events for which there is room at first. */
const ROOM = 256;

/** What one event carries: kind, subject, detail, stamp. */
const FIELDS = 4;

/**
 * Pending events in order of (time, rank, sequence): a 4-ary heap over typed arrays, which allocates only when it
 * grows. Sequence is the order of insertion, so ties are stable. Rank and sequence are one number; what an event carries
 * stays where it is while the heap moves.
 *
 * Most events bring another one. So the top that was taken stays as a hole until the next event is added, which sinks
 * from there to its place, or until the heap is asked for its first: one way through the heap instead of two.
 */
export class EventQueue {
  private times = new Float64Array(ROOM);
  private keys = new Float64Array(ROOM);
  private slots = new Int32Array(ROOM);
  private fields = new Int32Array(ROOM * FIELDS);
  private free = new Int32Array(ROOM);
  private freed = 0;
  private used = 0;
  private next = Number.NaN;
  /** Entries of the heap, a hole at its top included. */
  private entries = 0;
  /** What is on its way to its place. Fields that hold doubles are written in place, and arguments would be allocated. */
  private newTime = Number.NaN;
  private newKey = Number.NaN;
  /** 1 while there is a hole. */
  private hole = 0;

  /** What `pop` took. A field that begins as no number is known for a double from the start. */
  time = Number.NaN;
  kind = 0;
  subject = 0;
  detail = 0;
  stamp = 0;

  constructor() {
    this.next = 0;
  }

  /** Pending events. */
  get size(): number {
    return this.entries - this.hole;
  }

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
    const { hole } = this;
    const slot = hole === 1 ? this.slots[0]! : this.takeSlot();
    const { fields } = this;
    const at = slot * FIELDS;
    fields[at] = kind;
    fields[at + 1] = subject;
    fields[at + 2] = detail;
    fields[at + 3] = stamp;
    this.newTime = time;
    this.newKey = rank * SEQUENCES + this.next++;
    if (hole === 1) {
      this.hole = 0;
      this.sink(slot);
    } else this.rise(slot);
  }

  /** Takes the first event into the public fields; false if there is none. */
  pop(): boolean {
    if (this.hole === 1) this.fill();
    if (this.entries === 0) return false;
    const { fields } = this;
    const at = this.slots[0]! * FIELDS;
    this.time = this.times[0]!;
    this.kind = fields[at]!;
    this.subject = fields[at + 1]!;
    this.detail = fields[at + 2]!;
    this.stamp = fields[at + 3]!;
    this.hole = 1;
    return true;
  }

  /** Time of the first event; infinite if there is none. */
  peekTime(): number {
    if (this.hole === 1) this.fill();
    return this.entries === 0 ? Number.POSITIVE_INFINITY : this.times[0]!;
  }

  private takeSlot(): number {
    if (this.entries === this.times.length) this.grow();
    return this.freed > 0 ? this.free[--this.freed]! : this.used++;
  }

  /** Nothing came into the hole: the last entry does. */
  private fill(): void {
    this.hole = 0;
    this.free[this.freed++] = this.slots[0]!;
    const last = --this.entries;
    if (last === 0) return;
    this.newTime = this.times[last]!;
    this.newKey = this.keys[last]!;
    this.sink(this.slots[last]!);
  }

  /** Puts an entry at the end and moves it up to its place. */
  private rise(slot: number): void {
    const { times, keys, slots, newTime: time, newKey: key } = this;
    let i = this.entries++;
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

  /** Puts an entry at the top, where nothing is, and moves it down to its place. */
  private sink(slot: number): void {
    const { times, keys, slots, entries, newTime: time, newKey: key } = this;
    let i = 0;
    for (;;) {
      const first = 4 * i + 1;
      if (first >= entries) break;
      let best = first;
      let bestTime = times[first]!;
      const end = first + 4 < entries ? first + 4 : entries;
      for (let j = first + 1; j < end; j++) {
        const other = times[j]!;
        if (other <= bestTime && (other < bestTime || keys[j]! < keys[best]!)) {
          best = j;
          bestTime = other;
        }
      }
      if (time <= bestTime && (time < bestTime || key < keys[best]!)) break;
      times[i] = bestTime;
      keys[i] = keys[best]!;
      slots[i] = slots[best]!;
      i = best;
    }
    times[i] = time;
    keys[i] = key;
    slots[i] = slot;
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

/** What can happen. The order of the numbers is no priority; `rank` is. */
export const EVENT = {
  faultStart: 0,
  faultEnd: 1,
  timer: 2,
  deliver: 3,
  look: 4,
  fire: 5,
  answer: 6,
  arrival: 7,
  /** The work of an attempt is done. */
  work: 8,
  /** The answer of an attempt reaches its client. */
  reply: 9,
  /** The next attempt of a request is due. */
  retry: 10,
  /** A client gives an attempt up. */
  timeout: 11,
  /** An attempt has waited as long as a queue lets it. */
  patience: 12,
  /** The first of many such times that come in order; the subject is their list. */
  deadline: 13,
} as const;
