import { type ASTNode, ParseError, parse } from '@marcbachmann/cel-js';
import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
import type { Scope } from '../ast/environment.ts';
import type { Expr, Value } from '../ast/expr.ts';
import { DOUBLE, type Type } from '../ast/types.ts';
import * as say from './diagnostics.ts';

/** CEL text as it stands in the file: maps offsets of the expression to spans. */
export interface CelText {
  readonly text: string;
  spanAt(start: number, end: number): Span;
}

export type Ast = ASTNode;

/** Bounds on an expression's text (UTF-16 code units), nodes and depth. */
export const CEL_LIMITS = { length: 2_000, nodes: 500, depth: 40 } as const;

/**
 * Parses an expression. The syntax is the library's; what the language means by it is decided by the checker.
 *
 * Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md
 */
export function parseCel(cel: CelText): { ast: Ast | null; diagnostics: Diagnostic[] } {
  if (cel.text.length > CEL_LIMITS.length) {
    return refuse(say.tooLong(cel.spanAt(0, cel.text.length), CEL_LIMITS.length));
  }
  if (cel.text.trim() === '') return refuse(say.emptyExpression(cel.spanAt(0, cel.text.length)));
  if (nesting(cel.text) > CEL_LIMITS.depth) {
    return refuse(say.tooComplex(cel.spanAt(0, cel.text.length), 'nested too deep'));
  }
  let ast: Ast;
  try {
    ast = parse(cel.text).ast;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    if (error.code === 'limit_exceeded') {
      return refuse(say.tooComplex(cel.spanAt(0, cel.text.length), 'nested too deep'));
    }
    return refuse(syntaxFinding(cel, error));
  }
  const count = countNodes(ast, 0);
  if (count > CEL_LIMITS.nodes) {
    return refuse(say.tooComplex(cel.spanAt(0, cel.text.length), `${count} parts`));
  }
  return { ast, diagnostics: [] };
}

/** Operands of a node that are nodes themselves. */
export function operands(ast: Ast): Ast[] {
  return collect(ast.args);
}

function collect(args: unknown): Ast[] {
  if (Array.isArray(args)) return args.flatMap(collect);
  return isAst(args) ? [args] : [];
}

function isAst(value: unknown): value is Ast {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

function countNodes(ast: Ast, depth: number): number {
  if (depth > CEL_LIMITS.nodes) return CEL_LIMITS.nodes + 1;
  return operands(ast).reduce((sum, child) => sum + countNodes(child, depth + 1), 1);
}

const STRINGS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;

function nesting(whole: string): number {
  const text = whole.replace(STRINGS, '""');
  let depth = 0;
  let deepest = 0;
  for (const c of text) {
    if ('([{'.includes(c)) deepest = Math.max(deepest, ++depth);
    else if (')]}'.includes(c)) depth = Math.max(0, depth - 1);
  }
  const unary = /[!-]{8,}/.test(text) ? CEL_LIMITS.depth : 0;
  return Math.max(deepest, unary);
}

const DURATION = /\b\d+(?:\.\d+)?(?:us|ms|s|m|h|d)\b/g;

function syntaxFinding(cel: CelText, error: ParseError): Diagnostic {
  const { text } = cel;
  const range = error.range ?? { start: 0, end: text.length };
  const start = Math.min(range.start, Math.max(0, text.length - 1));
  const end = Math.max(start + 1, range.end);
  for (const found of text.matchAll(DURATION)) {
    const after = found.index + found[0].length;
    if (start >= found.index && start < after) {
      return say.durationInside(cel.spanAt(found.index, after), found[0]);
    }
  }
  return say.syntax(cel.spanAt(start, end), describe(error, text.slice(start, end).trim()), text);
}

/** What is wrong, by the library's code for it; `met` is the text at the place. */
function describe({ code, message }: ParseError, met: string): string {
  const first = message.split('\n')[0]!;
  const wanted = CLOSING[/^Expected (\w+)/.exec(first)?.[1] ?? ''];
  if (first.endsWith('EOF')) {
    return wanted === undefined
      ? 'the expression ends where something is still missing'
      : `the expression ends before its ${wanted}`;
  }
  if (code === 'expected_token' && wanted !== undefined) return `${wanted} is missing before \`${met}\``;
  if (/^(expected|unexpected)_/.test(code)) return `\`${met}\` has no place here`;
  if (code === 'reserved_identifier') return `\`${met}\` is a reserved word of CEL`;
  if (/unterminated|newline/.test(code)) return 'this text has no closing quote';
  if (first.includes('iteration variable')) return 'the first part of a macro is the name of its variable';
  return first.charAt(0).toLowerCase() + first.slice(1);
}

const CLOSING: Readonly<Record<string, string>> = {
  RPAREN: '`)`',
  RBRACKET: '`]`',
  RBRACE: '`}`',
  COLON: '`:`',
  COMMA: '`,`',
};

function refuse(diagnostic: Diagnostic): { ast: null; diagnostics: Diagnostic[] } {
  return { ast: null, diagnostics: [diagnostic] };
}

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
