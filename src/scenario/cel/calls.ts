import { nearest } from '../../yaml/suggest.ts';
import { type Scope, withVariable } from '../ast/environment.ts';
import type { Builtin, Expr, Macro } from '../ast/expr.ts';
import { ANY, BOOL, DURATION, INT, isNumeric, STRING, TIMER, type Type } from '../ast/types.ts';
import * as say from './diagnostics.ts';
import { METRIC_ONLY, metricCall, stepType } from './names.ts';
import { elementOf } from './operators.ts';
import { type Ast, type PartChecker, toDouble } from './parse.ts';

const MACROS = ['all', 'exists', 'exists_one', 'filter', 'map'] as const;
export const METHODS: readonly string[] = [...MACROS, 'at', 'size', 'startsWith', 'endsWith', 'contains'];
/** All functions except those that take a metric. */
export const FUNCTIONS: readonly string[] = [
  'size',
  'min',
  'max',
  'sum',
  'range',
  'div',
  'abs',
  'int',
  'double',
  'string',
  'set',
  'list',
  'timer',
];

/** The names of all functions, for hints. */
const ALL_FUNCTIONS: readonly string[] = [...FUNCTIONS, 'has', ...METRIC_ONLY];

/** Checks a function call such as `f(a, b)`. */
export function checkCall(
  checker: PartChecker,
  ast: Ast,
  name: string,
  args: readonly Ast[],
  scope: Scope,
  wanted: Type,
): Expr {
  const span = checker.span(ast);
  const metric = metricCall(checker, ast, name, args, scope);
  if (metric !== null) return metric;
  if (!FUNCTIONS.includes(name)) {
    if (name === 'has') return hasValue(checker, args, scope, span);
    if (name === 'duration') {
      const hint = 'write the duration without a function: `5m`';
      return checker.fail(say.unsupported(span, '`duration`', hint));
    }
    return checker.fail(say.unknownFunction(span, name, nearest(name, ALL_FUNCTIONS), ALL_FUNCTIONS));
  }
  const arity =
    name === 'min' || name === 'max' ? null : name === 'range' ? [1, 2] : name === 'div' ? [2] : [1];
  if (arity !== null && !arity.includes(args.length)) {
    return checker.fail(
      say.wrongCount(
        span,
        name,
        `${arity.join(' or ')} argument${arity[0] === 1 && arity.length === 1 ? '' : 's'}`,
        args.length,
      ),
    );
  }
  const call = (fn: Builtin, type: Type, ...checked: Expr[]): Expr => ({
    op: 'call',
    fn,
    args: checked,
    type,
    span,
  });
  switch (name) {
    case 'size':
      return sizeOf(checker, checker.check(args[0]!, scope), span);
    case 'min':
    case 'max':
      return extreme(checker, ast, name, args, scope);
    case 'sum':
      return sum(checker, args[0]!, scope, span);
    case 'range':
      return call('range', { kind: 'list', of: INT }, ...args.map((arg) => checker.expect(arg, scope, INT)));
    case 'div':
      return call('div', INT, checker.expect(args[0]!, scope, INT), checker.expect(args[1]!, scope, INT));
    case 'timer':
      return call('timer', TIMER, checker.expect(args[0]!, scope, DURATION));
    case 'set':
    case 'list':
      return collection(checker, name, args[0]!, scope, wanted, span);
    default:
      return conversion(checker, name, args[0]!, scope, span);
  }
}

type SpanOf = Expr['span'];

/** Checks `has(m)`, which is true if a measure has a value. Other names always have a value. */
function hasValue(checker: PartChecker, args: readonly Ast[], scope: Scope, span: SpanOf): Expr {
  const [arg] = args;
  if (args.length === 1 && arg?.op === 'id' && scope.names.measures.has(arg.args)) {
    return { op: 'has-measure', name: arg.args, type: BOOL, span };
  }
  return checker.fail(say.onlyMeasures(span));
}

function sizeOf(checker: PartChecker, of: Expr, span: SpanOf): Expr {
  if (of.type.kind === 'process') return { ...of, type: INT };
  if (['list', 'set', 'map', 'string', 'any'].includes(of.type.kind)) {
    return { op: 'call', fn: 'size', args: [of], type: INT, span };
  }
  return checker.fail(say.wrongType(of.span, of.type, 'a list, a set, a map, a string or a process'));
}

function extreme(
  checker: PartChecker,
  ast: Ast,
  name: 'min' | 'max',
  args: readonly Ast[],
  scope: Scope,
): Expr {
  const span = checker.span(ast);
  if (args.length === 0) return checker.fail(say.wrongCount(span, name, '1 or more arguments', 0));
  const checked = args.map((arg) => checker.check(arg, scope));
  const unknown = checked.find((arg) => arg.type.kind === 'any');
  if (unknown !== undefined) return unknown;
  const first = checked[0]!;
  if (checked.length === 1 && (first.type.kind === 'list' || first.type.kind === 'set')) {
    const of = elementOf(first.type);
    if (!isNumeric(of) && of.kind !== 'any')
      return checker.fail(say.wrongType(first.span, first.type, 'a list of numbers'));
    return { op: 'call', fn: name, args: [first], type: of, span };
  }
  const double = checked.some((arg) => arg.type.kind === 'double');
  const same = checked.map((arg) => (double && arg.type.kind === 'int' ? toDouble(arg) : arg));
  const type = same[0]!.type;
  const wrong = same.find((arg) => arg.type.kind !== type.kind || !isNumeric(arg.type));
  if (wrong !== undefined) {
    return checker.fail(say.wrongType(wrong.span, wrong.type, 'a number of the same type as the others'));
  }
  return { op: 'call', fn: name, args: same, type, span };
}

function sum(checker: PartChecker, arg: Ast, scope: Scope, span: SpanOf): Expr {
  const of = checker.check(arg, scope);
  const element = elementOf(of.type);
  if (of.type.kind === 'any') return of;
  if (
    (of.type.kind !== 'list' && of.type.kind !== 'set') ||
    !(isNumeric(element) || element.kind === 'any')
  ) {
    return checker.fail(say.wrongType(of.span, of.type, 'a list of numbers'));
  }
  return { op: 'call', fn: 'sum', args: [of], type: element.kind === 'any' ? INT : element, span };
}

function collection(
  checker: PartChecker,
  name: 'set' | 'list',
  arg: Ast,
  scope: Scope,
  wanted: Type,
  span: SpanOf,
): Expr {
  const hint: Type = { kind: 'list', of: wanted.kind === 'set' || wanted.kind === 'list' ? wanted.of : ANY };
  const of = checker.check(arg, scope, hint);
  if (of.type.kind === 'any') return of;
  if (of.type.kind !== 'list' && of.type.kind !== 'set' && of.type.kind !== 'map') {
    return checker.fail(say.wrongType(of.span, of.type, 'a list, a set or a map'));
  }
  const type: Type = { kind: name, of: elementOf(of.type) };
  return { op: 'call', fn: name === 'set' ? 'to-set' : 'to-list', args: [of], type, span };
}

function conversion(checker: PartChecker, name: string, arg: Ast, scope: Scope, span: SpanOf): Expr {
  const of = checker.check(arg, scope);
  const kind = of.type.kind;
  if (kind === 'any') return of;
  if (name === 'string') return { op: 'call', fn: 'to-string', args: [of], type: STRING, span };
  if (name === 'abs' && isNumeric(of.type)) return { op: 'call', fn: 'abs', args: [of], type: of.type, span };
  if (name === 'double' && kind === 'int') return toDouble(of);
  if (name === 'double' && kind === 'double') return of;
  if (name === 'int' && kind === 'int') return of;
  if (name === 'int' && kind === 'double') return { op: 'call', fn: 'to-int', args: [of], type: INT, span };
  return checker.fail(say.wrongType(of.span, of.type, 'a number'));
}

/** Checks `a.f(b)`: macros, `at`, `size` and string methods. */
export function checkMethod(
  checker: PartChecker,
  ast: Ast,
  name: string,
  object: Ast,
  args: readonly Ast[],
  scope: Scope,
): Expr {
  const span = checker.span(ast);
  if ((MACROS as readonly string[]).includes(name)) {
    return macro(checker, ast, name as Macro, object, args, scope);
  }
  if (name === 'matches') {
    return checker.fail(say.unsupported(span, '`matches`', 'use startsWith, endsWith or contains'));
  }
  if (!METHODS.includes(name)) {
    return checker.fail(say.unknownFunction(span, name, nearest(name, METHODS), METHODS));
  }
  const wantedCount = name === 'size' ? 0 : 1;
  if (args.length !== wantedCount) {
    const wanted = wantedCount === 0 ? 'no arguments' : '1 argument';
    return checker.fail(say.wrongCount(span, name, wanted, args.length));
  }
  const of = checker.check(object, scope);
  if (of.type.kind === 'any') return of;
  if (name === 'size') return sizeOf(checker, of, span);
  if (name === 'at') return atStep(checker, of, args[0]!, scope, span);
  if (of.type.kind !== 'string') return checker.fail(say.wrongType(of.span, of.type, 'a string'));
  const fn: Builtin = name === 'startsWith' ? 'starts-with' : name === 'endsWith' ? 'ends-with' : 'contains';
  return { op: 'call', fn, args: [of, checker.expect(args[0]!, scope, STRING)], type: BOOL, span };
}

function atStep(checker: PartChecker, of: Expr, arg: Ast, scope: Scope, span: SpanOf): Expr {
  if (of.type.kind !== 'process') return checker.fail(say.wrongType(of.span, of.type, 'a process'));
  const process = scope.names.processes.get(of.type.process)!;
  const known = stepType(process) as Type & { kind: 'enum' };
  if (arg.op !== 'value' || typeof arg.args !== 'string') {
    return checker.fail(say.computedStep(checker.span(arg)));
  }
  const step = arg.args;
  if (!known.members.includes(step)) {
    const near = nearest(step, known.members);
    return checker.fail(say.unknownStep(checker.span(arg), step, process.name, near, known.members));
  }
  return { op: 'at-step', process: process.name, step, type: INT, span };
}

function macro(
  checker: PartChecker,
  ast: Ast,
  name: Macro,
  object: Ast,
  args: readonly Ast[],
  scope: Scope,
): Expr {
  const span = checker.span(ast);
  if (args.length !== 2) {
    return checker.fail(say.macroArguments(span, name, args.length));
  }
  // The parser accepts only a name as the first argument.
  const [variable, body] = args as [Ast & { op: 'id' }, Ast];
  const named = scope.names;
  if (scope.variables.has(variable.args) || variable.args === 'self' || variable.args === 'old') {
    return checker.fail(say.shadowed(checker.span(variable), variable.args));
  }
  if (named.state.has(variable.args) || named.lets.has(variable.args) || named.processes.has(variable.args)) {
    return checker.fail(say.shadowed(checker.span(variable), variable.args));
  }
  const over = checker.check(object, scope);
  if (over.type.kind === 'any') return over;
  if (!['list', 'set', 'map', 'process'].includes(over.type.kind)) {
    return checker.fail(say.wrongType(over.span, over.type, 'a list, a set, a map or a process'));
  }
  const element: Type =
    over.type.kind === 'process' ? { kind: 'instance', process: over.type.process } : elementOf(over.type);
  const inner = withVariable(scope, variable.args, element);
  return checker.nested(ast, () => {
    const checked = name === 'map' ? checker.check(body, inner) : checker.expect(body, inner, BOOL);
    const type = resultOf(name, over.type, element, checked.type);
    return { op: 'macro', macro: name, variable: variable.args, over, body: checked, type, span };
  });
}

function resultOf(name: Macro, over: Type, element: Type, body: Type): Type {
  if (name === 'map') return { kind: 'list', of: body };
  if (name !== 'filter') return BOOL;
  return over.kind === 'set' ? { kind: 'set', of: element } : { kind: 'list', of: element };
}
