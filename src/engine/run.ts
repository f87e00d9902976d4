import type { Model } from '../model/model.ts';
import type { Run } from '../result.ts';
import { type JudgedClaim, judge } from './claims.ts';
import { endFault, scheduleFaults, startConditionalFaults, startFault } from './faults.ts';
import { deliver } from './messages.ts';
import type { ServiceObserver } from './services/host.ts';
import { NO_CAUSE } from './state/actor.ts';
import { EVENT } from './state/event-queue.ts';
import { locate, RUN_LIMITS, RunError, type RunLimits } from './state/run-error.ts';
import { answer, fire, look, wakeOthers } from './stepping.ts';
import { scheduleTimer, settle, World } from './world.ts';

/**
 * Version of what a scenario means when it runs. A change that may alter any Result raises it; the golden hashes in
 * `src/tests/golden.test.ts` tell when that is so.
 */
export const ENGINE_VERSION = '4';

export interface RunOptions {
  readonly variant: string;
  readonly patches: Run['patches'];
  readonly seed: number;
  /** Number of the run among those of a sweep. */
  readonly run?: number;
  readonly limits?: RunLimits;
  /** Hears what services do, beside what the Result is made of. */
  readonly observer?: ServiceObserver;
  /** Leaves out the trace and series over time. */
  readonly brief?: boolean;
  /** Values of the constants that the model can draw, in order; without it those of the text. */
  readonly drawn?: readonly number[];
  /** Shuffles what happens at one time, by this number. */
  readonly shuffle?: number;
}

/** A run, with the claims about it at their places in the text. */
export interface Finished {
  readonly run: Run;
  readonly claims: readonly JudgedClaim[];
}

/**
 * Runs a model for as long as its scenario says, as a discrete-event simulation with integer time. Of two events at
 * one time the one goes first that stands first in the text (faults, then timers, deliveries, processes, loads).
 *
 * @throws RunError with its simulated time, if a limit is hit or an expression fails
 */
export function run(model: Model, options: RunOptions): Finished {
  const until = model.scenario.until ?? 0;
  model.inputs.begin(options.drawn);
  const world = new World(model, options.seed, options.run ?? 0, options.limits ?? RUN_LIMITS, {
    variant: options.variant,
    kept: options.brief !== true,
    shuffle: options.shuffle ?? null,
    observer: options.observer ?? null,
  });
  model.runtime.allow(world.limits.work);
  try {
    start(world);
    scheduleFaults(world);
    startConditionalFaults(world);
    for (const load of world.loads) load.start();
    advance(world, until);
    return finish(world, until, options);
  } catch (error) {
    const located = locate(model, error);
    if (located instanceof RunError) located.time = world.now;
    throw located;
  }
}

/** Schedules the timers that run from the start, and lets every actor look at its first step. */
export function start(world: World): void {
  for (let slot = 0; slot < world.model.layout.slots.length; slot++) scheduleTimer(world, slot);
  settle(world);
  for (const actor of world.actors) look(world, actor);
}

/** Event after event, and between them what is measured at its time. */
function advance(world: World, until: number): void {
  const { queue, watches, measuring } = world;
  const conditional = world.faultWatches.some((watch) => watch !== null);
  let due = measuring.next;
  for (;;) {
    const next = queue.peekTime();
    if (due <= until && due <= next) {
      world.now = due;
      world.cause = NO_CAUSE;
      measuring.measure(world.s, due);
      due = measuring.next;
      settle(world);
      wakeOthers(world);
    } else {
      if (next >= until) return;
      queue.pop();
      world.now = queue.time;
      if (queue.kind >= EVENT.arrival) serve(world, queue.kind, queue.subject, queue.stamp);
      else turn(world);
    }
    if (conditional) startConditionalFaults(world);
    if (watches.urgent) react(world);
  }
}

/** Lets the event happen that the queue gave last: what happens to faults, timers, messages and instances. */
export function turn(world: World): void {
  const { kind, subject, detail, stamp } = world.queue;
  world.cause = NO_CAUSE;
  switch (kind) {
    case EVENT.faultStart:
      startFault(world, subject);
      break;
    case EVENT.faultEnd:
      endFault(world, subject);
      break;
    case EVENT.timer:
      if (world.s[subject] === world.now) {
        world.watches.notify(subject);
        settle(world);
        wakeOthers(world);
      }
      break;
    case EVENT.deliver:
      deliver(world, subject, detail);
      wakeOthers(world);
      break;
    default:
      act(world, kind, subject, detail, stamp);
  }
}

/** Settings changed that somebody must act on at once. */
function react(world: World): void {
  world.watches.urgent = false;
  world.services.react();
  for (const load of world.loads) load.react();
}

/** What happens at services and their clients. */
function serve(world: World, kind: number, subject: number, stamp: number): void {
  const { services } = world;
  switch (kind) {
    case EVENT.arrival: {
      const load = world.model.scenario.loads[subject]!;
      world.count(load.id, load.span);
      world.loads[subject]!.arrive(services, stamp);
      break;
    }
    case EVENT.work:
      services.serving.worked(subject, stamp);
      break;
    case EVENT.reply:
      services.serving.replied(subject, stamp);
      break;
    case EVENT.retry:
      services.retried(subject, stamp);
      break;
    case EVENT.deadline:
      services.passDeadline(subject);
      break;
    default:
      services.passTimeout(subject, stamp, kind === EVENT.patience);
  }
}

/** What an actor does, unless it moved on since this was scheduled. */
function act(world: World, kind: number, subject: number, detail: number, stamp: number): void {
  const actor = world.actors[subject]!;
  if (actor.stamp !== stamp || actor.down) return;
  if (kind === EVENT.look) look(world, actor);
  else if (kind === EVENT.answer) answer(world, actor, detail);
  else if (actor.due[detail] === world.now) fire(world, actor, detail);
}

function finish(world: World, until: number, options: RunOptions): Finished {
  const { model, followed, recorder, s } = world;
  const idle = !somethingPending(world);
  const deadlock = idle && isStuck(world);
  const end = idle && model.loads.length === 0 && model.measures.length === 0 ? world.lastActive : until;
  world.now = end;
  // What holds when nothing can move any more holds to the end of the run.
  const marks = followed.markResults(until, idle);
  const properties = followed.propertyResults();
  const finals = model.finals.map((is) => is(s, 0, end, [], s) === true);
  const measured = world.measuring.results(end, options.variant);
  const { claims } = model.scenario;
  const { recovery } = measured;
  const judged = claims === null ? [] : judge(claims, { marks, properties, deadlock, finals, recovery });
  return {
    claims: judged,
    run: {
      variant: options.variant,
      patches: options.patches,
      seed: options.seed,
      ended: { at: end, because: deadlock ? 'deadlock' : end < until ? 'idle' : 'until' },
      transitions: world.transitions,
      participants: recorder.participants(),
      trace: recorder.events,
      traceDropped: recorder.dropped,
      marks,
      ...measured,
      properties,
      expectations: judged.map(({ claim, found, met }) => ({ claim, found, met })),
      notes: notes(world, deadlock),
      final: recorder.shared(s),
    },
  };
}

/** True if something is still to come behind the end: then the run was cut off, else nothing can happen any more. */
function somethingPending(world: World): boolean {
  const { queue } = world;
  while (queue.pop()) {
    if (queue.kind > EVENT.answer) {
      // Requests change nothing by themselves, unless an instance waits for one.
      if (queue.kind !== EVENT.arrival && world.actors.some(({ calling }) => calling)) return true;
      continue;
    }
    if (queue.kind < EVENT.timer || queue.kind === EVENT.deliver) return true;
    if (queue.kind === EVENT.timer) {
      if (world.s[queue.subject] === queue.time) return true;
    } else if (world.actors[queue.subject]!.stamp === queue.stamp) return true;
  }
  return false;
}

/** True if somebody waits elsewhere than at the end or at the first step of a loop. */
function isStuck(world: World): boolean {
  return world.actors.some((actor) => !actor.down && isWaitingInside(world, actor.number));
}

function isWaitingInside(world: World, number: number): boolean {
  const actor = world.actors[number]!;
  const step = world.s[actor.b] as number;
  const ended = step >= actor.process.steps.length;
  const isNext = actor.process.process.loop.kind !== 'none' && step === 0;
  return !ended && !isNext && !neverDue(world, number) && !waitsForMeasure(world, number);
}

/** It waits to do something at a time of the record whose reason never came: not stuck, but not needed. */
function neverDue(world: World, number: number): boolean {
  const actor = world.actors[number]!;
  const step = world.s[actor.b] as number;
  return (actor.process.steps[step] ?? []).some((branch) => branch.at !== null);
}

/** It waits for a measure to change, which it may do for as long as requests come. */
function waitsForMeasure(world: World, number: number): boolean {
  const actor = world.actors[number]!;
  const branches = actor.process.steps[world.s[actor.b] as number] ?? [];
  return world.loads.length > 0 && branches.some(({ reads }) => reads.measures.length > 0);
}

function notes(world: World, deadlock: boolean): string[] {
  const out: string[] = [];
  for (const actor of world.actors) {
    const step = world.s[actor.b] as number;
    for (const branch of actor.process.steps[step] ?? []) {
      if (branch.at === null || !Number.isNaN(actor.due[0]!)) continue;
      const { id } = actor.process.process.steps[step]!;
      out.push(
        `${actor.id} never came to "${id.replaceAll('_', ' ')}" (${branch.at.text}): its condition was never true.`,
      );
    }
  }
  if (deadlock) {
    const stuck = world.actors.filter((actor) => isWaitingInside(world, actor.number)).slice(0, 5);
    const where = stuck.map((actor) => {
      const step = actor.process.process.steps[world.s[actor.b] as number]!;
      return `${actor.id} at "${step.id.replaceAll('_', ' ')}"`;
    });
    out.push(`Deadlock: nothing can move any more, and somebody still waits: ${where.join(', ')}.`);
  }
  return out;
}
