import type { Value } from '../../scenario/ast/expr.ts';
import type { Codec } from '../space/codec.ts';
import { movesFrom } from '../space/moves.ts';
import type { InsideGroup } from '../space/options.ts';
import { initialStates, type Move, type SearchContext } from '../space/search-state.ts';
import type { Canonical } from './symmetry.ts';

/** A path: the chosen initial values, the initial state, and the moves from it. */
export interface Path {
  readonly start: readonly Value[];
  readonly from: Value[];
  readonly moves: Move[];
}

/**
 * The moves that lead to a state, reconstructed from parent to child, since a search stores only states. With
 * symmetry, these are the moves of the original instances, not those of the canonical states.
 *
 * @param states words of all states
 * @param parents parent of each state; -1 for initial states
 */
export function pathTo(
  context: SearchContext,
  codec: Codec,
  states: Int32Array,
  parents: Int32Array,
  state: number,
  canonical: Canonical,
): Path {
  const chain: number[] = [];
  let root = state;
  for (; parents[root]! >= 0; root = parents[root]!) chain.unshift(root);
  const words = new Int32Array(codec.words);
  const isState = (values: Value[], index: number): boolean => {
    codec.encode(canonical(values), words);
    return words.every((word, i) => word === states[index * codec.words + i]);
  };
  const { from, start } = startAt(context, (initial) => isState([...initial], root));
  const moves: Move[] = [];
  let now = from;
  for (const next of chain) {
    const move = movesFrom(context, now).find((one) => isState([...one.state], next));
    if (move === undefined) throw new Error('no move leads from a state to its child');
    moves.push(move);
    now = move.state;
  }
  return { start, from, moves };
}

/** The first initial state for which `isWanted` returns true. */
export function startAt(
  context: SearchContext,
  isWanted: (initial: Value[]) => boolean,
): Omit<Path, 'moves'> {
  let index = 0;
  for (const from of initialStates(context)) {
    if (isWanted(from)) return { start: context.searchLayout.starts[index]!, from };
    index++;
  }
  throw new Error('the path starts in no initial state');
}

/** A violated property: a state that breaks it, or a state from which a step breaks it. */
export interface BrokenAt {
  readonly property: string;
  readonly state: number;
  /** Index of the step invariant that a step from the state breaks; -1 if the state itself is a violation. */
  readonly step: number;
}

/** The violation that takes the fewest moves. Ties go to states over steps, then to the earlier state. */
export function nearestViolation(all: readonly BrokenAt[], parents: Int32Array): BrokenAt | null {
  const movesTo = ({ state, step }: BrokenAt): number => {
    let moves = step < 0 ? 0 : 1;
    for (let at = state; parents[at]! >= 0; at = parents[at]!) moves++;
    return moves;
  };
  const sorted = all
    .map((one) => ({ one, moves: movesTo(one) }))
    .sort(
      (a, b) =>
        a.moves - b.moves || Number(a.one.step >= 0) - Number(b.one.step >= 0) || a.one.state - b.one.state,
    );
  return sorted[0]?.one ?? null;
}

/** The moves that lead to a violation, including the step that breaks a step invariant. */
export function pathToViolation(
  context: SearchContext,
  codec: Codec,
  table: { readonly states: Int32Array; readonly parents: Int32Array },
  { state, step }: BrokenAt,
  canonical: Canonical,
): Path {
  const path = pathTo(context, codec, table.states, table.parents, state, canonical);
  if (step < 0) return path;
  const from = path.moves.at(-1)?.state ?? path.from;
  const last = movesFrom(context, from).find((move) => !isSteady(context, step, from, move.state));
  if (last === undefined) throw new Error('no move breaks the step invariant');
  return { ...path, moves: [...path.moves, last] };
}

/** True if a move from one state to another preserves a step invariant. */
export function isSteady(
  { model }: SearchContext,
  index: number,
  before: readonly Value[],
  after: readonly Value[],
): boolean {
  return model.stepInvariants[index]!.test(after, 0, 0, [], before) === true;
}

/** Index of the first state that breaks an invariant, or -1. */
export function brokenBetween(
  { model }: SearchContext,
  invariant: number,
  between: readonly (readonly Value[])[] = [],
): number {
  return between.findIndex((s) => model.invariants[invariant]!.test(s, 0, 0, [], s) !== true);
}

/**
 * For each invariant broken between members of an atomic group, reconstructs the moves to that point.
 * @param found for each invariant, the index of a state in which such a group starts, or -1
 */
export function insideGroups(
  context: SearchContext,
  codec: Codec,
  table: { readonly states: Int32Array; readonly parents: Int32Array },
  found: ArrayLike<number>,
  canonical: Canonical,
): InsideGroup[] {
  return context.model.scenario.invariants.flatMap(({ name }, i): InsideGroup[] => {
    const state = found[i]!;
    if (state < 0) return [];
    const { from: first, moves } = pathTo(context, codec, table.states, table.parents, state, canonical);
    const from = moves.at(-1)?.state ?? first;
    for (const move of movesFrom(context, from)) {
      const at = brokenBetween(context, i, move.between);
      if (at >= 0) return [{ property: name, moves: [...moves, move], at }];
    }
    return [];
  });
}
