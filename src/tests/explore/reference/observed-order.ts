import type { Mark, Scenario } from '../../../scenario/ast/scenario.ts';
import { evaluate, type PlainState } from './expressions.ts';
import { initialStates, movesOf } from './moves.ts';
import { textOf } from './search.ts';

/** The results of trying all executions. */
export interface PlainOrder {
  /** Number of moves in the shortest execution with the observed order; null if none was found. */
  readonly steps: number | null;
  /** The largest number of marks that an execution reaches in the observed order without ruling out the rest of it. */
  readonly reached: number;
  /** True if all executions were tried. */
  readonly complete: boolean;
}

/** An execution: its last state, and for each move that made conditions true, the indices of their marks. */
interface Execution {
  readonly state: PlainState;
  readonly rises: readonly (readonly number[])[];
}

/**
 * Tries all executions of a scenario, shortest first, up to `most` that differ in their last state or in the rises of
 * their marks. The marks' moments are computed from the whole list of rises, as the language defines them.
 */
export function plainOrder(scenario: Scenario, most: number): PlainOrder {
  let level: Execution[] = initialStates(scenario).map((state) => ({ state, rises: [] }));
  const keyOf = ({ state, rises }: Execution): string =>
    `${textOf(scenario, state)} ${JSON.stringify(rises)}`;
  const seen = new Set(level.map(keyOf));
  let reached = 0;
  for (let steps = 0; level.length > 0; steps++) {
    const next: Execution[] = [];
    for (const execution of level) {
      const { inOrder, observed, isSpoiled } = judge(scenario, execution.rises);
      if (!isSpoiled) reached = Math.max(reached, inOrder);
      if (inOrder === observed) return { steps, reached, complete: false };
      for (const { state } of movesOf(scenario, execution.state)) {
        const rises = scenario.marks.flatMap((mark, i) =>
          holds(scenario, mark, state) && !holds(scenario, mark, execution.state) ? [i] : [],
        );
        const one = { state, rises: rises.length === 0 ? execution.rises : [...execution.rises, rises] };
        const key = keyOf(one);
        if (seen.has(key)) continue;
        seen.add(key);
        if (seen.size > most) return { steps: null, reached, complete: false };
        next.push(one);
      }
    }
    level = next;
  }
  return { steps: null, reached, complete: true };
}

function holds(scenario: Scenario, { is }: Mark, state: PlainState): boolean {
  return evaluate(is, { scenario, state, self: null, variables: {} }) === true;
}

function judge(
  scenario: Scenario,
  rises: readonly (readonly number[])[],
): { inOrder: number; observed: number; isSpoiled: boolean } {
  const { marks, observed } = scenario;
  const facts = marks.map(({ id }) => observed.find((fact) => fact.id === id));
  const moments = marks.map((mark) => momentOf(scenario, mark, rises));
  const isInOrder = (i: number): boolean =>
    moments[i] !== null &&
    marks.every((_, other) => {
      const [mine, theirs] = [facts[i], facts[other]];
      const isEarlier = mine !== undefined && theirs !== undefined && (theirs.latest ?? theirs.t) < mine.t;
      return !isEarlier || (isInOrder(other) && moments[other]! <= moments[i]!);
    });
  const timed = marks.map((_, i) => i).filter((i) => facts[i] !== undefined);
  const inOrder = timed.filter(isInOrder);
  return {
    inOrder: inOrder.length,
    observed: timed.length,
    isSpoiled: timed.some((i) => moments[i] !== null && !inOrder.includes(i) && isFinal(scenario, marks[i]!)),
  };
}

/** The number of the move in which the mark happens, or null if it doesn't happen. */
function momentOf(scenario: Scenario, mark: Mark, rises: readonly (readonly number[])[]): number | null {
  const index = scenario.marks.indexOf(mark);
  const other = scenario.marks.find(({ id }) => id === mark.after);
  const from = other === undefined ? 0 : momentOf(scenario, other, rises);
  if (from === null) return null;
  const own = rises.flatMap((all, number) => (number >= from && all.includes(index) ? [number] : []));
  return (mark.which === 'last' ? own.at(-1) : own[mark.which === 'first' ? 0 : mark.which - 1]) ?? null;
}

/** True if a mark's moment can't change anymore once it has happened. */
function isFinal(scenario: Scenario, { which, after }: Mark): boolean {
  const other = scenario.marks.find(({ id }) => id === after);
  return which !== 'last' && (other === undefined || isFinal(scenario, other));
}
