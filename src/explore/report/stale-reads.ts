import type { Model } from '../../model/model.ts';
import type { StaleRead } from '../../result.ts';
import { type Expr, walk } from '../../scenario/ast/expr.ts';
import type { Branch } from '../../scenario/ast/scenario.ts';
import type { Move } from '../space/search-state.ts';

/**
 * Finds stale reads in a counterexample: an instance reads shared state in one step, other instances change it, and the
 * instance's next step writes shared state without reading it again.
 */
export function staleReads(model: Model, moves: readonly Move[]): StaleRead[] {
  const out: StaleRead[] = [];
  for (const [use, move] of moves.entries()) {
    if (move.kind !== 'step' || move.process < 0) continue;
    const branch = branchOf(model, move);
    if (!branch.set.some((write) => write.target === 'state')) continue;
    const check = lastStepOf(moves, move, use);
    if (check < 0) continue;
    const checked = readBy(branchOf(model, moves[check]!));
    const reread = readBy(branch);
    const variables = [...checked].filter((name) => !reread.has(name));
    const changes = changedBetween(model, moves, check, use, variables);
    if (changes.variables.length === 0) continue;
    out.push({
      actor: model.scenario.processes[move.process]!.instances[move.subject]!,
      check,
      use,
      variables: changes.variables,
      changedBy: changes.by,
    });
  }
  return out;
}

function branchOf(model: Model, move: Move): Branch {
  return model.scenario.processes[move.process]!.steps[move.step]!.branches[move.branch]!;
}

function lastStepOf(moves: readonly Move[], of: Move, before: number): number {
  for (let i = before - 1; i >= 0; i--) {
    const move = moves[i]!;
    if (move.process === of.process && move.subject === of.subject && move.kind === 'step') return i;
  }
  return -1;
}

/** Names of shared variables read by a branch's conditions and assignments. */
function readBy(branch: Branch): Set<string> {
  const exprs: (Expr | null)[] = [
    branch.when,
    ...branch.exits.map((exit) => exit.test),
    ...branch.set.flatMap((write) => [write.key, write.value]),
  ];
  const names = new Set<string>();
  for (const expr of exprs) {
    if (expr === null) continue;
    walk(expr, (part) => {
      if (part.op === 'state') names.add(part.name);
    });
  }
  return names;
}

function changedBetween(
  model: Model,
  moves: readonly Move[],
  check: number,
  use: number,
  variables: readonly string[],
): { variables: string[]; by: number[] } {
  const changed = new Set<string>();
  const by: number[] = [];
  for (let i = check + 1; i < use; i++) {
    const here = variables.filter((name) => {
      const slot = model.layout.state.get(name)!;
      return JSON.stringify(moves[i]!.state[slot]) !== JSON.stringify(moves[i - 1]!.state[slot]);
    });
    if (here.length > 0) by.push(i);
    for (const name of here) changed.add(name);
  }
  return { variables: variables.filter((name) => changed.has(name)), by };
}
