import type { Model } from '../model/model.ts';
import type { AgainstBase } from '../result.ts';
import { compareValues } from '../scenario/value.ts';
import { extend } from './extended.ts';
import type { Move } from './move.ts';
import { movesFrom } from './moves.ts';
import { narrate } from './narrate.ts';

/**
 * Follows the base's counterexample in a variant: the same instances take the same steps for as long as they can. Where
 * they can't, what the same participant can do in place of it is told too.
 *
 * @returns null if the base has no counterexample
 */
export function follow(model: Model, wanted: readonly Move[]): AgainstBase | null {
  if (wanted.length === 0) return null;
  const context = { model, extended: extend(model) };
  const made: Move[] = [];
  for (const move of wanted) {
    const moves = movesFrom(context, made.at(-1)?.state ?? [...context.extended.initial]);
    const same = moves.find((one) => isSame(one, move) && compareValues(one.v, move.v) === 0);
    if (same !== undefined) {
      made.push(same);
      continue;
    }
    const other = moves.find((one) => one.process === move.process && one.subject === move.subject);
    const told = narrate(model, context.extended, other === undefined ? made : [...made, other]);
    return {
      followed: made.length,
      of: wanted.length,
      divergesAt: nameOf(model, move),
      trace: told.slice(0, made.length),
      instead: told[made.length] ?? null,
    };
  }
  const trace = narrate(model, context.extended, made);
  return { followed: wanted.length, of: wanted.length, divergesAt: null, trace, instead: null };
}

function isSame(one: Move, other: Move): boolean {
  return (
    one.kind === other.kind &&
    one.process === other.process &&
    one.subject === other.subject &&
    one.step === other.step &&
    one.branch === other.branch
  );
}

function nameOf({ scenario, layout }: Model, move: Move): string {
  if (move.kind === 'timer') return `${layout.slots[move.subject]?.name ?? 'a timer'} runs out`;
  if (move.process < 0)
    return `${scenario.faults[move.subject]?.id ?? 'a fault'} ${move.kind === 'start' ? 'begins' : 'ends'}`;
  const process = scenario.processes[move.process]!;
  const actor = process.instances[move.subject] ?? process.name;
  return `${actor}: ${(process.steps[move.step]?.id ?? 'a step').replaceAll('_', ' ')}`;
}
