import type { Span } from '../../diagnostic/diagnostic.ts';
import { nearest } from '../../yaml/suggest.ts';
import type { Scope } from '../ast/environment.ts';
import { type Expr, type Value, walk } from '../ast/expr.ts';
import type { Init } from '../ast/init.ts';
import type { Variable } from '../ast/scenario.ts';
import { BOOL } from '../ast/types.ts';
import { compareValues, type InstanceIds } from '../ast/value.ts';
import { article } from '../cel/check.ts';
import type { RawScenario } from '../schema/scenario.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import { isRange, itemOf, rangeItems } from './initial.ts';
import * as sayOf from './value-diagnostics.ts';

/** Maximum number of combinations of initial values. */
const MAX_COMBINATIONS = 100_000;

/** Checks `init`: the possible initial values of variables, and the condition on them. */
export function checkInit(
  context: Context,
  raw: RawScenario,
  state: readonly Variable[],
  scope: Scope,
  ids: InstanceIds,
): Init | null {
  if (raw.init === undefined) return null;
  const span = context.keySpan(['init']);
  const choose = Object.keys(raw.init.choose).map((name) => {
    const path = ['init', 'choose', name];
    const variable = state.find((one) => one.name === name);
    if (variable !== undefined) return { name, values: valuesOf(context, path, variable, scope, ids) };
    const near = nearest(
      name,
      state.map((one) => one.name),
    );
    return context.report(say.unknownThing(context.keySpan(path), name, 'state variable', near));
  });
  const where = raw.init.where === undefined ? null : context.expr(['init', 'where'], scope, BOOL);
  const measure = where === null ? undefined : measureIn(where);
  if (measure !== undefined) context.report(sayOf.measuredStart(measure.span, measure.name));
  const known = choose.flatMap((one) =>
    one?.values == null ? [] : [{ name: one.name, values: one.values }],
  );
  const combinations = known.reduce((product, { values }) => product * values.length, 1);
  if (combinations > MAX_COMBINATIONS) {
    context.report(
      say.tooMany(
        context.keySpan(['init', 'choose']),
        combinations,
        'combinations of initial values',
        MAX_COMBINATIONS,
      ),
    );
    return null;
  }
  return { choose: known, where, span };
}

function measureIn(where: Expr): { span: Span; name: string } | undefined {
  const found: { span: Span; name: string }[] = [];
  walk(where, (part) => {
    if (part.op === 'measure' || part.op === 'has-measure') found.push(part);
  });
  return found[0];
}

/** The possible values of a variable, or null if one of them is invalid. */
function valuesOf(
  context: Context,
  path: Path,
  variable: Variable,
  scope: Scope,
  ids: InstanceIds,
): Value[] | null {
  const { type, bounds } = variable;
  if (type.kind === 'any') return null;
  if (type.kind === 'timer') return context.report(sayOf.chosenTimer(context.keySpan(path)));
  const node = context.node(path);
  const found: { at: Path; value: Value | null }[] =
    node.kind === 'list'
      ? node.items.map((_, i) => ({
          at: [...path, i],
          value: itemOf(context, [...path, i], variable.type, scope, ids),
        }))
      : rangeAt(context, path, variable, scope).map((value) => ({ at: path, value }));
  for (const { at, value } of found) {
    if (value === null || bounds === null) continue;
    const [low, high] = bounds;
    if ((value as number) >= low && (value as number) <= high) continue;
    return context.report(say.bounds(context.span(at), low, high));
  }
  const values = found.map(({ value }) => value).filter((value) => value !== null);
  for (const [i, value] of values.entries()) {
    if (values.findIndex((other) => compareValues(other, value) === 0) === i) continue;
    return context.report(sayOf.chosenTwice(context.span(found[i]!.at)));
  }
  return values.length === found.length && values.length > 0 ? values : null;
}

/** The ints in `range(...)`. If there are none, reports that and returns an empty list. */
function rangeAt(context: Context, path: Path, { type }: Variable, scope: Scope): readonly Value[] {
  const span = context.span(path);
  if (!isRange(context.node(path))) {
    context.report(sayOf.badChoice(span));
    return [];
  }
  if (type.kind !== 'int') {
    context.report(say.badInit(span, article(type), '`range` gives ints'));
    return [];
  }
  const items = rangeItems(context, path, { kind: 'list', of: type }, scope) as readonly Value[] | null;
  if (items?.length === 0) context.report(sayOf.badChoice(span));
  return items ?? [];
}
