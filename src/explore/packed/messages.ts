import type { Value } from '../../scenario/ast/expr.ts';
import { hasOneLine, type Process, type Receive, type Send } from '../../scenario/ast/scenario.ts';
import { compareValues, zeroOf } from '../../scenario/ast/value.ts';
import { type Codec, TooNarrow } from '../space/codec.ts';
import { canonicalMail, MAX_INSTANCES, type Mail } from '../space/mail.ts';
import type { SearchContext } from '../space/search-state.ts';
import type { Emitter, Words, Writes } from './emitter.ts';

/**
 * Interned mailbox contents. A mailbox's contents are represented by a number in its slot's table, each message has a
 * number, and the results of adding and removing messages are memoized. Generated code calls these methods on `M`.
 */
export class MessageTable {
  private readonly context: SearchContext;
  private readonly codec: Codec;
  private readonly messages: Value[] = [];
  /** Numbers of messages that contain collections; the keys are JSON. */
  private readonly numbers = new Map<string, number>();
  /** Numbers of messages without collections. */
  private readonly trie: Trie = new Map();
  private readonly groups: MailboxGroup[] = [];
  // Memoized results for each slot and each number of its contents.
  private readonly puts: NumberMap[][] = [];
  private readonly classified: (readonly MailMessage[])[][] = [];
  private readonly firsts: (readonly MailMessage[])[][] = [];
  private readonly loads: Int32Array[][] = [];
  /** Number of the current mailbox scan by a `receive` with a condition. */
  scan = 0;

  constructor(context: SearchContext, codec: Codec) {
    this.context = context;
    this.codec = codec;
  }

  /** Adds a group of mailboxes for `post`. Returns its number. */
  addGroup(slots: readonly number[], process: readonly number[]): number {
    return this.groups.push({ slots, process }) - 1;
  }

  /** Returns a message's number. */
  messageNumber(via: number, sender: number, values: readonly Value[]): number {
    let node = childOf(childOf(this.trie, via), sender);
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (typeof value === 'object') return this.nestedNumber(via, sender, values);
      node = childOf(node, value);
    }
    node.number ??= this.messages.push([via, sender, values]) - 1;
    return node.number;
  }

  private nestedNumber(via: number, sender: number, values: readonly Value[]): number {
    const key = JSON.stringify([via, sender, values]);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.messages.length);
    return this.messages.push([via, sender, values]) - 1;
  }

  private viaOf(message: number): number {
    return (this.messages[message] as readonly Value[])[0] as number;
  }

  /** True if a channel has capacity for the messages among [mailbox, number, ...] that use it. */
  hasCapacity(messages: readonly number[], via: number, capacity: number, load: number): boolean {
    let sent = 0;
    for (let i = 1; i < messages.length; i += 2) if (this.viaOf(messages[i]!) === via) sent++;
    return sent === 0 || load + sent <= capacity;
  }

  /** Number of messages in a mailbox that were sent through a channel, waiting or in transit. */
  load(slot: number, index: number, via: number): number {
    const loads = listOf(this.loads, slot);
    let counts = loads[index];
    if (counts === undefined) {
      counts = new Int32Array(this.context.model.scenario.channels.length);
      for (const entry of this.mailOf(slot, index)) {
        const through = (entry as readonly Value[])[0] as number;
        if (through >= 0) counts[through]!++;
      }
      loads[index] = counts;
    }
    return counts[via]!;
  }

  private mailOf(slot: number, index: number): Mail {
    return this.codec.codeOf(slot).values[index] as Mail;
  }

  /** The number of a mailbox's contents in its slot's table. */
  private mailNumber(slot: number, mail: Mail): number {
    const index = this.codec.indexIn(slot, mail as Value);
    if (index >= 2 ** this.codec.codeOf(slot).bits) throw new TooNarrow(slot);
    return index;
  }

  /** The number of a mailbox's contents after a message is added. */
  put(slot: number, index: number, message: number): number {
    const puts = listOf(this.puts, slot);
    puts[message] ??= new NumberMap();
    const known = puts[message].get(index);
    if (known >= 0) return known;
    const mail = [...this.mailOf(slot, index), this.messages[message]!];
    const after = this.mailNumber(slot, canonicalMail(this.context.model, mail));
    this.codec.addMailBytes(puts[message].set(index, after));
    return after;
  }

  /**
   * All possible contents of a group of mailboxes after each message is delivered, lost, or duplicated, as its
   * channel allows.
   *
   * @param messages [mailbox, number, ...]
   * @param group number from `addGroup`
   * @param before numbers of the mailboxes' contents
   * @param down for each process, true if it is down
   */
  post(messages: readonly number[], group: number, before: number[], down: readonly boolean[]): number[][] {
    const { slots, process } = this.groups[group]!;
    let all = [before];
    for (let i = 0; i < messages.length; i += 2) {
      const slot = messages[i]!;
      const message = messages[i + 1]!;
      const mailbox = slots.indexOf(slot);
      const { min, max } = this.copies(this.viaOf(message), down[process[mailbox]!]!);
      const next: number[][] = [];
      for (const contents of all) {
        if (min === 0) next.push(contents);
        let copies = contents;
        for (let n = 1; n <= max; n++) {
          copies = [...copies];
          copies[mailbox] = this.put(slot, copies[mailbox]!, message);
          next.push(copies);
        }
      }
      all = next;
    }
    return all;
  }

  /** The number of copies of a message that can arrive: anything from `min` to `max`. */
  private copies(via: number, down: boolean): { min: number; max: number } {
    if (via < 0) return down ? { min: 0, max: 0 } : { min: 1, max: 1 };
    const { loss, duplicate } = this.context.model.channels[via]!;
    return { min: down || loss !== null ? 0 : 1, max: duplicate === null ? 1 : 2 };
  }

  /** Messages in a mailbox that a `receive` without a condition can take. */
  receivable(slot: number, index: number): readonly MailMessage[] {
    const firsts = listOf(this.firsts, slot);
    firsts[index] ??= this.classify(this.mailOf(slot, index), index, true);
    return firsts[index];
  }

  /** All messages in a mailbox. Only the first match in each class can be taken. */
  allMessages(slot: number, index: number): readonly MailMessage[] {
    const classified = listOf(this.classified, slot);
    classified[index] ??= this.classify(this.mailOf(slot, index), index, false);
    return classified[index];
  }

  /** @param firsts true to keep only the first message in each class */
  private classify(mail: Mail, index: number, firsts: boolean): MailMessage[] {
    const kinds: MessageClass[] = [];
    const found = mail.flatMap((entry, at): MailMessage[] => {
      const [via, sender, values] = entry as readonly [number, number, readonly Value[]];
      const channel = via < 0 ? null : this.context.model.scenario.channels[via]!;
      const ordered = channel === null || channel.order === 'fifo';
      const oneLine = channel === null || hasOneLine(channel);
      let kind = kinds.find((one) => {
        if (!ordered || !one.ordered) return !ordered && compareValues(one.entry, entry) === 0;
        const [otherVia, otherSender] = one.entry as readonly [number, number];
        return via === otherVia && (oneLine || sender === otherSender);
      });
      if (kind === undefined) {
        kind = { ordered, entry, takenIn: 0 };
        kinds.push(kind);
      } else if (firsts) return [];
      return [{ v: [values], kind, at, mail: index, without: -1 }];
    });
    this.codec.addMailBytes(found.length * MESSAGE_BYTES + kinds.length * CLASS_BYTES);
    return found;
  }

  /** The number of a slot's contents after one message is removed. */
  without(slot: number, taken: MailMessage): number {
    if (taken.without < 0) {
      const mail = this.mailOf(slot, taken.mail);
      taken.without = this.mailNumber(
        slot,
        mail.filter((_, i) => i !== taken.at),
      );
    }
    return taken.without;
  }

  /** The number of an instance's mailbox contents after a crash, which loses instantly delivered messages. */
  afterCrash(slot: number, index: number): number {
    const mail = this.mailOf(slot, index);
    const left = mail.filter((one) => (one as readonly Value[])[0] !== -1);
    return left.length === mail.length ? index : this.mailNumber(slot, left);
  }
}

/** Memory for a `MailMessage` and a `MessageClass`, including their list entries, measured in Node. */
const MESSAGE_BYTES = 112;
const CLASS_BYTES = 48;

/** A message in a mailbox that can be received. */
interface MailMessage {
  /** The message's values, in the form of a step's variable. */
  readonly v: readonly [readonly Value[]];
  readonly kind: MessageClass;
  /** Index in the mailbox, and the number of the mailbox's contents. */
  readonly at: number;
  readonly mail: number;
  /** The number of the contents without this message; -1 if not computed yet. */
  without: number;
}

/** Messages on one ordered link, or equal messages. `takenIn` is the scan in which one of them was taken. */
interface MessageClass {
  readonly ordered: boolean;
  readonly entry: Value;
  takenIn: number;
}

/**
 * Mailboxes that a transition can post to. `process` is the index of each mailbox's process in the list of `down`
 * flags.
 */
interface MailboxGroup {
  readonly slots: readonly number[];
  readonly process: readonly number[];
}

/** An array of numbers that grows. Unset entries are -1. */
class NumberMap {
  private numbers = new Int32Array(16).fill(-1);

  get(index: number): number {
    return index < this.numbers.length ? this.numbers[index]! : -1;
  }

  /** @returns the number of bytes by which the array grew */
  set(index: number, number: number): number {
    const before = this.numbers.byteLength;
    if (index >= this.numbers.length) {
      const more = new Int32Array(2 ** (32 - Math.clz32(index))).fill(-1);
      more.set(this.numbers);
      this.numbers = more;
    }
    this.numbers[index] = number;
    return this.numbers.byteLength - before;
  }
}

/** A trie over the parts of messages. Each leaf is the number of a message. */
interface Trie extends Map<Value, Trie> {
  number?: number;
}

function childOf(node: Trie, value: Value): Trie {
  let child = node.get(value);
  if (child === undefined) {
    child = new Map();
    node.set(value, child);
  }
  return child;
}

function listOf<T>(lists: T[][], slot: number): T[] {
  lists[slot] ??= [];
  return lists[slot];
}

/** Code that receives a message. It opens a loop, and provides the message's values and the remaining messages. */
export interface ReceiveCode {
  readonly open: string;
  readonly values: string;
  readonly slot: number;
  readonly rest: string;
}

/** Code for a `receive`; null if nothing is sent to the process. */
export function receiveCode(
  emitter: Emitter,
  process: Process,
  instance: number,
  { as, from, where, head }: Receive,
  words: Words,
): ReceiveCode | null {
  const { searchLayout, model } = emitter.context;
  const queue = from === null ? null : model.scenario.processes.find(({ name }) => name === from)!;
  const first = searchLayout.mail[(queue ?? process).index]!;
  if (first < 0) return null;
  const slot = queue === null ? first + instance : first;
  const mail = emitter.raw(words, slot);
  emitter.enter(process, instance, words);
  const taken = emitter.freshName('e');
  // The empty mailbox has the number 0.
  const loop = (method: 'receivable' | 'allMessages'): string =>
    `if(${mail}!==0)for(const ${taken} of M.${method}(${slot},${mail})){const v=${taken}.v;`;
  const parts = { values: `${taken}.v[0]`, slot, rest: `M.without(${slot},${taken})` };
  if (where === null) return { ...parts, open: loop('receivable') };
  const matches = emitter.generator.code(where, new Map([[as, 0]]));
  if (head) return { ...parts, open: `${loop('receivable')}if(!(${matches}))continue;` };
  const scan = emitter.freshName('t');
  const only = `if(${taken}.kind.takenIn===${scan}||!(${matches}))continue;${taken}.kind.takenIn=${scan};`;
  return { ...parts, open: `const ${scan}=++M.scan;${loop('allMessages')}${only}` };
}

/** The messages sent so far in a transition. */
export interface SentMessages {
  /** Messages in the order they're sent. */
  readonly messages: readonly PostedMessage[];
  /** Processes that can receive the messages. */
  readonly processes: readonly number[];
}

interface PostedMessage {
  /** Slots of the mailboxes, if they're known when the code is generated. */
  readonly mailboxes: readonly number[] | null;
  /** Code that adds mailboxes and numbers to a list. */
  readonly pushCode: (list: string) => string;
  /** Variable that holds the message's number. */
  readonly number: string;
  readonly via: number;
}

/**
 * Code that evaluates a step's messages. The code between `open` and `close` runs if their channels have capacity.
 */
export function sendCode(
  emitter: Emitter,
  messageTable: MessageTable,
  process: Process,
  instance: number,
  sends: readonly Send[],
  before: SentMessages | null,
  variables: ReadonlyMap<string, number>,
): { open: string; close: string; sent: SentMessages } {
  const { scenario } = emitter.context.model;
  const messages = [...(before?.messages ?? [])];
  const processes = new Set(before?.processes ?? []);
  let open = '';
  for (const send of sends) {
    const { code, posted } = messageCode(emitter, messageTable, process, instance, send, variables);
    open += code;
    messages.push(posted);
    processes.add(scenario.processes.findIndex(({ name }) => name === send.process));
  }
  const tests = [...new Set(sends.map(({ via }) => via ?? -1))].flatMap((via) => {
    const capacity = via < 0 ? null : scenario.channels[via]!.capacity;
    return capacity === null ? [] : [capacityTest(emitter, process, instance, messages, via, capacity)];
  });
  const test = tests.length === 0 ? '' : `if(${tests.join('&&')}){`;
  const sent = { messages, processes: [...processes] };
  return { open: open + test, close: test === '' ? '' : '}', sent };
}

/** Matches code for a literal number, boolean or string. */
const LITERAL = /^(\d+|true|false|"[^"\\]*")$/;

/** Code that evaluates a message and its receivers. */
function messageCode(
  emitter: Emitter,
  messageTable: MessageTable,
  process: Process,
  instance: number,
  send: Send,
  variables: ReadonlyMap<string, number>,
): { code: string; posted: PostedMessage } {
  const { model, searchLayout } = emitter.context;
  const to = model.scenario.processes.find((one) => one.name === send.process)!;
  const types = [...model.scenario.names.messages.get(send.process)!.values()];
  const sender = process.instances[instance]!;
  const values = types.map((type, i) => {
    if (i === 0) return String(type.kind === 'enum' ? type.members.indexOf(sender) : instance);
    const value = send.body[i] ?? null;
    return value === null ? JSON.stringify(zeroOf(type) ?? 0) : emitter.generator.code(value, variables);
  });
  const number = emitter.freshName('m');
  const via = send.via ?? -1;
  const from = process.index * MAX_INSTANCES + instance;
  const numberCode = values.every((value) => LITERAL.test(value))
    ? String(
        messageTable.messageNumber(
          via,
          from,
          values.map((value) => JSON.parse(value) as Value),
        ),
      )
    : `M.messageNumber(${via},${from},[${values.join(',')}])`;
  const code = `const ${number}=${numberCode};`;
  const first = searchLayout.mail[to.index]!;
  if (send.to === null) {
    const others = to.instances.map((_, i) => i).filter((i) => to !== process || i !== instance);
    const mailboxes = others.map((i) => first + i);
    const pushCode = (list: string): string =>
      mailboxes.length === 0
        ? ''
        : `${list}.push(${mailboxes.map((slot) => `${slot},${number}`).join(',')});`;
    return { code, posted: { mailboxes, pushCode, number, via } };
  }
  const single = send.to.type.kind === 'instance';
  const receivers = emitter.freshName('r');
  const receiversCode = `const ${receivers}=${emitter.generator.code(send.to, variables)};`;
  const mailboxes = single && send.to.op === 'literal' ? [first + (send.to.value as number)] : null;
  const pushCode = (list: string): string =>
    single
      ? `${list}.push(${first}+${receivers},${number});`
      : `for(const r of ${receivers})${list}.push(${first}+r,${number});`;
  return { code: code + receiversCode, posted: { mailboxes, pushCode, number, via } };
}

/** Code that evaluates to true if a channel has capacity for the messages sent through it. */
function capacityTest(
  emitter: Emitter,
  process: Process,
  instance: number,
  messages: readonly PostedMessage[],
  via: number,
  capacity: number,
): string {
  const through = messages.filter((posted) => posted.via === via);
  const load = `${loadCode(emitter, via)}${waitingCode(emitter, process, instance, via)}`;
  if (through.every(({ mailboxes }) => mailboxes !== null)) {
    const sent = through.reduce((sum, { mailboxes }) => sum + mailboxes!.length, 0);
    return sent === 0 ? 'true' : `${load}<=${capacity - sent}`;
  }
  return `M.hasCapacity(${messageListCode(through)},${via},${capacity},${load})`;
}

/** Code that subtracts the number of other instances waiting to receive from a shared channel before the transition. */
function waitingCode(emitter: Emitter, sender: Process, instance: number, via: number): string {
  const { scenario, layout, channels } = emitter.context.model;
  const terms = (channels[via]!.receivers ?? []).flatMap((steps, p) => {
    if (steps.length === 0) return [];
    const down = emitter.downTest(emitter.start, scenario.processes[p]!.name);
    const { base, stride, size } = layout.blocks[p]!;
    return Array.from({ length: size }, (_, i) => i)
      .filter((i) => p !== sender.index || i !== instance)
      .map((i) => {
        const pc = emitter.raw(emitter.start, base + i * stride);
        const here = steps.map((step) => `${pc}===${step}`).join('||');
        return `-(${down === null ? '' : `!${down}&&`}(${here})?1:0)`;
      });
  });
  return terms.join('');
}

/** Code for a list [mailbox, message number, ...]. */
function messageListCode(messages: readonly PostedMessage[]): string {
  if (messages.every(({ mailboxes }) => mailboxes !== null)) {
    const items = messages.flatMap(({ mailboxes, number }) => mailboxes!.map((slot) => `${slot},${number}`));
    return `[${items.join(',')}]`;
  }
  return `(()=>{const l=[];${messages.map(({ pushCode }) => pushCode('l')).join('')}return l;})()`;
}

/** Code for the number of messages in a channel before the transition. */
function loadCode(emitter: Emitter, via: number): string {
  const { mail } = emitter.context.searchLayout;
  const mailboxes = emitter.context.model.scenario.processes.flatMap((process, p) =>
    mail[p]! < 0 ? [] : process.instances.map((_, i) => mail[p]! + i),
  );
  return mailboxes.map((slot) => `M.load(${slot},${emitter.raw(emitter.start, slot)},${via})`).join('+');
}

/** Code that posts a transition's messages and adds each possible next state. */
export function postCode(
  emitter: Emitter,
  messageTable: MessageTable,
  { messages, processes }: SentMessages,
  words: Words,
  writes: Writes,
  looped: boolean,
): string {
  const { model } = emitter.context;
  const downTests = processes.map((p) => emitter.downTest(words, model.scenario.processes[p]!.name));
  const reliable = messages.every(({ mailboxes, via }) => {
    const channel = via < 0 ? null : model.channels[via]!;
    return mailboxes !== null && (channel === null || (channel.loss === null && channel.duplicate === null));
  });
  const posting = { messages, processes, downs: downTests.map((test) => test ?? 'false') };
  if (!reliable) return lossyPostCode(emitter, messageTable, posting, words, writes);
  const direct = reliablePostCode(emitter, messages, words, writes, looped);
  const tests = downTests.filter((test) => test !== null);
  if (tests.length === 0) return direct;
  return `if(${tests.join('||')}){${lossyPostCode(emitter, messageTable, posting, words, writes)}}else{${direct}}`;
}

/** Handles messages that arrive exactly once, in mailboxes known when the code is generated. */
function reliablePostCode(
  emitter: Emitter,
  messages: readonly PostedMessage[],
  words: Words,
  writes: Writes,
  looped: boolean,
): string {
  const after: Writes = new Map(writes);
  let code = '';
  for (const { mailboxes, number } of messages) {
    for (const slot of mailboxes!) {
      const mail = emitter.freshName('p');
      code += `const ${mail}=M.put(${slot},${after.get(slot) ?? emitter.raw(words, slot)},${number});`;
      after.set(slot, mail);
    }
  }
  return code + emitter.add(emitter.applyWrites(words, after), looped);
}

/** Handles messages that can be lost or duplicated, and messages whose mailboxes depend on the state. */
function lossyPostCode(
  emitter: Emitter,
  messageTable: MessageTable,
  { messages, processes, downs }: SentMessages & { readonly downs: readonly string[] },
  words: Words,
  writes: Writes,
): string {
  const { model, searchLayout } = emitter.context;
  const slots: number[] = [];
  const process: number[] = [];
  processes.forEach((p, index) => {
    model.scenario.processes[p]!.instances.forEach((_, i) => {
      slots.push(searchLayout.mail[p]! + i);
      process.push(index);
    });
  });
  const group = messageTable.addGroup(slots, process);
  const before = slots.map((slot) => writes.get(slot) ?? emitter.raw(words, slot));
  const contents = emitter.freshName('p');
  const after: Writes = new Map(writes);
  slots.forEach((slot, i) => {
    after.set(slot, `${contents}[${i}]`);
  });
  const add = emitter.add(emitter.applyWrites(words, after), true);
  const post = `M.post(${messageListCode(messages)},${group},[${before.join(',')}],[${downs.join(',')}])`;
  return `for(const ${contents} of ${post}){${add}}`;
}
