import type { Scope } from '../ast/environment.ts';
import { type Expr, walk } from '../ast/expr.ts';
import type { Outcome } from '../ast/measuring.ts';
import { ANY } from '../ast/types.ts';
import type { RawScenario } from '../schema/scenario.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';

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
    return [{ name, is, text: context.text(place), at, unit, better, says }];
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
