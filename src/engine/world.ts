import type { Span } from '../diagnostic/diagnostic.ts';
import type { DelayModel, Model, ProcessModel, Write } from '../model/model.ts';
import { startsOf, withStart } from '../model/starts.ts';
import type { Value } from '../scenario/ast/expr.ts';
import { Measuring } from './metrics/measuring.ts';
import { parameterProblem, pick, sample } from './numbers/distribution.ts';
import { Draws, hashName } from './numbers/random.ts';
import { bothObservers, type ServiceHost, type ServiceObserver } from './services/host.ts';
import { Arrivals } from './services/load.ts';
import { Requests } from './services/requests.ts';
import { type Actor, type Cause, createActor, type Director, NO_CAUSE } from './state/actor.ts';
import { EVENT, EventQueue } from './state/event-queue.ts';
import { InFlight } from './state/in-flight.ts';
import { type PropertyChanges, PropertyMonitor } from './state/properties.ts';
import { RunError, type RunLimits } from './state/run-error.ts';
import { StateWriter } from './state/state-writer.ts';
import { Subscriptions } from './state/subscriptions.ts';
import { Recorder } from './state/trace.ts';
import { WaitWatch } from './state/waits.ts';

const TIES = hashName('ties');

/** A colon can't be part of an id, so these draws never coincide with a step's draws. */
const INIT = hashName(':init');

const SECOND = 1_000_000;

/**
 * After every `every` events, the pace since the last check is extrapolated. The run is stopped if, at `checks`
 * consecutive checks, it is on pace to reach `factor` times the event limit. A single check isn't enough, because it
 * might coincide with a burst.
 */
const PACE_CHECK = { every: 1_000_000, checks: 5, factor: 10 } as const;

/** Memory is added up whenever limits are checked, and after this many steps of evaluation, which may create lists. */
const WEIGHED_EVERY = 4_000_000;

/** The most recent event, for errors that have no other location. */
export interface LastEvent {
  readonly who: string;
  readonly span: Span;
}

/** The complete state of a run. The functions in this module act on it. */
export class World implements ServiceHost {
  readonly model: Model;
  readonly limits: RunLimits;
  readonly draws: Draws;
  readonly writer: StateWriter;
  /** The initial values drawn for the variables under `init`, and the number of initial states they were drawn from. */
  readonly start: { readonly values: readonly Value[]; readonly of: number };
  readonly queue = new EventQueue();
  readonly subscriptions: Subscriptions;
  readonly monitor: PropertyMonitor;
  readonly services: Requests;
  readonly measuring: Measuring;
  readonly loads: readonly Arrivals[];
  readonly recorder: Recorder;
  /** 1 for each slot that holds a timer, otherwise 0. */
  readonly isTimer: Uint8Array;
  readonly actors: readonly Actor[];
  /** Actors by process and instance. */
  readonly members: readonly (readonly Actor[])[];
  readonly inFlight = new InFlight();
  /** Time of the last delivery on each ordered link; number of messages in transit or waiting on each channel. */
  readonly lastDelivery = new Map<string, number>();
  readonly channelLoad: number[];
  readonly channelWaiters: Set<number>[];
  /** For each process that is the queue of a shared channel, the actors waiting for a message from it. */
  readonly queueWaiters: readonly Set<number>[];
  /** `order` is the order in which active faults started; -1 if not active. */
  readonly faults: { started: boolean; order: number; saved: SetByFault[] }[];
  readonly faultSubscriptions: (number | null)[];
  /** Simulated time. Starts as NaN so that V8 stores the field as a double. */
  now = Number.NaN;
  transitions = 0;
  /** Makes decisions instead of drawing them at random; null for a random run. */
  director: Director | null = null;
  /** Records why steps don't happen; null unless the run explains why. */
  readonly waits: WaitWatch | null;
  /** Cause of the current event. */
  cause: Cause = NO_CAUSE;
  /** Time of the last transition. */
  lastActive = 0;
  /** Draws the order of simultaneous events; null keeps the text order. */
  private readonly shuffle: Draws | null;
  private pushed = 0;
  /** Number of transitions, requests and deliveries so far. */
  events = 0;
  /** Event count at which limits are checked next, and remaining fuel at which memory is added up next. */
  private nextCheck: number;
  private nextWeighing: number;
  /** Set when the run's memory has to be added up. The event loop resets it. */
  memoryDue: LastEvent | null = null;
  /**
   * Event count and time of the last pace check, and the number of consecutive checks at which the pace was too high.
   */
  private pace = { events: 0, time: 0, tooHigh: 0 };
  private instant = -1;
  private atInstant = 0;
  private wakeUps = 0;
  private readonly firstActorRank: number;
  private readonly firstLoadRank: number;
  private readonly serviceRank: number;
  /**
   * For each process: hashes for each step's branches and for the draw among them, and the index of each step's first
   * branch among all branches.
   */
  private readonly branches: readonly { hashes: number[][]; rolls: number[]; first: number[] }[];

  constructor(model: Model, seed: number, run: number, limits: RunLimits, options: WorldOptions) {
    this.model = model;
    this.now = 0;
    this.limits = limits;
    this.nextCheck = Math.min(PACE_CHECK.every, limits.events + 1);
    this.nextWeighing = model.runtime.left - WEIGHED_EVERY;
    this.draws = new Draws(seed, run);
    this.shuffle = options.shuffle === null ? null : new Draws(seed, options.shuffle);
    const { state, start } = startOf(model, this.draws);
    this.start = start;
    this.writer = new StateWriter(model, state);
    this.subscriptions = new Subscriptions(model);
    this.monitor = new PropertyMonitor(model, this.subscriptions, this.s, limits.checks);
    this.waits =
      options.explains === true
        ? new WaitWatch(model, this.subscriptions, (queue) => this.members[queue]![0]!)
        : null;
    this.branches = model.processes.map(branchHashes);
    this.recorder = new Recorder(model, options.keepTrace ? limits.trace : 0, limits.traceText);
    this.isTimer = Uint8Array.from(model.layout.slots, ({ type }) => (type.kind === 'timer' ? 1 : 0));
    const actors: Actor[] = [];
    this.members = model.processes.map((process) =>
      process.process.instances.map((_, index) => {
        const actor = createActor(actors.length, process, index);
        actors.push(actor);
        return actor;
      }),
    );
    this.actors = actors;
    this.measuring = new Measuring(model, this.subscriptions, options.variant, options.keepTrace);
    const { observer } = this.measuring;
    this.services = new Requests(
      this,
      options.observer === null ? observer : bothObservers(observer, options.observer),
    );
    this.loads = model.loads.map((_, i) => new Arrivals(this, i));
    this.firstActorRank = model.faults.length + 2;
    this.firstLoadRank = this.firstActorRank + actors.length;
    this.serviceRank = this.firstLoadRank + model.loads.length;
    this.channelLoad = model.channels.map(() => 0);
    this.channelWaiters = model.channels.map(() => new Set());
    this.queueWaiters = model.processes.map(() => new Set());
    this.faults = model.faults.map(() => ({ started: false, order: -1, saved: [] }));
    this.faultSubscriptions = model.faults.map(({ when }) =>
      when === null ? null : this.subscriptions.subscribe(when.reads),
    );
  }

  get s(): Value[] {
    return this.writer.s;
  }

  /** Adds an event. Ties are broken by kind, then by the subject's declaration and index, then by insertion. */
  push(time: number, kind: number, subject: number, detail = 0, stamp = 0): void {
    this.queue.push(time, this.order(this.rank(kind, subject)), kind, subject, detail, stamp);
  }

  /** The rank, or a random rank if ties are shuffled. */
  private order(rank: number): number {
    return this.shuffle === null ? rank : this.shuffle.uniform(TIES, 0, this.pushed++);
  }

  /** Rank order: faults, timers, deliveries, instances, loads, services, time limits. */
  private rank(kind: number, subject: number): number {
    const first = this.firstActorRank;
    switch (kind) {
      case EVENT.faultStart:
      case EVENT.faultEnd:
        return subject;
      case EVENT.timer:
        return first - 2;
      case EVENT.deliver:
        return first - 1;
      default:
        return first + subject;
    }
  }

  pushArrival(time: number, load: number, stamp: number): void {
    this.queue.push(time, this.order(this.firstLoadRank + load), EVENT.arrival, load, 0, stamp);
  }

  pushService(time: number, kind: number, subject: number, stamp: number): void {
    const rank = this.shuffle === null ? this.serviceRank : this.order(this.serviceRank);
    this.queue.push(time, rank, kind, subject, 0, stamp);
  }

  pushLate(time: number, kind: number, subject: number, stamp: number): void {
    this.queue.push(time, this.order(this.serviceRank + 1), kind, subject, 0, stamp);
  }

  reserveLate(): number {
    return this.queue.reserve();
  }

  pushReserved(time: number, kind: number, subject: number, place: number): void {
    this.queue.pushReserved(time, this.order(this.serviceRank + 1), kind, subject, place);
  }

  answerTo(actor: number, branch: number, ok: boolean, stamp: number): void {
    const pause = ok ? 0 : this.pauseOf(this.actors[actor]!, branch);
    this.push(this.now + pause, EVENT.answer, actor, branch * 2 + (ok ? 1 : 0), stamp);
  }

  /**
   * Delay before a call's failure is reported to its step. If the failure took no time and leads straight back to
   * the same step, it's treated as a missing response: it's reported after the timeout, or after one second if
   * there is no timeout.
   */
  private pauseOf(actor: Actor, branch: number): number {
    const call = actor.process.steps[this.s[actor.b] as number]?.[branch]?.call;
    if (call?.pauses !== true || actor.calledAt !== this.now) return 0;
    const timeout = this.services.edges[call.edge]!.timeout.readFor(actor.b);
    return timeout > 0 && Number.isFinite(timeout) ? timeout : SECOND;
  }

  /** Counts a transition and checks the limits. */
  tick(who: string, span: Span): void {
    this.transitions++;
    this.lastActive = this.now;
    const { runtime } = this.model;
    runtime.refuel();
    this.count(who, span);
    if (runtime.left < this.nextWeighing) {
      this.nextWeighing = runtime.left - WEIGHED_EVERY;
      this.memoryDue = { who, span };
    }
    this.atInstant = this.now === this.instant ? this.atInstant + 1 : 1;
    this.instant = this.now;
    const most = Math.max(this.limits.instant, 10 * this.actors.length);
    if (this.atInstant > most) {
      const message = `there are more than ${formatCount(most)} transitions at the same instant; the last one came from \`${who}\``;
      throw new RunError(
        'run/instant',
        span,
        message,
        'add a `delay` to one of its steps, or a period to its loop',
      );
    }
  }

  note(service: number, kind: 'crash' | 'restart' | 'scale', say: string): void {
    const actor = this.model.scenario.services[service]!.name;
    this.recorder.record({ t: this.now, transition: this.transitions, kind, actor, say });
  }

  /** Counts an event, including request events, and checks the limits. */
  count(who: string, span: Span): void {
    this.events++;
    if (this.events < this.nextCheck) return;
    this.nextCheck = Math.min(this.events + PACE_CHECK.every, Math.max(this.limits.events, this.events) + 1);
    this.memoryDue = { who, span };
    const { events: most } = this.limits;
    const until = this.model.scenario.until ?? 0;
    const hint = 'shorten `until`, lower the rates of loads and loops, or raise `scale`';
    if (this.events > most) {
      const message = `the run has more than ${formatCount(most)} events; the last one came from \`${who}\``;
      throw new RunError('run/events', span, message, hint);
    }
    if (this.isPaceTooHigh(until)) {
      const message = `the run has had ${formatCount(this.events)} events so far; at this pace, it would need more than ${PACE_CHECK.factor} times the limit of ${formatCount(most)}; the last event came from \`${who}\``;
      throw new RunError('run/events', span, message, hint);
    }
  }

  /** True if the pace was too high for too long. Events at a single instant don't indicate a pace. */
  private isPaceTooHigh(until: number): boolean {
    const { events, now, pace, limits } = this;
    if (now > pace.time) {
      const expected = events + ((events - pace.events) / (now - pace.time)) * (until - now);
      const tooHigh = expected > PACE_CHECK.factor * limits.events ? pace.tooHigh + 1 : 0;
      this.pace = { events, time: now, tooHigh };
    }
    return this.pace.tooHigh >= PACE_CHECK.checks;
  }

  /** Counts a wake-up: each change to a variable wakes every actor that is waiting for it. */
  countWakeUp(actor: Actor): void {
    this.wakeUps++;
    if (this.wakeUps <= this.limits.wakeUps) return;
    const { name, span } = actor.process.process;
    const message = `waiting instances of \`${name}\` were woken up more than ${formatCount(this.limits.wakeUps)} times`;
    throw new RunError(
      'run/looks',
      span,
      message,
      'reduce the number of instances that wait for a variable that changes often',
    );
  }

  /** Marks the slots that a step writes, so that they aren't restored when a fault ends. */
  keepWritten(set: readonly Write[]): void {
    for (const fault of this.faults) {
      if (fault.saved.length === 0) continue;
      for (const { shared, at } of set) {
        if (shared) fault.saved = fault.saved.filter(({ slot }) => slot !== at);
      }
    }
  }

  /** The hash used for a branch's draws, from the ids of the step and the branch. */
  stepHash(actor: Actor, step: number, branch: number): number {
    return this.branches[actor.process.process.index]!.hashes[step]![branch]!;
  }

  /** The hash for the numbers that a branch draws. */
  drawHash(actor: Actor, step: number, branch: number): number {
    const { id, branches } = actor.process.process.steps[step]!;
    return hashName(`${branches.length > 1 ? `${id}/${branches[branch]!.id}` : id}:draw`);
  }

  /** The hash for draws that choose among a step's branches. */
  rollHash(actor: Actor, step: number): number {
    return this.branches[actor.process.process.index]!.rolls[step]!;
  }

  /** Returns the number of previous draws for an actor's branch, and counts this draw. */
  nextOf(actor: Actor, step: number, branch: number): number {
    return actor.drawn[this.branches[actor.process.process.index]!.first[step]! + branch]!++;
  }

  /** Returns the number of an actor's previous draws for any other purpose, and counts this draw. */
  nextDraw(actor: Actor, hash: number): number {
    const n = actor.draws.get(hash) ?? 0;
    actor.draws.set(hash, n + 1);
    return n;
  }

  /** Draws a delay in microseconds; `u` is uniform from 0 to 1. */
  drawDelay(delay: DelayModel, b: number, u: number): number {
    const { s, now } = this;
    const a = delay.a(s, b, now, [], s) as number;
    const second = delay.b === null ? 0 : (delay.b(s, b, now, [], s) as number);
    const problem = parameterProblem(delay.dist, a, second);
    if (problem !== null) throw new RunError('run/delay', delay.span, problem);
    return delay.dist === 'empirical' ? pick(delay.values, u) : sample(delay.dist, a, second, u);
  }
}

export interface WorldOptions {
  readonly variant: string;
  /** True to keep the trace and the series over time. */
  readonly keepTrace: boolean;
  /** True to record why steps don't happen. */
  readonly explains?: boolean;
  /** Seed for shuffling simultaneous events; null keeps the text order. */
  readonly shuffle: number | null;
  /** An observer that receives the same service events as the metrics. */
  readonly observer: ServiceObserver | null;
}

/** A variable that a fault set and no step has written since, with its value before the fault. */
export interface SetByFault {
  readonly slot: number;
  was: Value;
}

function formatCount(n: number): string {
  return n.toLocaleString('en-US');
}

function branchHashes({ process }: ProcessModel): { hashes: number[][]; rolls: number[]; first: number[] } {
  const hashes = process.steps.map(({ id, branches }) =>
    branches.map((branch) => hashName(branches.length > 1 ? `${id}/${branch.id}` : id)),
  );
  // A colon can't be part of an id, so no branch has the same hash.
  const rolls = process.steps.map((step) => (step.rolls ? hashName(`${step.id}:chance`) : 0));
  const first: number[] = [];
  hashes.reduce((sum, { length }) => {
    first.push(sum);
    return sum + length;
  }, 0);
  return { hashes, rolls, first };
}

/** The state at time 0. With several initial states, one of them is drawn. */
function startOf(model: Model, draws: Draws): { state: Value[]; start: World['start'] } {
  const state = initialState(model);
  if (model.init === null) return { state, start: { values: [], of: 1 } };
  const starts = startsOf(model, state);
  const values = starts[Math.floor(draws.uniform(INIT, 0, 0) * starts.length)]!;
  return { state: withStart(model.init, state, values), start: { values, of: starts.length } };
}

/** The state at time 0, with this run's values for constants. */
function initialState({ layout, scenario, inputs }: Model): Value[] {
  const s = [...layout.initial];
  if (inputs.drawable.length === 0) return s;
  for (const { name, init, constant } of [...scenario.state, ...scenario.fields]) {
    s[layout.state.get(name)!] = inputs.valueOf(constant, init);
  }
  for (const { index, locals } of scenario.processes) {
    const { base, stride, size } = layout.blocks[index]!;
    for (const [i, local] of locals.entries()) {
      const value = inputs.valueOf(local.constant, local.init);
      for (let instance = 0; instance < size; instance++) s[base + instance * stride + 1 + i] = value;
    }
  }
  return s;
}

const NO_CHANGES: PropertyChanges = { breaks: [], restores: [] };

/**
 * After a state change, wakes waiting actors, and evaluates marks and invariants. Keeps the undo log for the trace.
 *
 * @param isStep true if a step or fault made the change, so step invariants apply to it
 */
export function settle(world: World, isStep = false): PropertyChanges {
  const { slots, was, logged, s } = world.writer;
  for (let i = 0; i < logged; i++) {
    const slot = slots[i]!;
    if (s[slot] === was[i]) continue;
    world.subscriptions.notify(slot);
    scheduleTimer(world, slot);
  }
  const unsteady = world.monitor.checkStep(world.writer, world.now, isStep);
  if (!world.subscriptions.changed) {
    return unsteady.length === 0 ? NO_CHANGES : { breaks: unsteady, restores: [] };
  }
  const found = world.monitor.update(world.s, world.now, world.cause);
  if (unsteady.length > 0) found.breaks.push(...unsteady);
  world.measuring.update(world.s, world.now);
  world.subscriptions.settle();
  return found;
}

/** Makes services reread their settings, since requests may fail later in the same transition. */
export function refreshSettings({ writer, subscriptions }: World): void {
  for (let i = 0; i < writer.logged; i++) subscriptions.notify(writer.slots[i]!);
}

/** Empties caches and queues within a transition. */
export function emptyServices(
  world: World,
  { clears, empties }: { readonly clears: readonly number[]; readonly empties: readonly number[] },
): void {
  for (const service of clears) world.services.emptyCaches(service);
  if (empties.length === 0) return;
  refreshSettings(world);
  for (const service of empties) world.services.servers.emptyQueue(service);
}

/** Schedules an event at a timer's expiration, so that conditions that read the timer are evaluated then. */
export function scheduleTimer(world: World, slot: number): void {
  if (world.isTimer[slot] === 0) return;
  const expiry = world.s[slot] as number;
  if (expiry > world.now) world.push(expiry, EVENT.timer, slot, 0, 0);
}
