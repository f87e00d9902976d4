import { replay } from '../engine/replay.ts';
import type { Model } from '../model/model.ts';
import type { ExploredTiming } from '../result.ts';
import { isPlainCall } from './call-failure.ts';
import { type Constraint, solve } from './difference-constraints.ts';
import { extend, type MoveContext } from './extended.ts';
import type { Move } from './move.ts';
import { fullRange, likelyRange } from './ranges.ts';
import { ScheduleDirector } from './schedule-director.ts';
import { timeSystem } from './time-constraints.ts';
import type { Attempt } from './time-system.ts';
import { type Course, courseOf } from './visits.ts';

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
  const context = { model, extended: extend(model) };
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
function timesOf(context: MoveContext, course: Course, attempt: Attempt): number[] | null {
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

function conflictOf(context: MoveContext, course: Course, attempt: Attempt): readonly Constraint[] | null {
  const system = timeSystem(context, course, attempt);
  const solution = solve(system.variables, system.constraints);
  return 'conflict' in solution ? solution.conflict : null;
}

/** What stands against the usual ranges, where only all that a distribution can give lets the order happen. */
function rareNote(context: MoveContext, course: Course): string | null {
  const conflicts = [false, true].flatMap((last) => {
    const conflict = conflictOf(context, course, { range: likelyRange, necessary: false, last, early: true });
    return conflict === null ? [] : [conflict];
  });
  const why = conflicts[0] === undefined ? '' : `: ${reason(conflicts[0])}`;
  return `It takes a length of time outside the 1 % to 99 % range of its distribution${why}.`;
}

/** Services whose answers hang on more than their latency, by name. */
function unknownCalls({ model }: MoveContext, moves: readonly Move[]): string[] {
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
