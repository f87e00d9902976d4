import type { Value } from '../scenario/expr.ts';
import type { Process, Receive, Send } from '../scenario/scenario.ts';
import { zeroOf } from '../scenario/value.ts';
import { MOST_INSTANCES } from './mail.ts';
import type { PostOffice } from './packed-mail.ts';
import type { Words, Writes, Writing } from './packed-writing.ts';

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
  writing: Writing,
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
  writing: Writing,
  office: PostOffice,
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
  writing: Writing,
  office: PostOffice,
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
function roomFor(writing: Writing, all: readonly Posted[], via: number, capacity: number): string {
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
function loadOf(writing: Writing, via: number): string {
  const { mail } = writing.context.extended;
  const boxes = writing.context.model.scenario.processes.flatMap((process, p) =>
    mail[p]! < 0 ? [] : process.instances.map((_, i) => mail[p]! + i),
  );
  return boxes.map((slot) => `M.load(${slot},${writing.raw(writing.start, slot)},${via})`).join('+');
}

/** Code that posts what a transition has sent and adds each state that may follow. */
export function posting(
  writing: Writing,
  office: PostOffice,
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
  writing: Writing,
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
  writing: Writing,
  office: PostOffice,
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
