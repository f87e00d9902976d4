import { openExit, StateWriter } from '../../engine/state/state-writer.ts';
import type { Model, ProcessModel } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Target } from '../../scenario/ast/scenario.ts';

/** The result of searching all interleavings. */
export interface BruteForce {
  states: number;
  transitions: number;
  /** Name of the first violated invariant, and the number of steps to the violation. */
  violated: { name: string; steps: number } | null;
  deadlocks: number;
}

/**
 * The simplest possible search: states as JSON in a Set, breadth-first, ignoring time. It's deliberately slow and
 * simple, so it can serve as the reference semantics that the engines are tested against. It doesn't support messages,
 * calls or timers.
 */
export function bruteForce(model: Model, most = 200_000): BruteForce {
  const seen = new Set<string>();
  let frontier: Value[][] = [[...model.layout.initial]];
  const found: BruteForce = { states: 1, transitions: 0, violated: null, deadlocks: 0 };
  seen.add(JSON.stringify(frontier[0]));
  for (let depth = 0; frontier.length > 0; depth++) {
    const next: Value[][] = [];
    for (const state of frontier) {
      judge(model, state, depth, found);
      const after = successors(model, state);
      if (after.length === 0 && isStuck(model, state)) found.deadlocks++;
      for (const successor of after) {
        found.transitions++;
        const key = JSON.stringify(successor);
        if (seen.has(key)) continue;
        seen.add(key);
        found.states++;
        if (found.states > most) throw new Error(`more than ${most} states`);
        next.push(successor);
      }
    }
    frontier = next;
  }
  return found;
}

function judge(model: Model, state: Value[], depth: number, found: BruteForce): void {
  if (found.violated !== null) return;
  const broken = model.invariants.findIndex((guard) => guard.test(state, 0, 0, [], state) !== true);
  if (broken >= 0) found.violated = { name: model.scenario.invariants[broken]!.name, steps: depth };
}

function isStuck(model: Model, state: Value[]): boolean {
  return model.processes.some(({ process, block, steps }) =>
    process.instances.some((_, i) => {
      const at = state[block.base + i * block.stride] as number;
      return at !== steps.length && !(process.loop.kind !== 'none' && at === 0);
    }),
  );
}

function successors(model: Model, state: Value[]): Value[][] {
  return model.processes.flatMap((process) =>
    process.process.instances.flatMap((_, i) =>
      moves(model, process, process.block.base + i * process.block.stride, state),
    ),
  );
}

function moves(model: Model, process: ProcessModel, b: number, state: Value[]): Value[][] {
  const branches = process.steps[state[b] as number] ?? [];
  return branches.flatMap((branch, index): Value[][] => {
    const exit = openExit(branch.exits, state, b, 0);
    if (exit >= 0) return [moved(model, process, b, state, branch.exits[exit]!.to)];
    return firings(model, process, b, state, index);
  });
}

function moved(model: Model, process: ProcessModel, b: number, state: Value[], to: Target): Value[] {
  const writer = new StateWriter(model, [...state]);
  writer.move(process, b, to, 0);
  return writer.s;
}

/** All ways to fire a branch and the rest of its atomic group, one per choice. */
function firings(model: Model, process: ProcessModel, b: number, state: Value[], index: number): Value[][] {
  const at = state[b] as number;
  const branch = process.steps[at]![index]!;
  if (branch.when !== null && branch.when.test(state, b, 0, [], state) !== true) return [];
  let choices: Value[][] = [[]];
  for (const from of branch.choose) {
    choices = choices.flatMap((v) =>
      (from(state, b, 0, v, state) as readonly Value[]).map((item) => [...v, item]),
    );
  }
  return choices.flatMap((v) => {
    const writer = new StateWriter(model, [...state]);
    writer.assign(branch.set, b, 0, v);
    writer.move(process, b, branch.next, 0);
    const group = process.process.steps[at]!.group;
    const to = branch.next;
    const inside =
      group !== null && typeof to === 'number' && to > at && process.process.steps[to]!.group === group;
    return inside ? moves(model, process, b, writer.s) : [writer.s];
  });
}
