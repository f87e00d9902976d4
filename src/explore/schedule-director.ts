import type { Actor } from '../engine/actor.ts';
import type { Director } from '../engine/director.ts';
import type { ReplayedRun } from '../engine/replay.ts';
import type { DelayModel } from '../model/quantity.ts';
import type { Value } from '../scenario/expr.ts';
import { compareValues } from '../scenario/value.ts';
import { callLength } from './call-times.ts';
import type { MoveContext } from './extended.ts';
import type { Sent } from './mail-times.ts';
import type { Move } from './move.ts';
import { fullRange, type Range } from './ranges.ts';
import type { TimeSystem } from './time-system.ts';

/** Longer than any counterexample: what may wait for ever comes so late. */
const NEVER = 1e15;

/**
 * Lets a run keep a schedule: each delay ends when the schedule wants its step, as far as its range allows, and what the
 * schedule does not want comes as late as it may.
 */
export class ScheduleDirector implements Director {
  private readonly context: MoveContext;
  private readonly moves: readonly Move[];
  private readonly times: readonly number[];
  private readonly system: TimeSystem;
  private readonly run: ReplayedRun;
  private readonly posted = new Set<Sent>();

  /** @param times of all variables of the system */
  constructor(
    context: MoveContext,
    moves: readonly Move[],
    system: TimeSystem,
    times: readonly number[],
    run: ReplayedRun,
  ) {
    this.context = context;
    this.moves = moves;
    this.system = system;
    this.times = times;
    this.run = run;
  }

  delay(actor: Actor, step: number, branch: number): number {
    const { now } = this.run.clock();
    const model = actor.process.steps[step]![branch]!;
    const [least, most] = this.lengths(model.delay!, actor.b);
    const next = this.nextOf(actor);
    const move = next === null ? null : this.moves[next]!;
    if (move === null || move.step !== step || move.branch !== branch) return Math.min(most, NEVER);
    const wanted = this.times[this.system.calls.get(next!) ?? next! + 1]!;
    return Math.max(least, Math.min(most, wanted - now));
  }

  private lengths(delay: DelayModel, b: number): Range {
    const s = this.run.state();
    const { now } = this.run.clock();
    const a = delay.a(s, b, now, [], s) as number;
    return fullRange(delay, a, delay.b === null ? 0 : (delay.b(s, b, now, [], s) as number));
  }

  /** Index of the next move of an actor, or null. */
  private nextOf(actor: Actor): number | null {
    const { passed } = this.run.clock();
    const found = this.moves.findIndex(
      (move, i) =>
        i >= passed &&
        move.kind !== 'lose' &&
        move.process === actor.process.process.index &&
        move.subject === actor.index,
    );
    return found < 0 ? null : found;
  }

  way(_actor: Actor, ways: readonly { v: readonly Value[]; s: readonly Value[] }[]): number {
    const { made } = this.run.clock();
    const move = this.moves[made];
    if (move === undefined) return 0;
    const { slots } = this.context.model.layout;
    return ways.findIndex(
      ({ v, s }) =>
        compareValues(v, move.v) === 0 &&
        slots.every(
          ({ type }, slot) => type.kind === 'timer' || compareValues(s[slot]!, move.state[slot]!) === 0,
        ),
    );
  }

  message(actor: Actor, receiver: Actor, via: number): number[] {
    // The move that sends is not counted yet, or was just made.
    const { made, now } = this.run.clock();
    const lengths: number[] = [];
    this.system.messages.forEach((sent, i) => {
      const fits =
        !this.posted.has(sent) &&
        sent.via === via &&
        sent.sentBy === made &&
        sent.from[0] === actor.process.process.index &&
        sent.from[1] === actor.index &&
        sent.to[0] === receiver.process.process.index &&
        sent.to[1] === receiver.index;
      if (!fits) return;
      this.posted.add(sent);
      const { latency } = this.context.model.channels[via]!;
      const [least, most] = latency === null ? [0, 0] : this.lengths(latency, 0);
      const wanted =
        sent.takenBy === null ? Math.max(this.arrivalOf(i), this.latest(i, now + most)) : this.arrivalOf(i);
      lengths.push(Math.max(least, Math.min(most, NEVER, wanted - now)));
    });
    return lengths;
  }

  private arrivalOf(message: number): number {
    return this.times[this.system.arrivals[message]!]!;
  }

  /** A message that nobody takes comes as late as it may without holding up one behind it. */
  private latest(message: number, most: number): number {
    const { messages } = this.system;
    const { via, from, to } = messages[message]!;
    const behind = messages.flatMap((other, i) =>
      i > message &&
      other.via === via &&
      other.from.join() === from.join() &&
      other.to.join() === to.join() &&
      other.takenBy !== null
        ? [this.arrivalOf(i)]
        : [],
    );
    const ordered = via >= 0 && this.context.model.scenario.channels[via]!.order === 'fifo';
    return Math.min(most, NEVER, ...(ordered ? behind : []));
  }

  call(actor: Actor, step: number, branch: number): { ok: boolean; length: number } {
    const next = this.nextOf(actor);
    const { now } = this.run.clock();
    const move = next === null ? null : this.moves[next]!;
    const ok = move === null || move.kind !== 'fail';
    const call = actor.process.steps[step]![branch]!.call!;
    const { asks } = actor.process.process.steps[step]!.branches[branch]!.call!;
    const [least, most] = callLength(this.context, asks, call, !ok, fullRange);
    const wanted = next === null ? NEVER : this.times[next + 1]! - now;
    return { ok, length: Math.max(least, Math.min(most, NEVER, wanted)) };
  }
}
