import type { Value } from '../scenario/expr.ts';
import { compareValues } from '../scenario/value.ts';
import { type Codec, TooNarrow } from './codec.ts';
import type { MoveContext } from './extended.ts';
import { arranged, type Mail } from './mail.ts';

/** A message that may be taken: its values, its kind (of two of one kind only the first is taken), and its place. */
export interface Waiting {
  /** Its values as the variable of a step. */
  readonly v: readonly [readonly Value[]];
  readonly kind: Kind;
  readonly at: number;
  readonly mail: number;
  /** Number of the mail without it, once somebody asked. */
  rest: number;
}

/** Messages of one link, or equal ones; `taken` is the number of the look into the mailbox that took one of them. */
interface Kind {
  readonly ordered: boolean;
  readonly entry: Value;
  taken: number;
}

/** Mailboxes that a transition may post to, each with the place of its process among those that may be down. */
interface Boxes {
  readonly slots: readonly number[];
  readonly process: readonly number[];
}

/**
 * Mail as numbers: what stands in a mailbox is a number of the table of its slot, a message has a number of its own, and
 * what putting and taking make of them is remembered.
 */
export class PostOffice {
  private readonly context: MoveContext;
  private readonly codec: Codec;
  private readonly messages: Value[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly flat: Flat = new Map();
  private readonly puts: Memory[][] = [];
  private readonly all: (readonly Waiting[])[][] = [];
  private readonly firsts: (readonly Waiting[])[][] = [];
  private readonly loads: Int32Array[][] = [];
  private readonly groups: Boxes[] = [];

  constructor(context: MoveContext, codec: Codec) {
    this.context = context;
    this.codec = codec;
  }

  /** Number of a group of mailboxes, for `post`. */
  boxes(slots: readonly number[], process: readonly number[]): number {
    return this.groups.push({ slots, process }) - 1;
  }

  /** Number of a message. */
  letter(via: number, sender: number, values: readonly Value[]): number {
    let at = within(within(this.flat, via), sender);
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (typeof value === 'object') return this.rich(via, sender, values);
      at = within(at, value);
    }
    at.number ??= this.messages.push([via, sender, values]) - 1;
    return at.number;
  }

  private rich(via: number, sender: number, values: readonly Value[]): number {
    const key = JSON.stringify([via, sender, values]);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.messages.length);
    return this.messages.push([via, sender, values]) - 1;
  }

  private viaOf(letter: number): number {
    return (this.messages[letter] as readonly Value[])[0] as number;
  }

  /** True if a channel has room for those of the letters, [mailbox, number, ...], that go through it. */
  room(letters: readonly number[], via: number, capacity: number, load: number): boolean {
    let sent = 0;
    for (let i = 1; i < letters.length; i += 2) if (this.viaOf(letters[i]!) === via) sent++;
    return sent === 0 || load + sent <= capacity;
  }

  /** Messages of a mailbox that came or come through a channel. */
  load(slot: number, index: number, via: number): number {
    const loads = listOf(this.loads, slot);
    let counts = loads[index];
    if (counts === undefined) {
      counts = new Int32Array(this.context.model.scenario.channels.length);
      for (const entry of this.mail(slot, index)) {
        const through = (entry as readonly Value[])[0] as number;
        if (through >= 0) counts[through]!++;
      }
      loads[index] = counts;
    }
    return counts[via]!;
  }

  private mail(slot: number, index: number): Mail {
    return this.codec.codeOf(slot).values[index] as Mail;
  }

  /** Number of some mail in the table of its slot. */
  private numberOf(slot: number, mail: Mail): number {
    const index = this.codec.indexIn(slot, mail as Value);
    if (index >= 2 ** this.codec.codeOf(slot).bits) throw new TooNarrow(slot, mail as Value);
    return index;
  }

  /** Number of a mailbox's mail once a letter has been put into it. */
  put(slot: number, index: number, letter: number): number {
    const puts = listOf(this.puts, slot);
    puts[letter] ??= new Memory();
    const known = puts[letter].get(index);
    if (known >= 0) return known;
    const mail = [...this.mail(slot, index), this.messages[letter]!];
    const after = this.numberOf(slot, arranged(this.context.model, mail));
    puts[letter].set(index, after);
    return after;
  }

  /**
   * All that mailboxes may hold once each letter is kept, lost or doubled, as its channel may do.
   *
   * @param group number of the mailboxes, as `boxes` gave it
   * @param before numbers of what they hold
   * @param down whether each of their processes is down
   */
  post(letters: readonly number[], group: number, before: number[], down: readonly boolean[]): number[][] {
    const { slots, process } = this.groups[group]!;
    let all = [before];
    for (let i = 0; i < letters.length; i += 2) {
      const slot = letters[i]!;
      const letter = letters[i + 1]!;
      const box = slots.indexOf(slot);
      const { least, most } = this.copies(this.viaOf(letter), down[process[box]!]!);
      const next: number[][] = [];
      for (const held of all) {
        if (least === 0) next.push(held);
        let copies = held;
        for (let n = 1; n <= most; n++) {
          copies = [...copies];
          copies[box] = this.put(slot, copies[box]!, letter);
          next.push(copies);
        }
      }
      all = next;
    }
    return all;
  }

  /** How many copies of a message may arrive: all numbers from the least to the most. */
  private copies(via: number, down: boolean): { least: number; most: number } {
    if (via < 0) return down ? { least: 0, most: 0 } : { least: 1, most: 1 };
    const { loss, duplicate } = this.context.model.channels[via]!;
    return { least: down || loss !== null ? 0 : 1, most: duplicate === null ? 1 : 2 };
  }

  /** Number of the look into a mailbox that goes on: each has its own. */
  look = 0;

  /** The messages of a mailbox that a `receive` without a condition may take. */
  take(slot: number, index: number): readonly Waiting[] {
    const firsts = listOf(this.firsts, slot);
    firsts[index] ??= this.waiting(slot, index).filter(
      ({ kind }, i, all) => all.findIndex((other) => other.kind === kind) === i,
    );
    return firsts[index];
  }

  /** All messages of a mailbox: of each kind the first that fits may be taken. */
  waiting(slot: number, index: number): readonly Waiting[] {
    const waiting = listOf(this.all, slot);
    waiting[index] ??= this.sorted(this.mail(slot, index), index);
    return waiting[index];
  }

  private sorted(mail: Mail, index: number): Waiting[] {
    const kinds: Kind[] = [];
    return mail.map((entry, at) => {
      const [via, sender, values] = entry as readonly [number, number, readonly Value[]];
      const ordered = via < 0 || this.context.model.scenario.channels[via]!.order === 'fifo';
      let kind = kinds.find((one) => {
        if (!ordered || !one.ordered) return !ordered && compareValues(one.entry, entry) === 0;
        const [otherVia, otherSender] = one.entry as readonly [number, number];
        return via === otherVia && (via < 0 || sender === otherSender);
      });
      if (kind === undefined) {
        kind = { ordered, entry, taken: 0 };
        kinds.push(kind);
      }
      return { v: [values], kind, at, mail: index, rest: -1 };
    });
  }

  /** Number of the mail of a slot without a message that waits in it. */
  rest(slot: number, taken: Waiting): number {
    if (taken.rest < 0) {
      const mail = this.mail(slot, taken.mail);
      taken.rest = this.numberOf(
        slot,
        mail.filter((_, i) => i !== taken.at),
      );
    }
    return taken.rest;
  }

  /** Number of the mail of an instance that has crashed: what came the instant way is lost. */
  crashed(slot: number, index: number): number {
    const mail = this.mail(slot, index);
    const kept = mail.filter((one) => (one as readonly Value[])[0] !== -1);
    return kept.length === mail.length ? index : this.numberOf(slot, kept);
  }
}

/** Numbers by number; -1 where none is known. */
class Memory {
  private known = new Int32Array(16).fill(-1);

  get(index: number): number {
    return index < this.known.length ? this.known[index]! : -1;
  }

  set(index: number, number: number): void {
    if (index >= this.known.length) {
      const more = new Int32Array(2 ** (32 - Math.clz32(index))).fill(-1);
      more.set(this.known);
      this.known = more;
    }
    this.known[index] = number;
  }
}

/** Values one after the other, and the number of the message that they make. */
interface Flat extends Map<Value, Flat> {
  number?: number;
}

function within(at: Flat, value: Value): Flat {
  let next = at.get(value);
  if (next === undefined) {
    next = new Map();
    at.set(value, next);
  }
  return next;
}

function listOf<T>(lists: T[][], slot: number): T[] {
  lists[slot] ??= [];
  return lists[slot];
}
