import type { Value } from '../../scenario/ast/expr.ts';
import type { Process, Receive, Send } from '../../scenario/ast/scenario.ts';
import { compareValues, zeroOf } from '../../scenario/ast/value.ts';
import { type Codec, TooNarrow } from '../space/codec.ts';
import { arranged, type Mail, MOST_INSTANCES } from '../space/mail.ts';
import type { SearchContext } from '../space/search-state.ts';
import type { Emitter, Words, Writes } from './emitter.ts';

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
export class MessageTable {
  private readonly context: SearchContext;
  private readonly codec: Codec;
  private readonly messages: Value[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly flat: Flat = new Map();
  private readonly puts: Memory[][] = [];
  private readonly all: (readonly Waiting[])[][] = [];
  private readonly firsts: (readonly Waiting[])[][] = [];
  private readonly loads: Int32Array[][] = [];
  private readonly groups: Boxes[] = [];

  constructor(context: SearchContext, codec: Codec) {
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

/** What a transition has sent. */
export interface Sent {
  /** Code of the mailbox, or of the list of those, and of the number of each letter, in the order of sending. */
  readonly letters: readonly Posted[];
  /** Processes that they may go to. */
  readonly processes: readonly number[];
}

interface Posted {
  /** Mailboxes, where they are known beforehand. */
  readonly known: readonly number[] | null;
  /** Code that puts mailboxes and letters into a list. */
  readonly push: (list: string) => string;
  readonly letter: string;
  readonly via: number;
}

/** Code that takes a message: a loop, the values of the message, and the mail that is left. */
export interface Receipt {
  readonly open: string;
  readonly values: string;
  readonly slot: number;
  readonly rest: string;
}

/** Code of a `receive`; null for a process to which nobody writes. */
export function receiving(
  writing: Emitter,
  process: Process,
  instance: number,
  { as, where }: Receive,
  words: Words,
): Receipt | null {
  const first = writing.context.extended.mail[process.index]!;
  if (first < 0) return null;
  const slot = first + instance;
  const mail = writing.raw(words, slot);
  writing.enter(process, instance, words);
  const taken = writing.fresh('e');
  // Number 0 is the empty mailbox.
  const loop = (list: string): string =>
    `if(${mail}!==0)for(const ${taken} of M.${list}(${slot},${mail})){const v=${taken}.v;`;
  const parts = { values: `${taken}.v[0]`, slot, rest: `M.rest(${slot},${taken})` };
  if (where === null) return { ...parts, open: loop('take') };
  const look = writing.fresh('t');
  const fits = writing.generator.code(where, new Map([[as, 0]]));
  const only = `if(${taken}.kind.taken===${look}||!(${fits}))continue;${taken}.kind.taken=${look};`;
  return { ...parts, open: `const ${look}=++M.look;${loop('waiting')}${only}` };
}

/** Code that works out the messages of a step; what follows happens only if their channels have room. */
export function letters(
  writing: Emitter,
  office: MessageTable,
  process: Process,
  instance: number,
  sends: readonly Send[],
  before: Sent | null,
  variables: ReadonlyMap<string, number>,
): { open: string; close: string; sent: Sent } {
  const { scenario } = writing.context.model;
  const all = [...(before?.letters ?? [])];
  const processes = new Set(before?.processes ?? []);
  let open = '';
  for (const send of sends) {
    const { code, posted } = letter(writing, office, process, instance, send, variables);
    open += code;
    all.push(posted);
    processes.add(scenario.processes.findIndex(({ name }) => name === send.process));
  }
  const rooms = [...new Set(sends.map(({ via }) => via ?? -1))].flatMap((via) => {
    const capacity = via < 0 ? null : scenario.channels[via]!.capacity;
    return capacity === null ? [] : [roomFor(writing, all, via, capacity)];
  });
  const test = rooms.length === 0 ? '' : `if(${rooms.join('&&')}){`;
  const sent = { letters: all, processes: [...processes] };
  return { open: open + test, close: test === '' ? '' : '}', sent };
}

/** Code of a plain value that is known. */
const LITERAL = /^(\d+|true|false|"[^"\\]*")$/;

/** Code of the number of a message, and to whom it goes. */
function letter(
  writing: Emitter,
  office: MessageTable,
  process: Process,
  instance: number,
  send: Send,
  variables: ReadonlyMap<string, number>,
): { code: string; posted: Posted } {
  const { model, extended } = writing.context;
  const to = model.scenario.processes.find((one) => one.name === send.process)!;
  const types = [...model.scenario.names.messages.get(send.process)!.values()];
  const sender = process.instances[instance]!;
  const values = types.map((type, i) => {
    if (i === 0) return String(type.kind === 'enum' ? type.members.indexOf(sender) : instance);
    const given = send.body[i] ?? null;
    return given === null ? JSON.stringify(zeroOf(type) ?? 0) : writing.generator.code(given, variables);
  });
  const name = writing.fresh('m');
  const via = send.via ?? -1;
  const from = process.index * MOST_INSTANCES + instance;
  const number = values.every((value) => LITERAL.test(value))
    ? String(
        office.letter(
          via,
          from,
          values.map((value) => JSON.parse(value) as Value),
        ),
      )
    : `M.letter(${via},${from},[${values.join(',')}])`;
  const code = `const ${name}=${number};`;
  const first = extended.mail[to.index]!;
  if (send.to === null) {
    const others = to.instances.map((_, i) => i).filter((i) => to !== process || i !== instance);
    const known = others.map((i) => first + i);
    const push = (list: string): string =>
      known.length === 0 ? '' : `${list}.push(${known.map((slot) => `${slot},${name}`).join(',')});`;
    return { code, posted: { known, push, letter: name, via } };
  }
  const single = send.to.type.kind === 'instance';
  const receivers = writing.fresh('r');
  const more = `const ${receivers}=${writing.generator.code(send.to, variables)};`;
  const known = single && send.to.op === 'literal' ? [first + (send.to.value as number)] : null;
  const push = (list: string): string =>
    single
      ? `${list}.push(${first}+${receivers},${name});`
      : `for(const r of ${receivers})${list}.push(${first}+r,${name});`;
  return { code: code + more, posted: { known, push, letter: name, via } };
}

/** Code that is true if a channel has room for what is sent through it. */
function roomFor(writing: Emitter, all: readonly Posted[], via: number, capacity: number): string {
  const through = all.filter((posted) => posted.via === via);
  const load = loadOf(writing, via);
  if (through.every(({ known }) => known !== null)) {
    const sent = through.reduce((sum, { known }) => sum + known!.length, 0);
    return sent === 0 ? 'true' : `${load}<=${capacity - sent}`;
  }
  return `M.room(${list(through)},${via},${capacity},${load})`;
}

/** Code of a list [mailbox, number of the letter, ...]. */
function list(all: readonly Posted[]): string {
  if (all.every(({ known }) => known !== null)) {
    return `[${all.flatMap(({ known, letter: name }) => known!.map((slot) => `${slot},${name}`)).join(',')}]`;
  }
  return `(()=>{const l=[];${all.map(({ push }) => push('l')).join('')}return l;})()`;
}

/** Code of the number of messages in a channel before the transition. */
function loadOf(writing: Emitter, via: number): string {
  const { mail } = writing.context.extended;
  const boxes = writing.context.model.scenario.processes.flatMap((process, p) =>
    mail[p]! < 0 ? [] : process.instances.map((_, i) => mail[p]! + i),
  );
  return boxes.map((slot) => `M.load(${slot},${writing.raw(writing.start, slot)},${via})`).join('+');
}

/** Code that posts what a transition has sent and adds each state that may follow. */
export function posting(
  writing: Emitter,
  office: MessageTable,
  { letters: all, processes }: Sent,
  words: Words,
  writes: Writes,
  looped: boolean,
): string {
  const { model } = writing.context;
  const downs = processes.map((p) => writing.down(words, model.scenario.processes[p]!.name));
  const sure = all.every(({ known, via }) => {
    const channel = via < 0 ? null : model.channels[via]!;
    return known !== null && (channel === null || (channel.loss === null && channel.duplicate === null));
  });
  const ways = { letters: all, processes, downs: downs.map((down) => down ?? 'false') };
  if (!sure) return postingAnyWay(writing, office, ways, words, writes);
  const direct = postingStraight(writing, all, words, writes, looped);
  const some = downs.filter((down) => down !== null);
  if (some.length === 0) return direct;
  return `if(${some.join('||')}){${postingAnyWay(writing, office, ways, words, writes)}}else{${direct}}`;
}

/** Each letter arrives once, in a mailbox that is known. */
function postingStraight(
  writing: Emitter,
  all: readonly Posted[],
  words: Words,
  writes: Writes,
  looped: boolean,
): string {
  const after: Writes = new Map(writes);
  let code = '';
  for (const { known, letter: name } of all) {
    for (const slot of known!) {
      const mail = writing.fresh('p');
      code += `const ${mail}=M.put(${slot},${after.get(slot) ?? writing.raw(words, slot)},${name});`;
      after.set(slot, mail);
    }
  }
  return code + writing.add(writing.behind(words, after), looped);
}

/** Letters may get lost or come twice. */
function postingAnyWay(
  writing: Emitter,
  office: MessageTable,
  { letters: all, processes, downs }: Sent & { readonly downs: readonly string[] },
  words: Words,
  writes: Writes,
): string {
  const { model, extended } = writing.context;
  const slots: number[] = [];
  const process: number[] = [];
  processes.forEach((p, place) => {
    model.scenario.processes[p]!.instances.forEach((_, i) => {
      slots.push(extended.mail[p]! + i);
      process.push(place);
    });
  });
  const boxes = office.boxes(slots, process);
  const held = slots.map((slot) => writes.get(slot) ?? writing.raw(words, slot));
  const behind = writing.fresh('p');
  const after: Writes = new Map(writes);
  slots.forEach((slot, i) => {
    after.set(slot, `${behind}[${i}]`);
  });
  const add = writing.add(writing.behind(words, after), true);
  return `for(const ${behind} of M.post(${list(all)},${boxes},[${held.join(',')}],[${downs.join(',')}])){${add}}`;
}
