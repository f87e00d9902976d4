import type { Model, ProcessModel, SendModel } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import { hasOneLine } from '../../scenario/ast/scenario.ts';
import { compareValues } from '../../scenario/ast/value.ts';
import { isDown, type SearchContext } from './search-state.ts';

/** Greater than the number of instances in any process. A sender is encoded as `process * MAX_INSTANCES + instance`. */
export const MAX_INSTANCES = 131_072;

/**
 * One instance's mailbox: messages as [channel, sender, values] in canonical order. The channel is -1 for instant
 * delivery. The sender is `process * MAX_INSTANCES + instance`.
 */
export type Mail = readonly Value[];

/**
 * The canonical form of a mailbox: instantly delivered messages in the order they were sent, then the messages on
 * each link, in order if the channel is ordered. The relative order of messages on different links doesn't matter. A
 * shared channel without latency is a single link for all senders.
 */
export function canonicalMail({ scenario }: Model, mail: Mail): Mail {
  return mail.toSorted((a, b) => {
    const [viaA, senderA, valuesA] = a as readonly [number, number, Value];
    const [viaB, senderB, valuesB] = b as readonly [number, number, Value];
    if (viaA !== viaB) return viaA - viaB;
    if (viaA < 0 || hasOneLine(scenario.channels[viaA]!)) {
      return viaA >= 0 && scenario.channels[viaA]!.order === 'any' ? compareValues(a, b) : 0;
    }
    if (senderA !== senderB) return senderA - senderB;
    return scenario.channels[viaA]!.order === 'any' ? compareValues(valuesA, valuesB) : 0;
  });
}

/** A message that a step sends. It can be lost or duplicated. */
export interface SentMessage {
  readonly process: number;
  readonly receiver: number;
  readonly message: Value;
  readonly via: number;
}

/** Evaluates a step's messages in the state before the step. */
export function messagesOf(
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
    const message: Value = [via, process.process.index * MAX_INSTANCES + instance, values];
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
 * True if every bounded channel has capacity for all messages sent in a transition. Messages that the transition
 * receives still count.
 *
 * @param s state before the transition
 * @param sender process and instance
 */
export function hasCapacityFor(
  context: SearchContext,
  s: readonly Value[],
  messages: readonly SentMessage[],
  sender: readonly [number, number],
): boolean {
  const { channels } = context.model.scenario;
  return channels.every(({ capacity }, via) => {
    if (capacity === null) return true;
    const sent = messages.filter((message) => message.via === via).length;
    return (
      sent === 0 || loadOf(context, s, via) + sent <= capacity + waitingReceivers(context, s, via, sender)
    );
  });
}

/** Number of other instances that wait to receive from a shared channel. Instances that are down don't count. */
function waitingReceivers(
  context: SearchContext,
  s: readonly Value[],
  via: number,
  [process, instance]: readonly [number, number],
): number {
  const { channels, processes } = context.model;
  let count = 0;
  for (const [p, steps] of (channels[via]!.receivers ?? []).entries()) {
    const { block, process: receiver } = processes[p]!;
    if (steps.length === 0 || isDown(context, s, receiver.name)) continue;
    for (let i = 0; i < block.size; i++) {
      const waits = steps.includes(s[block.base + i * block.stride] as number);
      if (waits && (p !== process || i !== instance)) count++;
    }
  }
  return count;
}

/** Number of messages on a channel that are in transit or waiting to be received. */
function loadOf({ model, searchLayout }: SearchContext, s: readonly Value[], via: number): number {
  return model.processes.reduce((sum, { process }) => {
    const first = searchLayout.mail[process.index]!;
    if (first < 0) return sum;
    const mailboxes = process.instances.map((_, i) => s[first + i] as Mail);
    return sum + mailboxes.flat().filter((message) => (message as readonly Value[])[0] === via).length;
  }, 0);
}

/** All possible next states after each message is delivered, lost, or duplicated, as its channel allows. */
export function outcomes(context: SearchContext, s: Value[], messages: readonly SentMessage[]): Value[][] {
  let states: Value[][] = [s];
  for (const message of messages) {
    states = states.flatMap((state) =>
      copiesOf(context, state, message).map((copies) => deliver(context, state, message, copies)),
    );
  }
  return states;
}

/** The possible numbers of copies of a message that arrive. */
function copiesOf(context: SearchContext, s: readonly Value[], { process, via }: SentMessage): number[] {
  const { model } = context;
  const down = isDown(context, s, model.processes[process]!.process.name);
  if (via < 0) return [down ? 0 : 1];
  const { loss, duplicate } = model.channels[via]!;
  return [...(loss !== null || down ? [0] : []), 1, ...(duplicate !== null ? [2] : [])];
}

function deliver(
  { model, searchLayout }: SearchContext,
  s: Value[],
  { process, receiver, message }: SentMessage,
  copies: number,
): Value[] {
  if (copies === 0) return s;
  const state = [...s];
  const slot = searchLayout.mail[process]! + receiver;
  const mail = [...(s[slot] as Mail), ...Array.from({ length: copies }, () => message)];
  state[slot] = canonicalMail(model, mail);
  return state;
}

/**
 * Indices of the messages that a `receive` can take: the first match among instantly delivered messages, the first
 * match on each ordered link, and any match on unordered links.
 */
export function receivable(
  { model }: SearchContext,
  mail: Mail,
  matches: (values: readonly Value[]) => boolean,
  headOnly = false,
): number[] {
  const out: number[] = [];
  const seen: Value[] = [];
  const links = new Set<string>();
  mail.forEach((entry, at) => {
    const [via, sender, values] = entry as readonly [number, number, readonly Value[]];
    const channel = via < 0 ? null : model.scenario.channels[via]!;
    const ordered = channel === null || channel.order === 'fifo';
    const link = channel === null || hasOneLine(channel) ? 'instant' : `${via}.${sender}`;
    if (!matches(values)) {
      if (ordered && headOnly) links.add(link);
      return;
    }
    if (ordered ? links.has(link) : seen.some((other) => compareValues(other, entry) === 0)) return;
    links.add(link);
    seen.push(entry);
    out.push(at);
  });
  return out;
}
