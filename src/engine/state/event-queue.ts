/** An event's key is rank * 2^34 + sequence. Ranks are less than 2^19, and sequences are less than 2^34. */
const RANK_UNIT = 2 ** 34;

const INITIAL_CAPACITY = 256;

/** Fields per event: kind, subject, detail, stamp. */
const FIELDS = 4;

/**
 * Pending events, ordered by (time, rank, sequence), in a 4-ary heap over typed arrays that allocates only when it
 * grows. The sequence is the order of insertion, so ties are stable. Rank and sequence are stored as one number. An
 * event's fields stay in place when its heap entry moves.
 *
 * Since most events schedule another event, `pop` leaves a hole at the top, and the next event added sinks from
 * there. This takes one pass through the heap instead of two. If the first event is needed before then, the last
 * entry fills the hole.
 */
export class EventQueue {
  private times = new Float64Array(INITIAL_CAPACITY);
  private keys = new Float64Array(INITIAL_CAPACITY);
  private slots = new Int32Array(INITIAL_CAPACITY);
  private fields = new Int32Array(INITIAL_CAPACITY * FIELDS);
  private free = new Int32Array(INITIAL_CAPACITY);
  private freed = 0;
  private used = 0;
  private next = Number.NaN;
  /** Number of heap entries, including a hole at the top. */
  private entries = 0;
  /** Arguments for `sink` and `rise`, as fields: V8 writes double fields in place but would allocate the arguments. */
  private movingTime = Number.NaN;
  private movingKey = Number.NaN;
  /** 1 if the top is a hole. */
  private hole = 0;

  /** Fields of the event removed by `pop`. V8 stores a field that starts as NaN as a double. */
  time = Number.NaN;
  kind = 0;
  subject = 0;
  detail = 0;
  stamp = 0;

  constructor() {
    this.next = 0;
  }

  /** Number of pending events. */
  get size(): number {
    return this.entries - this.hole;
  }

  /** Number of events for which there is space. */
  get capacity(): number {
    return this.times.length;
  }

  /**
   * Adds an event.
   *
   * @param time microseconds
   * @param rank order among events at the same time, from 0 to 2^19 - 1
   * @param kind one of `EVENT`
   * @param subject index of the actor, slot, fault, load, attempt, request or list
   * @param detail an additional number, for example the branch
   * @param stamp the subject's current stamp; the event is void if the subject's stamp changes before it is handled
   */
  push(time: number, rank: number, kind: number, subject: number, detail: number, stamp: number): void {
    this.movingTime = time;
    this.movingKey = rank * RANK_UNIT + this.next++;
    this.insert(kind, subject, detail, stamp);
  }

  /** Reserves a place in the sequence for an event that is added later. */
  reserve(): number {
    return this.next++;
  }

  /** Adds an event at a reserved place in the sequence, without a detail or stamp. */
  pushReserved(time: number, rank: number, kind: number, subject: number, place: number): void {
    this.movingTime = time;
    this.movingKey = rank * RANK_UNIT + place;
    this.insert(kind, subject, 0, 0);
  }

  /** Adds an event at `movingTime` with `movingKey`. */
  private insert(kind: number, subject: number, detail: number, stamp: number): void {
    const { hole } = this;
    const slot = hole === 1 ? this.slots[0]! : this.takeSlot();
    const { fields } = this;
    const at = slot * FIELDS;
    fields[at] = kind;
    fields[at + 1] = subject;
    fields[at + 2] = detail;
    fields[at + 3] = stamp;
    if (hole === 1) {
      this.hole = 0;
      this.sink(slot);
    } else this.rise(slot);
  }

  /** Removes the first event and stores it in the public fields. Returns false if there is none. */
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

  /** Moves the last entry into the hole. */
  private fill(): void {
    this.hole = 0;
    this.free[this.freed++] = this.slots[0]!;
    const last = --this.entries;
    if (last === 0) return;
    this.movingTime = this.times[last]!;
    this.movingKey = this.keys[last]!;
    this.sink(this.slots[last]!);
  }

  /** Adds an entry at the end and moves it up to its position. */
  private rise(slot: number): void {
    const { times, keys, slots, movingTime: time, movingKey: key } = this;
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

  /** Puts an entry into the hole at the top and moves it down to its position. */
  private sink(slot: number): void {
    const { times, keys, slots, entries, movingTime: time, movingKey: key } = this;
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

/** Copies an array into a larger array. */
function wider<T extends Float64Array | Int32Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}

/** Kinds of events. Priority depends on `rank`, not on these numbers. */
export const EVENT = {
  faultStart: 0,
  faultEnd: 1,
  timer: 2,
  deliver: 3,
  look: 4,
  fire: 5,
  answer: 6,
  arrival: 7,
  /** An attempt's service time is over. */
  work: 8,
  /** An attempt's response reaches the client. */
  reply: 9,
  /** A request's next attempt is due. */
  retry: 10,
  /** A client's timeout passes. */
  timeout: 11,
  /** An attempt has waited as long as its queue allows. */
  maxWait: 12,
  /** The first deadline in a list passes; the subject is the list. */
  deadline: 13,
  /** The first attempt at a shared service is finished; the subject is the service. */
  share: 14,
  /** A member's next probe is due; the subject is its server. */
  probe: 15,
  /** A probe's timeout passes. */
  probeTimeout: 16,
  /** An autoscaler reads its metric; the subject is the service. */
  autoscale: 17,
  /** A member has started; the subject is the service. */
  memberStarts: 18,
} as const;
