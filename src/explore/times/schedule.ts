import { type ReplayedRun, replay } from '../../engine/replay.ts';
import type { Actor, Director } from '../../engine/state/actor.ts';
import type { DelayModel, Model } from '../../model/model.ts';
import type { ExploredTiming } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import { compareValues } from '../../scenario/ast/value.ts';
import { isPlainCall } from '../space/fault-moves.ts';
import { contextOf, type Move, type SearchContext } from '../space/search-state.ts';
import {
  callDuration,
  fullRange,
  likelyRange,
  type MessageCopy,
  ORDER,
  type Range,
  type TimeSystem,
  type TimingAttempt,
  timeSystem,
} from './constraints.ts';
import { type Constraint, solve } from './difference-constraints.ts';
import { type ExecutionTrace, traceOf } from './segments.ts';

/** A time that is later than the end of any counterexample, in microseconds. */
const NEVER = 1e15;

/**
 * Looks for times at which a counterexample can happen. Candidates come from constraints between the moves: first with
 * each distribution limited to its 1–99% range, then with its full range. The run engine replays the moves with
 * durations from these ranges, and the resulting times are reported.
 *
 * The order is reported as impossible only if constraints that hold in every run contradict each other. In all other
 * cases without a run, the result is undecided.
 */
export function schedule(model: Model, moves: readonly Move[]): ExploredTiming | null {
  if (moves.length === 0) return null;
  const context = contextOf(model);
  const trace = traceOf(context, moves);
  const impossible = conflictOf(context, trace, {
    range: fullRange,
    necessary: true,
    last: false,
    early: true,
  });
  if (impossible !== null) {
    const note = `No durations in the stated ranges allow this order: ${explain(impossible)}.`;
    return { possible: false, times: [], note };
  }
  const unknown = unknownCalls(context, moves);
  if (unknown.length > 0) {
    const note = `It isn't known whether the delays allow this order, because the check doesn't model how long calls to ${unknown.join(', ')} take or when they fail.`;
    return { possible: null, times: [], note };
  }
  for (const range of [likelyRange, fullRange]) {
    for (const last of [false, true]) {
      for (const early of [true, false]) {
        const times = timesOf(context, trace, { range, necessary: false, last, early });
        if (times === null) continue;
        return { possible: true, times, note: range === fullRange ? rareNote(context, trace) : null };
      }
    }
  }
  const note =
    "It isn't known whether the delays allow this order: no constraint rules it out, but no run with this order was found.";
  return { possible: null, times: [], note };
}

/** The times of the moves in a run that makes these moves; null if no such run is found. */
function timesOf(context: SearchContext, trace: ExecutionTrace, attempt: TimingAttempt): number[] | null {
  const system = timeSystem(context, trace, attempt);
  const solution = solve(system.variables, system.constraints);
  if (!('times' in solution)) return null;
  const { times } = solution;
  const end = times[trace.moves.length]!;
  const replayed = replay(
    context.model,
    trace.moves,
    (run) => new ScheduleDirector(context, trace.moves, system, times, run),
    end,
  );
  return 'times' in replayed ? replayed.times : null;
}

function conflictOf(
  context: SearchContext,
  trace: ExecutionTrace,
  attempt: TimingAttempt,
): readonly Constraint[] | null {
  const system = timeSystem(context, trace, attempt);
  const solution = solve(system.variables, system.constraints);
  return 'conflict' in solution ? solution.conflict : null;
}

/** Names of the called services whose response times depend on more than their latency. */
function unknownCalls({ model }: SearchContext, moves: readonly Move[]): string[] {
  const called = moves.flatMap(({ process, step, branch, kind }) => {
    if (process < 0 || kind === 'lose' || kind === 'skip') return [];
    const edge = model.scenario.processes[process]!.steps[step]!.branches[branch]!.call?.edge;
    return edge === undefined || isPlainCall(model, edge) ? [] : [edge.to];
  });
  return [...new Set(called)];
}

/** The note for an order that is possible only with an unlikely duration. It lists the conflicting constraints. */
function rareNote(context: SearchContext, trace: ExecutionTrace): string | null {
  const conflicts = [false, true].flatMap((last) => {
    const conflict = conflictOf(context, trace, { range: likelyRange, necessary: false, last, early: true });
    return conflict === null ? [] : [conflict];
  });
  const why = conflicts[0] === undefined ? '' : `: ${explain(conflicts[0])}`;
  return `This order needs a duration outside the 1–99% range of its distribution${why}.`;
}

/** Describes the constraints in a cycle, starting with those on durations, which an author can change. */
function explain(conflict: readonly Constraint[]): string {
  const all = [...new Set(conflict.map(({ reason }) => reason))].sort();
  const durations = all.filter((text) => text.includes(' takes '));
  const others = all.filter((text) => !durations.includes(text) && text !== ORDER);
  const shown = [...durations, ...others];
  return (shown.length > 0 ? shown : all).slice(0, 3).join(', and ');
}

/**
 * Makes a run follow a schedule. Each delay ends at its step's scheduled time if its range allows it. Anything that
 * isn't scheduled happens as late as possible.
 */
class ScheduleDirector implements Director {
  private readonly context: SearchContext;
  private readonly moves: readonly Move[];
  private readonly times: readonly number[];
  private readonly system: TimeSystem;
  private readonly run: ReplayedRun;
  private readonly sent = new Set<MessageCopy>();

  /** @param times the time of each variable in the system */
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
    const [min, max] = this.rangeOf(model.delay!, actor.b);
    const next = this.nextOf(actor);
    const move = next === null ? null : this.moves[next]!;
    if (move === null || move.step !== step || move.branch !== branch) return Math.min(max, NEVER);
    const scheduled = this.times[this.system.calls.get(next!) ?? next! + 1]!;
    return Math.max(min, Math.min(max, scheduled - now));
  }

  /** The branch that the schedule takes or, if it takes none, the one with the longest possible delay. */
  alternative(actor: Actor, step: number): number {
    const next = this.nextOf(actor);
    const move = next === null ? null : this.moves[next]!;
    if (move !== null && move.step === step) return move.branch;
    const longest = actor.process.steps[step]!.map(({ possible, at, call, delay }) => {
      if (!possible) return -1;
      if (at !== null || call !== null) return NEVER;
      return delay === null ? 0 : this.rangeOf(delay, actor.b)[1];
    });
    return longest.indexOf(Math.max(...longest));
  }

  private rangeOf(delay: DelayModel, b: number): Range {
    const s = this.run.state();
    const { now } = this.run.clock();
    const a = delay.a(s, b, now, [], s) as number;
    return fullRange(delay, a, delay.b === null ? 0 : (delay.b(s, b, now, [], s) as number));
  }

  /** Index of an actor's next move, or null. */
  private nextOf(actor: Actor): number | null {
    const { started } = this.run.clock();
    const found = this.moves.findIndex(
      (move, i) =>
        i >= started &&
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
    // The move that sends the message is still in progress, so it isn't included in `made`.
    const { made, now } = this.run.clock();
    const latencies: number[] = [];
    this.system.messages.forEach((sent, i) => {
      const matches =
        !this.sent.has(sent) &&
        sent.via === via &&
        sent.sentBy === made &&
        sent.from[0] === actor.process.process.index &&
        sent.from[1] === actor.index &&
        sent.to[0] === receiver.process.process.index &&
        sent.to[1] === receiver.index;
      if (!matches) return;
      this.sent.add(sent);
      const { latency } = this.context.model.channels[via]!;
      const [min, max] = latency === null ? [0, 0] : this.rangeOf(latency, 0);
      const scheduled =
        sent.receivedBy === null ? Math.max(this.arrivalOf(i), this.latest(i, now + max)) : this.arrivalOf(i);
      latencies.push(Math.max(min, Math.min(max, NEVER, scheduled - now)));
    });
    return latencies;
  }

  private arrivalOf(message: number): number {
    return this.times[this.system.arrivals[message]!]!;
  }

  /** A message that isn't received arrives as late as possible without delaying later messages on the same link. */
  private latest(message: number, max: number): number {
    const { messages } = this.system;
    const { via, from, to } = messages[message]!;
    const following = messages.flatMap((other, i) =>
      i > message &&
      other.via === via &&
      other.from.join() === from.join() &&
      other.to.join() === to.join() &&
      other.receivedBy !== null
        ? [this.arrivalOf(i)]
        : [],
    );
    const ordered = via >= 0 && this.context.model.scenario.channels[via]!.order === 'fifo';
    return Math.min(max, NEVER, ...(ordered ? following : []));
  }

  call(actor: Actor, step: number, branch: number): { ok: boolean; duration: number } {
    const next = this.nextOf(actor);
    const { now } = this.run.clock();
    const move = next === null ? null : this.moves[next]!;
    const ok = move === null || move.kind !== 'fail';
    const call = actor.process.steps[step]![branch]!.call!;
    const { edge } = actor.process.process.steps[step]!.branches[branch]!.call!;
    const [min, max] = callDuration(this.context, edge, call, !ok, fullRange);
    const scheduled = next === null ? NEVER : this.times[next + 1]! - now;
    return { ok, duration: Math.max(min, Math.min(max, NEVER, scheduled)) };
  }
}
