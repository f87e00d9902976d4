import type { Scope } from './cel/environment.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import type { Expr } from './expr.ts';
import { DOUBLE } from './types.ts';

/** An expression that is a share; one that is known already must lie between 0 and 1. */
export function checkShare(context: Context, path: Path, scope: Scope): Expr | null {
  const expr = context.expr(path, scope, DOUBLE);
  if (expr?.op === 'literal' && !((expr.value as number) >= 0 && (expr.value as number) <= 1)) {
    return context.report(say.shareRange(context.span(path), `\`${String(path.at(-1))}\``));
  }
  return expr;
}
