import type { Value } from '../scenario/expr.ts';
import type { Codec } from './codec.ts';
import type { InsideGroup } from './explored.ts';
import type { MoveContext } from './extended.ts';
import { movesFrom } from './moves.ts';
import { pathTo } from './path.ts';
import type { Canonical } from './symmetry.ts';

/** Index of the first of some states that breaks an invariant, or -1. */
export function brokenBetween(
  { model }: MoveContext,
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
  context: MoveContext,
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
