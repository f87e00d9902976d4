import type { Value } from '../../scenario/expr.ts';
import type { Branch, Scenario, Send } from '../../scenario/scenario.ts';
import { evaluate, type PlainMessage, type PlainScope, type PlainState, same } from './plain-eval.ts';
import { copyOf, isDown } from './plain-state.ts';

/** Every bounded channel holds what is on its way, to whomever, with all that one transition sends. */
export function haveRoom(scenario: Scenario, before: PlainState, sent: readonly PlainMessage[]): boolean {
  return sent.every(({ via }) => {
    const capacity = via === null ? null : scenario.channels[via]!.capacity;
    const all = [...before.messages, ...sent].filter((message) => message.via === via);
    return capacity === null || all.length <= capacity;
  });
}

export function receipts(
  scope: PlainScope,
  { receive }: Branch,
): { variables: Record<string, Value>; taken: PlainMessage | null }[] {
  if (receive === null) return [{ variables: {}, taken: null }];
  const fits = ({ values }: PlainMessage): boolean =>
    receive.where === null ||
    evaluate(receive.where, { ...scope, variables: { [receive.as]: values } }) === true;
  const { process, instance } = scope.self!;
  return takable(scope.scenario, scope.state, process, instance, fits).map((taken) => ({
    variables: { [receive.as]: taken.values },
    taken,
  }));
}

/**
 * Messages that an instance may take: what came the instant way in the order of sending, each link that keeps order in
 * its own order, and of a channel without order any.
 */
export function takable(
  scenario: Scenario,
  state: PlainState,
  process: string,
  receiver: number,
  fits: (message: PlainMessage) => boolean,
): PlainMessage[] {
  const mine = state.messages.filter(
    (message) => message.process === process && message.receiver === receiver && fits(message),
  );
  return mine.filter((message, i) => {
    const before = mine.slice(0, i);
    if (message.via === null) return !before.some(({ via }) => via === null);
    const link = before.filter(({ via, sender }) => via === message.via && sender === message.sender);
    if (scenario.channels[message.via]!.order === 'fifo') return link.length === 0;
    return !link.some(({ values }) => same(values, message.values));
  });
}

export function lettersOf(scope: PlainScope, send: Send): PlainMessage[] {
  const { scenario, state, self } = scope;
  const fields = [...scenario.names.messages.get(send.process)!.values()];
  const from = scenario.processes.find(({ name }) => name === self!.process)!;
  const sender = from.instances[self!.instance]!;
  const values = fields.map((type, i): Value => {
    if (i === 0) return type.kind === 'enum' ? type.members.indexOf(sender) : self!.instance;
    const given = send.body[i] ?? null;
    return given === null ? zero(type.kind) : evaluate(given, scope);
  });
  return receiversOf(scope, send, state).map((receiver) => ({
    process: send.process,
    receiver,
    sender,
    via: send.via,
    values,
  }));
}

function zero(kind: string): Value {
  if (kind === 'bool') return false;
  if (kind === 'string') return '';
  return ['list', 'set', 'map'].includes(kind) ? [] : 0;
}

function receiversOf(scope: PlainScope, send: Send, state: PlainState): number[] {
  if (send.to === null) {
    const all = state.processes[send.process]!.map((_, i) => i);
    return send.process === scope.self!.process ? all.filter((i) => i !== scope.self!.instance) : all;
  }
  const to = evaluate(send.to, scope);
  return typeof to === 'number' ? [to] : [...(to as readonly number[])];
}

/** A message is kept, lost or doubled, as its channel may do; one to somebody who is down may be lost. */
export function posted(scenario: Scenario, state: PlainState, message: PlainMessage): PlainState[] {
  const down = isDown(scenario, state, message.process);
  const channel = message.via === null ? null : scenario.channels[message.via]!;
  const copies =
    channel === null
      ? [down ? 0 : 1]
      : [...(down || channel.loss !== null ? [0] : []), 1, ...(channel.duplicate === null ? [] : [2])];
  return copies.map((count) => {
    const after = copyOf(state);
    // Objects of their own: a message is taken by identity.
    after.messages = [...state.messages, ...Array.from({ length: count }, () => ({ ...message }))];
    return after;
  });
}
