import type { Model } from '../model/model.ts';
import type { Recovery, Run } from '../result.ts';
import { expectationOf, type Findings, type JudgedClaim, judge } from './claims.ts';
import { endFault, scheduleFaults, startConditionalFaults, startFault } from './faults.ts';
import { checkMemory } from './memory.ts';
import { deliver } from './messages.ts';
import { isDrawn } from './rolling.ts';
import { mayAnswer } from './services/answerable.ts';
import type { ServiceObserver } from './services/host.ts';
import { type Actor, NO_CAUSE } from './state/actor.ts';
import { EVENT } from './state/event-queue.ts';
import { locate, RUN_LIMITS, RunError, type RunLimits } from './state/run-error.ts';
import { answer, beginStep, fire, wakeOthers } from './stepping.ts';
import { explainUnfired, type Unfired } from './unfired.ts';
import { scheduleTimer, settle, World } from './world.ts';

/**
 * Version of the scenario semantics. Increment it whenever a change can alter the numbers in a Result.
 * `src/tests/engine/golden.test.ts` fails if numbers change.
 */
export const ENGINE_VERSION = '7';

/**
 * Runs a model up to its scenario's `until`, as a discrete-event simulation with integer time. Simultaneous events
 * occur in this order: faults, timers, deliveries, processes, loads, and within each of these, in scenario order.
 *
 * @throws RunError with the simulated time if a limit is exceeded or an expression fails
 */
export function run(model: Model, options: RunOptions): FinishedRun {
  const until = model.scenario.until ?? 0;
  model.inputs.begin(options.drawn);
  const limits = options.limits ?? RUN_LIMITS;
  model.runtime.allow(limits.work);
  let world: World | null = null;
  try {
    world = new World(model, options.seed, options.run ?? 0, limits, {
      variant: options.variant,
      keepTrace: options.brief !== true,
      explains: options.explains === true,
      shuffle: options.shuffle ?? null,
      observer: options.observer ?? null,
    });
    start(world);
    scheduleFaults(world);
    startConditionalFaults(world);
    for (const load of world.loads) load.start();
    for (const fleet of world.services.servers.fleets) fleet.start();
    for (const autoscaler of world.services.servers.autoscalers.values()) autoscaler.schedule();
    world.waits?.update(world.s, 0);
    advance(world, until);
    return finish(world, until, options);
  } catch (error) {
    const located = locate(model, error);
    if (located instanceof RunError) located.time = world?.now ?? 0;
    throw located;
  }
}

export interface RunOptions {
  readonly variant: string;
  readonly patches: Run['patches'];
  readonly seed: number;
  /** Index of the run within a sweep. */
  readonly run?: number;
  readonly limits?: RunLimits;
  /** An observer that receives the same service events as the metrics. */
  readonly observer?: ServiceObserver;
  /** True to skip the trace and the series over time. */
  readonly brief?: boolean;
  /** True to record why steps didn't happen. The model must be compiled with `explains`. */
  readonly explains?: boolean;
  /** Values of the drawable constants, in order. Default: the scenario's values. */
  readonly drawn?: readonly number[];
  /** Seed for shuffling simultaneous events. Default: no shuffling. */
  readonly shuffle?: number;
}

/** A finished run, and the claims about it with their locations in the text. */
export interface FinishedRun {
  readonly run: Run;
  /** The steps that never happened. Empty unless `explains` is set. */
  readonly unfired: readonly Unfired[];
  readonly claims: readonly JudgedClaim[];
  readonly findings: Findings;
  /** Requests that succeeded or failed, in the order of the scenario's services. */
  readonly answered: readonly number[];
  /** Number of transitions, requests and deliveries. */
  readonly events: number;
}

/** Schedules the timers that run from the start, and makes every actor evaluate its first step. */
export function start(world: World): void {
  for (let slot = 0; slot < world.model.layout.slots.length; slot++) scheduleTimer(world, slot);
  settle(world);
  for (const actor of world.actors) beginStep(world, actor);
}

/** Processes events and, between them, takes measurements that are due. */
function advance(world: World, until: number): void {
  const { queue, subscriptions, measuring, waits } = world;
  const conditional = world.faultSubscriptions.some((subscription) => subscription !== null);
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
      handleAny(world);
    }
    if (world.memoryDue !== null) {
      checkMemory(world, world.memoryDue);
      world.memoryDue = null;
    }
    if (conditional) startConditionalFaults(world);
    if (subscriptions.urgent) react(world);
    if (waits !== null) world.model.runtime.aside(() => waits.update(world.s, world.now));
  }
}

/** Handles the event just popped from the queue. */
export function handleAny(world: World): void {
  const { kind, subject, stamp } = world.queue;
  if (kind >= EVENT.arrival) handleServiceEvent(world, kind, subject, stamp);
  else handleEvent(world);
}

/** Handles the event just popped from the queue, which must belong to a fault, timer, message, or instance. */
export function handleEvent(world: World): void {
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
        world.subscriptions.notify(subject);
        settle(world);
        wakeOthers(world);
      }
      break;
    case EVENT.deliver:
      deliver(world, subject, detail);
      wakeOthers(world);
      break;
    default:
      handleActorEvent(world, kind, subject, detail, stamp);
  }
}

/** Handles an actor's event, unless the actor has moved on since it was scheduled. */
function handleActorEvent(world: World, kind: number, subject: number, detail: number, stamp: number): void {
  const actor = world.actors[subject]!;
  if (actor.stamp !== stamp || actor.down) return;
  if (kind === EVENT.look) {
    actor.resting = false;
    beginStep(world, actor);
  } else if (kind === EVENT.answer) answer(world, actor, detail);
  else if (actor.due[detail] === world.now) fire(world, actor, detail);
}

/** Handles an event at a service or one of its clients. */
function handleServiceEvent(world: World, kind: number, subject: number, stamp: number): void {
  const { services } = world;
  switch (kind) {
    case EVENT.arrival: {
      const load = world.model.scenario.loads[subject]!;
      world.count(load.id, load.span);
      world.loads[subject]!.arrive(services, stamp);
      break;
    }
    case EVENT.work:
      services.servers.workDone(subject, stamp);
      break;
    case EVENT.share:
      services.servers.shareDone(subject, stamp);
      break;
    case EVENT.reply:
      services.servers.replyDue(subject, stamp);
      break;
    case EVENT.retry:
      services.retryDue(subject, stamp);
      break;
    case EVENT.probe:
      services.servers.probeDue(subject, stamp);
      break;
    case EVENT.probeTimeout:
      services.servers.probeExpired(subject, stamp);
      break;
    case EVENT.autoscale:
      services.servers.autoscalers.get(subject)!.look();
      break;
    case EVENT.memberStarts:
      services.servers.autoscalers.get(subject)!.started(stamp);
      break;
    case EVENT.deadline:
      services.deadlinePassed(subject);
      break;
    default:
      services.timeoutPassed(subject, stamp, kind === EVENT.maxWait);
  }
}

/** Applies changed settings to services and loads. */
function react(world: World): void {
  world.subscriptions.urgent = false;
  world.services.servers.react();
  for (const load of world.loads) load.react();
}

function finish(world: World, until: number, options: RunOptions): FinishedRun {
  const { model, monitor, recorder, s } = world;
  const idle = !hasPendingEvents(world);
  const waiting = idle && isWaiting(world);
  const end = idle && model.loads.length === 0 && model.measures.length === 0 ? world.lastActive : until;
  world.now = end;
  // If nothing can move, conditions that hold now hold until the end of the run.
  const marks = monitor.markResults(until, idle);
  const properties = monitor.propertyResults();
  const finals = model.finals.map((is) => is(s, 0, end, [], s) === true);
  const measured = world.measuring.results(s, end, options.variant);
  const { claims } = model.scenario;
  const { recovery } = measured;
  const findings = { marks, properties, waiting, finals, recovery };
  const judged = claims === null ? [] : judge(claims, findings);
  return {
    claims: judged,
    findings,
    answered: world.measuring.answered(),
    events: world.events,
    unfired: world.waits === null ? [] : explainUnfired(model, world.waits.finish(s, until), until),
    run: {
      variant: options.variant,
      patches: options.patches,
      seed: options.seed,
      ended: { at: end, because: waiting ? 'waiting' : end < until ? 'idle' : 'until' },
      transitions: world.transitions,
      participants: recorder.participants(),
      trace: recorder.events,
      traceDropped: recorder.dropped,
      marks,
      ...measured,
      properties,
      expectations: judged.map(expectationOf),
      notes: [...startNote(world), ...notes(world, waiting), ...missingTriggers(recovery)],
      final: recorder.shared(s, end),
    },
  };
}

/** True if events that could change the state were still pending at `until`. Empties the queue. */
function hasPendingEvents(world: World): boolean {
  const { queue } = world;
  const measured =
    world.actors.some((actor) => waitsForMeasure(world, actor)) ||
    world.model.faults.some(
      ({ when }, i) => when !== null && when.reads.measures.length > 0 && !world.faults[i]!.started,
    );
  const calls = world.actors.some(({ calling }) => calling);
  while (queue.pop()) {
    if (queue.kind > EVENT.answer) {
      // Requests change the state only if an instance is waiting for a response, or if something depends on a measure
      // of requests.
      if (measured || (calls && mayAnswer(world.services.servers.attempts, queue))) return true;
      continue;
    }
    if (queue.kind < EVENT.timer || queue.kind === EVENT.deliver) return true;
    if (queue.kind === EVENT.timer) {
      if (world.s[queue.subject] === queue.time) return true;
    } else if (world.actors[queue.subject]!.stamp === queue.stamp) return true;
  }
  return false;
}

/** True if an instance is blocked anywhere other than its end or the first step of a loop. */
function isWaiting(world: World): boolean {
  return world.actors.some((actor) => !actor.down && isBlocked(world, actor.number));
}

function isBlocked(world: World, number: number): boolean {
  const actor = world.actors[number]!;
  const step = world.s[actor.b] as number;
  const ended = step >= actor.process.steps.length;
  const isNext = actor.process.process.loop.kind !== 'none' && step === 0;
  if (ended || isNext) return false;
  return !actor.process.process.steps[step]!.mayWait && !waitsForMoment(world, number);
}

/**
 * True if the instance is waiting for the condition of a step with an observed time. That step wasn't needed, so
 * the instance isn't stuck.
 */
function waitsForMoment(world: World, number: number): boolean {
  const actor = world.actors[number]!;
  const step = world.s[actor.b] as number;
  return (actor.process.steps[step] ?? []).some((branch) => branch.at !== null);
}

/** True if the instance's step, or the rest of the step's atomic group, reads a measure. */
function waitsForMeasure(world: World, actor: Actor): boolean {
  if (actor.down) return false;
  const at = world.s[actor.b] as number;
  const { steps } = actor.process.process;
  const group = steps[at]?.group ?? null;
  return actor.process.steps.some(
    (branches, step) =>
      (step === at || (group !== null && steps[step]!.group === group)) &&
      branches.some(
        ({ reads, setReads }) =>
          reads.measures.length > 0 || (group !== null && setReads.measures.length > 0),
      ),
  );
}

/** A note about the run's initial values, if there are several initial states. */
function startNote({ model: { scenario }, recorder, start }: World): string[] {
  if (scenario.init === null) return [];
  const values = recorder.start(start.values).map(({ name, text }) => `${name} = ${text}`);
  const states = start.of === 1 ? '1 initial state' : `${start.of.toLocaleString('en-US')} initial states`;
  return [`Starts with ${values.join(', ')}, drawn from ${states}.`];
}

function missingTriggers(recovery: Recovery | null): string[] {
  const missing = (recovery?.triggers ?? []).filter(({ from }) => from === null);
  return missing.map(({ name }) => `The trigger ${name} never happened.`);
}

function notes(world: World, waiting: boolean): string[] {
  const out: string[] = [];
  for (const actor of world.actors) {
    const step = world.s[actor.b] as number;
    const roll = actor.process.rolls[step] ?? null;
    for (const [i, branch] of (actor.process.steps[step] ?? []).entries()) {
      if (branch.at === null || !Number.isNaN(actor.due[i]!)) continue;
      if (roll !== null && !isDrawn(actor, roll, i)) continue;
      const { id } = actor.process.process.steps[step]!;
      out.push(
        `${actor.id} never ran "${id.replaceAll('_', ' ')}" (${branch.at.text}): its condition never became true.`,
      );
    }
  }
  if (waiting) {
    const stuck = world.actors.filter((actor) => !actor.down && isBlocked(world, actor.number)).slice(0, 5);
    const where = stuck.map((actor) => {
      const step = actor.process.process.steps[world.s[actor.b] as number]!;
      return `${actor.id} at "${step.id.replaceAll('_', ' ')}"`;
    });
    out.push(`Nothing more could happen. Still waiting: ${where.join(', ')}.`);
  }
  return out;
}
