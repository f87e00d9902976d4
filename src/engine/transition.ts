import type { BranchModel } from '../model/model.ts';
import type { Change } from '../result.ts';
import type { Value } from '../scenario/ast/expr.ts';
import { hasOneLine, type Target } from '../scenario/ast/scenario.ts';
import { drawnNumbers } from './drawing.ts';
import { buildMessages, hasCapacity, type OutgoingMessage, sendsBounded } from './messages.ts';
import type { Actor, Director, Message } from './state/actor.ts';
import { canChoose, completes } from './state/choices.ts';
import { openExit } from './state/state-writer.ts';
import type { World } from './world.ts';

const NONE: readonly Value[] = [];

/** Draw lanes for a branch: its delay, ties between branches, and, from 8 on, its choices. */
export const LANE = { delay: 0, tie: 1, choice: 8 } as const;

/**
 * True if a branch can fire now: its condition holds, a message matches, there are items to choose from, and
 * channels have capacity.
 */
export function isReady(world: World, actor: Actor, step: number, index: number): boolean {
  const branch = actor.process.steps[step]![index]!;
  if (!conditionHolds(world, actor, branch)) return false;
  if (actor.process.plain[step]! || !needsTrial(world, actor, step, index)) return true;
  return waysToFire(world, actor, step, index, 1).length > 0;
}

/**
 * True if an instance can leave a branch now through an open exit. If the exit leads to a later member of the same
 * group, the rest of the group must also be able to complete.
 */
export function canLeave(world: World, actor: Actor, step: number, index: number): boolean {
  const { exits } = actor.process.steps[step]![index]!;
  const exit = openExit(exits, world.s, actor.b, world.now);
  if (exit < 0) return false;
  return !staysInGroup(actor, step, exits[exit]!.to) || waysToFire(world, actor, step, index, 1).length > 0;
}

/** True if a target is a later member of the step's group, where the transition continues. */
function staysInGroup(actor: Actor, step: number, target: Target): target is number {
  const { steps } = actor.process.process;
  const { group } = steps[step]!;
  return group !== null && typeof target === 'number' && target > step && steps[target]!.group === group;
}

/**
 * True if the only way to know whether a branch can fire is to try it: it's in an atomic group or needs channel
 * capacity.
 */
function needsTrial(world: World, actor: Actor, step: number, index: number): boolean {
  const { process, steps } = actor.process;
  return process.steps[step]!.group !== null || sendsBounded(world, steps[step]![index]!.send);
}

function conditionHolds(world: World, actor: Actor, branch: BranchModel): boolean {
  const { s, now } = world;
  if (branch.when !== null && branch.when.test(s, actor.b, now, NONE, s) !== true) return false;
  const found = branch.receives ? matching(world, actor, branch) : -1;
  if (branch.receives && found < 0) return false;
  if (branch.choose.length === 0) return true;
  const v = branch.receives ? [holderOf(world, actor, branch).mailbox[found]!.values] : [];
  return canChoose(branch.choose, s, actor.b, now, v, 0);
}

/** The actor whose mailbox a branch receives from: the instance itself, or the queue of a shared channel. */
function holderOf({ members }: World, actor: Actor, { from }: BranchModel): Actor {
  return from < 0 ? actor : members[from]![0]!;
}

/** Index in the mailbox of the first message that `receive` matches, or -1. */
function matching(world: World, actor: Actor, branch: BranchModel): number {
  const { s, now } = world;
  const { where } = branch;
  const { mailbox } = holderOf(world, actor, branch);
  if (where === null) return mailbox.length > 0 ? 0 : -1;
  const matches = (message: Message): boolean => where(s, actor.b, now, [message.values], s) === true;
  if (!branch.head) return mailbox.findIndex(matches);
  const heads = new Set<string>();
  return mailbox.findIndex((message) => {
    const { via, from } = message;
    const channel = via < 0 ? null : world.model.scenario.channels[via]!;
    if (channel?.order === 'any') return matches(message);
    const queue = channel === null || hasOneLine(channel) ? '' : `${via} ${from}`;
    if (heads.has(queue)) return false;
    heads.add(queue);
    return matches(message);
  });
}

/**
 * Fires a branch and the rest of its atomic group, changing the state in place. If a later member of the group
 * can't fire, all changes are rolled back.
 *
 * @returns the steps that happened, or null if none did
 */
export function attempt(world: World, actor: Actor, step: number, index: number, pick: Pick): Part[] | null {
  const mark = world.writer.checkpoint();
  const mail = keptMail(world, actor);
  const parts: Part[] = [];
  let at = step;
  let branch = index;
  for (;;) {
    const sent = parts.flatMap((part) => part.messages);
    const part = firePart(world, actor, at, branch, pick, sent);
    if (part === null) break;
    parts.push(part);
    const next = part.exit ?? part.branch.next;
    if (!staysInGroup(actor, at, next)) return parts;
    const following = nextMember(world, actor, next);
    if (following === null) break;
    at = next;
    branch = following;
  }
  world.writer.rollback(mark);
  restoreMail(world, actor, mail);
  return null;
}

/** The contents of the mailboxes that an actor can receive from. */
function keptMail({ members }: World, { mailbox, process }: Actor): readonly Message[][] {
  return [[...mailbox], ...process.queues.map((queue) => [...members[queue]![0]!.mailbox])];
}

function restoreMail({ members }: World, actor: Actor, [own, ...queues]: readonly Message[][]): void {
  actor.mailbox = own!;
  actor.process.queues.forEach((queue, i) => {
    members[queue]![0]!.mailbox = queues[i]!;
  });
}

/** One step in a transition. Atomic steps share a transition. */
export interface Part {
  readonly step: number;
  readonly branch: BranchModel;
  readonly index: number;
  readonly messages: readonly OutgoingMessage[];
  readonly received: Message | null;
  /** The step's variables: the received message and the choices. */
  readonly v: readonly Value[];
  /**
   * The step's changes and sentence, computed before the instance moves on, since a new round would reset its locals.
   */
  readonly changes: readonly Change[];
  readonly say: string;
  /** The target if the instance left the step through an exit instead of firing it. */
  readonly exit: Target | null;
}

/**
 * The branch through which a later member of a group can continue, by firing or through an exit; null if there is
 * none.
 */
function nextMember(world: World, actor: Actor, step: number): number | null {
  const { s, now } = world;
  const found = actor.process.steps[step]!.findIndex(
    (branch) => openExit(branch.exits, s, actor.b, now) >= 0 || conditionHolds(world, actor, branch),
  );
  return found < 0 ? null : found;
}

function firePart(
  world: World,
  actor: Actor,
  step: number,
  index: number,
  pick: Pick,
  sent: readonly OutgoingMessage[],
): Part | null {
  const { writer, s, now } = world;
  const branch = actor.process.steps[step]![index]!;
  const from = writer.checkpoint();
  const traced = !actor.process.process.fleet && !world.recorder.full;
  const exit = openExit(branch.exits, s, actor.b, now);
  const base = { step, branch, index };
  if (exit >= 0) {
    const target = branch.exits[exit]!.to;
    writer.move(actor.process, actor.b, target, now);
    return { ...base, messages: [], received: null, v: [], changes: [], say: '', exit: target };
  }
  if (!conditionHolds(world, actor, branch)) return null;
  const received = branch.receives
    ? holderOf(world, actor, branch).mailbox.splice(matching(world, actor, branch), 1)[0]!
    : null;
  const v: Value[] = received === null ? [] : [received.values];
  for (const [lane, choose] of branch.choose.entries()) {
    const all = choose(s, actor.b, now, v, s) as readonly Value[];
    const isLast = lane === branch.choose.length - 1;
    const items = isLast
      ? all
      : all.filter((item) => completes(branch.choose, s, actor.b, now, v, lane, item));
    if (items.length === 0) return null;
    v.push(items[pick(step, index, lane, items.length)]!);
  }
  if (branch.draw.length > 0) v.push(...drawnNumbers(world, actor, step, index));
  const old = branch.saysOld ? [...s] : null;
  const messages = buildMessages(world, actor, branch.send, v);
  if (messages.length > 0 && !hasCapacity(world, actor, [...sent, ...messages])) return null;
  writer.assign(branch.set, actor.b, now, v);
  const changes = traced ? world.recorder.changes(writer.changes(from), s) : [];
  const say = traced ? world.recorder.sentence(actor, step, branch, now, v, s, old ?? s, changes) : '';
  writer.move(actor.process, actor.b, branch.next, now);
  return { ...base, messages, received, v, changes, say, exit: null };
}

/** Picks one of `count` items for a choice. Nothing is drawn if the branch is only being tried. */
type Pick = (step: number, branch: number, lane: number, count: number) => number;

/**
 * How a transition makes its choices: with one draw each or, for an atomic group or a bounded channel, with one
 * draw from the combinations that complete the transition.
 */
export function pickOf(world: World, actor: Actor, step: number, index: number): Pick {
  if (world.director !== null) return directedPick(world, world.director, actor, step, index);
  const draw = (at: number, branch: number, lane: number, count: number): number => {
    const hash = world.stepHash(actor, at, branch);
    return Math.floor(
      world.draws.uniform(actor.hash, hash, world.nextOf(actor, at, branch), LANE.choice + lane) * count,
    );
  };
  if (!needsTrial(world, actor, step, index)) return draw;
  const ways = waysToFire(world, actor, step, index);
  return replayPick(ways[ways.length < 2 ? 0 : draw(step, index, 0, ways.length)] ?? []);
}

/** Returns the choices in the combination that the director picks. */
function directedPick(world: World, director: Director, actor: Actor, step: number, index: number): Pick {
  const ways = waysToFire(world, actor, step, index);
  const outcomes = ways.map((way) => {
    const mark = world.writer.checkpoint();
    const mail = keptMail(world, actor);
    const parts = attempt(world, actor, step, index, replayPick(way));
    const found = { v: parts?.[0]?.v ?? [], s: [...world.s] };
    world.writer.rollback(mark);
    restoreMail(world, actor, mail);
    return found;
  });
  return replayPick(ways[Math.max(0, director.way(actor, outcomes))] ?? []);
}

function replayPick(way: readonly number[]): Pick {
  let next = 0;
  return () => way[next++] ?? 0;
}

/** Maximum number of combinations of choices to try for one atomic group. */
const MAX_WAYS = 10_000;

/**
 * The combinations of choices for which a branch fires, its atomic group completes, and the channels have capacity
 * for its messages. Each is a list of indices in the order they are picked. Leaves the state unchanged.
 *
 * @param most maximum number of combinations to find
 */
function waysToFire(world: World, actor: Actor, step: number, index: number, most = MAX_WAYS): number[][] {
  const found: number[][] = [];
  let script: readonly number[] = [];
  for (let tried = 0; tried < MAX_WAYS; tried++) {
    const picked: number[] = [];
    const counts: number[] = [];
    const mark = world.writer.checkpoint();
    const mail = keptMail(world, actor);
    const parts = attempt(world, actor, step, index, (_step, _branch, _lane, count) => {
      picked.push(script[picked.length] ?? 0);
      counts.push(count);
      return picked.at(-1)!;
    });
    world.writer.rollback(mark);
    restoreMail(world, actor, mail);
    if (parts !== null) found.push(picked);
    // Move to the next combination: advance the last choice that has another item, and reset the choices after it.
    const turn = picked.findLastIndex((place, i) => place + 1 < counts[i]!);
    if (turn < 0 || found.length >= most) break;
    script = [...picked.slice(0, turn), picked[turn]! + 1];
  }
  return found;
}
