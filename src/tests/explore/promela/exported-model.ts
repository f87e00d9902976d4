import { promela } from '../../../explore/promela/promela.ts';
import { search } from '../../../explore/search.ts';
import type { ExploreOptions } from '../../../explore/space/options.ts';
import { compile } from '../../../model/compile.ts';
import type { Scenario } from '../../../scenario/ast/scenario.ts';

/** An exported model, and what a search finds in the scenario. */
export interface ExportedModel {
  readonly promela: string;
  /** False if a search reached one of its limits. */
  readonly complete: boolean;
  readonly states: number;
  /** Names of violated invariants, `no_deadlock` among them. */
  readonly violated: readonly string[];
  /** Steps to the first of these violations, null if there is none. */
  readonly steps: number | null;
  readonly reached: readonly string[];
  /** Names of violated properties of executions. */
  readonly formulas: readonly string[];
}

/**
 * @param more options besides the ones with which SPIN visits the same states
 * @throws RunError if the scenario can't be searched or exported
 */
export function exportModel(scenario: Scenario, more: Partial<ExploreOptions> = {}): ExportedModel {
  const model = compile(scenario);
  const options = { keepGoing: true, symmetry: [], countFleets: false, reduction: false, ...more };
  const found = search(model, { variant: 'base', patches: [], smaller: [], options, base: null });
  const { exploration } = found;
  const names = (wanted: (kind: string) => boolean, verdict: string): string[] =>
    exploration.properties
      .filter((one) => wanted(one.kind) && one.verdict === verdict)
      .map(({ name }) => (name === 'deadlock' ? 'no_deadlock' : name))
      .sort();
  const isSafety = (kind: string): boolean => ['invariant', 'step invariant', 'deadlock'].includes(kind);
  const violated = names(isSafety, 'violated');
  return {
    promela: promela(model, exploration, { source: 'model.yaml', options: more }),
    complete: exploration.hit === null,
    states: exploration.states,
    violated,
    steps: violated.length === 0 ? null : exploration.steps,
    reached: names((kind) => kind === 'reachable', 'reached'),
    formulas: names((kind) => !isSafety(kind) && kind !== 'reachable', 'violated'),
  };
}

/** SPIN doesn't report a deadlock in a state that also violates an invariant. */
export function withoutHiddenDeadlock<T extends Pick<ExportedModel, 'violated'>>(found: T): T {
  const others = found.violated.filter((name) => name !== 'no_deadlock');
  return others.length === 0 ? found : { ...found, violated: others };
}
