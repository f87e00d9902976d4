import type { Process, Receive, Send } from '../scenario/scenario.ts';
import { zeroOf } from '../scenario/value.ts';
import { MOST_INSTANCES } from './mail.ts';
import type { PostOffice } from './packed-mail.ts';
import type { Words, Writes, Writing } from './packed-writing.ts';

/** Name of the list of letters, [mailbox, number, ...], that a transition has sent, and the processes they may go to. */
export interface Sent {
  readonly name: string;
  readonly processes: readonly number[];
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
  const fits =
    where === null
      ? 'null'
      : `(m)=>{const v=[m];return ${writing.generator.code(where, new Map([[as, 0]]))};}`;
  const taken = writing.fresh('e');
  return {
    open: `for(const ${taken} of M.take(${slot},${mail},${fits}))`,
    values: `${taken}.values`,
    slot,
    rest: `M.rest(${slot},${taken})`,
  };
}

/** Code that works out the messages of a step; what follows happens only if their channels have room. */
export function letters(
  writing: Writing,
  process: Process,
  instance: number,
  sends: readonly Send[],
  before: Sent | null,
  variables: ReadonlyMap<string, number>,
): { open: string; close: string; sent: Sent } {
  const { model, extended } = writing.context;
  const { scenario } = model;
  const name = writing.fresh('l');
  let open = `const ${name}=[${before === null ? '' : `...${before.name}`}];`;
  const processes = new Set(before?.processes ?? []);
  for (const send of sends) {
    const to = scenario.processes.find((one) => one.name === send.process)!;
    processes.add(to.index);
    const types = [...scenario.names.messages.get(send.process)!.values()];
    const sender = process.instances[instance]!;
    const values = types.map((type, i) => {
      if (i === 0) return String(type.kind === 'enum' ? type.members.indexOf(sender) : instance);
      const given = send.body[i] ?? null;
      return given === null ? JSON.stringify(zeroOf(type) ?? 0) : writing.generator.code(given, variables);
    });
    const letter = writing.fresh('m');
    const number = process.index * MOST_INSTANCES + instance;
    open += `const ${letter}=M.letter(${send.via ?? -1},${number},[${values.join(',')}]);`;
    const first = extended.mail[to.index]!;
    if (send.to === null) {
      const all = to.instances.map((_, i) => i).filter((i) => to !== process || i !== instance);
      open += `${name}.push(${all.map((i) => `${first + i},${letter}`).join(',')});`;
    } else {
      const receiver = writing.generator.code(send.to, variables);
      open +=
        send.to.type.kind === 'instance'
          ? `${name}.push(${first}+${receiver},${letter});`
          : `for(const r of ${receiver})${name}.push(${first}+r,${letter});`;
    }
  }
  const rooms = [...new Set(sends.map(({ via }) => via))].flatMap((via) => {
    const capacity = via === null ? null : scenario.channels[via]!.capacity;
    return capacity === null ? [] : [`M.room(${name},${via},${capacity},${loadOf(writing, via!)})`];
  });
  const test = rooms.length === 0 ? '' : `if(${rooms.join('&&')}){`;
  return { open: open + test, close: test === '' ? '' : '}', sent: { name, processes: [...processes] } };
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
  { name, processes }: Sent,
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
  const down = processes.map((p) => writing.down(words, model.scenario.processes[p]!.name) ?? 'false');
  const behind = writing.fresh('p');
  const all: Writes = new Map(writes);
  slots.forEach((slot, i) => {
    all.set(slot, `${behind}[${i}]`);
  });
  const add = writing.add(writing.behind(words, all), true);
  return `for(const ${behind} of M.post(${name},${boxes},[${held.join(',')}],[${down.join(',')}])){${add}}`;
}
