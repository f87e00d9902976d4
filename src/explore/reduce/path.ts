import type { Value } from '../../scenario/ast/expr.ts';
import type { Codec } from '../space/codec.ts';
import { movesFrom } from '../space/moves.ts';
import type { InsideGroup } from '../space/options.ts';
import type { Move, SearchContext } from '../space/search-state.ts';
import type { Canonical } from './symmetry.ts';

/**
 * The moves to a state, found again from parent to child: a search keeps the states alone. With symmetry the moves are
 * those of the instances that really move, not of the canonical states.
 *
 * @param states words of all states
 * @param parents state that each came from; -1 for the initial one
 */
export function pathTo(
  context: SearchContext,
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

/** Index of the first of some states that breaks an invariant, or -1. */
export function brokenBetween(
  { model }: SearchContext,
  invariant: number,
  between: readonly (readonly Value[])[] = [],
): number {
  return between.findIndex((s) => model.invariants[invariant]!.test(s, 0, 0, [], s) !== true);
}

/**
 * Tells of each invariant that is broken between the members of a group how that comes.
 *
 * @param met for each invariant a state from which such a group goes, or -1
 */
export function insideGroups(
  context: SearchContext,
  codec: Codec,
  table: { readonly states: Int32Array; readonly parents: Int32Array },
  met: ArrayLike<number>,
  canonical: Canonical,
): InsideGroup[] {
  return context.model.scenario.invariants.flatMap(({ name }, i): InsideGroup[] => {
    const state = met[i]!;
    if (state < 0) return [];
    const way = pathTo(context, codec, table.states, table.parents, state, canonical);
    const from = way.at(-1)?.state ?? [...context.extended.initial];
    for (const move of movesFrom(context, from)) {
      const at = brokenBetween(context, i, move.between);
      if (at >= 0) return [{ property: name, moves: [...way, move], at }];
    }
    return [];
  });
}
