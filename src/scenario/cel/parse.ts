import { type ASTNode, ParseError, parse } from '@marcbachmann/cel-js';
import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
import type { Micros } from '../../result.ts';
import type { Scope } from '../ast/environment.ts';
import type { Expr, Value } from '../ast/expr.ts';
import { DOUBLE, type Type } from '../ast/types.ts';
import * as say from './diagnostics.ts';
import { misspelledDurationAt, replaceDurations } from './durations.ts';

/** An expression's text and the locations of its characters in the file. */
export interface CelText {
  readonly text: string;
  spanAt(start: number, end: number): Span;
}

export type Ast = ASTNode;

/** A syntax tree, or null if the text can't be parsed. */
interface Parsed {
  readonly ast: Ast | null;
  /** The durations in the text. The key is the offset of the string literal that represents a duration. */
  readonly durations: ReadonlyMap<number, Micros>;
  readonly diagnostics: Diagnostic[];
}

/** Limits on an expression: text length in UTF-16 code units, number of nodes, and depth. */
const CEL_LIMITS = { length: 2_000, nodes: 500, depth: 40 } as const;

/**
 * Parses an expression. The library is used only for parsing; the checker resolves names and types.
 *
 * Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md
 */
export function parseCel(cel: CelText): Parsed {
  const whole = cel.spanAt(0, cel.text.length);
  if (cel.text.length > CEL_LIMITS.length) return refuse(say.tooLong(whole, CEL_LIMITS.length));
  if (cel.text.trim() === '') return refuse(say.emptyExpression(whole));
  if (nesting(cel.text) > CEL_LIMITS.depth) return refuse(say.tooDeep(whole));
  const replaced = replaceDurations(cel.text);
  let ast: Ast;
  try {
    ast = parse(replaced.text).ast;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return refuse(error.code === 'limit_exceeded' ? say.tooDeep(whole) : syntaxError(cel, error));
  }
  const count = countNodes(ast, 0);
  if (count > CEL_LIMITS.nodes) return refuse(say.tooManyParts(whole, count, CEL_LIMITS.nodes));
  return { ast, durations: replaced.at, diagnostics: [] };
}

function refuse(diagnostic: Diagnostic): Parsed {
  return { ast: null, durations: new Map(), diagnostics: [diagnostic] };
}

const STRINGS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;

/** Nesting depth of brackets. Very deep nesting would overflow the parser's stack. */
function nesting(whole: string): number {
  const text = whole.replace(STRINGS, '""');
  let depth = 0;
  let deepest = 0;
  for (const c of text) {
    if ('([{'.includes(c)) deepest = Math.max(deepest, ++depth);
    else if (')]}'.includes(c)) depth = Math.max(0, depth - 1);
  }
  return deepest;
}

function countNodes(ast: Ast, depth: number): number {
  if (depth > CEL_LIMITS.nodes) return CEL_LIMITS.nodes + 1;
  return operands(ast).reduce((sum, child) => sum + countNodes(child, depth + 1), 1);
}

function operands(ast: Ast): Ast[] {
  return collect(ast.args);
}

function collect(args: unknown): Ast[] {
  if (Array.isArray(args)) return args.flatMap(collect);
  return isAst(args) ? [args] : [];
}

function isAst(value: unknown): value is Ast {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

function syntaxError(cel: CelText, error: ParseError): Diagnostic {
  const { text } = cel;
  const range = error.range ?? { start: 0, end: text.length };
  const start = Math.min(range.start, Math.max(0, text.length - 1));
  const end = Math.max(start + 1, range.end);
  const duration = misspelledDurationAt(text, start);
  if (duration !== null) {
    const span = cel.spanAt(duration.start, duration.start + duration.text.length);
    return say.badDuration(span, duration.text);
  }
  return say.syntax(cel.spanAt(start, end), describe(error, text.slice(start, end).trim()), text);
}

/** A message for the library's error. `found` is the text at the error's position. */
function describe({ code, message }: ParseError, found: string): string {
  const first = message.split('\n')[0]!;
  const wanted = CLOSING[/^Expected (\w+)/.exec(first)?.[1] ?? ''];
  if (first.endsWith('EOF')) {
    return wanted === undefined
      ? 'the expression is incomplete'
      : `the expression needs ${wanted} at the end`;
  }
  if (code === 'expected_token' && wanted !== undefined) return `${wanted} is missing before \`${found}\``;
  if (/^(expected|unexpected)_/.test(code)) return `\`${found}\` isn't allowed here`;
  if (code === 'reserved_identifier') return `\`${found}\` is a reserved word in CEL`;
  if (/unterminated|newline/.test(code)) return 'this string has no closing quote';
  if (first.includes('iteration variable')) return 'the first argument of a macro must be a variable name';
  return first.charAt(0).toLowerCase() + first.slice(1);
}

const CLOSING: Readonly<Record<string, string>> = {
  RPAREN: '`)`',
  RBRACKET: '`]`',
  RBRACE: '`}`',
  COLON: '`:`',
  COMMA: '`,`',
};

/** The part of the checker that is used to check names, operators, and calls. The checker itself walks the tree. */
export interface PartChecker {
  span(ast: Ast): Span;
  /** Reports an error and returns an expression of type `any`, so one error doesn't cause others. */
  fail(diagnostic: Diagnostic): Expr;
  /** Like `fail`, but for an error that is reported elsewhere. */
  unknown(ast: Ast): Expr;
  literal(ast: Ast, type: Type, value: Value): Expr;
  /** Checks a part and converts it to the wanted type, or reports that this isn't possible. */
  expect(ast: Ast, scope: Scope, wanted: Type): Expr;
  /** The expression converted to the wanted type, or null if there is no implicit conversion. */
  convert(expr: Expr, wanted: Type): Expr | null;
  /** Checks a part. `wanted` only helps to resolve symbols and literals. */
  check(ast: Ast, scope: Scope, wanted?: Type): Expr;
  /** Calls `inside` with the nesting depth of macros increased by one. */
  nested(ast: Ast, inside: () => Expr): Expr;
  /** The expression that a name refers to, unless it makes this expression too large. */
  expanded(ast: Ast, expr: Expr): Expr;
}

/** Converts an int to a double. */
export function toDouble(expr: Expr): Expr {
  if (expr.op === 'literal') return { ...expr, type: DOUBLE };
  return { op: 'call', fn: 'to-double', args: [expr], type: DOUBLE, span: expr.span };
}
