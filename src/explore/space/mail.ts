import type { Model, ProcessModel, SendModel } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import { compareValues } from '../../scenario/ast/value.ts';
import { isDown, type SearchContext } from './search-state.ts';

/**
 * Mail of one instance: messages as [channel, sender, values], `arranged`. The channel is -1 for the instant one; the
 * sender is its place among all instances.
 */
export type Mail = readonly Value[];

/** More than a process can have instances: a sender is `process * MOST_INSTANCES + instance`. */
export const MOST_INSTANCES = 131_072;

/** A message that a step sends, before it is known whether it arrives. */
export interface SentMessage {
  readonly process: number;
  readonly receiver: number;
  readonly message: Value;
  readonly via: number;
}

/** Works out the messages of a step on the state before it. */
export function lettersOf(
  context: SearchContext,
  process: ProcessModel,
  instance: number,
  s: Value[],
  sends: readonly SendModel[],
  v: readonly Value[],
): SentMessage[] {
  const b = process.block.base + instance * process.block.stride;
  return sends.flatMap((send) => {
    const sender = process.process.instances[instance]!;
    const type = send.types[0]!;
    const from = type.kind === 'enum' ? type.members.indexOf(sender) : instance;
    const values = send.body.map((value, i) =>
      i === 0 ? from : value === null ? send.zeros[i]! : value(s, b, 0, v, s),
    );
    const via = send.via ?? -1;
    const message: Value = [via, process.process.index * MOST_INSTANCES + instance, values];
    return receiversOf(context, process, instance, s, send, v).map((receiver) => ({
      process: send.process,
      receiver,
      message,
      via,
    }));
  });
}

function receiversOf(
  context: SearchContext,
  process: ProcessModel,
  instance: number,
  s: Value[],
  send: SendModel,
  v: readonly Value[],
): number[] {
  const b = process.block.base + instance * process.block.stride;
  if (send.to === null) {
    const all = context.model.processes[send.process]!.process.instances.map((_, i) => i);
    return send.process === process.process.index ? all.filter((i) => i !== instance) : all;
  }
  const to = send.to(s, b, 0, v, s);
  return send.single ? [to as number] : [...(to as readonly number[])];
}

/**
 * True if every bounded channel has room for all that a transition sends through it. What the transition itself takes
 * out frees no place for it.
 *
 * @param s state before the transition
 */
export function hasRoomFor(
  context: SearchContext,
  s: readonly Value[],
  letters: readonly SentMessage[],
): boolean {
  const { channels } = context.model.scenario;
  return channels.every(({ capacity }, via) => {
    if (capacity === null) return true;
    const sent = letters.filter((letter) => letter.via === via).length;
    return sent === 0 || loadOf(context, s, via) + sent <= capacity;
  });
}

/** Messages that are on their way through a channel, or wait to be received. */
function loadOf({ model, extended }: SearchContext, s: readonly Value[], via: number): number {
  return model.processes.reduce((sum, { process }) => {
    const first = extended.mail[process.index]!;
    if (first < 0) return sum;
    const boxes = process.instances.map((_, i) => s[first + i] as Mail);
    return sum + boxes.flat().filter((message) => (message as readonly Value[])[0] === via).length;
  }, 0);
}

/** All states that may follow once each message is kept, lost or doubled, as its channel may do. */
export function outcomes(context: SearchContext, s: Value[], letters: readonly SentMessage[]): Value[][] {
  let states: Value[][] = [s];
  for (const letter of letters) {
    states = states.flatMap((state) =>
      copiesOf(context, state, letter).map((copies) => put(context, state, letter, copies)),
    );
  }
  return states;
}

/** How many copies of a message may arrive. */
function copiesOf(context: SearchContext, s: readonly Value[], { process, via }: SentMessage): number[] {
  const { model } = context;
  const down = isDown(context, s, model.processes[process]!.process.name);
  if (via < 0) return [down ? 0 : 1];
  const { loss, duplicate } = model.channels[via]!;
  return [...(loss !== null || down ? [0] : []), 1, ...(duplicate !== null ? [2] : [])];
}

function put(
  { model, extended }: SearchContext,
  s: Value[],
  { process, receiver, message }: SentMessage,
  copies: number,
): Value[] {
  if (copies === 0) return s;
  const state = [...s];
  const slot = extended.mail[process]! + receiver;
  const mail = [...(s[slot] as Mail), ...Array.from({ length: copies }, () => message)];
  state[slot] = arranged(model, mail);
  return state;
}

/**
 * The one form of mail that means the same: what came the instant way in the order of sending, then link by link, each
 * in its order if its channel keeps one. In which order messages of different links were sent decides nothing.
 */
export function arranged({ scenario }: Model, mail: Mail): Mail {
  return mail.toSorted((a, b) => {
    const [viaA, senderA, valuesA] = a as readonly [number, number, Value];
    const [viaB, senderB, valuesB] = b as readonly [number, number, Value];
    if (viaA !== viaB) return viaA - viaB;
    if (viaA < 0) return 0;
    if (senderA !== senderB) return senderA - senderB;
    return scenario.channels[viaA]!.order === 'any' ? compareValues(valuesA, valuesB) : 0;
  });
}

/**
 * Places of the messages that a `receive` may take. The instant ones are there in the order of sending, so only the
 * first that fits comes into question; a link that keeps order gives its first that fits; of one that does not, any may
 * be there first.
 */
export function candidates(
  { model }: SearchContext,
  mail: Mail,
  fits: (values: readonly Value[]) => boolean,
): number[] {
  const out: number[] = [];
  const seen: Value[] = [];
  const links = new Set<string>();
  mail.forEach((entry, at) => {
    const [via, sender, values] = entry as readonly [number, number, readonly Value[]];
    if (!fits(values)) return;
    const ordered = via < 0 || model.scenario.channels[via]!.order === 'fifo';
    const link = via < 0 ? 'instant' : `${via}.${sender}`;
    if (ordered ? links.has(link) : seen.some((other) => compareValues(other, entry) === 0)) return;
    links.add(link);
    seen.push(entry);
    out.push(at);
  });
  return out;
}
