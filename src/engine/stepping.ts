import type { BranchModel } from '../model/model.ts';
import type { Value } from '../scenario/ast/expr.ts';
import type { Target } from '../scenario/ast/scenario.ts';
import { post, release, sendsBounded, wakeReceivers } from './messages.ts';
import { drawAlternative, isDrawn } from './rolling.ts';
import { type Actor, type Cause, NO_CAUSE, UNDRAWN } from './state/actor.ts';
import { EVENT } from './state/event-queue.ts';
import { openExit } from './state/state-writer.ts';
import type { WaitWatch } from './state/waits.ts';
import { attempt, canLeave, isReady, LANE, type Part, pickOf } from './transition.ts';
import { emptyServices, settle, type World } from './world.ts';

const NONE: readonly Value[] = [];

/**
 * Makes an actor evaluate its step. Branches that are ready are scheduled after their delay. For all other branches,
 * the actor waits until one of their inputs changes.
 */
function look(world: World, actor: Actor): void {
  world.waits?.touches(actor);
  if (actor.down || actor.calling || actor.resting) return;
  const step = world.s[actor.b] as number;
  const branches = actor.process.steps[step];
  if (branches === undefined) return;
  const roll = branches.length === 1 ? null : actor.process.rolls[step]!;
  if (roll !== null && actor.drawnBranch === UNDRAWN) {
    actor.drawnBranch = drawAlternative(world, actor, step, roll);
  }
  for (let i = 0; i < branches.length; i++) {
    const branch = branches[i]!;
    if (!Number.isNaN(actor.due[i]!)) continue;
    if (roll !== null && !isDrawn(actor, roll, i)) continue;
    const leaves = openExit(branch.exits, world.s, actor.b, world.now) >= 0;
    if (!canTake(world, actor, step, i, leaves)) waitFor(world, actor, step, branch);
    else if (leaves) schedule(world, actor, i, world.now, world.cause);
    else schedule(world, actor, i, dueTime(world, actor, step, i), causeOf(world, branch));
  }
}

/** @param leaves true if an exit of the branch is open, which keeps the branch from firing */
function canTake(world: World, actor: Actor, step: number, index: number, leaves: boolean): boolean {
  return leaves ? canLeave(world, actor, step, index) : isReady(world, actor, step, index);
}

/** The cause of an event whose time follows from inputs but wasn't observed. */
const FROM_INPUT: Cause = { input: true, observed: null };

/**
 * An action at an observed time is an input. So is any action separated from inputs only by fixed delays. An action
 * whose condition became true only after that time isn't an input.
 */
function causeOf(world: World, branch: BranchModel): Cause {
  if (branch.at !== null) {
    const onTime = branch.at.t >= world.now;
    return { input: onTime && branch.at.observed !== null, observed: onTime ? branch.at.observed : null };
  }
  return world.cause.input && (branch.delay === null || branch.delay.fixed) ? FROM_INPUT : NO_CAUSE;
}

function schedule(world: World, actor: Actor, branch: number, time: number, cause: Cause): void {
  actor.due[branch] = time;
  actor.causes[branch] = cause;
  world.push(time, EVENT.fire, actor.number, branch, actor.stamp);
}

function dueTime(world: World, actor: Actor, step: number, index: number): number {
  const branch = actor.process.steps[step]![index]!;
  if (branch.at !== null) return Math.max(world.now, branch.at.t);
  if (branch.delay === null) return world.now;
  if (world.director !== null) return world.now + world.director.delay(actor, step, index);
  const hash = world.stepHash(actor, step, index);
  const u =
    branch.delay.dist === 'constant'
      ? 0
      : world.draws.uniform(actor.hash, hash, world.nextOf(actor, step, index), LANE.delay);
  return world.now + world.drawDelay(branch.delay, actor.b, u);
}

function waitFor(world: World, actor: Actor, step: number, branch: BranchModel): void {
  const { subscriptions } = world;
  subscriptions.waitFor(actor.number, branch.reads, actor.b);
  if (branch.from >= 0) world.queueWaiters[branch.from]!.add(actor.number);
  const { group } = actor.process.process.steps[step]!;
  if (group === null) {
    // The capacity that a step needs depends on which receivers its messages go to.
    if (branch.send.length > 0 && sendsBounded(world, branch.send))
      subscriptions.waitFor(actor.number, branch.setReads, actor.b);
    return;
  }
  // A group waits for everything that its members read, since one member may set a variable that another waits for.
  actor.process.process.steps.forEach((other, i) => {
    if (other.group !== group) return;
    for (const { reads, setReads, from } of actor.process.steps[i]!) {
      if (from >= 0) world.queueWaiters[from]!.add(actor.number);
      subscriptions.waitFor(actor.number, reads, actor.b);
      subscriptions.waitFor(actor.number, setReads, actor.b);
    }
  });
}

/** Fires a branch at its scheduled time, if it is still ready. */
export function fire(world: World, actor: Actor, branch: number): void {
  const step = world.s[actor.b] as number;
  const index = resolveTie(world, actor, step, branch);
  const model = actor.process.steps[step]![index]!;
  const leaves = openExit(model.exits, world.s, actor.b, world.now) >= 0;
  if (!canTake(world, actor, step, index, leaves)) {
    world.waits?.misses(actor, step, index, 'late');
    waitAgain(world, actor, index);
    return;
  }
  world.cause = actor.causes[index] ?? NO_CAUSE;
  if (!leaves && model.call !== null) {
    startCall(world, actor, step, index);
    return;
  }
  performTransition(world, actor, step, index);
}

/** A branch that was due can't fire, so it waits until it can. */
function waitAgain(world: World, actor: Actor, branch: number): void {
  actor.due[branch] = Number.NaN;
  look(world, actor);
}

/** Chooses among branches that fire at the same time: by weight if there are weights, otherwise the first one. */
function resolveTie(world: World, actor: Actor, step: number, first: number): number {
  const branches = actor.process.steps[step]!;
  if (branches.length === 1 || world.director !== null) return first;
  const tie = branches.flatMap((branch, i) =>
    actor.due[i] === world.now && isReady(world, actor, step, i) ? [{ i, weight: branch.weight }] : [],
  );
  if (tie.length < 2 || tie.every(({ weight }) => weight === null)) return first;
  const total = tie.reduce((sum, { weight }) => sum + (weight ?? 1), 0);
  const hash = world.stepHash(actor, step, 0);
  let u = world.draws.uniform(actor.hash, hash, world.nextOf(actor, step, 0), LANE.tie) * total;
  for (const { i, weight } of tie) {
    u -= weight ?? 1;
    if (u < 0) return i;
  }
  return first;
}

function startCall(world: World, actor: Actor, step: number, index: number): void {
  if (world.director !== null) {
    const { ok, duration } = world.director.call(actor, step, index);
    awaitAnswer(world, actor, index, ok, duration);
    return;
  }
  const call = actor.process.steps[step]![index]!.call!;
  const hash = world.stepHash(actor, step, index);
  actor.calling = true;
  world.waits?.touches(actor);
  actor.calledAt = world.now;
  actor.stamp++;
  unschedule(actor);
  const n = world.nextOf(actor, step, index);
  world.count(actor.id, actor.process.process.steps[step]!.span);
  world.services.fromProcess(call.edge, actor.number, index, actor.stamp, actor.hash, hash, n, actor.b);
}

function awaitAnswer(world: World, actor: Actor, index: number, ok: boolean, duration: number): void {
  actor.calling = true;
  actor.stamp++;
  unschedule(actor);
  world.push(world.now + duration, EVENT.answer, actor.number, index * 2 + (ok ? 1 : 0), actor.stamp);
}

/** Handles the response to a call: on success the step happens, on failure the process continues at `fail_to`. */
export function answer(world: World, actor: Actor, detail: number): void {
  actor.calling = false;
  world.waits?.touches(actor);
  const index = detail >> 1;
  const step = world.s[actor.b] as number;
  if ((detail & 1) === 1) {
    const { exits } = actor.process.steps[step]![index]!;
    const leaves = openExit(exits, world.s, actor.b, world.now) >= 0;
    if (canTake(world, actor, step, index, leaves)) {
      performTransition(world, actor, step, index);
      return;
    }
    world.waits?.misses(actor, step, index, 'dropped');
    waitAgain(world, actor, index);
    return;
  }
  world.waits?.misses(actor, step, index, 'failed');
  const branch = actor.process.steps[step]![index]!;
  world.tick(actor.id, actor.process.process.steps[step]!.span);
  const before = world.writer.checkpoint();
  world.writer.move(actor.process, actor.b, branch.call!.failTo, world.now);
  const properties = settle(world, true);
  if (!actor.process.process.fleet) {
    const service = world.model.scenario.services[branch.call!.service]!.name;
    world.recorder.record({
      t: world.now,
      transition: world.transitions,
      kind: 'fail',
      actor: actor.id,
      process: actor.process.process.name,
      step: actor.process.process.steps[step]!.id,
      to: [service],
      say: `the call to ${service} fails`,
      changes: world.recorder.changes(world.writer.changes(before), world.s),
      ...properties,
    });
  }
  world.writer.commit();
  enterStep(world, actor, branch.call!.failTo);
}

/** Performs a transition: a step and the rest of its group, at one instant. */
function performTransition(world: World, actor: Actor, step: number, index: number): void {
  const { span } = actor.process.process.steps[step]!;
  world.tick(actor.id, span);
  if (actor.process.process.fleet && actor.process.plain[step]!) {
    enterStep(world, actor, firePlainly(world, actor, step, index));
    return;
  }
  const parts = attempt(world, actor, step, index, pickOf(world, actor, step, index));
  if (parts === null) {
    waitAgain(world, actor, index);
    return;
  }
  for (const { branch, exit, step: at, index: taken } of parts) {
    if (world.waits !== null) reportTaken(world.waits, actor, at, exit === null ? taken : -1);
    if (exit !== null) continue;
    if (branch.draw.length > 0) world.nextDraw(actor, world.drawHash(actor, at, taken));
    world.keepWritten(branch.set);
    emptyServices(world, branch);
    if (branch.triggers !== null) world.measuring.triggered(branch.triggers, world.now);
  }
  const { breaks, restores } = settle(world, true);
  parts.forEach((part, i) => {
    const last = i === parts.length - 1;
    if (part.received !== null) {
      release(world, part.received);
      // The next message is now first in the queue, and another receiver may be waiting for it.
      if (part.branch.from >= 0) wakeReceivers(world, part.branch.from);
    }
    if (!actor.process.process.fleet) {
      recordPart(world, actor, part, last ? { breaks, restores } : { breaks: [], restores: [] });
    }
    post(world, actor, part.messages, world.transitions);
  });
  world.writer.commit();
  const end = parts.at(-1)!;
  enterStep(world, actor, end.exit ?? end.branch.next);
}

/**
 * Performs a plain step in a fleet, without choices, messages, or a trace. The general path takes 60% more CPU time
 * for large fleets.
 *
 * @returns the instance's next step
 */
function firePlainly(world: World, actor: Actor, step: number, index: number): Target {
  const { writer, s, now } = world;
  const branch = actor.process.steps[step]![index]!;
  const exit = openExit(branch.exits, s, actor.b, now);
  const target = exit >= 0 ? branch.exits[exit]!.to : branch.next;
  if (world.waits !== null) reportTaken(world.waits, actor, step, exit < 0 ? index : -1);
  if (exit < 0) {
    if (branch.set.length > 0) {
      writer.assign(branch.set, actor.b, now, NONE);
      world.keepWritten(branch.set);
    }
    emptyServices(world, branch);
    if (branch.triggers !== null) world.measuring.triggered(branch.triggers, now);
  }
  writer.move(actor.process, actor.b, target, now);
  settle(world, true);
  writer.commit();
  return target;
}

/** @param index branch that was taken, or -1 for an exit */
function reportTaken(waits: WaitWatch, actor: Actor, step: number, index: number): void {
  if (index < 0) waits.skips(actor, step);
  else waits.fires(actor, step, index);
}

function recordPart(
  world: World,
  actor: Actor,
  part: Part,
  properties: { breaks: string[]; restores: string[] },
): void {
  const { now, recorder } = world;
  const step = actor.process.process.steps[part.step]!;
  const common = {
    t: now,
    transition: world.transitions,
    actor: actor.id,
    process: actor.process.process.name,
    step: step.branches.length > 1 ? step.branches[part.index]!.id : step.id,
    changes: [...part.changes],
    input: world.cause.input,
    observed: world.cause.observed,
    ...properties,
  };
  if (part.exit !== null) {
    recorder.record({ ...common, kind: 'skip', say: skipSentence(step.id, part.exit) });
    return;
  }
  const message = part.messages[0];
  const declared = step.branches[part.index]!.to;
  const receivers = part.messages.flatMap((one) => one.receivers.map((receiver) => receiver.id));
  const called =
    part.branch.call === null ? [] : [world.model.scenario.services[part.branch.call.service]!.name];
  const to = [...new Set([...declared, ...called, ...receivers])];
  recorder.record({
    ...common,
    kind: 'step',
    to,
    say: part.say,
    said: part.branch.say !== null,
    message:
      message === undefined
        ? null
        : recorder.message(message.send.process, message.values, message.send.named),
  });
}

function skipSentence(step: string, to: Target): string {
  const name = step.replaceAll('_', ' ');
  return to === 'restart' || to === 0 ? `abandons ${name} and starts over` : `skips ${name}`;
}

/** Moves the actor to another step, voids its scheduled events, and makes it evaluate the new step. */
export function enterStep(world: World, actor: Actor, target: Target): void {
  actor.stamp++;
  world.waits?.touches(actor);
  actor.drawnBranch = UNDRAWN;
  unschedule(actor);
  const { loop } = actor.process.process;
  if (target === 'restart' && loop.kind === 'period') {
    const next = (Math.floor(actor.roundStart / loop.period) + 1) * loop.period;
    actor.roundStart = Math.max(next, Math.ceil(world.now / loop.period) * loop.period);
    actor.notBefore = actor.roundStart;
  }
  actor.resting = world.now < actor.notBefore;
  if (actor.resting) world.push(actor.notBefore, EVENT.look, actor.number, 0, actor.stamp);
  else beginStep(world, actor);
  wakeOthers(world);
}

/** Records that an instance may take its step from now on. */
export function beginStep(world: World, actor: Actor): void {
  world.waits?.enters(actor, world.s[actor.b] as number, world.now);
  look(world, actor);
}

function unschedule({ due }: Actor): void {
  for (let i = 0; i < due.length; i++) due[i] = Number.NaN;
}

/** Makes all woken actors reevaluate their steps. */
export function wakeOthers(world: World): void {
  if (!world.subscriptions.anyWoken) return;
  for (const number of world.subscriptions.takeWoken()) {
    const actor = world.actors[number]!;
    world.countWakeUp(actor);
    look(world, actor);
  }
}
