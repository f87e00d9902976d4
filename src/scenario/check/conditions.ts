import type { Scope } from '../ast/environment.ts';
import type { Branch, ConditionPart } from '../ast/scenario.ts';
import { BOOL } from '../ast/types.ts';
import { checkCel } from '../cel/check.ts';
import type { Context, Path } from './context.ts';

/** Checks `when`, and splits it into the parts between `&&`, so that a report can say which part is false. */
export function checkWhen(
  context: Context,
  raw: { readonly when?: unknown },
  path: Path,
  scope: Scope,
): Pick<Branch, 'when' | 'whenParts'> {
  if (raw.when === undefined) return { when: null, whenParts: [] };
  const at = [...path, 'when'];
  const when = context.expr(at, scope, BOOL);
  if (when === null) return { when, whenParts: [] };
  const whole = context.text(at);
  const pieces = splitAtAnd(whole);
  if (pieces.length === 1) return { when, whenParts: [{ is: when, text: whole }] };
  const whenParts = pieces.flatMap(([from, to]): ConditionPart[] => {
    const text = whole.slice(from, to).trim();
    const { expr } = checkCel(context.celPart(at, from, to), scope, BOOL);
    return expr === null ? [] : [{ is: expr, text }];
  });
  return { when, whenParts: whenParts.length === pieces.length ? whenParts : [{ is: when, text: whole }] };
}

const TOKENS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[([{]|[)\]}]|&&|\|\||\?/g;

/**
 * Offsets of the parts of an expression between `&&`. If there is a `||` or `?:`, which bind less tightly, the whole
 * expression is one part.
 */
function splitAtAnd(text: string): [from: number, to: number][] {
  const cuts: number[] = [];
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if ('([{'.includes(token)) depth++;
    else if (')]}'.includes(token)) depth--;
    else if (depth === 0 && token === '&&') cuts.push(index);
    else if (depth === 0 && (token === '||' || token === '?')) return [[0, text.length]];
  }
  return [...cuts, text.length].map((to, i) => [i === 0 ? 0 : cuts[i - 1]! + 2, to]);
}
