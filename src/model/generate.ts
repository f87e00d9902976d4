import type { Span } from '../diagnostic/diagnostic.ts';
import {
  type BinaryOp,
  type Builtin,
  type Expr,
  type Macro,
  measuresOf,
  type Value,
} from '../scenario/ast/expr.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';
import type { Type } from '../scenario/ast/types.ts';
import { type InstanceIds, textOf } from '../scenario/ast/value.ts';
import { ARRAY_ACCESS, type Block, blockOf, Inputs, type Layout, type StateAccess } from './layout.ts';
import type { Fn, VariableSlots, WithoutValue } from './model.ts';
import { Runtime } from './runtime.ts';

/** Turns the body of a function with the parameters `R`, `T` and `P` into that function. */
export type Assemble = (
  body: string,
) => (runtime: Runtime, table: readonly unknown[], print: (value: Value, type: number) => string) => unknown;

/** Kinds of values whose size isn't limited by their type. */
const NESTED: ReadonlySet<string> = new Set(['list', 'set', 'map', 'record', 'string']);

const NO_VARIABLES: VariableSlots = new Map();

/**
 * Turns checked expressions into JavaScript. All code comes from this file: names from the scenario become numbers,
 * and literals become JSON or table entries, so scenario text never becomes code.
 */
export class Generator {
  private readonly sources: string[] = [];
  /** Values that aren't literals in the code: lists and per-instance constants. */
  private readonly table: unknown[] = [];
  private readonly layout: Layout;
  private readonly scenario: Scenario;
  private readonly ids: InstanceIds;
  private nextVariable = 0;
  /** Locations of expressions that can fail. The code refers to them by index. */
  readonly sites: Span[] = [];
  private readonly access: StateAccess;
  private readonly inputs: Inputs;
  /** True if an undefined measure is read as NaN instead of failing. */
  private allowsUndefined = true;
  /** True if arithmetic that has no result returns NaN instead of failing. Set inside measures. */
  private allowsNaN = false;

  constructor(
    scenario: Scenario,
    layout: Layout,
    access: StateAccess = ARRAY_ACCESS,
    inputs = new Inputs(scenario, []),
  ) {
    this.access = access;
    this.inputs = inputs;
    this.scenario = scenario;
    this.layout = layout;
    this.ids = new Map(scenario.processes.map((process) => [process.name, process.instances]));
  }

  /** Adds an expression. Returns its index among the functions from `finish`. */
  add(expr: Expr, variables: VariableSlots = NO_VARIABLES, without?: WithoutValue): number {
    return this.sources.push(this.code(expr, variables, without)) - 1;
  }

  /**
   * Code for an expression, for use in code compiled by `assemble`.
   *
   * @param without the value while any measure that it reads is undefined
   */
  code(
    expr: Expr,
    variables: VariableSlots = NO_VARIABLES,
    without: WithoutValue = expr.type.kind === 'bool' ? false : 'fails',
  ): string {
    this.allowsUndefined = without !== 'fails';
    this.allowsNaN = without === 'nan';
    const code = this.emit(expr, new Scope(variables));
    const known = typeof without === 'boolean' ? measuresOf(expr).map((name) => this.isDefined(name)) : [];
    if (known.length === 0) return code;
    return without ? `(!(${known.join('&&')})||${code})` : `(${known.join('&&')}&&${code})`;
  }

  private isDefined(name: string): string {
    const read = this.readMeasure(name);
    return `(${read}===${read})`;
  }

  private readMeasure(name: string): string {
    return `${this.tableRef(this.inputs.measures)}[${this.inputs.measureNumber(name)}]`;
  }

  /** Code that reads a value from the table. Adds the value if it isn't in the table yet. */
  private tableRef(value: unknown): string {
    const index = this.table.indexOf(value);
    return index < 0 ? this.tableEntry(value) : `T[${index}]`;
  }

  private drawable(name: string | undefined): string | null {
    const index = this.inputs.constantNumber(name);
    return index < 0 ? null : `${this.tableRef(this.inputs.constants)}[${index}]`;
  }

  /** Compiles code that contains results of `code`, which refer to `R`, `T`, and `P`. */
  assemble(body: string, runtime: Runtime, assemble: Assemble): unknown {
    return assemble(`'use strict';${body}`)(runtime, this.table, this.printer());
  }

  private printer(): (value: Value, type: number) => string {
    return (value, type) => textOf(value, this.table[type] as Type, this.ids);
  }

  /** Compiles everything added so far. */
  finish(assemble: Assemble): { fns: Fn[]; runtime: Runtime; source: string } {
    const runtime = new Runtime();
    const source = `return [${this.sources.map(functionOf).join(',\n')}];`;
    return { fns: this.assemble(source, runtime, assemble) as Fn[], runtime, source };
  }

  private site(expr: Expr): number {
    return this.sites.push(expr.span) - 1;
  }

  private tableEntry(value: unknown): string {
    return `T[${this.table.push(value) - 1}]`;
  }

  private literal(value: Value): string {
    if (typeof value === 'object') return this.tableEntry(value);
    const text = JSON.stringify(value);
    return typeof value === 'number' && value < 0 ? `(${text})` : text;
  }

  private emit(expr: Expr, scope: Scope): string {
    switch (expr.op) {
      case 'literal':
        return this.drawable(expr.constant) ?? this.literal(expr.value);
      case 'measure':
        if (this.allowsUndefined) return this.readMeasure(expr.name);
        return `R.double(${this.readMeasure(expr.name)},${this.site(expr)})`;
      case 'has-measure':
        return this.isDefined(expr.name);
      case 'metric':
        return `v[${expr.index}]`;
      case 'state':
        return this.access.shared(this.layout.state.get(expr.name)!, expr.old);
      case 'local':
        return this.access.own(this.ownBlock(), this.ownBlock().offsets.get(expr.name)!, expr.old);
      case 'self':
        return expr.field === 'step' ? this.access.own(this.ownBlock(), 0, false) : this.ownIndex();
      case 'self-const':
        return `${this.instanceConstant(this.owner!, expr.name)}[${this.ownIndex()}]`;
      case 'record':
        return this.record(expr, scope);
      case 'at-step':
        return this.atStep(expr);
      case 'count':
        return String(this.layout.blockOf.get(expr.process)!.size);
      case 'variable':
        return scope.read(expr.name);
      case 'field':
        return `${scope.read(expr.message)}[${this.fieldIndex(expr.process, expr.name)}]`;
      case 'not':
        return `!${this.emit(expr.arg, scope)}`;
      case 'negate':
        return `(0-${this.emit(expr.arg, scope)})`;
      case 'binary':
        return this.binary(expr, scope);
      case 'if':
        return `(${this.emit(expr.test, scope)}?${this.emit(expr.yes, scope)}:${this.emit(expr.no, scope)})`;
      case 'list':
        return this.list(expr, scope);
      case 'build':
        return this.build(expr, scope);
      case 'part':
        return `${this.emit(expr.of, scope)}[${expr.index}]`;
      case 'map': {
        const pairs = expr.entries.map(([k, v]) => `[${this.emit(k, scope)},${this.emit(v, scope)}]`);
        return `R.map([${pairs.join(',')}],${this.site(expr)})`;
      }
      case 'index': {
        const how = expr.of.type.kind === 'map' ? 'value' : 'item';
        return `R.${how}(${this.emit(expr.of, scope)},${this.emit(expr.key, scope)},${this.site(expr)})`;
      }
      case 'call':
        return this.call(expr.fn, expr, scope);
      case 'macro':
        return this.macro(expr, scope);
      case 'instance-to-enum':
        return `${this.tableEntry(expr.members)}[${this.emit(expr.arg, scope)}]`;
    }
  }

  /** Name of the process being compiled. */
  owner: string | null = null;

  private ownBlock(): Block {
    return blockOf(this.layout, this.owner!);
  }

  private ownIndex(): string {
    return this.access.ownIndex(this.ownBlock());
  }

  private instanceConstant(process: string, name: string): string {
    const owner = this.scenario.processes.find((candidate) => candidate.name === process)!;
    return this.tableEntry(owner.constants.find((constant) => constant.name === name)!.values);
  }

  private fieldIndex(process: string, name: string): number {
    return [...this.scenario.names.messages.get(process)!.keys()].indexOf(name);
  }

  private list(expr: Expr & { op: 'list' }, scope: Scope): string {
    const code = `[${expr.items.map((item) => this.emit(item, scope)).join(',')}]`;
    const of = expr.type.kind === 'list' ? expr.type.of.kind : 'any';
    return NESTED.has(of) ? `R.list(${code},${this.site(expr)})` : code;
  }

  private build(expr: Expr & { op: 'build' }, scope: Scope): string {
    const code = `[${expr.items.map((item) => this.emit(item, scope)).join(',')}]`;
    const nested = expr.items.some(({ type }) => NESTED.has(type.kind));
    return nested ? `R.list(${code},${this.site(expr)})` : code;
  }

  private record(expr: Expr & { op: 'record' }, scope: Scope): string {
    const block = blockOf(this.layout, expr.process);
    const index = this.emit(expr.at, scope);
    const { field } = expr;
    if (field.kind === 'const') return `${this.instanceConstant(expr.process, field.name)}[${index}]`;
    if (field.kind === 'id' || field.kind === 'index') return index;
    const offset = field.kind === 'local' ? block.offsets.get(field.name)! : 0;
    return this.access.member(block, offset, index, expr.old === true);
  }

  private atStep(expr: Expr & { op: 'at-step' }): string {
    const { process, step } = expr;
    const steps = this.scenario.processes.find((candidate) => candidate.name === process)!.steps;
    const found = steps.findIndex((candidate) => candidate.id === step);
    return this.access.countAt(
      blockOf(this.layout, process),
      found < 0 ? steps.length : found,
      this.site(expr),
    );
  }

  private binary(expr: Expr & { op: 'binary' }, scope: Scope): string {
    const a = this.emit(expr.left, scope);
    const b = this.emit(expr.right, scope);
    const plain = INFIX[expr.how];
    if (plain !== undefined) return `(${a}${plain}${b})`;
    const { kind } = expr.type;
    const site = (): number => this.site(expr);
    switch (expr.how) {
      case 'equal':
      case 'not-equal': {
        const deep = ['list', 'set', 'map', 'record', 'any'].includes(expr.left.type.kind);
        const same = deep ? `R.equal(${a},${b},${site()})` : `(${a}===${b})`;
        return expr.how === 'equal' ? same : `!${same}`;
      }
      case 'add':
      case 'subtract':
      case 'multiply': {
        const sign = { add: '+', subtract: '-', multiply: '*' }[expr.how];
        const check = kind === 'double' ? 'double' : kind === 'int' ? 'int' : 'micros';
        if (this.allowsNaN && kind !== 'int') return `(${a}${sign}${b})`;
        return `R.${check}(${a}${sign}${b},${site()})`;
      }
      case 'divide':
        if (this.allowsNaN) return `(${a}/${b})`;
        return kind === 'duration'
          ? `R.micros(R.divide(${a},${b},${site()}),${site()})`
          : `R.divide(${a},${b},${site()})`;
      case 'set-minus':
        return `R.listMinus(${a},${b},${site()})`;
      case 'in-list':
      case 'in-set':
        return `R.has(${b},${a},${site()})`;
      case 'in-map':
        return `R.hasKey(${b},${a},${site()})`;
      default:
        return `R.${METHOD[expr.how]}(${a},${b},${site()})`;
    }
  }

  private call(fn: Builtin, expr: Expr & { op: 'call' }, scope: Scope): string {
    const args = expr.args.map((arg) => this.emit(arg, scope));
    return builtinCode(fn, expr, args, {
      site: () => this.site(expr),
      type: (type) => this.table.push(type) - 1,
      itemsOf: (of, code) => this.itemsOf(of, code),
      sizeOf: (process) => blockOf(this.layout, process).size,
    });
  }

  private itemsOf(expr: Expr, code: string): string {
    return expr.type.kind === 'map' ? `R.keys(${code},${this.site(expr)})` : code;
  }

  private macro(expr: Expr & { op: 'macro' }, scope: Scope): string {
    const { over } = expr;
    const members =
      over.type.kind === 'process'
        ? Array.from({ length: blockOf(this.layout, over.type.process).size }, (_, i) => i)
        : null;
    if (members !== null && this.access.unrolls && (expr.macro === 'all' || expr.macro === 'exists')) {
      const each = members.map((i) => this.emit(expr.body, scope.with(expr.variable, String(i))));
      return `(${each.join(expr.macro === 'all' ? '&&' : '||')})`;
    }
    const items = members === null ? this.itemsOf(over, this.emit(over, scope)) : this.tableEntry(members);
    const variable = `x${this.nextVariable++}`;
    const body = this.emit(expr.body, scope.with(expr.variable, variable));
    return `R.${MACRO[expr.macro]}(${items},(${variable})=>${body},${this.site(expr)})`;
  }
}

function functionOf(code: string): string {
  return `(s,b,now,v,o)=>${burnsFuel(code) ? `{R.refuel();return ${code};}` : code}`;
}

/** True if code may use fuel because it calls runtime functions other than number checks. */
export function burnsFuel(code: string): boolean {
  return /\bR\.(?!(int|double|micros)\()/.test(code);
}

/** Operators with the same meaning in JavaScript. */
const INFIX: Partial<Record<BinaryOp, string>> = {
  and: '&&',
  or: '||',
  less: '<',
  'less-equal': '<=',
  greater: '>',
  'greater-equal': '>=',
};

/** Operators implemented by runtime methods that take both operands and the site. */
const METHOD: Partial<Record<BinaryOp, string>> = {
  modulo: 'mod',
  concat: 'concat',
  'list-add': 'listAdd',
  'list-minus': 'listMinus',
  'set-add': 'setAdd',
};

/** Macros and the runtime methods that implement them. */
const MACRO: Readonly<Record<Macro, string>> = {
  all: 'all',
  exists: 'exists',
  exists_one: 'existsOne',
  filter: 'filter',
  map: 'mapTo',
};

/** The parts of the generator that the code for built-in functions uses. */
export interface BuiltinContext {
  /** A number for the call's location, for runtime errors. */
  site(): number;
  /** Index of a type in the table. */
  type(type: Type): number;
  /** Code for the items in a collection; for a map, its keys. */
  itemsOf(of: Expr, code: string): string;
  sizeOf(process: string): number;
}

/** Code for a call to a built-in function, given the code for its arguments. */
function builtinCode(
  fn: Builtin,
  expr: Expr & { op: 'call' },
  args: readonly string[],
  { site, type, itemsOf, sizeOf }: BuiltinContext,
): string {
  const [a, b] = args as [string, string];
  switch (fn) {
    case 'size':
      return `R.size(${a},${site()})`;
    case 'min':
    case 'max': {
      // Use `Math.min` only for ints: a double may be NaN, which `Math.min` returns but `R.min` skips.
      if (args.length > 1 && expr.type.kind !== 'double') return `Math.${fn}(${args.join(',')})`;
      const list =
        args.length === 1 && expr.args[0]!.type.kind !== expr.type.kind ? a : `[${args.join(',')}]`;
      return `R.${fn}(${list},${site()})`;
    }
    case 'sum': {
      const check = expr.type.kind === 'double' ? 'double' : 'int';
      return `R.${check}(R.sum(${a},${site()}),${site()})`;
    }
    case 'range':
      return args.length === 1 ? `R.range(0,${a},${site()})` : `R.range(${a},${b},${site()})`;
    case 'div':
      return `R.div(${a},${b},${site()})`;
    case 'abs':
      return `Math.abs(${a})`;
    case 'to-double':
      return a;
    case 'to-int':
      return `R.trunc(${a},${site()})`;
    case 'to-string':
      return `R.text(P(${a},${type(expr.args[0]!.type)}),${site()})`;
    case 'timer':
      return `R.int(now+${a},${site()})`;
    case 'timer-over':
      return `(${a}<=now)`;
    case 'timer-left':
      return `R.max([0,${a}-now],${site()})`;
    case 'starts-with':
      return `R.startsWith(${a},${b},${site()})`;
    case 'ends-with':
      return `R.endsWith(${a},${b},${site()})`;
    case 'contains':
      return `R.contains(${a},${b},${site()})`;
    case 'to-set':
      return `R.toSet(${itemsOf(expr.args[0]!, a)},${site()})`;
    case 'to-list':
      return itemsOf(expr.args[0]!, a);
    case 'to-instance': {
      const { process } = expr.type as Type & { kind: 'instance' };
      return `R.instance(${a},${sizeOf(process)},${site()})`;
    }
  }
}

/** Code that reads variables. Macro variables are parameters; step variables are in `v`. */
class Scope {
  private readonly step: VariableSlots;
  private readonly macros: ReadonlyMap<string, string>;

  constructor(step: VariableSlots, macros: ReadonlyMap<string, string> = new Map()) {
    this.step = step;
    this.macros = macros;
  }

  with(name: string, code: string): Scope {
    return new Scope(this.step, new Map([...this.macros, [name, code]]));
  }

  read(name: string): string {
    return this.macros.get(name) ?? `v[${this.step.get(name)}]`;
  }
}
