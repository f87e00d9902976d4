import type { Model } from '../model/model.ts';
import type { Exploration } from '../result.ts';
import type { Value } from '../scenario/expr.ts';
import { compareValues } from '../scenario/value.ts';
import { extend } from './extended.ts';
import type { Move } from './move.ts';
import { movesFrom } from './moves.ts';

/**
 * Follows the base's counterexample in a variant: the same instances take the same steps for as long as they can.
 *
 * @returns how many moves could be followed, and what could not; null if the base has no counterexample
 */
export function follow(model: Model, wanted: readonly Move[]): Exploration['againstBase'] {
  if (wanted.length === 0) return null;
  const context = { model, extended: extend(model) };
  let state: Value[] = [...context.extended.initial];
  for (const [i, move] of wanted.entries()) {
    const same = movesFrom(context, state).find(
      (one) =>
        one.kind === move.kind &&
        one.process === move.process &&
        one.subject === move.subject &&
        one.step === move.step &&
        one.branch === move.branch &&
        compareValues(one.v, move.v) === 0,
    );
    if (same === undefined) return { followed: i, of: wanted.length, divergesAt: nameOf(model, move) };
    state = same.state;
  }
  return { followed: wanted.length, of: wanted.length, divergesAt: null };
}

function nameOf({ scenario, layout }: Model, move: Move): string {
  if (move.kind === 'timer') return `${layout.slots[move.subject]?.name ?? 'a timer'} runs out`;
  if (move.process < 0)
    return `${scenario.faults[move.subject]?.id ?? 'a fault'} ${move.kind === 'start' ? 'begins' : 'ends'}`;
  const process = scenario.processes[move.process]!;
  const actor = process.instances[move.subject] ?? process.name;
  return `${actor}: ${(process.steps[move.step]?.id ?? 'a step').replaceAll('_', ' ')}`;
}
