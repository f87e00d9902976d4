import type { Reads } from '../../model/model.ts';
import type { Move, SearchContext } from '../space/search-state.ts';

/** Partial-order reduction: a part of the moves of a state that is enough to keep every verdict. */
export interface Reduction {
  /**
   * @param moves all moves of a state
   * @param isKnown whether the state behind a move was met before
   * @returns the moves to follow
   */
  ample(moves: readonly Move[], isKnown: (move: Move) => boolean): readonly Move[];
}

/**
 * Follows one instance alone where all it can do is local: its step reads and writes nothing but its own locals, sends,
 * receives and calls nothing, and no property sees what it changes. Such a step commutes with everything that others do,
 * so that its order against them shows nowhere. To leave nobody out for ever, the state behind it must be new
 * (the cycle condition for breadth-first search).
 *
 * Source: Clarke, Grumberg, Peled: Model Checking, 1999, chapter 10; Bosnacki and Holzmann, SPIN 2005,
 * https://doi.org/10.1007/11537328_5
 *
 * @returns null where no step of the model is local
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

/** Whether each step of each process is local; null where none is. */
export function localSteps(context: SearchContext): boolean[][] | null {
  const { model, extended } = context;
  // A fault that takes a process down, and a timer that ends, meet every step of it.
  if (model.scenario.faults.some((fault) => fault.down.length > 0)) return null;
  const seen = watchedFields(context);
  const local = model.processes.map(({ process, steps }) =>
    steps.map(
      (branches, step) =>
        process.steps[step]!.group === null &&
        !seen.has(`${process.index}.0`) &&
        branches.every((branch) => {
          const own =
            branch.reads.slots.length === 0 && branch.reads.fields.length === 0 && !branch.reads.timers;
          const writes = branch.set.every(
            (write) => !write.shared && !seen.has(`${process.index}.${write.at}`),
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
            !(resets && process.locals.some((_, i) => seen.has(`${process.index}.${i + 1}`))) &&
            quiet &&
            branch.setReads.slots.length === 0 &&
            branch.setReads.fields.length === 0 &&
            !branch.setReads.timers
          );
        }),
    ),
  );
  return extended.timers.length > 0 || !local.flat().includes(true) ? null : local;
}

/** Fields of processes that a property or anybody else's step can see, as `process.offset`. */
function watchedFields({ model }: SearchContext): Set<string> {
  const reads: Reads[] = [
    ...[
      ...model.invariants,
      ...model.reachable,
      ...model.eventually.flatMap(({ from, to }) => (from === null ? [to] : [from, to])),
    ].map((guard) => guard.reads),
    ...model.faults.flatMap(({ when }) => (when === null ? [] : [when.reads])),
    ...model.processes.flatMap(({ steps }) =>
      steps.flat().flatMap((branch) => [branch.reads, branch.setReads]),
    ),
  ];
  return new Set(reads.flatMap(({ fields }) => fields.map(([process, offset]) => `${process}.${offset}`)));
}
