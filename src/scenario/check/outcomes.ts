import { nearest } from '../../yaml/suggest.ts';
import type { Scope } from '../ast/environment.ts';
import { type Expr, walk } from '../ast/expr.ts';
import type { Measure, Outcome, Quantity } from '../ast/measuring.ts';
import { ANY } from '../ast/types.ts';
import type { RawScenario } from '../schema/scenario.ts';
import type { Context, Path } from './context.ts';
import type { Observations } from './observed.ts';
import * as say from './outcome-diagnostics.ts';

/** Checks the outcomes: their expressions, and whether `at` and `unit` fit the type. */
export function checkOutcomes(context: Context, raw: RawScenario, scope: Scope): Outcome[] {
  return Object.entries(raw.outcomes ?? {}).flatMap(([name, outcome]): Outcome[] => {
    const path: Path = ['outcomes', name];
    const plain = typeof outcome === 'string';
    const keys = plain ? { is: outcome } : outcome;
    const place = plain ? path : [...path, 'is'];
    const is = context.expr(place, scope, ANY);
    if (is === null) return [];
    const { kind } = is.type;
    if (kind !== 'int' && kind !== 'double' && kind !== 'duration') {
      if (kind !== 'any') context.report(say.outcomeType(is.span, is.type));
      return [];
    }
    const { at = 'end', unit = null, better = null, says = null } = keys;
    if (kind === 'duration' && at === 'sum') context.report(say.outcomeSum(context.span([...path, 'at'])));
    if (kind === 'duration' && unit !== null)
      context.report(say.outcomeUnit(context.span([...path, 'unit'])));
    if (at !== 'end' && readsTimeLeft(is)) context.report(say.outcomeTimer(is.span, at));
    return [{ name, is, text: context.text(place), at, unit, better, says, span: context.keySpan(path) }];
  });
}

/** True if an expression reads the time left on a timer, which changes between steps. */
function readsTimeLeft(is: Expr): boolean {
  let found = false;
  walk(is, (part) => {
    if (part.op === 'call' && part.fn === 'timer-left') found = true;
  });
  return found;
}

/**
 * Pairs observed values with outcomes, or with measures if there is no outcome of that name. Entries of the page that
 * belong to neither are ignored, since they may be about another scenario.
 */
export function checkQuantities(
  context: Context,
  raw: RawScenario,
  { values, facts, broken }: Observations,
  outcomes: readonly Outcome[],
  measures: readonly Measure[],
): Quantity[] {
  const known = [...Object.keys(raw.outcomes ?? {}), ...Object.keys(raw.measure ?? {})];
  return [...values].flatMap(([id, { text, source, value }]): Quantity[] => {
    const isOwn = raw.observed?.[id]?.value !== undefined;
    const path: Path = isOwn ? ['observed', id, 'value'] : [];
    if (!known.includes(id)) {
      if (isOwn)
        context.report(say.valueOfNothing(context.keySpan(['observed', id]), id, nearest(id, known)));
      return [];
    }
    const outcome = outcomes.find(({ name }) => name === id);
    const found = outcome ?? measures.find(({ name }) => name === id);
    if (found === undefined) return [];
    const at = isOwn ? context.span(path) : found.span;
    const simulated = found.is.type.kind === 'duration' ? 'duration' : 'number';
    if (value.type !== simulated) context.report(say.valueType(at, id, value.type, simulated));
    const fact = facts.get(id);
    if (outcome !== undefined) {
      const { is, unit, span } = outcome;
      const named = { ...value, unit: value.unit ?? unit };
      return [{ id, of: 'outcome', is, from: 0, to: null, text, source, value: named, span }];
    }
    if (fact === undefined || fact.latest !== null) {
      if (!broken.has(id)) context.report(say.valueWithoutTime(at, id));
      return [];
    }
    const is: Expr = { op: 'measure', name: id, type: found.is.type, span: found.span };
    return [{ id, of: 'measure', is, from: fact.t, to: fact.until, text, source, value, span: found.span }];
  });
}
