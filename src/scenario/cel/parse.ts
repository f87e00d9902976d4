import { type ASTNode, ParseError, parse } from '@marcbachmann/cel-js';
import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
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
    const range = error.range ?? { start: 0, end: cel.text.length };
    const start = Math.min(range.start, Math.max(0, cel.text.length - 1));
    return refuse(say.syntax(cel.spanAt(start, Math.max(start + 1, range.end)), friendly(error), cel.text));
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

function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const c of text) {
    if ('([{'.includes(c)) deepest = Math.max(deepest, ++depth);
    else if (')]}'.includes(c)) depth = Math.max(0, depth - 1);
  }
  const unary = /[!-]{8,}/.test(text) ? CEL_LIMITS.depth : 0;
  return Math.max(deepest, unary);
}

const TOKENS: Readonly<Record<string, string>> = {
  EOF: 'the end',
  RPAREN: '`)`',
  LPAREN: '`(`',
  RBRACKET: '`]`',
  LBRACKET: '`[`',
  RBRACE: '`}`',
  LBRACE: '`{`',
  COMMA: '`,`',
  COLON: '`:`',
  DOT: '`.`',
  QUESTION: '`?`',
  IDENTIFIER: 'a name',
  MULTIPLY: '`*`',
  DIVIDE: '`/`',
  PLUS: '`+`',
  MINUS: '`-`',
  ASSIGN: '`=`',
  NUMBER: 'a number',
  STRING: 'a string',
};

function friendly(error: ParseError): string {
  const first = (error.summary ?? error.message).split('\n')[0]!;
  const named = first.replace(/\b[A-Z]{2,}\b/g, (token) => TOKENS[token] ?? token.toLowerCase());
  return named.charAt(0).toLowerCase() + named.slice(1);
}

function refuse(diagnostic: Diagnostic): { ast: null; diagnostics: Diagnostic[] } {
  return { ast: null, diagnostics: [diagnostic] };
}
