import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
import type { Expr, Value } from '../expr.ts';
import { DOUBLE, type Type } from '../types.ts';
import type { Scope } from './environment.ts';
import type { Ast } from './parse.ts';

/** What the checks of names, operators and calls need of the one that walks the tree. */
export interface PartChecker {
  /** Something is wrong already: what follows from it is not told. */
  readonly failed: boolean;
  span(ast: Ast): Span;
  /** Tells a finding and stands in for what could not be understood. */
  fail(diagnostic: Diagnostic): Expr;
  /** Stands in for what has its finding elsewhere. */
  unknown(ast: Ast): Expr;
  literal(ast: Ast, type: Type, value: Value): Expr;
  /** Checks a part and brings it to the type that its place needs, or tells why it can't be. */
  expect(ast: Ast, scope: Scope, wanted: Type): Expr;
  /** The expression at another type, where the language widens by itself; null where it does not. */
  convert(expr: Expr, wanted: Type): Expr | null;
  /** Checks a part; `wanted` is a hint about symbols and literals, not a demand. */
  check(ast: Ast, scope: Scope, wanted?: Type): Expr;
  /** Runs `inside` one macro deeper. */
  nested(ast: Ast, inside: () => Expr): Expr;
}

/** An int written out as a double. */
export function toDouble(expr: Expr): Expr {
  if (expr.op === 'literal') return { ...expr, type: DOUBLE };
  return { op: 'call', fn: 'to-double', args: [expr], type: DOUBLE, span: expr.span };
}
