import type { SendModel } from '../model/model.ts';
import type { Value } from '../scenario/ast/expr.ts';
import { hashName } from './numbers/random.ts';
import type { Actor, Message } from './state/actor.ts';
import { EVENT } from './state/event-queue.ts';
import { RunError } from './state/run-error.ts';
import type { World } from './world.ts';

const LOSS = hashName('channel.loss');

/** A message sent by a step. It's evaluated in the state before the step and posted after the step. */
export interface OutgoingMessage {
  readonly send: SendModel;
  readonly receivers: readonly Actor[];
  readonly values: readonly Value[];
}

/** Evaluates the messages sent by a step. All expressions read the state before the step. */
export function buildMessages(
  world: World,
  actor: Actor,
  sends: readonly SendModel[],
  v: readonly Value[],
): OutgoingMessage[] {
  const { s, now } = world;
  return sends.map((send): OutgoingMessage => {
    const members = world.members[send.process]!;
    const values = send.body.map((value, i) => {
      if (i === 0) return senderOf(send, actor);
      return value === null ? send.zeros[i]! : value(s, actor.b, now, v, s);
    });
    if (send.to === null) return { send, values, receivers: members.filter((member) => member !== actor) };
    const to = send.to(s, actor.b, now, v, s);
    const indices = send.single ? [to as number] : (to as readonly number[]);
    return { send, values, receivers: indices.map((index) => members[index]!) };
  });
}

/**
 * The sender, which is the value of the first field: an instance if only one process sends to the receiver,
 * otherwise an enum member.
 */
function senderOf(send: SendModel, actor: Actor): number {
  const type = send.types[0]!;
  return type.kind === 'enum' ? type.members.indexOf(actor.id) : actor.index;
}

/**
 * True if every bounded channel has capacity for all messages sent in a transition. If not, the actor is woken once
 * there is enough capacity.
 */
export function hasCapacity(world: World, actor: Actor, messages: readonly OutgoingMessage[]): boolean {
  return world.model.scenario.channels.every(({ capacity }, via) => {
    if (capacity === null) return true;
    const own = messages.filter(({ send }) => send.via === via);
    const sent = own.reduce((sum, { receivers }) => sum + receivers.length, 0);
    const missing = world.channelLoad[via]! + sent - capacity;
    if (sent === 0 || missing <= 0 || receiversWait(world, actor, via, missing)) return true;
    world.channelWaiters[via]!.add(actor.number);
    return false;
  });
}

/**
 * True if at least `count` other instances wait to receive from a shared channel. Instances that are down or at another
 * step don't count.
 */
function receiversWait({ model, members, s }: World, sender: Actor, via: number, count: number): boolean {
  let left = count;
  for (const [process, steps] of (model.channels[via]!.receivers ?? []).entries()) {
    if (steps.length === 0) continue;
    for (const actor of members[process]!) {
      if (actor === sender || actor.down || !steps.includes(s[actor.b] as number)) continue;
      left--;
      if (left === 0) return true;
    }
  }
  return false;
}

/** True if a step sends through a bounded channel. */
export function sendsBounded({ model }: World, sends: readonly SendModel[]): boolean {
  return sends.some(({ via }) => via !== null && model.scenario.channels[via]!.capacity !== null);
}

/** Sends messages. The channel may lose, duplicate or delay each one. */
export function post(
  world: World,
  actor: Actor,
  messages: readonly OutgoingMessage[],
  transition: number,
): void {
  for (const { send, receivers, values } of messages) {
    const message: Message = {
      values,
      from: actor.id,
      via: send.via ?? -1,
      sent: { at: world.now, transition },
      named: send.named,
    };
    for (const receiver of receivers) {
      if (send.via === null) deliverAt(world, world.now, receiver, message, -1);
      else postViaChannel(world, actor, receiver, send, message, transition);
    }
  }
}

function postViaChannel(
  world: World,
  actor: Actor,
  receiver: Actor,
  send: SendModel,
  message: Message,
  transition: number,
): void {
  const via = send.via!;
  if (world.director !== null) {
    for (const latency of world.director.message(actor, receiver, via)) {
      deliverAt(world, ordered(world, actor, receiver, via, world.now + latency), receiver, message, via);
    }
    return;
  }
  const channel = world.model.channels[via]!;
  const { s, now } = world;
  const hash = hashName(`${world.model.scenario.channels[via]!.name}>${receiver.id}`);
  const n = world.nextDraw(actor, hash);
  const draw = (lane: number): number => world.draws.uniform(actor.hash, hash ^ LOSS, n, lane);
  if (channel.loss !== null && draw(0) < (channel.loss(s, 0, now, [], s) as number)) {
    world.recorder.record({
      t: now,
      transition,
      kind: 'lose',
      actor: actor.id,
      process: actor.process.process.name,
      to: [receiver.id],
      say: `the message to ${receiver.id} is lost`,
      message: world.recorder.message(send.process, message.values, send.named),
    });
    return;
  }
  const copies =
    channel.duplicate !== null && draw(1) < (channel.duplicate(s, 0, now, [], s) as number) ? 2 : 1;
  for (let copy = 0; copy < copies; copy++) {
    const latency = channel.latency === null ? 0 : world.drawDelay(channel.latency, 0, draw(2 + copy));
    deliverAt(world, ordered(world, actor, receiver, via, now + latency), receiver, message, via);
  }
}

/** Delivery time on an ordered link, where messages can't overtake each other. */
function ordered(world: World, actor: Actor, receiver: Actor, via: number, time: number): number {
  if (world.model.scenario.channels[via]!.order === 'any') return time;
  const link = `${actor.number}>${receiver.number}#${via}`;
  const at = Math.max(time, world.lastDelivery.get(link) ?? 0);
  world.lastDelivery.set(link, at);
  return at;
}

function deliverAt(world: World, time: number, receiver: Actor, message: Message, via: number): void {
  world.count(message.from, receiver.process.process.span);
  if (via >= 0) world.channelLoad[via]!++;
  world.push(time, EVENT.deliver, receiver.number, world.inFlight.add(message));
}

/** Wakes the actors that are waiting for a message from a queue. */
export function wakeReceivers(world: World, queue: number): void {
  const waiters = world.queueWaiters[queue]!;
  for (const waiter of waiters) world.subscriptions.wake(waiter);
  waiters.clear();
}

/** Wakes the actors waiting for capacity that depends on receivers, since some receivers may be up again. */
export function wakeSenders(world: World): void {
  world.model.channels.forEach(({ receivers }, via) => {
    if (receivers === null) return;
    for (const waiter of world.channelWaiters[via]!) world.subscriptions.wake(waiter);
    world.channelWaiters[via]!.clear();
  });
}

/** Delivers a message to the mailbox. If the receiver is down, the message is lost. */
export function deliver(world: World, number: number, place: number): void {
  const receiver = world.actors[number]!;
  const message = world.inFlight.take(place);
  if (receiver.down) {
    release(world, message);
    if (!receiver.process.process.fleet) {
      world.recorder.record({
        t: world.now,
        transition: world.transitions,
        kind: 'lose',
        actor: message.from,
        to: [receiver.id],
        say: `${receiver.id} is down: the message from ${message.from} is lost`,
      });
    }
    return;
  }
  receiver.mailbox.push(message);
  if (world.now > message.sent.at && !receiver.process.process.fleet) recordArrival(world, receiver, message);
  if (receiver.mailbox.length > world.limits.mailbox) {
    const { span } = receiver.process.process;
    const text = `more than ${world.limits.mailbox.toLocaleString('en-US')} messages are waiting for \`${receiver.id}\``;
    throw new RunError(
      'run/mailbox',
      span,
      text,
      'receive messages more often, or set a `capacity` for the channel',
    );
  }
  const { index, isQueue } = receiver.process.process;
  if (isQueue) wakeReceivers(world, index);
  else world.subscriptions.wake(number);
}

/** Records a delivery that took time. An instant delivery is recorded as part of the sender's event. */
function recordArrival(world: World, receiver: Actor, { from, values, sent, named }: Message): void {
  world.recorder.record({
    t: world.now,
    transition: sent.transition,
    kind: 'deliver',
    actor: receiver.id,
    process: receiver.process.process.name,
    say: `the message from ${from} arrives`,
    message: world.recorder.message(receiver.process.process.index, values, named),
  });
}

/** Releases the channel capacity that a message used, and wakes the actors waiting for capacity. */
export function release(world: World, message: Message): void {
  const { via } = message;
  if (via < 0) return;
  world.channelLoad[via]!--;
  for (const waiter of world.channelWaiters[via]!) world.subscriptions.wake(waiter);
  world.channelWaiters[via]!.clear();
}
