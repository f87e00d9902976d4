import { RunError } from '../../engine/state/run-error.ts';
import type { BranchModel, Guard, Model } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';

/*
 * A search ignores time, so it knows no measures: a condition that reads one may be true or false at any moment, a
 * property on one is for runs only, and an effect that is worked out from one can't be followed.
 */

export function isMeasured({ reads }: Guard): boolean {
  return reads.measures.length > 0;
}

/** True if a condition holds, or may. */
export function mayHold(guard: Guard, s: readonly Value[], b: number): boolean {
  return isMeasured(guard) || guard.test(s, b, 0, [], s) === true;
}

/**
 * Exits by which a step may be left, in order; -1 stands for going on. Where all conditions are known it is one.
 */
export function waysOn(exits: BranchModel['exits'], s: readonly Value[], b: number): number[] {
  const ways: number[] = [];
  for (const [i, exit] of exits.entries()) {
    if (!mayHold(exit, s, b)) continue;
    ways.push(i);
    if (!isMeasured(exit)) return ways;
  }
  return [...ways, -1];
}

/**
 * The model as a search sees it, without the properties that read a measure.
 *
 * @throws RunError if an effect is worked out from a measure
 */
export function withoutMeasures(model: Model): Model {
  if (model.scenario.measures.length === 0) return model;
  for (const { process, steps } of model.processes) {
    for (const [i, branches] of steps.entries()) {
      for (const [j, branch] of branches.entries()) {
        if (branch.setReads.measures.length === 0) continue;
        const { span, id } = process.steps[i]!.branches[j]!;
        throw new RunError(
          'explore/measure',
          span,
          `what \`${id}\` does is worked out from a measure, and a search knows none`,
          'let a condition read the measure, and set what the step sets to something else',
        );
      }
    }
  }
  const kept = <P, G>(properties: readonly P[], guards: readonly G[], measured: (guard: G) => boolean) => {
    const unmeasured = guards.map((guard) => !measured(guard));
    return [properties.filter((_, i) => unmeasured[i]), guards.filter((_, i) => unmeasured[i])] as const;
  };
  const { scenario } = model;
  const [invariants, invariantGuards] = kept(scenario.invariants, model.invariants, isMeasured);
  const [reachable, reachableGuards] = kept(scenario.reachable, model.reachable, isMeasured);
  const [eventually, eventuallyGuards] = kept(
    scenario.eventually,
    model.eventually,
    ({ from, to }) => isMeasured(to) || (from !== null && isMeasured(from)),
  );
  return {
    ...model,
    scenario: { ...scenario, invariants, reachable, eventually },
    invariants: invariantGuards,
    reachable: reachableGuards,
    eventually: eventuallyGuards,
  };
}

/** Names of the properties that a search leaves to runs, in the order of the text. */
export function leftToRuns(whole: Model, searched: Model): string[] {
  const names = ({ scenario: { invariants, reachable, eventually } }: Model): string[] =>
    [...invariants, ...reachable, ...eventually].map(({ name }) => name);
  const kept = new Set(names(searched));
  return names(whole).filter((name) => !kept.has(name));
}
