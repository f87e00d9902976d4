import { type Expr, type Value, walk } from '../scenario/expr.ts';
import type { Fn } from './emission.ts';
import type { Inputs } from './inputs.ts';

/** Parts of expressions that are the same in every state, if what they are made of is. */
const STEADY: ReadonlySet<Expr['op']> = new Set([
  'literal',
  'count',
  'not',
  'negate',
  'binary',
  'if',
  'list',
  'map',
  'index',
  'call',
  'macro',
  'variable',
]);

/**
 * True if an expression has one value in all states of all runs, for every instance.
 *
 * @param given variables that it gets from outside
 */
export function isKnown(root: Expr, inputs: Inputs, given: ReadonlyMap<string, unknown>): boolean {
  let known = true;
  walk(root, (expr) => {
    if (!STEADY.has(expr.op)) known = false;
    else if (expr.op === 'literal' && inputs.constantNumber(expr.constant) >= 0) known = false;
    else if (expr.op === 'variable' && given.has(expr.name)) known = false;
    else if (expr.op === 'call' && expr.fn.startsWith('timer')) known = false;
  });
  return known;
}

/** A function whose value is always the same, which is worked out when it is first asked for. */
export function once(fn: Fn): Fn {
  let value: Value | undefined;
  return (s, b, now, v, o) => {
    value ??= fn(s, b, now, v, o) as Value;
    return value;
  };
}
