import type { Change, ExploredStep } from '../result.ts';
import { formatChanged } from './number-format.ts';

/** Names of the variables that a counterexample changes, in the order in which it first does. */
export function changedNames(trace: readonly ExploredStep[]): string[] {
  return [...new Set(trace.flatMap((step) => step.changes.map((change) => change.name)))];
}

/** The change of a variable in a step, if there is one. */
export function changeOf(step: ExploredStep, name: string): Change | undefined {
  return step.changes.find((change) => change.name === name);
}

/**
 * Value of a variable before the step of an index, as text. Null where the counterexample never changes it, or changes
 * it and does not say what it was, as for a list of more than 12 items.
 */
export function valueBefore(trace: readonly ExploredStep[], index: number, name: string): string | null {
  const later = trace.slice(index).find((step) => changeOf(step, name) !== undefined);
  const next = later && changeOf(later, name);
  if (next !== undefined) return isCut(next) ? null : formatChanged(next.from, next.unit);
  const earlier = trace.slice(0, index).findLast((step) => changeOf(step, name) !== undefined);
  const last = earlier && changeOf(earlier, name);
  return last === undefined || isCut(last) ? null : formatChanged(last.to, last.unit);
}

/** True if a change tells only what a long list or set gained and lost. */
export function isCut({ from, to, added, removed }: Change): boolean {
  return from === null && to === null && added.length + removed.length > 0;
}

/** `newest 1 and active 0`: variables with their values before a step. */
export function valuesText(
  trace: readonly ExploredStep[],
  index: number,
  names: readonly string[],
): readonly string[] {
  return names.map((name) => {
    const value = valueBefore(trace, index, name);
    return value === null ? name : `${name} ${value}`;
  });
}
