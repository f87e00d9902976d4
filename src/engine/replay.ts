import type { Model } from '../model/model.ts';
import type { Micros } from '../result.ts';
import type { Value } from '../scenario/ast/expr.ts';
import { compareValues } from '../scenario/ast/value.ts';
import { scheduleFaults, startConditionalFaults } from './faults.ts';
import { handleEvent, start } from './run.ts';
import type { Director } from './state/actor.ts';
import { EVENT } from './state/event-queue.ts';
import { RUN_LIMITS } from './state/run-error.ts';
import { openExit } from './state/state-writer.ts';
import { isReady } from './transition.ts';
import { World } from './world.ts';

/** Maximum number of events in a replay. */
const MAX_EVENTS = 100_000;

/**
 * Runs the engine along the given moves. A director chooses the durations. Among simultaneous events, the expected one
 * goes first, as `ties: shuffle` allows. Every transition must be the expected one and lead to the expected state.
 * Requests from loads are skipped, as in a search.
 *
 * @param directorOf creates the run's director
 * @param until latest time for a move; the replay gives up after that
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

/** The run's next move, with the fields that identify its event. */
export interface ExpectedMove {
  readonly kind: 'step' | 'skip' | 'fail' | 'timer' | 'start' | 'end' | 'lose';
  /** Process index, or -1. */
  readonly process: number;
  /** Instance, timer slot or fault index. */
  readonly subject: number;
  readonly branch: number;
  /** Shared variables, program counters, and locals after the move. */
  readonly state: readonly Value[];
}

/**
 * The part of a run that a director can read. `made` counts completed moves; `started` also counts the move in
 * progress.
 */
export interface ReplayedRun {
  clock(): { readonly now: Micros; readonly made: number; readonly started: number };
  state(): readonly Value[];
}

/** The time of each move, or the number of moves made before the run diverged. */
export type Replayed = { readonly times: Micros[] } | { readonly followed: number };

class Replay {
  private readonly moves: readonly ExpectedMove[];
  private readonly world: World;
  private readonly until: Micros;
  private readonly times: Micros[] = [];
  /** 1 while the expected move is in progress. */
  private making = 0;
  /** Events at the current instant that are still to be handled. */
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
      keepTrace: false,
      shuffle: null,
      observer: null,
    });
    world.director = directorOf({
      clock: () => ({ now: world.now, made: this.times.length, started: this.times.length + this.making }),
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
      const event = events > MAX_EVENTS ? null : this.next();
      if (event === null || !this.handle(event)) return { followed: this.times.length };
    }
    return { times: this.times };
  }

  /** Returns the next event: events that aren't moves first, then the expected one, then any other. */
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

  /** True if an event would be a move. All other events evaluate steps, deliver messages, or are void. */
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
    // Starting a call isn't a move.
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
        const isOfActor = actor?.process.process.index === move.process && actor.index === move.subject;
        if (move.kind === 'lose') return kind === EVENT.deliver && isOfActor;
        if (!isOfActor) return false;
        if (kind === EVENT.fire) return move.kind !== 'fail' && detail === move.branch;
        return kind === EVENT.answer && detail === move.branch * 2 + (move.kind === 'fail' ? 0 : 1);
      }
    }
  }

  /** Handles an event. Returns false if it isn't the expected move. */
  private handle(event: Event): boolean {
    const { world } = this;
    const expected = this.isExpected(event);
    const isMove = this.isMove(event);
    const before = world.transitions;
    Object.assign(world.queue, event);
    world.now = event.time;
    this.making = expected ? 1 : 0;
    handleEvent(world);
    startConditionalFaults(world);
    this.making = 0;
    const isMoveDone =
      world.transitions > before || (isMove && (event.kind === EVENT.timer || event.kind === EVENT.deliver));
    if (!isMoveDone) return true;
    if (!expected || !this.agrees(this.moves[this.times.length]!.state)) return false;
    this.times.push(event.time);
    return true;
  }

  /** True if the run is in the expected state. A timer can have expired already without any event reading it. */
  private agrees(state: readonly Value[]): boolean {
    const { world } = this;
    return world.model.layout.slots.every(({ type }, slot) => {
      const value = world.s[slot]!;
      if (type.kind !== 'timer') return compareValues(value, state[slot]!) === 0;
      return state[slot] === 1 || (value as number) <= world.now;
    });
  }
}

interface Event {
  readonly time: number;
  readonly kind: number;
  readonly subject: number;
  readonly detail: number;
  readonly stamp: number;
}
