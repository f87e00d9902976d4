import type { Model } from '../model/model.ts';
import type { Micros } from '../result.ts';
import type { Value } from '../scenario/ast/expr.ts';
import { compareValues } from '../scenario/ast/value.ts';
import { scheduleFaults, startConditionalFaults } from './faults.ts';
import { start, turn } from './run.ts';
import type { Director } from './state/actor.ts';
import { EVENT } from './state/event-queue.ts';
import { RUN_LIMITS } from './state/run-error.ts';
import { openExit } from './state/state-writer.ts';
import { isReady } from './transition.ts';
import { World } from './world.ts';

/** A move that a run is to make next, as far as an event can be told by it. */
export interface ExpectedMove {
  readonly kind: 'step' | 'skip' | 'fail' | 'timer' | 'start' | 'end' | 'lose';
  /** Number of the process, or -1. */
  readonly process: number;
  /** Instance, slot of a timer or number of a fault. */
  readonly subject: number;
  readonly branch: number;
  /** Shared variables, places and locals behind it. */
  readonly state: readonly Value[];
}

interface Event {
  readonly time: number;
  readonly kind: number;
  readonly subject: number;
  readonly detail: number;
  readonly stamp: number;
}

/**
 * What a director may know of the run that it directs: its time, its state, the moves that it has made (`made`), and
 * those with the one that is being made (`passed`).
 */
export interface ReplayedRun {
  clock(): { readonly now: Micros; readonly made: number; readonly passed: number };
  state(): readonly Value[];
}

/** When each move happened, or how many did before the run went another way. */
export type Replayed = { readonly times: Micros[] } | { readonly followed: number };

/** More events than this are no replay of a counterexample. */
const MOST_EVENTS = 100_000;

/**
 * Lets the run engine go along given moves: a director says how long things take, and of what falls on one instant the
 * expected goes first, as it may with `ties: shuffle`. Every transition must be the expected one and leave the state
 * that is expected; requests of loads are left out, since a search knows none.
 *
 * @param directorOf gives the director of the run that it is told
 * @param until moves later than this are not waited for
 * @throws RunError or EvaluationError if an expression fails
 */
export function replay(
  model: Model,
  moves: readonly ExpectedMove[],
  directorOf: (run: ReplayedRun) => Director,
  until: Micros,
): Replayed {
  return new Replay(model, moves, directorOf, until).run();
}

class Replay {
  private readonly moves: readonly ExpectedMove[];
  private readonly world: World;
  private readonly until: Micros;
  private readonly times: Micros[] = [];
  /** 1 while the expected move is being made. */
  private making = 0;
  /** Events of the present instant that have not happened yet. */
  private waiting: Event[] = [];

  constructor(
    model: Model,
    moves: readonly ExpectedMove[],
    directorOf: (run: ReplayedRun) => Director,
    until: Micros,
  ) {
    this.moves = moves;
    this.until = until;
    const world = new World(model, 0, 0, RUN_LIMITS, {
      variant: 'base',
      kept: false,
      shuffle: null,
      observer: null,
    });
    world.director = directorOf({
      clock: () => ({ now: world.now, made: this.times.length, passed: this.times.length + this.making }),
      state: () => world.s,
    });
    this.world = world;
  }

  run(): Replayed {
    const { world } = this;
    start(world);
    scheduleFaults(world);
    startConditionalFaults(world);
    for (let events = 0; this.times.length < this.moves.length; events++) {
      const event = events > MOST_EVENTS ? null : this.next();
      if (event === null || !this.happens(event)) return { followed: this.times.length };
    }
    return { times: this.times };
  }

  /** The event that goes next: what no move tells of first, then the expected one, then any other. */
  private next(): Event | null {
    const { queue } = this.world;
    if (this.waiting.length === 0 && !this.take()) return null;
    while (queue.peekTime() === this.waiting[0]!.time) this.take();
    const quiet = this.waiting.findIndex((event) => !this.isMove(event));
    const expected = this.waiting.findIndex((event) => this.isExpected(event));
    const place = quiet >= 0 ? quiet : Math.max(0, expected);
    return this.waiting.splice(place, 1)[0]!;
  }

  private take(): boolean {
    const { queue } = this.world;
    if (queue.peekTime() > this.until || !queue.pop()) return false;
    const { time, kind, subject, detail, stamp } = queue;
    this.waiting.push({ time, kind, subject, detail, stamp });
    return true;
  }

  /** True for an event that would be a move; others are looks, arrivals of messages and what was overtaken. */
  private isMove({ kind, subject, detail, stamp, time }: Event): boolean {
    const { world } = this;
    if (kind === EVENT.faultStart || kind === EVENT.faultEnd) return true;
    if (kind === EVENT.timer) return this.isExpected({ kind, subject, detail, stamp, time });
    if (kind === EVENT.deliver) return world.actors[subject]!.down;
    if (kind !== EVENT.fire && kind !== EVENT.answer) return false;
    const actor = world.actors[subject]!;
    if (actor.stamp !== stamp || actor.down) return false;
    if (kind === EVENT.answer) return true;
    if (actor.due[detail] !== time) return false;
    const step = world.s[actor.b] as number;
    const branch = actor.process.steps[step]![detail]!;
    if (openExit(branch.exits, world.s, actor.b, time) >= 0) return true;
    // A call that begins is no move yet.
    return branch.call === null && isReady(world, actor, step, detail);
  }

  private isExpected({ kind, subject, detail }: Event): boolean {
    const move = this.moves[this.times.length];
    if (move === undefined) return false;
    switch (move.kind) {
      case 'timer':
        return kind === EVENT.timer && subject === move.subject;
      case 'start':
        return kind === EVENT.faultStart && subject === move.subject;
      case 'end':
        return kind === EVENT.faultEnd && subject === move.subject;
      default: {
        const actor = this.world.actors[subject];
        const isHis = actor?.process.process.index === move.process && actor.index === move.subject;
        if (move.kind === 'lose') return kind === EVENT.deliver && isHis;
        if (!isHis) return false;
        if (kind === EVENT.fire) return move.kind !== 'fail' && detail === move.branch;
        return kind === EVENT.answer && detail === move.branch * 2 + (move.kind === 'fail' ? 0 : 1);
      }
    }
  }

  /** Lets an event happen; false if it was a move other than the expected one. */
  private happens(event: Event): boolean {
    const { world } = this;
    const expected = this.isExpected(event);
    const moves = this.isMove(event);
    const before = world.transitions;
    Object.assign(world.queue, event);
    world.now = event.time;
    this.making = expected ? 1 : 0;
    turn(world);
    startConditionalFaults(world);
    this.making = 0;
    const told =
      world.transitions > before || (moves && (event.kind === EVENT.timer || event.kind === EVENT.deliver));
    if (!told) return true;
    if (!expected || !this.agrees(this.moves[this.times.length]!.state)) return false;
    this.times.push(event.time);
    return true;
  }

  /** True if the run is in a state that is expected. A timer that nobody has looked at since may be over already. */
  private agrees(state: readonly Value[]): boolean {
    const { world } = this;
    return world.model.layout.slots.every(({ type }, slot) => {
      const value = world.s[slot]!;
      if (type.kind !== 'timer') return compareValues(value, state[slot]!) === 0;
      return state[slot] === 1 || (value as number) <= world.now;
    });
  }
}
