import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** One small change to one file. */
export interface Mutant {
  /** Path from the repository's root. */
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
  /** The entire text of the changed file. */
  readonly text: string;
  /** The expression in the original file that is evaluated whenever the change matters; null if it's no expression. */
  readonly evaluated: Range | null;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

interface Change {
  /** What is replaced. */
  readonly node: ts.Node;
  readonly to: string;
}

/** Operators and their replacements. */
const OPERATORS: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '&': '|',
  '|': '&',
  '<<': '>>>',
  '>>>': '<<',
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '|=': '&=',
  '&=': '|=',
};

/** All mutants of the source files that match a pattern, sorted by file and position. Tests aren't mutated. */
export function mutantsOf(pattern: string): Mutant[] {
  return globSync(pattern, { cwd: ROOT })
    .filter((file) => !file.endsWith('.test.ts'))
    .sort()
    .flatMap((file) => mutantsIn(file, readFileSync(join(ROOT, file), 'utf8')));
}

/** All mutants of a text. */
function mutantsIn(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  return changesIn(source).map(({ node, to }) => {
    const [start, end] = [node.getStart(), node.getEnd()];
    return {
      file,
      line: source.getLineAndCharacterOfPosition(start).line + 1,
      from: text.slice(start, end).replace(/\s+/g, ' '),
      to,
      text: `${text.slice(0, start)}${to}${text.slice(end)}`,
      evaluated: evaluatedOf(node),
    };
  });
}

function evaluatedOf(node: ts.Node): Range | null {
  const expression =
    ts.isBinaryExpression(node.parent) && node.parent.operatorToken === node ? node.parent : node;
  const whole = ts.isExpressionStatement(expression) ? expression.expression : expression;
  // A number can also be the name of a property, which can't be replaced by an expression.
  if ('name' in whole.parent && whole.parent.name === whole) return null;
  return { start: whole.getStart(), end: whole.getEnd() };
}

function changesIn(node: ts.Node): Change[] {
  // Changes to types have no effect at run time, and error messages are checked elsewhere.
  if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return [];
  if (ts.isThrowStatement(node) || ts.isImportDeclaration(node)) return [];
  const changes = changesOf(node);
  ts.forEachChild(node, (child) => {
    changes.push(...changesIn(child));
  });
  return changes;
}

function changesOf(node: ts.Node): Change[] {
  if (ts.isBinaryExpression(node)) {
    const to = OPERATORS[node.operatorToken.getText()];
    return to === undefined ? [] : [{ node: node.operatorToken, to }];
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return [{ node, to: `(${node.operand.getText()})` }];
  }
  if (
    (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
    (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)
  ) {
    const to = node.operator === ts.SyntaxKind.PlusPlusToken ? '--' : '++';
    const operand = node.operand.getText();
    return [{ node, to: ts.isPrefixUnaryExpression(node) ? `${to}${operand}` : `${operand}${to}` }];
  }
  if (ts.isIfStatement(node)) {
    return ['true', 'false'].map((to) => ({ node: node.expression, to }));
  }
  if (ts.isConditionalExpression(node)) {
    return ['true', 'false'].map((to) => ({ node: node.condition, to }));
  }
  if (ts.isWhileStatement(node)) return [{ node: node.expression, to: 'false' }];
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [{ node, to: 'false' }];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [{ node, to: 'true' }];
  if (ts.isNumericLiteral(node)) return [{ node, to: String(Number(node.text.replaceAll('_', '')) + 1) }];
  if (ts.isExpressionStatement(node) && !ts.isStringLiteral(node.expression)) return [{ node, to: ';' }];
  return [];
}

/** A sample without duplicates, in the order of the list. The same seed results in the same sample. */
export function sampleOf<T>(items: readonly T[], size: number, random: () => number): T[] {
  const order = items.map((_, i) => ({ i, at: random() })).sort((a, b) => a.at - b.at);
  const chosen = new Set(order.slice(0, size).map(({ i }) => i));
  return items.filter((_, i) => chosen.has(i));
}
