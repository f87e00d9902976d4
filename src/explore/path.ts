import type { Value } from '../scenario/expr.ts';
import type { Codec } from './codec.ts';
import type { MoveContext } from './extended.ts';
import type { Move } from './move.ts';
import { movesFrom } from './moves.ts';
import type { Canonical } from './symmetry.ts';

/**
 * The moves to a state, found again from parent to child: a search keeps the states alone. With symmetry the moves are
 * those of the instances that really move, not of the canonical states.
 *
 * @param states words of all states
 * @param parents state that each came from; -1 for the initial one
 */
export function pathTo(
  context: MoveContext,
  codec: Codec,
  states: Int32Array,
  parents: Int32Array,
  state: number,
  canonical: Canonical,
): Move[] {
  const chain: number[] = [];
  for (let at = state; at > 0; at = parents[at]!) chain.unshift(at);
  const words = new Int32Array(codec.words);
  const moves: Move[] = [];
  let now: Value[] = [...context.extended.initial];
  for (const next of chain) {
    const wanted = states.subarray(next * codec.words, (next + 1) * codec.words);
    const move = movesFrom(context, now).find((one) => {
      codec.encode(canonical([...one.state]), words);
      return words.every((word, i) => word === wanted[i]);
    });
    if (move === undefined) throw new Error('a state has no way from its parent');
    moves.push(move);
    now = move.state;
  }
  return moves;
}
