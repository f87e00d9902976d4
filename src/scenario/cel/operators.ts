import { nearest } from '../../yaml/suggest.ts';
import { OLD_BOOLEANS } from '../../yaml/validate.ts';
import type { Scope } from '../ast/environment.ts';
import type { BinaryOp, Expr } from '../ast/expr.ts';
import { SENDER } from '../ast/scenario.ts';
import { ANY, BOOL, DOUBLE, DURATION, INT, isNumeric, STRING, sameType, type Type } from '../ast/types.ts';
import * as say from './diagnostics.ts';
import { type Ast, type PartChecker, toDouble } from './parse.ts';

const COMPARE: Readonly<Record<string, BinaryOp>> = {
  '<': 'less',
  '<=': 'less-equal',
  '>': 'greater',
  '>=': 'greater-equal',
};
const EQUAL: Readonly<Record<string, BinaryOp>> = { '==': 'equal', '!=': 'not-equal' };
const LOGIC: Readonly<Record<string, BinaryOp>> = { '&&': 'and', '||': 'or' };
const ARITHMETIC: Readonly<Record<string, BinaryOp>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'modulo',
};

/** Checks `a op b` for every operator except `in`. */
export function checkBinary(
  checker: PartChecker,
  ast: Ast,
  operator: string,
  [a, b]: readonly [Ast, Ast],
  scope: Scope,
  wanted: Type,
): Expr {
  const span = checker.span(ast);
  const logic = LOGIC[operator];
  if (logic !== undefined) {
    const left = checker.expect(a, scope, BOOL);
    const right = checker.expect(b, scope, BOOL);
    return { op: 'binary', how: logic, left, right, type: BOOL, span };
  }
  const [left, right] = both(checker, a, b, scope, ARITHMETIC[operator] === undefined ? ANY : wanted);
  const pair = { ast, operator, left, right };
  if (EQUAL[operator] !== undefined) return equality(checker, pair, EQUAL[operator]);
  if (COMPARE[operator] !== undefined) return comparison(checker, pair, COMPARE[operator]);
  return arithmetic(checker, pair, ARITHMETIC[operator]!);
}

interface Pair {
  readonly ast: Ast;
  readonly operator: string;
  readonly left: Expr;
  readonly right: Expr;
}

/** Checks both sides of an operator. The type of one side resolves a symbol on the other side. */
function both(checker: PartChecker, a: Ast, b: Ast, scope: Scope, wanted: Type): [Expr, Expr] {
  const symbolic = (ast: Ast): boolean => ast.op === 'id' || ast.op === 'list' || ast.op === 'map';
  const container = wanted.kind === 'set' || wanted.kind === 'list' ? wanted : ANY;
  if (symbolic(a) && !symbolic(b)) {
    const right = checker.check(b, scope, container);
    return [checker.check(a, scope, right.type), right];
  }
  if (a.op === 'id' && b.op === 'id' && isSymbol(a.args, scope)) {
    const right = checker.check(b, scope, container);
    return [checker.check(a, scope, right.type), right];
  }
  const left = checker.check(a, scope, container);
  return [left, checker.check(b, scope, left.type)];
}

/**
 * True for a name that isn't a variable, state, constant, `let`, or process, so only the other side's type can
 * resolve it.
 */
function isSymbol(name: string, scope: Scope): boolean {
  const { names } = scope;
  return !(
    scope.variables.has(name) ||
    names.state.has(name) ||
    names.constants.has(name) ||
    names.lets.has(name) ||
    names.processes.has(name)
  );
}

/** True if one side's type is unknown, because it's invalid or an element of an empty list. */
function isUnknown({ left, right }: Pair): boolean {
  return left.type.kind === 'any' || right.type.kind === 'any';
}

function equality(checker: PartChecker, pair: Pair, how: BinaryOp): Expr {
  const { ast, operator, left, right } = pair;
  const span = checker.span(ast);
  for (const side of [left, right]) {
    if (side.type.kind === 'process' || side.type.kind === 'message') {
      return checker.fail(say.notComparable(side.span, side.type));
    }
  }
  const widened = checker.convert(right, left.type);
  if (widened !== null) return { op: 'binary', how, left, right: widened, type: BOOL, span };
  const other = checker.convert(left, right.type);
  if (other !== null) return { op: 'binary', how, left: other, right, type: BOOL, span };
  const stray = strayString(left, right.type) ?? strayString(right, left.type);
  const hint = symbolHint(left) ?? symbolHint(right) ?? booleanHint(left, right) ?? booleanHint(right, left);
  return checker.fail(stray ?? say.noOperator(span, operator, left.type, right.type, hint));
}

/** A hint for comparing a boolean with a string. */
function booleanHint(expr: Expr, other: Expr): string | undefined {
  if (expr.type.kind !== 'bool' || other.op !== 'literal' || typeof other.value !== 'string')
    return undefined;
  const word = other.value.toLowerCase();
  const meant = OLD_BOOLEANS.get(word) ?? (word === 'true' ? true : word === 'false' ? false : undefined);
  return meant === undefined ? 'compare it with `true` or `false`' : `write \`${meant}\`, without quotes`;
}

/** A hint for a message field whose symbol may be a misspelled name. */
export function symbolHint(expr: Expr): string | undefined {
  if (expr.op !== 'field' || expr.type.kind !== 'enum' || expr.name === SENDER) return undefined;
  const names = expr.type.members.map((member) => `\`${member}\``).join(', ');
  return `check the spelling of ${names} where the message is sent: no variable or constant has that name, so it's treated as a symbol`;
}

/** The diagnostic for comparing a string with an enum that has no such member, or null. */
export function strayString(expr: Expr, wanted: Type): ReturnType<typeof say.notMember> | null {
  if (wanted.kind !== 'enum' || expr.op !== 'literal' || typeof expr.value !== 'string') return null;
  return say.notMember(expr.span, expr.value, wanted.members, nearest(expr.value, wanted.members));
}

function comparison(checker: PartChecker, pair: Pair, how: BinaryOp): Expr {
  const { ast, operator, left, right } = pair;
  const span = checker.span(ast);
  const [a, b] = widen(left, right);
  const kind = a.type.kind;
  if (isUnknown(pair) || (kind === b.type.kind && ['int', 'double', 'duration', 'string'].includes(kind))) {
    return { op: 'binary', how, left: a, right: b, type: BOOL, span };
  }
  const hint = mixesDuration(left, right)
    ? 'compare a duration with another duration; example: 5m'
    : undefined;
  return checker.fail(say.noOperator(span, operator, left.type, right.type, hint));
}

function arithmetic(checker: PartChecker, pair: Pair, how: BinaryOp): Expr {
  const { ast, operator, left, right } = pair;
  const span = checker.span(ast);
  const make = (op: BinaryOp, type: Type, a = left, b = right): Expr => ({
    op: 'binary',
    how: op,
    left: a,
    right: b,
    type,
    span,
  });
  if (isUnknown(pair)) return make(how, ANY);
  const collection = collections(checker, pair, make);
  if (collection !== null) return collection;
  if (how === 'add' && left.type.kind === 'string' && right.type.kind === 'string') {
    return make('concat', STRING);
  }
  const scaled = durations(pair, make);
  if (scaled !== null) return scaled;
  const [a, b] = widen(left, right);
  if (a.type.kind === 'int' && b.type.kind === 'int') {
    if (how === 'divide') return checker.fail(say.integerDivision(span));
    return make(how, INT, a, b);
  }
  if (a.type.kind === 'double' && b.type.kind === 'double' && how !== 'modulo') {
    return make(how, DOUBLE, a, b);
  }
  return checker.fail(say.noOperator(span, operator, left.type, right.type, arithmeticHint(pair)));
}

function arithmeticHint({ operator, left, right }: Pair): string | undefined {
  if (mixesDuration(left, right)) return 'add durations to durations; multiply them by numbers';
  if (left.type.kind === 'string' || right.type.kind === 'string')
    return 'string(x) converts a value to a string';
  if ('of' in left.type && !('of' in right.type)) {
    if (operator === '+') return 'to add a single item, put it in brackets: xs + [x]';
    if (operator === '-') return 'to remove a single item, put it in brackets: xs - [x]';
  }
  return undefined;
}

/**
 * For lists and sets, `+` adds the other side's items and `-` removes them. If one side is a set, a list on the
 * other side is treated as a set.
 */
function collections(
  checker: PartChecker,
  { operator, left, right }: Pair,
  make: (op: BinaryOp, type: Type, a?: Expr, b?: Expr) => Expr,
): Expr | null {
  if (operator !== '+' && operator !== '-') return null;
  const which = operator === '+' ? 'add' : 'minus';
  if (left.type.kind === 'set') {
    const items =
      right.type.kind === 'list' && sameType(right.type.of, left.type.of)
        ? asSet(right)
        : checker.convert(right, left.type);
    return items === null ? null : make(`set-${which}`, left.type, left, items);
  }
  if (left.type.kind === 'list') {
    const type = left.type.of.kind === 'any' ? right.type : left.type;
    const items = checker.convert(right, type);
    return items === null ? null : make(`list-${which}`, type, left, items);
  }
  return null;
}

function asSet(list: Expr): Expr {
  const of = (list.type as Type & { kind: 'list' }).of;
  return { op: 'call', fn: 'to-set', args: [list], type: { kind: 'set', of }, span: list.span };
}

/**
 * Durations can be added to each other, and multiplied or divided by numbers. Dividing two durations gives a
 * number.
 */
function durations(
  { operator, left, right }: Pair,
  make: (op: BinaryOp, type: Type, a?: Expr, b?: Expr) => Expr,
): Expr | null {
  const [l, r] = [left.type.kind, right.type.kind];
  if (l !== 'duration' && r !== 'duration') return null;
  if (l === r) {
    if (operator === '+') return make('add', DURATION);
    if (operator === '-') return make('subtract', DURATION);
    if (operator === '%') return make('modulo', DURATION);
    return operator === '/' ? make('divide', DOUBLE) : null;
  }
  const number = l === 'duration' ? r : l;
  if (number !== 'int' && number !== 'double') return null;
  if (operator === '*' || (operator === '/' && l === 'duration')) {
    return make(operator === '*' ? 'multiply' : 'divide', DURATION);
  }
  return null;
}

function widen(left: Expr, right: Expr): [Expr, Expr] {
  if (left.type.kind === 'int' && right.type.kind === 'double') return [toDouble(left), right];
  if (left.type.kind === 'double' && right.type.kind === 'int') return [left, toDouble(right)];
  return [left, right];
}

function mixesDuration(left: Expr, right: Expr): boolean {
  const kinds = [left.type.kind, right.type.kind];
  return kinds.includes('duration') && (isNumeric(left.type) || isNumeric(right.type));
}

/** Checks `x in xs` for lists, sets, and map keys. */
export function checkMembership(
  checker: PartChecker,
  ast: Ast,
  [item, collection]: readonly [Ast, Ast],
  scope: Scope,
): Expr {
  const span = checker.span(ast);
  // The items of the collection determine what a record literal means.
  const of = item.op === 'map' ? elementOf(checker.check(collection, scope).type) : ANY;
  const plain = checker.check(item, scope, of);
  const right = checker.check(collection, scope, { kind: 'list', of: plain.type });
  const kind = right.type.kind;
  if (kind === 'any') return { ...right, type: BOOL };
  if (kind !== 'list' && kind !== 'set' && kind !== 'map') {
    return checker.fail(say.wrongType(right.span, right.type, 'a list, a set or a map'));
  }
  const left = checker.convert(plain, elementOf(right.type));
  if (left === null) return checker.fail(say.noOperator(span, 'in', plain.type, right.type));
  return { op: 'binary', how: `in-${kind}`, left, right, type: BOOL, span };
}

/** The element type of a list or set, or the key type of a map. */
export function elementOf(type: Type): Type {
  if (type.kind === 'list' || type.kind === 'set') return type.of;
  return type.kind === 'map' ? type.key : ANY;
}
