import { type ReplayedRun, replay } from '../../engine/replay.ts';
import type { Actor, Director } from '../../engine/state/actor.ts';
import type { DelayModel, Model } from '../../model/model.ts';
import type { ExploredTiming } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import { compareValues } from '../../scenario/ast/value.ts';
import { isPlainCall } from '../space/fault-moves.ts';
import { type Move, type SearchContext, searchLayoutOf } from '../space/search-state.ts';
import {
  type Attempt,
  callLength,
  fullRange,
  likelyRange,
  type Range,
  type Sent,
  type TimeSystem,
  timeSystem,
} from './constraints.ts';
import { type Constraint, solve } from './difference-constraints.ts';
import { courseOf, type ExecutionTrace } from './segments.ts';

/** Longer than any counterexample: what may wait for ever comes so late. */
const NEVER = 1e15;

/**
 * Lets a run keep a schedule: each delay ends when the schedule wants its step, as far as its range allows, and what the
 * schedule does not want comes as late as it may.
 */
class ScheduleDirector implements Director {
  private readonly context: SearchContext;
  private readonly moves: readonly Move[];
  private readonly times: readonly number[];
  private readonly system: TimeSystem;
  private readonly run: ReplayedRun;
  private readonly posted = new Set<Sent>();

  /** @param times of all variables of the system */
  constructor(
    context: SearchContext,
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

/**
 * Looks for times at which a counterexample happens. The run engine is the judge: it goes along the moves with delays,
 * latencies, lengths of calls and timers out of the ranges of the text, and the times are those of that run. Candidates
 * come from a system of constraints between the moves, at first within the range from the 1 % to the 99 % quantile of
 * each distribution, then within all that it can give.
 *
 * That there are none is said only where constraints that every run of this order meets contradict each other. Where
 * neither is shown, the answer is open.
 */
export function schedule(model: Model, moves: readonly Move[]): ExploredTiming | null {
  if (moves.length === 0) return null;
  const context = { model, extended: searchLayoutOf(model) };
  const course = courseOf(context, moves);
  const impossible = conflictOf(context, course, {
    range: fullRange,
    necessary: true,
    last: false,
    early: true,
  });
  if (impossible !== null) {
    const note = `No lengths of time in the stated ranges give this order: ${reason(impossible)}.`;
    return { possible: false, times: [], note };
  }
  const unknown = unknownCalls(context, moves);
  if (unknown.length > 0) {
    const note = `Whether this order fits the delays is open: how long calls to ${unknown.join(', ')} take, and which of them fail, is not part of the check.`;
    return { possible: null, times: [], note };
  }
  for (const range of [likelyRange, fullRange]) {
    for (const last of [false, true]) {
      for (const early of [true, false]) {
        const times = timesOf(context, course, { range, necessary: false, last, early });
        if (times === null) continue;
        return { possible: true, times, note: range === fullRange ? rareNote(context, course) : null };
      }
    }
  }
  const note =
    'Whether this order fits the delays is open: no constraint speaks against it, but no run was found that takes it.';
  return { possible: null, times: [], note };
}

/** Times of the moves in a run that takes them, or null. */
function timesOf(context: SearchContext, course: ExecutionTrace, attempt: Attempt): number[] | null {
  const system = timeSystem(context, course, attempt);
  const solution = solve(system.variables, system.constraints);
  if (!('times' in solution)) return null;
  const { times } = solution;
  const end = times[course.moves.length]!;
  const replayed = replay(
    context.model,
    course.moves,
    (run) => new ScheduleDirector(context, course.moves, system, times, run),
    end,
  );
  return 'times' in replayed ? replayed.times : null;
}

function conflictOf(
  context: SearchContext,
  course: ExecutionTrace,
  attempt: Attempt,
): readonly Constraint[] | null {
  const system = timeSystem(context, course, attempt);
  const solution = solve(system.variables, system.constraints);
  return 'conflict' in solution ? solution.conflict : null;
}

/** What stands against the usual ranges, where only all that a distribution can give lets the order happen. */
function rareNote(context: SearchContext, course: ExecutionTrace): string | null {
  const conflicts = [false, true].flatMap((last) => {
    const conflict = conflictOf(context, course, { range: likelyRange, necessary: false, last, early: true });
    return conflict === null ? [] : [conflict];
  });
  const why = conflicts[0] === undefined ? '' : `: ${reason(conflicts[0])}`;
  return `It takes a length of time outside the 1 % to 99 % range of its distribution${why}.`;
}

/** Services whose answers hang on more than their latency, by name. */
function unknownCalls({ model }: SearchContext, moves: readonly Move[]): string[] {
  const called = moves.flatMap(({ process, step, branch, kind }) => {
    if (process < 0 || kind === 'lose' || kind === 'skip') return [];
    const asks = model.scenario.processes[process]!.steps[step]!.branches[branch]!.call?.asks;
    return asks === undefined || isPlainCall(model, asks) ? [] : [asks.to];
  });
  return [...new Set(called)];
}

/** Of a circle of constraints the ones that a reader can do something about: lengths of time, not the order. */
function reason(conflict: readonly Constraint[]): string {
  const all = [...new Set(conflict.map(({ because }) => because))].sort();
  // What the text states comes first: it is what an author can change.
  const stated = all.filter((text) => text.includes(' takes '));
  const others = all.filter((text) => !stated.includes(text) && !text.startsWith('steps come one after'));
  const told = [...stated, ...others];
  return (told.length > 0 ? told : all).slice(0, 3).join(', and ');
}
