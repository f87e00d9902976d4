import type { Value } from '../scenario/expr.ts';
import type { MoveContext } from './extended.ts';
import type { Move } from './move.ts';
import { movesFrom } from './moves.ts';

/** Lengths that a move sets timers to, by slot: what its assignments give at time 0. */
export function lengthsSet(context: MoveContext, before: readonly Value[], move: Move): Map<number, number> {
  const { timers } = context.extended;
  const out = new Map<number, number>();
  if (timers.length === 0) return out;
  const untouched = { ...context, extended: { ...context.extended, timers: [] } };
  const same = movesFrom(untouched, [...before]).find(
    (one) =>
      one.kind === move.kind &&
      one.process === move.process &&
      one.subject === move.subject &&
      one.branch === move.branch &&
      one.state.every((value, slot) =>
        timers.includes(slot)
          ? (value as number) > 0 === (move.state[slot] === 1)
          : JSON.stringify(value) === JSON.stringify(move.state[slot]),
      ),
  );
  for (const slot of same === undefined ? [] : timers) {
    const value = same!.state[slot] as number;
    // A value of 1 is a timer that went on running.
    if (value > 1) out.set(slot, value);
  }
  return out;
}
