import type { Model } from '../model/model.ts';
import type { DelayModel } from '../model/quantity.ts';
import type { ExploredTiming } from '../result.ts';
import type { Value } from '../scenario/expr.ts';
import { type Constraint, solve } from './difference-constraints.ts';
import { extend, type MoveContext } from './extended.ts';
import type { Move } from './move.ts';
import { movesFrom } from './moves.ts';

/** Shortest and longest length of time, in microseconds; the longest may be infinite. */
type Bounds = readonly [number, number];

/**
 * Looks for times at which a counterexample happens: each step lies behind the moment since which it could fire by a
 * length within the range of its delay, and whoever could fire throughout must not have come first. First the range
 * between the 1 % and 99 % quantiles of each distribution is tried, then all that the distribution can give.
 *
 * Latencies of messages and calls and the lengths of timers are not looked at; the note says so where they matter.
 */
export function schedule(model: Model, moves: readonly Move[]): ExploredTiming | null {
  if (moves.length === 0) return null;
  const context = { model, extended: extend(model) };
  const open = moves.some(
    ({ kind, v }) => kind === 'timer' || kind === 'fail' || kind === 'lose' || v.some(Array.isArray),
  );
  const left = open
    ? 'Latencies of messages and calls and the lengths of timers are not part of this check.'
    : null;
  const attempts = [likelyRange, fullRange].flatMap((range) =>
    ([false, true] as const).map((again) => ({
      rare: range === fullRange,
      solution: solve(moves.length + 1, constraintsOf(context, moves, range, again)),
    })),
  );
  const conflicts = attempts.map(({ solution }) => ('conflict' in solution ? reason(solution.conflict) : ''));
  const found = attempts.findIndex(({ solution }) => 'times' in solution);
  const { solution, rare } = attempts[Math.max(0, found)]!;
  if (!('times' in solution)) {
    const note = `No lengths of time in the stated ranges give this order: ${conflicts[2]}.`;
    return { possible: false, times: [], note };
  }
  const unlikely = `It takes a delay outside the 1 % to 99 % range of its distribution: ${conflicts[0]}.`;
  const note = [rare ? unlikely : null, left].filter((text) => text !== null).join(' ');
  return { possible: true, times: solution.times.slice(1), note: note === '' ? null : note };
}

const ORDER = 'steps come one after the other';

/** A step of an instance that waits: since when it can fire, and within which time it does. */
interface Waiting {
  readonly since: number;
  readonly bounds: Bounds;
  /** Earliest moment by the period of its loop. */
  readonly notBefore: number;
}

type RangeOf = (delay: DelayModel, a: number, b: number) => Bounds;

function constraintsOf(
  context: MoveContext,
  moves: readonly Move[],
  range: RangeOf,
  again: boolean,
): Constraint[] {
  const out: Constraint[] = [];
  const states: Value[][] = [[...context.extended.initial], ...moves.map((move) => move.state)];
  const enabled = states.map((state) => movesFrom(context, state));
  for (const [i, move] of moves.entries()) {
    const at = i + 1;
    out.push({ earlier: i, later: at, gap: 0, because: ORDER });
    const name = nameOf(context.model, move);
    if (move.kind === 'start' || move.kind === 'end') {
      pin(out, at, faultTime(context.model, moves, i), `${name} comes at its own time`);
    }
    if (move.process < 0 || move.kind === 'lose') continue;
    const waiting = waitingFor(context, moves, states, enabled, i, range, again);
    between(out, waiting, at, name);
  }
  deadlines(context, moves, states, enabled, range, again, out);
  return out;
}

function between(out: Constraint[], { since, bounds, notBefore }: Waiting, at: number, name: string): void {
  const [least, most] = bounds;
  out.push({ earlier: since, later: at, gap: least, because: `${name} takes at least ${seconds(least)}` });
  if (notBefore > 0)
    out.push({ earlier: 0, later: at, gap: notBefore, because: `${name} waits for its period` });
  if (Number.isFinite(most)) {
    const latest = notBefore > 0 ? 0 : since;
    const gap = -(most + notBefore);
    const because =
      most === 0 ? `${name} happens as soon as it can` : `${name} takes at most ${seconds(most)}`;
    out.push({ earlier: at, later: latest, gap, because });
  }
}

function pin(out: Constraint[], at: number, time: number | null, because: string): void {
  if (time === null) return;
  out.push({ earlier: 0, later: at, gap: time, because }, { earlier: at, later: 0, gap: -time, because });
}

/**
 * Since when the instance of a move waited for its time, and how long that takes. It began when it could first move; if
 * it could not when its time came, it began `again` when it could for good.
 */
function waitingFor(
  context: MoveContext,
  moves: readonly Move[],
  states: readonly Value[][],
  enabled: readonly (readonly Move[])[],
  i: number,
  range: RangeOf,
  again: boolean,
): Waiting {
  const move = moves[i]!;
  const arrival =
    moves.slice(0, i).findLastIndex((one) => one.process === move.process && one.subject === move.subject) +
    1;
  const able = (k: number): boolean => enabled[k]!.some((one) => sameMove(one, move));
  let since = i;
  if (again) while (since > arrival && able(since - 1)) since--;
  else since = enabled.findIndex((_, k) => k >= arrival && (k === i || able(k)));
  const process = context.model.processes[move.process]!;
  const { loop } = process.process;
  const branch = process.steps[move.step]![move.branch]!;
  const rounds = moves
    .slice(0, i)
    .filter(
      (one) =>
        one.process === move.process && one.subject === move.subject && one.step === 0 && one.kind === 'step',
    ).length;
  const periodic = loop.kind === 'period' && move.step === 0 && since === arrival;
  const notBefore = periodic ? rounds * loop.period : 0;
  if (move.kind === 'skip') return { since, bounds: [0, 0], notBefore };
  if (branch.at !== null) return { since, bounds: [0, Number.POSITIVE_INFINITY], notBefore: branch.at.t };
  if (move.kind === 'fail' || branch.call !== null)
    return { since, bounds: [0, Number.POSITIVE_INFINITY], notBefore };
  if (branch.delay === null) return { since, bounds: [0, 0], notBefore };
  const b = process.block.base + move.subject * process.block.stride;
  const s = states[since]!;
  const a = branch.delay.a(s, b, 0, [], s) as number;
  const c = branch.delay.b === null ? 0 : (branch.delay.b(s, b, 0, [], s) as number);
  return { since, bounds: range(branch.delay, a, c), notBefore };
}

/** Whoever could fire from some moment to the end and did not must have had the time to wait. */
function deadlines(
  context: MoveContext,
  moves: readonly Move[],
  states: readonly Value[][],
  enabled: readonly (readonly Move[])[],
  range: RangeOf,
  again: boolean,
  out: Constraint[],
): void {
  const end = moves.length;
  for (const pending of enabled[end - 1]!) {
    const last = moves[end - 1]!;
    const mover = pending.process === last.process && pending.subject === last.subject;
    if (pending.process < 0 || pending.kind === 'lose' || mover) continue;
    const waiting = waitingFor(
      context,
      [...moves.slice(0, end - 1), pending],
      states,
      enabled,
      end - 1,
      range,
      again,
    );
    const throughout = enabled
      .slice(waiting.since, end)
      .every((all) => all.some((one) => sameMove(one, pending)));
    const [, most] = waiting.bounds;
    if (!throughout || !Number.isFinite(most)) continue;
    const because = `${nameOf(context.model, pending)} would come first`;
    out.push({
      earlier: end,
      later: waiting.notBefore > 0 ? 0 : waiting.since,
      gap: -(most + waiting.notBefore),
      because,
    });
  }
}

function sameMove(a: Move, b: Move): boolean {
  return (
    a.kind === b.kind &&
    a.process === b.process &&
    a.subject === b.subject &&
    a.step === b.step &&
    a.branch === b.branch
  );
}

function faultTime({ scenario }: Model, moves: readonly Move[], i: number): number | null {
  const move = moves[i]!;
  const fault = scenario.faults[move.subject]!;
  if (move.kind === 'start') return fault.at?.t ?? null;
  return fault.until?.t ?? (fault.at !== null && fault.lasts !== null ? fault.at.t + fault.lasts : null);
}

/** Everything that a distribution can give. */
function fullRange({ dist }: DelayModel, a: number, b: number): Bounds {
  if (dist === 'constant') return [a, a];
  return dist === 'uniform' ? [a, b] : [0, Number.POSITIVE_INFINITY];
}

/** From the 1 % to the 99 % quantile. */
function likelyRange({ dist }: DelayModel, a: number, b: number): Bounds {
  switch (dist) {
    case 'constant':
      return [a, a];
    case 'uniform':
      return [Math.round(a + 0.01 * (b - a)), Math.round(a + 0.99 * (b - a))];
    case 'exponential':
      // -ln(0.99) and -ln(0.01) times the mean.
      return [Math.round(0.01005033585350145 * a), Math.round(4.605170185988092 * a)];
    case 'lognormal':
      // Quantiles of a lognormal lie around its median by equal factors.
      return [Math.round((a * a) / b), b];
  }
}

/** Of a circle of constraints the ones that a reader can do something about: lengths of time, not the order. */
function reason(conflict: readonly Constraint[]): string {
  const told = [...new Set(conflict.map(({ because }) => because).filter((text) => text !== ORDER))].sort();
  const all = told.length > 0 ? told : [...new Set(conflict.map(({ because }) => because))];
  return all.slice(0, 3).join(', and ');
}

function seconds(micros: number): string {
  return `${Math.round(micros / 1000) / 1000} s`;
}

function nameOf({ scenario, layout }: Model, move: Move): string {
  if (move.kind === 'timer') return layout.slots[move.subject]!.name;
  if (move.process < 0) return scenario.faults[move.subject]!.id;
  const process = scenario.processes[move.process]!;
  return `${process.instances[move.subject]}'s ${process.steps[move.step]!.id.replaceAll('_', ' ')}`;
}
