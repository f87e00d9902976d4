import { compareValues } from '../scenario/ast/value.ts';
import { release } from './messages.ts';
import type { Actor } from './state/actor.ts';
import { EVENT } from './state/event-queue.ts';
import { arrive, wakeOthers } from './stepping.ts';
import { settle, type World } from './world.ts';

/** Schedules the faults that begin at a known time. */
export function scheduleFaults(world: World): void {
  world.model.scenario.faults.forEach((fault, i) => {
    if (fault.at !== null) world.push(fault.at.t, EVENT.faultStart, i);
  });
}

/** Begins the faults whose condition has come true. */
export function startConditionalFaults(world: World): void {
  world.faultWatches.forEach((watch, i) => {
    if (watch === null || world.faults[i]!.started || !world.watches.isStale(watch)) return;
    world.watches.fresh(watch);
    const holds = world.model.faults[i]!.when!.test(world.s, 0, world.now, [], world.s) === true;
    if (!holds) return;
    world.faults[i]!.started = true;
    world.push(world.now, EVENT.faultStart, i);
  });
}

/** A fault begins: it sets what it sets, and takes down what it takes down. */
export function startFault(world: World, i: number): void {
  const fault = world.model.scenario.faults[i]!;
  const state = world.faults[i]!;
  state.started = true;
  world.tick(fault.id, fault.span);
  world.measuring.faultBegins(fault.id, world.now);
  const observed = fault.at?.observed ?? null;
  world.cause = { input: observed !== null, observed };
  const { set } = world.model.faults[i]!;
  state.order = world.transitions;
  const before = set.map((write) => world.s[write.at]!);
  world.writer.assign(set, 0, world.now, []);
  state.saved = set.flatMap(({ at: slot }, j) => {
    // A timer runs on by itself: there is nothing to put back.
    const timed = world.model.layout.slots[slot]!.type.kind === 'timer';
    return timed ? [] : [{ slot, was: before[j]!, given: world.s[slot]! }];
  });
  takeDown(world, fault.down);
  for (const service of world.model.faults[i]!.empties) world.services.serving.emptyQueue(service);
  record(world, i, 'start', `${fault.id.replaceAll('_', ' ')} begins`);
  const end = fault.until?.t ?? (fault.lasts === null ? null : world.now + fault.lasts);
  if (end !== null) world.push(Math.max(world.now, end), EVENT.faultEnd, i);
}

/** A fault ends: what it set and nobody wrote since is as it was before, and what was down starts over. */
export function endFault(world: World, i: number): void {
  const fault = world.model.scenario.faults[i]!;
  world.tick(fault.id, fault.span);
  world.measuring.faultEnds(fault.id, world.now);
  const observed = fault.until?.observed ?? null;
  world.cause = {
    input: observed !== null || (fault.lasts !== null && fault.at?.observed != null),
    observed,
  };
  restore(world, i);
  const restarted = bringUp(world, fault.down);
  record(world, i, 'end', `${fault.id.replaceAll('_', ' ')} ends`);
  for (const actor of restarted) arrive(world, actor, 0);
}

/**
 * Puts back each variable that is still as a fault left it; what a step wrote meanwhile stays. Where another fault that
 * began later sets the variable too, that one puts it back at its own end.
 */
function restore(world: World, i: number): void {
  const state = world.faults[i]!;
  for (const { slot, was, given } of state.saved) {
    const later = world.faults
      .filter((other) => other.order > state.order && other.saved.some((saved) => saved.slot === slot))
      .sort((a, b) => a.order - b.order)[0];
    const above = later?.saved.find((saved) => saved.slot === slot);
    if (above !== undefined) {
      if (compareValues(above.was, given) === 0) above.was = was;
    } else if (compareValues(world.s[slot]!, given) === 0) world.writer.put(slot, was, 0);
  }
  state.order = -1;
}

function record(world: World, i: number, kind: 'start' | 'end', say: string): void {
  const fault = world.model.scenario.faults[i]!;
  const changed = world.writer.changes();
  const { breaks, mends } = settle(world);
  world.recorder.record({
    t: world.now,
    transition: world.transitions,
    kind,
    actor: fault.id,
    to: [...fault.down],
    say,
    changes: world.recorder.changes(changed, world.s),
    input: world.cause.input,
    observed: world.cause.observed,
    breaks,
    mends,
  });
  world.writer.commit();
  wakeOthers(world);
}

/** Instances of a process that is down lose their locals, their place and their mail; the shared state survives. */
function takeDown(world: World, names: readonly string[]): void {
  for (const name of names) {
    const service = world.model.scenario.services.findIndex((candidate) => candidate.name === name);
    if (service >= 0) world.services.serving.takeDown(service);
    for (const actor of membersOf(world, name)) {
      actor.faults++;
      if (actor.down) continue;
      actor.down = true;
      actor.calling = false;
      actor.stamp++;
      actor.due.fill(Number.NaN);
      for (const message of actor.mailbox) release(world, message);
      actor.mailbox = [];
      world.writer.move(actor.process, actor.b, 0, world.now);
      world.writer.resetLocals(actor.process, actor.b, world.now);
      recordLife(world, actor, 'crash', `${actor.id} goes down`);
    }
  }
}

function bringUp(world: World, names: readonly string[]): Actor[] {
  const restarted: Actor[] = [];
  for (const name of names) {
    const service = world.model.scenario.services.findIndex((candidate) => candidate.name === name);
    if (service >= 0) world.services.serving.bringUp(service);
    for (const actor of membersOf(world, name)) {
      actor.faults--;
      if (actor.faults > 0) continue;
      actor.down = false;
      world.writer.resetLocals(actor.process, actor.b, world.now);
      recordLife(world, actor, 'restart', `${actor.id} starts again`);
      restarted.push(actor);
    }
  }
  return restarted;
}

function membersOf(world: World, name: string): readonly Actor[] {
  const index = world.model.processes.findIndex(({ process }) => process.name === name);
  return world.members[index] ?? [];
}

function recordLife(world: World, actor: Actor, kind: 'crash' | 'restart', say: string): void {
  if (actor.process.process.fleet) return;
  world.recorder.record({
    t: world.now,
    transition: world.transitions,
    kind,
    actor: actor.id,
    process: actor.process.process.name,
    say,
    input: world.cause.input,
  });
}
