import type { Span } from '../../diagnostic/diagnostic.ts';
import { type Builtin, type Expr, measuresOf, type Value, walk } from '../../scenario/ast/expr.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { canonicalMap, canonicalSet, compareValues, textOf } from '../../scenario/ast/value.ts';

/** Evaluates checked expressions during a run by walking the tree. Only the engine limits cost and size. */

/** All variables in a run, by name. A timer's value is the time when it expires. Values are never changed in place. */
export interface PlainState {
  shared: Record<string, Value>;
  processes: Record<string, { step: number; locals: Record<string, Value> }[]>;
}

/** The context in which an expression is evaluated. */
export interface PlainScope {
  readonly scenario: Scenario;
  readonly state: PlainState;
  readonly now: number;
  /** NaN for an undefined measure. */
  readonly measures: Readonly<Record<string, number>>;
  readonly self: { readonly process: string; readonly instance: number } | null;
  /** Choices, field values in the received message, and macro variables. */
  readonly variables: Readonly<Record<string, Value>>;
  /** The state before the step, for `old` in `say`. */
  readonly old?: PlainState | undefined;
  /** Metric values for the measure that is being computed. */
  readonly metrics?: readonly number[];
  /**
   * True if arithmetic without a result evaluates to NaN instead of failing. This applies to measures, and to `say`
   * with measures.
   */
  readonly allowsNaN?: boolean;
}

/** Thrown if an expression fails. */
export class PlainFailure extends Error {
  readonly code: string;
  readonly span: Span;
  /** Simulated time of the failure. */
  time = 0;

  constructor(code: string, span: Span) {
    super(code);
    this.code = code;
    this.span = span;
  }
}

/** Evaluates a condition. If it reads an undefined measure without checking `has`, its value is `without`. */
export function holds(expr: Expr, scope: PlainScope, without = false): boolean {
  if (lacksMeasure(expr, scope)) return without;
  return evaluate(expr, scope) === true;
}

function lacksMeasure(expr: Expr, scope: PlainScope): boolean {
  return measuresOf(expr).some((name) => Number.isNaN(scope.measures[name]!));
}

/** True if an expression reads a measure or checks whether it's defined. */
export function dependsOnMeasure(expr: Expr): boolean {
  let found = false;
  walk(expr, ({ op }) => {
    if (op === 'measure' || op === 'has-measure') found = true;
  });
  return found;
}

/** Evaluates a value that isn't a condition. Fails if it reads an undefined measure. */
export function read(expr: Expr, scope: PlainScope): Value {
  if (expr.type.kind === 'bool') return holds(expr, scope);
  return evaluate(expr, scope, true);
}

/** @param needsMeasures true if reading an undefined measure fails, even if nothing is computed from it */
export function evaluate(expr: Expr, scope: PlainScope, needsMeasures = false): Value {
  const { state, variables } = scope;
  const of = (inner: Expr): Value => evaluate(inner, scope, needsMeasures);
  switch (expr.op) {
    case 'literal':
      return expr.value;
    case 'measure': {
      const value = scope.measures[expr.name]!;
      if (needsMeasures && Number.isNaN(value)) throw new PlainFailure('run/no-value', expr.span);
      return value;
    }
    case 'has-measure':
      return !Number.isNaN(scope.measures[expr.name]!);
    case 'metric':
      return scope.metrics![expr.index]!;
    case 'state':
      return (expr.old ? (scope.old ?? state) : state).shared[expr.name]!;
    case 'local':
      return instanceOf(expr.old ? (scope.old ?? state) : state, scope).locals[expr.name]!;
    case 'self':
      return expr.field === 'step' ? instanceOf(state, scope).step : scope.self!.instance;
    case 'self-const':
      return constantOf(scope, scope.self!.process, expr.name, scope.self!.instance);
    case 'record': {
      const at = of(expr.at) as number;
      const instance = (expr.old === true ? (scope.old ?? state) : state).processes[expr.process]![at]!;
      if (expr.field.kind === 'local') return instance.locals[expr.field.name]!;
      if (expr.field.kind === 'const') return constantOf(scope, expr.process, expr.field.name, at);
      return expr.field.kind === 'step' ? instance.step : at;
    }
    case 'at-step': {
      const { steps } = scope.scenario.processes.find(({ name }) => name === expr.process)!;
      const found = steps.findIndex(({ id }) => id === expr.step);
      const wanted = found < 0 ? steps.length : found;
      return state.processes[expr.process]!.filter(({ step }) => step === wanted).length;
    }
    case 'count':
      return state.processes[expr.process]!.length;
    case 'variable':
      return variables[expr.name]!;
    case 'field': {
      const fields = [...scope.scenario.names.messages.get(expr.process)!.keys()];
      return (variables[expr.message] as readonly Value[])[fields.indexOf(expr.name)]!;
    }
    case 'not':
      return !of(expr.arg);
    case 'negate':
      return 0 - (of(expr.arg) as number);
    case 'binary':
      return binary(expr, of, scope);
    case 'if':
      return of(expr.test) === true ? of(expr.yes) : of(expr.no);
    case 'list':
    case 'build':
      return expr.items.map(of);
    case 'part':
      return (of(expr.of) as readonly Value[])[expr.index]!;
    case 'map': {
      const map = canonicalMap(expr.entries.map(([key, value]) => [of(key), of(value)]));
      if (map.length < expr.entries.length) throw new PlainFailure('run/key', expr.span);
      return map;
    }
    case 'index': {
      const items = of(expr.of) as readonly Value[];
      const key = of(expr.key);
      const isMap = expr.of.type.kind === 'map';
      const found = isMap ? pairsOf(items).find(([k]) => same(k, key))?.[1] : items[key as number];
      if (found === undefined) throw new PlainFailure(isMap ? 'run/key' : 'run/index', expr.span);
      return found;
    }
    case 'call':
      return call(expr.fn, expr, expr.args.map(of), scope);
    case 'macro':
      return macro(expr, state, of, (item) =>
        evaluate(expr.body, { ...scope, variables: { ...variables, [expr.variable]: item } }, needsMeasures),
      );
    case 'instance-to-enum':
      return expr.members[of(expr.arg) as number]!;
  }
}

export function same(a: Value, b: Value): boolean {
  return compareValues(a, b) === 0;
}

function instanceOf(
  state: PlainState,
  { self }: PlainScope,
): { step: number; locals: Record<string, Value> } {
  return state.processes[self!.process]![self!.instance]!;
}

function constantOf({ scenario }: PlainScope, process: string, name: string, instance: number): Value {
  const { constants } = scenario.processes.find((one) => one.name === process)!;
  return constants.find((one) => one.name === name)!.values[instance]!;
}

function pairsOf(items: readonly Value[]): readonly (readonly [Value, Value])[] {
  return items as unknown as readonly (readonly [Value, Value])[];
}

/** Checks an arithmetic result: ints and durations must be exact, and doubles must be finite. */
function checked(value: number, { type, span }: Expr, { allowsNaN = false }: PlainScope): number {
  if (allowsNaN && type.kind !== 'int') return value;
  const rounded = type.kind === 'duration' || type.kind === 'timer' ? Math.round(value) : value;
  if (type.kind === 'double' ? Number.isFinite(value) : Number.isSafeInteger(rounded)) return rounded + 0;
  throw new PlainFailure(
    type.kind === 'double' && Number.isNaN(value) ? 'run/no-value' : 'run/overflow',
    span,
  );
}

function binary(expr: Expr & { op: 'binary' }, of: (inner: Expr) => Value, scope: PlainScope): Value {
  if (expr.how === 'and') return of(expr.left) === true && of(expr.right) === true;
  if (expr.how === 'or') return of(expr.left) === true || of(expr.right) === true;
  const left = of(expr.left);
  const right = of(expr.right);
  const [a, b] = [left as number, right as number];
  const [x, y] = [left as readonly Value[], right as readonly Value[]];
  const nonZero = (): void => {
    if (b === 0) throw new PlainFailure('run/zero', expr.span);
  };
  switch (expr.how) {
    case 'add':
      return checked(a + b, expr, scope);
    case 'subtract':
      return checked(a - b, expr, scope);
    case 'multiply':
      return checked(a * b, expr, scope);
    case 'divide':
      if (scope.allowsNaN !== true) nonZero();
      return checked(a / b, expr, scope);
    case 'modulo':
      nonZero();
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
      return pairsOf(y).some(([key]) => same(key, left));
  }
}

function macro(
  expr: Expr & { op: 'macro' },
  state: PlainState,
  of: (inner: Expr) => Value,
  body: (item: Value) => Value,
): Value {
  const { type } = expr.over;
  const items: readonly Value[] =
    type.kind === 'process'
      ? state.processes[type.process]!.map((_, i) => i)
      : keysOf(of(expr.over) as readonly Value[], type.kind === 'map');
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

function keysOf(items: readonly Value[], isMap: boolean): readonly Value[] {
  return isMap ? pairsOf(items).map(([key]) => key) : items;
}

function call(fn: Builtin, expr: Expr & { op: 'call' }, args: readonly Value[], scope: PlainScope): Value {
  const [a, b] = args as readonly [number, number];
  const numbers = (): readonly number[] =>
    (args.length === 1 && Array.isArray(args[0]) ? args[0] : args) as readonly number[];
  const extreme = (better: (x: number, y: number) => boolean): number => {
    if (numbers().length === 0) throw new PlainFailure('run/empty', expr.span);
    return numbers().reduce((best, item) => (better(item, best) ? item : best));
  };
  switch (fn) {
    case 'size':
      return typeof args[0] === 'string' ? [...args[0]].length : (args[0] as readonly Value[]).length;
    case 'min':
      return extreme((x, y) => x < y);
    case 'max':
      return extreme((x, y) => x > y);
    case 'sum': {
      const total = numbers().reduce((sum, item) => sum + item, 0);
      return checked(total, expr, { ...scope, allowsNaN: false });
    }
    case 'range': {
      const [from, to] = args.length === 1 ? [0, a] : [a, b];
      return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
    }
    case 'div':
      if (b === 0) throw new PlainFailure('run/zero', expr.span);
      return Math.trunc(a / b) + 0;
    case 'abs':
      return Math.abs(a);
    case 'to-double':
      return a;
    case 'to-instance': {
      const { process } = expr.type as { kind: 'instance'; process: string };
      if (scope.state.processes[process]![a] === undefined) throw new PlainFailure('run/index', expr.span);
      return a;
    }
    case 'to-int':
      return checked(Math.trunc(a), expr, scope);
    case 'to-string':
      return textOf(args[0]!, expr.args[0]!.type, idsOf(scope.scenario));
    case 'timer':
      return scope.now + a;
    case 'timer-over':
      return a <= scope.now;
    case 'timer-left':
      return Math.max(0, a - scope.now);
    case 'starts-with':
      return String(args[0]).startsWith(String(args[1]));
    case 'ends-with':
      return String(args[0]).endsWith(String(args[1]));
    case 'contains':
      return String(args[0]).includes(String(args[1]));
    case 'to-set':
      return canonicalSet(keysOf(args[0] as readonly Value[], expr.args[0]!.type.kind === 'map'));
    case 'to-list':
      return keysOf(args[0] as readonly Value[], expr.args[0]!.type.kind === 'map');
  }
}

/** The ids of each process's instances, for showing values as text and JSON. */
export function idsOf(scenario: Scenario): ReadonlyMap<string, readonly string[]> {
  return new Map(scenario.processes.map((process) => [process.name, process.instances]));
}
