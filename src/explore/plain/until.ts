import type { Value } from '../../scenario/ast/expr.ts';
import { pathTo } from '../reduce/path.ts';
import type { Codec } from '../space/codec.ts';
import { movesFrom } from '../space/moves.ts';
import { type ExploreOptions, reachedLimit } from '../space/options.ts';
import { initialStates, type Move, type SearchContext } from '../space/search-state.ts';
import { StateTable } from '../space/state-table.ts';
import { MOVE_WORK } from '../space/work.ts';

/**
 * Decides one `holds_until` property: searches the states before `until` is true for one in which `hold` is false,
 * breadth-first, so the counterexample is a shortest one. What follows a state in which `until` is true doesn't matter.
 *
 * @param index index of the property in `temporal`
 */
export function violatesUntil(
  context: SearchContext,
  codec: Codec,
  index: number,
  options: ExploreOptions,
):
  | { readonly start: readonly Value[]; readonly moves: readonly Move[]; readonly loop: null }
  | { readonly hit: string }
  | null {
  const { from: hold, to: until } = context.model.temporal[index]!;
  const table = new StateTable(codec.words);
  const words = new Int32Array(codec.words);
  const add = (state: readonly Value[], parent: number): void => {
    codec.encode(state, words);
    table.add(words, parent);
  };
  for (const initial of initialStates(context)) add(initial, -1);
  let transitions = 0;
  let depth = 0;
  let levelEnd = table.size;
  for (let current = 0; current < table.size; current++) {
    if (current === levelEnd) {
      depth++;
      levelEnd = table.size;
    }
    const state = codec.decode(table.states, current * codec.words);
    if (until.test(state, 0, 0, [], state) === true) continue;
    if (hold!.test(state, 0, 0, [], state) !== true) {
      const { start, moves } = pathTo(context, codec, table.states, table.parents, current, (same) => same);
      return { start, moves, loop: null };
    }
    for (const move of movesFrom(context, state)) {
      transitions++;
      context.work.add(MOVE_WORK);
      add(move.state, current);
    }
    const bytes = table.bytes + codec.bytes;
    const full = bytes > options.maxBytes;
    const size = { states: table.size, transitions, depth, bytes, full, work: context.work.done };
    const hit = reachedLimit(options, codec, size);
    if (hit !== null) return { hit };
  }
  return null;
}
