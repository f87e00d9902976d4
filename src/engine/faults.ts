import type { Quantity } from '../model/model.ts';
import { SHARE_TOLERANCE } from '../scenario/ast/scenario.ts';
import { release, wakeSenders } from './messages.ts';
import { TrackedQuantity } from './services/quantities.ts';
import type { Actor } from './state/actor.ts';
import { EVENT } from './state/event-queue.ts';
import { enterStep, wakeOthers } from './stepping.ts';
import { emptyServices, refreshSettings, settle, type World } from './world.ts';

/** Schedules faults that start at a known time. */
export function scheduleFaults(world: World): void {
  world.model.scenario.faults.forEach((fault, i) => {
    if (fault.at !== null) world.push(fault.at.t, EVENT.faultStart, i);
  });
}

/** Starts faults whose conditions have become true. */
export function startConditionalFaults(world: World): void {
  world.faultSubscriptions.forEach((subscription, i) => {
    if (subscription === null || world.faults[i]!.started || !world.subscriptions.isStale(subscription))
      return;
    world.subscriptions.markFresh(subscription);
    const holds = world.model.faults[i]!.when!.test(world.s, 0, world.now, [], world.s) === true;
    if (!holds) return;
    world.faults[i]!.started = true;
    world.push(world.now, EVENT.faultStart, i);
  });
}

/** Starts a fault: performs its assignments, takes processes and services down, and empties caches and queues. */
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
    // A timer keeps running, so there is nothing to restore.
    const isTimer = world.model.layout.slots[slot]!.type.kind === 'timer';
    return isTimer ? [] : [{ slot, was: before[j]! }];
  });
  takeDown(world, fault.down);
  strikeMembers(world, i);
  emptyServices(world, world.model.faults[i]!);
  record(world, i, 'start', `${fault.id.replaceAll('_', ' ')} starts`);
  const end = fault.until?.t ?? (fault.lasts === null ? null : world.now + fault.lasts);
  if (end !== null) world.push(Math.max(world.now, end), EVENT.faultEnd, i);
}

/**
 * Ends a fault: restores the variables that it set (except any that a step has written since) and restarts what it took
 * down.
 */
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
  if (fault.partial !== null) for (const fleet of world.services.servers.fleets) fleet.heal(i);
  record(world, i, 'end', `${fault.id.replaceAll('_', ' ')} ends`);
  for (const actor of restarted) enterStep(world, actor, 0);
  if (restarted.length === 0) return;
  wakeSenders(world);
  wakeOthers(world);
}

/**
 * Restores each variable that no step has written since the fault started. If a later fault also set the variable, the
 * later fault restores it when it ends.
 */
function restore(world: World, i: number): void {
  const state = world.faults[i]!;
  for (const { slot, was } of state.saved) {
    const later = world.faults
      .filter((other) => other.order > state.order && other.saved.some((saved) => saved.slot === slot))
      .sort((a, b) => a.order - b.order)[0];
    const above = later?.saved.find((saved) => saved.slot === slot);
    if (above !== undefined) above.was = was;
    else world.writer.put(slot, was, 0);
  }
  state.order = -1;
  state.saved = [];
}

/** Takes instances down. They lose their locals, current step and mailbox; shared state is kept. */
function takeDown(world: World, names: readonly string[]): void {
  for (const name of names) {
    const service = world.model.scenario.services.findIndex((candidate) => candidate.name === name);
    if (service >= 0) {
      refreshSettings(world);
      world.services.servers.takeDown(service);
    }
    for (const actor of membersOf(world, name)) {
      actor.faults++;
      if (actor.down) continue;
      actor.down = true;
      world.waits?.touches(actor);
      actor.calling = false;
      actor.stamp++;
      actor.due.fill(Number.NaN);
      for (const message of actor.mailbox) release(world, message);
      actor.mailbox = [];
      world.writer.move(actor.process, actor.b, 0, world.now);
      world.writer.resetLocals(actor.process, actor.b, world.now);
      recordLifecycle(world, actor, 'crash', `${actor.id} goes down`);
    }
  }
}

/** Applies the fault to the affected members of its services. */
function strikeMembers(world: World, i: number): void {
  const { partial } = world.model.faults[i]!;
  if (partial === null) return;
  const read = (quantity: Quantity | null) =>
    quantity === null ? null : new TrackedQuantity(world, quantity).read();
  for (const { service, down, slowdown, availability } of partial.effects) {
    const { fleet } = world.services.servers.states[service]!;
    const count = partial.size.value * (partial.isShare ? fleet!.running : 1);
    const effect = { down, slowdown: read(slowdown), availability: read(availability) };
    // Percentages aren't exact: 7% of 100 is 7.000000000000001.
    fleet!.strike(i, Math.ceil(count - SHARE_TOLERANCE), effect);
  }
}

function bringUp(world: World, names: readonly string[]): Actor[] {
  const restarted: Actor[] = [];
  for (const name of names) {
    const service = world.model.scenario.services.findIndex((candidate) => candidate.name === name);
    if (service >= 0) world.services.servers.bringUp(service);
    for (const actor of membersOf(world, name)) {
      actor.faults--;
      if (actor.faults > 0) continue;
      actor.down = false;
      world.writer.resetLocals(actor.process, actor.b, world.now);
      recordLifecycle(world, actor, 'restart', `${actor.id} restarts`);
      restarted.push(actor);
    }
  }
  return restarted;
}

function membersOf(world: World, name: string): readonly Actor[] {
  const index = world.model.processes.findIndex(({ process }) => process.name === name);
  return world.members[index] ?? [];
}

function record(world: World, i: number, kind: 'start' | 'end', say: string): void {
  const fault = world.model.scenario.faults[i]!;
  const changed = world.writer.changes();
  const { breaks, restores } = settle(world, true);
  world.recorder.record({
    t: world.now,
    transition: world.transitions,
    kind,
    actor: fault.id,
    to: [...fault.down, ...(fault.partial?.services ?? [])],
    say,
    changes: world.recorder.changes(changed, world.s),
    input: world.cause.input,
    observed: world.cause.observed,
    breaks,
    restores,
  });
  world.writer.commit();
  wakeOthers(world);
}

function recordLifecycle(world: World, actor: Actor, kind: 'crash' | 'restart', say: string): void {
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
