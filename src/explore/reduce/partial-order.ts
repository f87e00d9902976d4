import type { Reads } from '../../model/model.ts';
import type { Move, SearchContext } from '../space/search-state.ts';
import { holdsWithoutChange } from './stuttering.ts';

/**
 * Explores only one instance's moves if its step is local: it reads and writes only its own locals, doesn't send,
 * receive or call, and no property reads its changes. Such a step commutes with all steps of other instances. The
 * state after it has to be new (the cycle condition for breadth-first search), so that no instance is ignored
 * forever.
 *
 * Source: Clarke, Grumberg, Peled: Model Checking, 1999, chapter 10; Bosnacki and Holzmann, SPIN 2005,
 * https://doi.org/10.1007/11537328_5
 *
 * @returns null if no step in the model is local
 */
export function reductionOf(context: SearchContext): Reduction | null {
  const local = localSteps(context);
  if (local === null) return null;
  return {
    ample: (moves, isKnown) => {
      for (const move of moves) {
        if (move.process < 0 || local[move.process]![move.step] !== true) continue;
        const own = moves.filter((one) => one.process === move.process && one.subject === move.subject);
        if (own.every((one) => !isKnown(one))) return own;
      }
      return moves;
    },
  };
}

/** Partial-order reduction: selects a subset of a state's moves that preserves every verdict. */
export interface Reduction {
  /**
   * @param moves all moves from a state
   * @param isKnown true if the state after a move is already known
   * @returns the moves to explore (the ample set)
   */
  ample(moves: readonly Move[], isKnown: (move: Move) => boolean): readonly Move[];
}

/** For each step in each process, true if it is local; null if no step is. */
export function localSteps(context: SearchContext): boolean[][] | null {
  const { model, searchLayout } = context;
  // Faults that take a process down and timers that expire don't commute with the process's steps.
  if (model.scenario.faults.some((fault) => fault.down.length > 0)) return null;
  // Reduction keeps all steps that change what a property reads, but leaves out others.
  if (!model.scenario.stepInvariants.every(({ is }) => holdsWithoutChange(is))) return null;
  const observed = observedFields(context);
  const local = model.processes.map(({ process, steps }) =>
    steps.map(
      (branches, step) =>
        process.steps[step]!.group === null &&
        !observed.has(`${process.index}.0`) &&
        branches.every((branch) => {
          const own =
            branch.reads.slots.length === 0 && branch.reads.fields.length === 0 && !branch.reads.timers;
          const writes = branch.set.every(
            (write) => !write.shared && !observed.has(`${process.index}.${write.at}`),
          );
          const resets = [branch.next, ...branch.exits.map(({ to }) => to)].includes('restart');
          const quiet =
            branch.send.length === 0 &&
            !branch.receives &&
            branch.call === null &&
            branch.choose.length === 0;
          return (
            own &&
            writes &&
            !(resets && process.locals.some((_, i) => observed.has(`${process.index}.${i + 1}`))) &&
            quiet &&
            branch.setReads.slots.length === 0 &&
            branch.setReads.fields.length === 0 &&
            !branch.setReads.timers
          );
        }),
    ),
  );
  return searchLayout.timers.length > 0 || !local.flat().includes(true) ? null : local;
}

/** Process fields that a property or another instance's step can read, as `process.offset`. */
function observedFields({ model }: SearchContext): Set<string> {
  const reads: Reads[] = [
    ...[
      ...model.invariants,
      ...model.stepInvariants,
      ...model.reachable,
      ...model.temporal.flatMap(({ from, to }) => (from === null ? [to] : [from, to])),
    ].map((guard) => guard.reads),
    ...model.faults.flatMap(({ when }) => (when === null ? [] : [when.reads])),
    ...model.processes.flatMap(({ steps }) =>
      steps.flat().flatMap((branch) => [branch.reads, branch.setReads]),
    ),
  ];
  return new Set(reads.flatMap(({ fields }) => fields.map(([process, offset]) => `${process}.${offset}`)));
}
