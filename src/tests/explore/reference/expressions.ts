import type { Builtin, Expr, Value } from '../../../scenario/ast/expr.ts';
import type { Scenario } from '../../../scenario/ast/scenario.ts';
import { canonicalMap, canonicalSet, compareValues, textOf } from '../../../scenario/ast/value.ts';

/** A message that was sent but hasn't been received. */
export interface PlainMessage {
  readonly process: string;
  readonly receiver: number;
  readonly sender: string;
  /** Index of the channel; null for instant delivery. */
  readonly via: number | null;
  readonly values: readonly Value[];
}

/** A state with everything stored by name. A timer is 1 while it runs and 0 once it has expired. */
export interface PlainState {
  shared: Record<string, Value>;
  processes: Record<string, { step: number; locals: Record<string, Value> }[]>;
  /** In the order in which they were sent. */
  messages: readonly PlainMessage[];
  faults: PlainFault[];
}

/**
 * A fault's state. While the fault is active, the state contains the previous values of variables that no step has
 * written since, and the later faults that set the same variables.
 */
export interface PlainFault {
  phase: 'before' | 'on' | 'over';
  found: Record<string, Value>;
  since: readonly number[];
}

/** A transition: its actor (`process[instance]`, a timer, a fault or a loss) and the resulting state. */
export interface PlainMove {
  readonly agent: string;
  readonly state: PlainState;
  /**
   * For an instance's move: the indices of the step and the branch, and whether the step happens. If not, the instance
   * leaves it through an exit, or its call fails.
   */
  readonly by?: { readonly step: number; readonly branch: number; readonly happens: boolean };
}

/** The context in which an expression is evaluated. */
export interface PlainScope {
  readonly scenario: Scenario;
  readonly state: PlainState;
  /** The state before a transition, for `old`. */
  readonly before?: PlainState;
  readonly self: { readonly process: string; readonly instance: number } | null;
  /** Choices, field values in the received message, and macro variables. */
  readonly variables: Readonly<Record<string, Value>>;
}

/** Evaluates a checked expression by interpreting its tree, as a reference for generated code. */
export function evaluate(expr: Expr, scope: PlainScope): Value {
  const { state, scenario, variables } = scope;
  const of = (inner: Expr): Value => evaluate(inner, scope);
  switch (expr.op) {
    case 'literal':
      return expr.value;
    case 'state':
      return (expr.old ? scope.before! : state).shared[expr.name]!;
    case 'local':
      return own(scope).locals[expr.name]!;
    case 'self':
      return expr.field === 'step' ? own(scope).step : scope.self!.instance;
    case 'self-const':
      return constantOf(scenario, scope.self!.process, expr.name, scope.self!.instance);
    case 'record':
      return record(
        expr,
        of(expr.at) as number,
        expr.old === true ? { ...scope, state: scope.before! } : scope,
      );
    case 'at-step': {
      const index = scenario.processes
        .find(({ name }) => name === expr.process)!
        .steps.findIndex((step) => step.id === expr.step);
      const end = scenario.processes.find(({ name }) => name === expr.process)!.steps.length;
      return state.processes[expr.process]!.filter(({ step }) => step === (index < 0 ? end : index)).length;
    }
    case 'measure':
    case 'has-measure':
    case 'metric':
      throw new Error('a search has no measures');
    case 'count':
      return state.processes[expr.process]!.length;
    case 'variable':
      return variables[expr.name]!;
    case 'field': {
      const fields = [...scenario.names.messages.get(expr.process)!.keys()];
      return (variables[expr.message] as readonly Value[])[fields.indexOf(expr.name)]!;
    }
    case 'not':
      return !of(expr.arg);
    case 'negate':
      return 0 - (of(expr.arg) as number);
    case 'binary':
      return binary(expr, scope);
    case 'if':
      return of(expr.test) === true ? of(expr.yes) : of(expr.no);
    case 'list':
    case 'build':
      return expr.items.map(of);
    case 'part':
      return (of(expr.of) as readonly Value[])[expr.index]!;
    case 'map':
      return canonicalMap(expr.entries.map(([key, value]) => [of(key), of(value)]));
    case 'index':
      return indexed(of(expr.of) as readonly Value[], of(expr.key), expr.of.type.kind === 'map');
    case 'call':
      return call(expr.fn, expr, scope);
    case 'macro':
      return macro(expr, scope);
    case 'instance-to-enum':
      return expr.members[of(expr.arg) as number]!;
  }
}

function own(scope: PlainScope): { step: number; locals: Record<string, Value> } {
  return scope.state.processes[scope.self!.process]![scope.self!.instance]!;
}

function constantOf(scenario: Scenario, process: string, name: string, instance: number): Value {
  const { constants } = scenario.processes.find((one) => one.name === process)!;
  return constants.find((one) => one.name === name)!.values[instance]!;
}

function record(expr: Expr & { op: 'record' }, at: number, { scenario, state }: PlainScope): Value {
  const one = state.processes[expr.process]![at];
  if (one === undefined) throw new RangeError(`there is no instance ${at} of ${expr.process}`);
  switch (expr.field.kind) {
    case 'local':
      return one.locals[expr.field.name]!;
    case 'const':
      return constantOf(scenario, expr.process, expr.field.name, at);
    case 'step':
      return one.step;
    default:
      return at;
  }
}

function indexed(of: readonly Value[], key: Value, isMap: boolean): Value {
  const found = isMap
    ? (of as readonly (readonly [Value, Value])[]).find(([k]) => same(k, key))?.[1]
    : of[key as number];
  if (found === undefined) throw new RangeError(`no item at ${String(key)}`);
  return found;
}

export function same(a: Value, b: Value): boolean {
  return compareValues(a, b) === 0;
}

function binary(expr: Expr & { op: 'binary' }, scope: PlainScope): Value {
  if (expr.how === 'and') return evaluate(expr.left, scope) === true && evaluate(expr.right, scope) === true;
  if (expr.how === 'or') return evaluate(expr.left, scope) === true || evaluate(expr.right, scope) === true;
  const left = evaluate(expr.left, scope);
  const right = evaluate(expr.right, scope);
  const [a, b] = [left as number, right as number];
  const [x, y] = [left as readonly Value[], right as readonly Value[]];
  switch (expr.how) {
    case 'add':
      return a + b;
    case 'subtract':
      return a - b;
    case 'multiply':
      return expr.type.kind === 'duration' ? Math.round(a * b) : a * b;
    case 'divide':
      if (b === 0) throw new RangeError('division by zero');
      return expr.type.kind === 'duration' ? Math.round(a / b) : a / b;
    case 'modulo':
      if (b === 0) throw new RangeError('division by zero');
      return (a % b) + 0;
    case 'less':
      return a < b;
    case 'less-equal':
      return a <= b;
    case 'greater':
      return a > b;
    case 'greater-equal':
      return a >= b;
    case 'equal':
      return same(left, right);
    case 'not-equal':
      return !same(left, right);
    case 'concat':
      return String(left) + String(right);
    case 'list-add':
      return [...x, ...y];
    case 'set-add':
      return canonicalSet([...x, ...y]);
    case 'list-minus':
    case 'set-minus':
      return x.filter((item) => !y.some((other) => same(item, other)));
    case 'in-list':
    case 'in-set':
      return y.some((item) => same(item, left));
    case 'in-map':
      return y.some((entry) => same((entry as readonly Value[])[0]!, left));
  }
}

function macro(expr: Expr & { op: 'macro' }, scope: PlainScope): Value {
  const over = expr.over.type.kind === 'process' ? null : (evaluate(expr.over, scope) as readonly Value[]);
  const items: readonly Value[] =
    over === null
      ? scope.state.processes[(expr.over.type as { process: string }).process]!.map((_, i) => i)
      : expr.over.type.kind === 'map'
        ? over.map((entry) => (entry as readonly Value[])[0]!)
        : over;
  const body = (item: Value): Value =>
    evaluate(expr.body, { ...scope, variables: { ...scope.variables, [expr.variable]: item } });
  switch (expr.macro) {
    case 'all':
      return items.every((item) => body(item) === true);
    case 'exists':
      return items.some((item) => body(item) === true);
    case 'exists_one':
      return items.filter((item) => body(item) === true).length === 1;
    case 'filter':
      return items.filter((item) => body(item) === true);
    case 'map':
      return items.map(body);
  }
}

function call(fn: Builtin, expr: Expr & { op: 'call' }, scope: PlainScope): Value {
  const args = expr.args.map((arg) => evaluate(arg, scope));
  const [a, b] = args as [number, number];
  const keys = (): readonly Value[] => {
    const items = args[0] as readonly Value[];
    return expr.args[0]!.type.kind === 'map' ? items.map((entry) => (entry as readonly Value[])[0]!) : items;
  };
  const numbers = (): number[] =>
    (args.length === 1 && Array.isArray(args[0]) ? args[0] : args) as unknown as number[];
  switch (fn) {
    case 'size':
      return (args[0] as readonly Value[] | string).length;
    case 'min':
      return Math.min(...nonEmpty(numbers()));
    case 'max':
      return Math.max(...nonEmpty(numbers()));
    case 'sum':
      return numbers().reduce((sum, item) => sum + item, 0);
    case 'range': {
      const [from, to] = args.length === 1 ? [0, a] : [a, b];
      return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
    }
    case 'div':
      if (b === 0) throw new RangeError('division by zero');
      return Math.trunc(a / b) + 0;
    case 'abs':
      return Math.abs(a);
    case 'to-double':
      return a;
    case 'to-instance': {
      const { process } = expr.type as { kind: 'instance'; process: string };
      if (scope.state.processes[process]![a] === undefined) throw new RangeError(`no instance ${a}`);
      return a;
    }
    case 'to-int':
      return Math.trunc(a);
    case 'to-string':
      return textOf(
        a,
        expr.args[0]!.type,
        new Map(scope.scenario.processes.map((process) => [process.name, process.instances])),
      );
    case 'timer':
      return a;
    case 'timer-over':
      return a <= 0;
    case 'timer-left':
      return Math.max(0, a);
    case 'starts-with':
      return String(args[0]).startsWith(String(args[1]));
    case 'ends-with':
      return String(args[0]).endsWith(String(args[1]));
    case 'contains':
      return String(args[0]).includes(String(args[1]));
    case 'to-set':
      return canonicalSet(keys());
    case 'to-list':
      return keys();
  }
}

function nonEmpty(items: number[]): number[] {
  if (items.length === 0) throw new RangeError('an empty list has no minimum or maximum');
  return items;
}
