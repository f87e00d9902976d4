import type { Span } from '../diagnostic/diagnostic.ts';
import type { DelayModel, Model, ProcessModel } from '../model/model.ts';
import type { Value } from '../scenario/ast/expr.ts';
import { Measuring } from './metrics/measuring.ts';
import { parameterProblem, sample } from './numbers/distribution.ts';
import { Draws, hashName } from './numbers/random.ts';
import { bothObservers, type ServiceHost, type ServiceObserver } from './services/host.ts';
import { Arrivals } from './services/load.ts';
import { Requests } from './services/requests.ts';
import { type Actor, type Cause, createActor, type Director, type Message, NO_CAUSE } from './state/actor.ts';
import { EVENT, EventQueue } from './state/event-queue.ts';
import { type Properties, PropertyMonitor } from './state/properties.ts';
import { RunError, type RunLimits } from './state/run-error.ts';
import { StateWriter } from './state/state-writer.ts';
import { Subscriptions } from './state/subscriptions.ts';
import { Recorder } from './state/trace.ts';

/** A variable that a fault set: what it was before and what the fault made it. */
export interface SetByFault {
  readonly slot: number;
  was: Value;
  readonly given: Value;
}

export interface WorldOptions {
  readonly variant: string;
  /** Whether the trace and series over time are kept. */
  readonly kept: boolean;
  /** Number of the order of what happens at one time, or null for that of the text. */
  readonly shuffle: number | null;
  /** Hears what services do, beside what is measured. */
  readonly observer: ServiceObserver | null;
}

const TIES = hashName('ties');

const SECOND = 1_000_000;

/** After so many events a run is given up whose pace goes so many times beyond the limit. */
const PACE = { every: 1_000_000, beyond: 10 } as const;

/** All that a run consists of. Functions of this room act on it. */
export class World implements ServiceHost {
  readonly model: Model;
  readonly limits: RunLimits;
  readonly draws: Draws;
  readonly writer: StateWriter;
  readonly queue = new EventQueue();
  readonly watches: Subscriptions;
  readonly followed: PropertyMonitor;
  readonly services: Requests;
  readonly measuring: Measuring;
  readonly loads: readonly Arrivals[];
  readonly recorder: Recorder;
  /** 1 for each slot that is a timer. */
  readonly isTimer: Uint8Array;
  readonly actors: readonly Actor[];
  /** Actors by process and instance. */
  readonly members: readonly (readonly Actor[])[];
  readonly inFlight: (Message | null)[] = [];
  /** Last delivery of each ordered link, and messages on their way or waiting by channel. */
  readonly lastDelivery = new Map<string, number>();
  readonly channelLoad: number[];
  readonly channelWaiters: Set<number>[];
  /** `order` tells which of those that are on began first; -1 for one that is not. */
  readonly faults: { started: boolean; order: number; saved: SetByFault[] }[];
  readonly faultWatches: (number | null)[];
  /** Simulated time. It begins as no number, and so is known for a double from the start. */
  now = Number.NaN;
  transitions = 0;
  /** Decides what would be drawn; null for a run by chance. */
  director: Director | null = null;
  /** Cause of what is being done right now. */
  cause: Cause = NO_CAUSE;
  /** When something last happened other than an arrival. */
  lastActive = 0;
  /** Draws the order of what happens at one time; null leaves it as the text has it. */
  private readonly shuffle: Draws | null;
  private pushed = 0;
  private events = 0;
  /** Number of events at which the limits are looked at again. */
  private nextLook: number;
  private instant = -1;
  private atInstant = 0;
  private looks = 0;
  private readonly firstActorRank: number;
  private readonly firstLoadRank: number;
  private readonly serviceRank: number;
  /** By process: hashes of the branches of each step, and the number of the first of them among all. */
  private readonly branches: readonly { hashes: number[][]; first: number[] }[];

  constructor(model: Model, seed: number, run: number, limits: RunLimits, options: WorldOptions) {
    this.model = model;
    this.now = 0;
    this.limits = limits;
    this.nextLook = Math.min(PACE.every, limits.events + 1);
    this.draws = new Draws(seed, run);
    this.shuffle = options.shuffle === null ? null : new Draws(seed, options.shuffle);
    this.writer = new StateWriter(model, initialState(model));
    this.watches = new Subscriptions(model);
    this.followed = new PropertyMonitor(model, this.watches, this.s);
    this.branches = model.processes.map(branchHashes);
    this.recorder = new Recorder(model, options.kept ? limits.trace : 0, limits.traceText);
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
    this.measuring = new Measuring(model, this.watches, options.variant, options.kept);
    const { probe } = this.measuring;
    this.services = new Requests(
      this,
      options.observer === null ? probe : bothObservers(probe, options.observer),
    );
    this.loads = model.loads.map((_, i) => new Arrivals(this, i));
    this.firstActorRank = model.faults.length + 2;
    this.firstLoadRank = this.firstActorRank + actors.length;
    this.serviceRank = this.firstLoadRank + model.loads.length;
    this.channelLoad = model.channels.map(() => 0);
    this.channelWaiters = model.channels.map(() => new Set());
    this.faults = model.faults.map(() => ({ started: false, order: -1, saved: [] }));
    this.faultWatches = model.faults.map(({ when }) =>
      when === null ? null : this.watches.subscribe(when.reads),
    );
  }

  get s(): Value[] {
    return this.writer.s;
  }

  /** Adds an event. Ties go by what happens, then by declaration and index of who acts, then by insertion. */
  push(time: number, kind: number, subject: number, detail = 0, stamp = 0): void {
    this.queue.push(time, this.order(this.rank(kind, subject)), kind, subject, detail, stamp);
  }

  /** Where the order of what happens at one time is shuffled, a random rank takes the place of the given one. */
  private order(rank: number): number {
    return this.shuffle === null ? rank : this.shuffle.uniform(TIES, 0, this.pushed++);
  }

  /** Faults, timers, deliveries, instances; behind them loads, services, and what runs out of time last. */
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

  answerTo(actor: number, branch: number, ok: boolean, stamp: number): void {
    const pause = ok ? 0 : this.pauseOf(this.actors[actor]!, branch);
    this.push(this.now + pause, EVENT.answer, actor, branch * 2 + (ok ? 1 : 0), stamp);
  }

  /**
   * How long after a failure the step hears of it. One that took no time and leads straight back to its step counts as no
   * answer at all: it is told when the timeout is over, or after a second where there is none.
   */
  private pauseOf(actor: Actor, branch: number): number {
    const call = actor.process.steps[this.s[actor.b] as number]?.[branch]?.call;
    if (call?.pauses !== true || actor.asked !== this.now) return 0;
    const timeout = this.services.edges[call.edge]!.timeout.readFor(actor.b);
    return timeout > 0 && Number.isFinite(timeout) ? timeout : SECOND;
  }

  /** Counts a transition and holds it to the limits. */
  tick(who: string, span: Span): void {
    this.transitions++;
    this.lastActive = this.now;
    this.model.runtime.refuel();
    this.count(who, span);
    this.atInstant = this.now === this.instant ? this.atInstant + 1 : 1;
    this.instant = this.now;
    const most = Math.max(this.limits.instant, 10 * this.actors.length);
    if (this.atInstant > most) {
      const message = `\`${who}\` is the last of more than ${most} transitions without time going by`;
      throw new RunError(
        'run/instant',
        span,
        message,
        'give one of its steps a `delay`, or its loop a period',
      );
    }
  }

  /** Counts anything that happens, requests too. */
  count(who: string, span: Span): void {
    this.events++;
    if (this.events < this.nextLook) return;
    this.nextLook = Math.min(this.events + PACE.every, Math.max(this.limits.events, this.events) + 1);
    const { events: most } = this.limits;
    const until = this.model.scenario.until ?? 0;
    const hint = 'shorten `until`, slow down what happens so often, or raise `scale`';
    if (this.events > most) {
      const message = `more than ${most} events; the last was of \`${who}\``;
      throw new RunError('run/events', span, message, hint);
    }
    if (this.events >= PACE.every && (this.events * until) / this.now > PACE.beyond * most) {
      const message = `${this.events} events and no end in sight: at this pace there would be more than ${PACE.beyond} times the ${most} of a run; the last was of \`${who}\``;
      throw new RunError('run/events', span, message, hint);
    }
  }

  /** Counts that an actor was woken: many that wait for the same are woken by each change of it. */
  countLook(actor: Actor): void {
    this.looks++;
    if (this.looks <= this.limits.looks) return;
    const { name, span } = actor.process.process;
    const message = `those who wait in \`${name}\` were woken more than ${this.limits.looks} times`;
    throw new RunError('run/looks', span, message, 'let fewer of them wait for what changes so often');
  }

  /** Hash of a branch for its draws: the ids of its step and itself. */
  stepHash(actor: Actor, step: number, branch: number): number {
    return this.branches[actor.process.process.index]!.hashes[step]![branch]!;
  }

  /** Number of draws made before for a branch of an actor; counts this one. */
  nextOf(actor: Actor, step: number, branch: number): number {
    return actor.drawn[this.branches[actor.process.process.index]!.first[step]! + branch]!++;
  }

  /** Number of draws made before for another purpose of an actor; counts this one. */
  nextDraw(actor: Actor, hash: number): number {
    const n = actor.draws.get(hash) ?? 0;
    actor.draws.set(hash, n + 1);
    return n;
  }

  /** Draws a length of time. */
  length(delay: DelayModel, b: number, u: number): number {
    const { s, now } = this;
    const a = delay.a(s, b, now, [], s) as number;
    const second = delay.b === null ? 0 : (delay.b(s, b, now, [], s) as number);
    const problem = parameterProblem(delay.dist, a, second);
    if (problem !== null) throw new RunError('run/delay', delay.span, problem);
    return sample(delay.dist, a, second, u);
  }
}

function branchHashes({ process }: ProcessModel): { hashes: number[][]; first: number[] } {
  const hashes = process.steps.map(({ id, branches }) =>
    branches.map((branch) => hashName(branches.length > 1 ? `${id}/${branch.id}` : id)),
  );
  const first: number[] = [];
  hashes.reduce((sum, { length }) => {
    first.push(sum);
    return sum + length;
  }, 0);
  return { hashes, first };
}

/** The state at time 0, with the values that constants have in this run. */
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

const NOTHING: Properties = { breaks: [], mends: [] };

/** After a change of state: wakes who waits on it and follows marks and invariants. The log stays for the trace. */
export function settle(world: World): Properties {
  const { slots, was, logged, s } = world.writer;
  for (let i = 0; i < logged; i++) {
    const slot = slots[i]!;
    if (s[slot] === was[i]) continue;
    world.watches.notify(slot);
    scheduleTimer(world, slot);
  }
  if (!world.watches.changed) return NOTHING;
  const found = world.followed.update(world.s, world.now, world.cause);
  world.measuring.update(world.s, world.now);
  world.watches.settle();
  return found;
}

/** A timer that was set is over at a known time: whoever reads it looks again then. */
export function scheduleTimer(world: World, slot: number): void {
  if (world.isTimer[slot] === 0) return;
  const over = world.s[slot] as number;
  if (over > world.now) world.push(over, EVENT.timer, slot, 0, 0);
}
