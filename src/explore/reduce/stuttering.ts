import type { Expr } from '../../scenario/ast/expr.ts';

/**
 * True if a step invariant certainly holds for a step that changes nothing it reads, for example `x >= old.x` or `done
 * || x == old.x`. This is decided by the expression's form, so it may be false for an invariant that does hold.
 */
export function holdsWithoutChange(is: Expr): boolean {
  if (is.op === 'literal') return is.value === true;
  if (is.op === 'macro') return is.macro === 'all' && holdsWithoutChange(is.body);
  if (is.op === 'if') return holdsWithoutChange(is.yes) && holdsWithoutChange(is.no);
  if (is.op !== 'binary') return false;
  const { how, left, right } = is;
  switch (how) {
    case 'and':
      return holdsWithoutChange(left) && holdsWithoutChange(right);
    case 'or':
      return alternatives(is).some((one, i, all) => {
        return holdsWithoutChange(one) || all.slice(i + 1).some((other) => areOpposite(one, other));
      });
    case 'equal':
    case 'less-equal':
    case 'greater-equal':
      return isSame(left, right);
    default:
      return false;
  }
}

function alternatives(expr: Expr): Expr[] {
  if (expr.op !== 'binary' || expr.how !== 'or') return [expr];
  return [...alternatives(expr.left), ...alternatives(expr.right)];
}

function areOpposite(a: Expr, b: Expr): boolean {
  return (a.op === 'not' && isSame(a.arg, b)) || (b.op === 'not' && isSame(b.arg, a));
}

/** True if two expressions are the same, except that they may read values before or after a step. */
function isSame(a: Expr, b: Expr): boolean {
  return textOf(a) === textOf(b);
}

function textOf(expr: Expr): string {
  return JSON.stringify(expr, (key, value: unknown) => (key === 'span' || key === 'old' ? undefined : value));
}
