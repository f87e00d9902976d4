import type { Value } from '../../scenario/ast/expr.ts';
import { type Path, pathTo } from '../reduce/path.ts';
import { type Canonical, canonicalForm } from '../reduce/symmetry.ts';
import type { Codec } from '../space/codec.ts';
import { movesFrom } from '../space/moves.ts';
import { type ExploreOptions, reachedLimit } from '../space/options.ts';
import { initialStates, type SearchContext } from '../space/search-state.ts';
import { LOOKAHEAD, StateTable } from '../space/state-table.ts';
import { MOVE_WORK } from '../space/work.ts';
import type { MarkOrder } from './mark-order.ts';

/** What a search for an execution with the observed order of marks has found. */
export interface InOrder {
  /** True if the path shows all marks in their order. */
  readonly found: boolean;
  /** A shortest path that shows as many marks in order as possible. */
  readonly path: Path;
  /** Indices of the marks that the path shows in order. */
  readonly shown: readonly number[];
  /** Indices of the marks that would come next. */
  readonly next: readonly number[];
  /**
   * Indices of the marks that came too early in an execution that had shown as many marks as the path, and of any mark
   * in `next` that came too early in another execution.
   */
  readonly early: readonly number[];
  readonly states: number;
  readonly initialStates: number;
  readonly transitions: number;
  readonly depth: number;
  /** The limit that stopped the search early, or null. */
  readonly hit: string | null;
  readonly bytes: number;
}

/**
 * Searches breadth-first for an execution whose marks come in the observed order. The progress of the marks is part of
 * each state. Executions that can no longer show that order are cut off.
 */
export function searchInOrder(
  context: SearchContext,
  codec: Codec,
  order: MarkOrder,
  options: ExploreOptions,
): InOrder {
  const canonical = canonicalForm(context, options.symmetry);
  const width = codec.words + order.words;
  const table = new StateTable(width);
  const words = new Int32Array(width);
  const early = new Map<number, Set<number>>();
  let best = 0;
  let most = -1;
  /** Adds a state. Returns true if it's new and all marks have happened in their order. */
  const add = (state: readonly Value[], progress: readonly number[], parent: number): boolean => {
    codec.encode(canonical([...state]), words);
    words.set(progress, codec.words);
    if (!table.add(words, parent)) return false;
    const reached = order.reached(progress);
    if (reached > most) {
      most = reached;
      best = table.size - 1;
    }
    return reached === order.sequence.length;
  };
  const nothing = Array.from({ length: order.words }, () => 0);
  for (const initial of initialStates(context)) add(initial, nothing, -1);
  const initialCount = table.size;
  let transitions = 0;
  let depth = 0;
  let levelEnd = table.size;
  let hit: string | null = null;
  let found = false;
  for (let current = 0; current < table.size && !found && hit === null; current++) {
    if (current === levelEnd) {
      depth++;
      levelEnd = table.size;
    }
    const state = codec.decode(table.states, current * width);
    const progress = [...table.states.subarray(current * width + codec.words, (current + 1) * width)];
    const reached = order.reached(progress);
    for (const move of movesFrom(context, state)) {
      transitions++;
      context.work.add(MOVE_WORK);
      const tooEarly = new Set<number>();
      const next = order.after(progress, state, move.state, tooEarly);
      if (next === null) {
        early.set(reached, new Set([...(early.get(reached) ?? []), ...tooEarly]));
        continue;
      }
      found = add(move.state, next, current);
      if (found || table.size > options.maxStates) break;
    }
    if (found) break;
    const bytes = table.bytes + codec.bytes;
    const full = !table.fits(LOOKAHEAD, options.maxBytes - codec.bytes);
    const size = { states: table.size, transitions, depth, bytes, full, work: context.work.done };
    hit = reachedLimit(options, codec, size);
  }
  const progress = [...table.states.subarray(best * width + codec.words, (best + 1) * width)];
  const isNext = (index: number): boolean => order.isNext(progress, index);
  return {
    found,
    path: pathInTable(context, codec, table, best, canonical),
    shown: order.sequence.flatMap((_, i) => (order.isInOrder(progress, i) ? [i] : [])),
    next: order.sequence.flatMap((_, i) => (isNext(i) ? [i] : [])),
    early: order.sequence.flatMap((_, i) =>
      early.get(most)?.has(i) === true || (isNext(i) && [...early.values()].some((all) => all.has(i)))
        ? [i]
        : [],
    ),
    states: Math.min(table.size, options.maxStates),
    initialStates: initialCount,
    transitions,
    depth: found ? depth + 1 : depth,
    hit,
    bytes: table.bytes + codec.bytes,
  };
}

/** The path to a state in a table whose states have more words than the model's. */
function pathInTable(
  context: SearchContext,
  codec: Codec,
  table: StateTable,
  state: number,
  canonical: Canonical,
): Path {
  const chain: number[] = [];
  for (let at = state; at >= 0; at = table.parents[at]!) chain.unshift(at);
  const states = new Int32Array(chain.length * codec.words);
  for (const [i, at] of chain.entries()) {
    states.set(table.wordsOf(at).subarray(0, codec.words), i * codec.words);
  }
  const parents = Int32Array.from(chain, (_, i) => i - 1);
  return pathTo(context, codec, states, parents, chain.length - 1, canonical);
}
