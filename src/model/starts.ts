import type { Span } from '../diagnostic/diagnostic.ts';
import type { Expr, Value } from '../scenario/ast/expr.ts';
import type { Init } from '../scenario/ast/init.ts';
import type { Layout } from './layout.ts';
import type { Fn, InitModel, Model } from './model.ts';
import { EvaluationError } from './runtime.ts';

/** Describes the initial states. */
export function describeInit(
  init: Init | null,
  { state }: Layout,
  emit: { fn(expr: Expr, owner: string | null): Fn; site(span: Span): number },
): InitModel | null {
  if (init === null) return null;
  const { choose, where, span } = init;
  return {
    slots: choose.map(({ name }) => state.get(name)!),
    values: choose.map(({ values }) => values),
    where: where === null ? null : emit.fn(where, null),
    site: emit.site(where?.span ?? span),
  };
}

const known = new WeakMap<InitModel, readonly (readonly Value[])[]>();

/**
 * The values of the chosen variables in each initial state, in order. A single initial state has an empty list of
 * values.
 *
 * @param initial the state before the choice
 * @throws EvaluationError if no combination of values meets the condition
 */
export function startsOf(
  { init, inputs, runtime }: Model,
  initial: readonly Value[],
): readonly (readonly Value[])[] {
  if (init === null) return [[]];
  const kept = known.get(init);
  if (kept !== undefined) return kept;
  const starts = runtime.aside(() =>
    combinations(init.values).filter((values) => {
      if (init.where === null) return true;
      const s = withStart(init, initial, values);
      runtime.refuel();
      return init.where(s, 0, 0, [], s) === true;
    }),
  );
  if (starts.length === 0) {
    throw new EvaluationError('init', init.site, 'no initial state meets this condition');
  }
  // Don't cache the result if drawn constants can change which combinations meet the condition.
  if (inputs.drawable.length === 0) known.set(init, starts);
  return starts;
}

/** A state with the chosen variables' values. */
export function withStart(
  { slots }: Pick<InitModel, 'slots'>,
  initial: readonly Value[],
  values: readonly Value[],
): Value[] {
  const s = [...initial];
  for (const [i, slot] of slots.entries()) s[slot] = values[i]!;
  return s;
}

/** The model, restricted to one of its initial states. */
export function startedAt(model: Model, values: readonly Value[]): Model {
  const { init, layout } = model;
  if (init === null) return model;
  return { ...model, init: null, layout: { ...layout, initial: withStart(init, layout.initial, values) } };
}

/** All combinations of one value from each list. The last list varies fastest. */
function combinations(lists: readonly (readonly Value[])[]): Value[][] {
  return lists.reduce<Value[][]>(
    (all, values) => all.flatMap((start) => values.map((value) => [...start, value])),
    [[]],
  );
}
