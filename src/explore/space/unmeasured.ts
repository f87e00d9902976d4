import { RunError } from '../../engine/state/run-error.ts';
import type { BranchModel, Guard, Model } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';

/*
 * A search ignores time, so it has no measures. Conditions that read a measure can be true or false at any time. Properties that read one are checked only in runs. Computing an effect from a measure is an error.
 */

export function isMeasured({ reads }: Guard): boolean {
  return reads.measures.length > 0;
}

/** True if a condition holds or might hold. */
export function mayHold(guard: Guard, s: readonly Value[], b: number): boolean {
  return isMeasured(guard) || guard.test(s, b, 0, [], s) === true;
}

/**
 * Indices of the exits that a step can take, in order; -1 if it can take none. Without measures, there is exactly
 * one possibility.
 */
export function exitOptions(exits: BranchModel['exits'], s: readonly Value[], b: number): number[] {
  const options: number[] = [];
  for (const [i, exit] of exits.entries()) {
    if (!mayHold(exit, s, b)) continue;
    options.push(i);
    if (!isMeasured(exit)) return options;
  }
  return [...options, -1];
}

/**
 * The model for a search, without properties that read a measure.
 *
 * @throws RunError if an effect is computed from a measure
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
          `\`${id}\` computes a value from a measure, which a search can't do because it ignores time`,
          'use the measure only in conditions, not in the values that steps set',
        );
      }
    }
  }
  const split = <P, G>(properties: readonly P[], guards: readonly G[], measured: (guard: G) => boolean) => {
    const unmeasured = guards.map((guard) => !measured(guard));
    return [properties.filter((_, i) => unmeasured[i]), guards.filter((_, i) => unmeasured[i])] as const;
  };
  const { scenario } = model;
  const [invariants, invariantGuards] = split(scenario.invariants, model.invariants, isMeasured);
  const [stepInvariants, stepGuards] = split(scenario.stepInvariants, model.stepInvariants, isMeasured);
  const [reachable, reachableGuards] = split(scenario.reachable, model.reachable, isMeasured);
  const [temporal, temporalGuards] = split(
    scenario.temporal,
    model.temporal,
    ({ from, to }) => isMeasured(to) || (from !== null && isMeasured(from)),
  );
  return {
    ...model,
    scenario: { ...scenario, invariants, stepInvariants, reachable, temporal },
    invariants: invariantGuards,
    stepInvariants: stepGuards,
    reachable: reachableGuards,
    temporal: temporalGuards,
  };
}

/** Names of properties that only runs can check, in text order. */
export function leftToRuns(whole: Model, searched: Model): string[] {
  const names = ({ scenario: { invariants, stepInvariants, reachable, temporal } }: Model): string[] =>
    [...invariants, ...stepInvariants, ...reachable, ...temporal].map(({ name }) => name);
  const checked = new Set(names(searched));
  return names(whole).filter((name) => !checked.has(name));
}
