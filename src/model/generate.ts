import type { Span } from '../diagnostic/diagnostic.ts';
import type { Builtin, Expr, Value } from '../scenario/expr.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type InstanceIds, textOf } from '../scenario/value.ts';
import { INFIX, METHOD, Scope, type VariableSlots } from './emission.ts';
import type { Layout } from './layout.ts';
import { Runtime } from './runtime.ts';

/**
 * A compiled expression.
 *
 * @param s state
 * @param b slot of the acting instance's program counter (0 where nobody acts)
 * @param now simulated time in microseconds
 * @param v values of the step's variables: choices and messages
 * @param o state before the step, for `old`
 */
export type Fn = (
  s: readonly Value[],
  b: number,
  now: number,
  v: readonly Value[],
  o: readonly Value[],
) => Value;

const NO_VARIABLES: VariableSlots = new Map();

/**
 * Turns checked expressions into JavaScript. Every piece of the output comes from this file: names of the author become
 * numbers, and literals go in as JSON or as entries of a table, so that no text of theirs is ever code.
 */
export class Generator {
  private readonly sources: string[] = [];
  /** Values that are no literals in the code: lists, constants by instance. */
  private readonly table: unknown[] = [];
  private readonly layout: Layout;
  private readonly scenario: Scenario;
  private readonly ids: InstanceIds;
  private nextVariable = 0;
  /** Places of expressions that can fail, by the number in the code. */
  readonly sites: Span[] = [];

  constructor(scenario: Scenario, layout: Layout) {
    this.scenario = scenario;
    this.layout = layout;
    this.ids = new Map(scenario.processes.map((process) => [process.name, process.instances]));
  }

  /** Adds an expression; the number is its index among the functions of `finish`. */
  add(expr: Expr, variables: VariableSlots = NO_VARIABLES): number {
    this.sources.push(this.emit(expr, new Scope(variables)));
    return this.sources.length - 1;
  }

  /** Compiles all that was added. */
  finish(): { fns: Fn[]; runtime: Runtime; source: string } {
    const runtime = new Runtime();
    const body = this.sources.map((source) => `(s,b,now,v,o)=>${source}`).join(',\n');
    const source = `'use strict';return [${body}];`;
    const text = this.ids;
    const print = (value: Value, type: number): string =>
      textOf(value, this.table[type] as Parameters<typeof textOf>[1], text);
    const fns = new Function('R', 'T', 'P', source)(runtime, this.table, print) as Fn[];
    return { fns, runtime, source };
  }

  private site(expr: Expr): number {
    return this.sites.push(expr.span) - 1;
  }

  private constant(value: unknown): string {
    return `T[${this.table.push(value) - 1}]`;
  }

  private literal(value: Value): string {
    if (typeof value === 'object') return this.constant(value);
    const text = JSON.stringify(value);
    return typeof value === 'number' && value < 0 ? `(${text})` : text;
  }

  private emit(expr: Expr, scope: Scope): string {
    switch (expr.op) {
      case 'literal':
        return this.literal(expr.value);
      case 'state':
        return `${expr.old ? 'o' : 's'}[${this.layout.state.get(expr.name)}]`;
      case 'local':
        return `${expr.old ? 'o' : 's'}[b+${this.ownOffset(expr.name)}]`;
      case 'self':
        return expr.field === 'step' ? 's[b]' : this.ownIndex();
      case 'self-const':
        return `${this.instanceConstant(this.owner!, expr.name)}[${this.ownIndex()}]`;
      case 'record':
        return this.record(expr, scope);
      case 'at-step':
        return this.atStep(expr.process, expr.step);
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
        return `[${expr.items.map((item) => this.emit(item, scope)).join(',')}]`;
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
        return `${this.constant(expr.members)}[${this.emit(expr.arg, scope)}]`;
    }
  }

  /** Name of the process whose steps are being compiled. */
  owner: string | null = null;

  private ownOffset(name: string): number {
    return this.layout.blockOf.get(this.owner!)!.offsets.get(name)!;
  }

  private ownIndex(): string {
    const { base, stride } = this.layout.blockOf.get(this.owner!)!;
    return `((b-${base})/${stride})`;
  }

  private instanceConstant(process: string, name: string): string {
    const owner = this.scenario.processes.find((candidate) => candidate.name === process)!;
    return this.constant(owner.constants.find((constant) => constant.name === name)!.values);
  }

  private fieldIndex(process: string, name: string): number {
    return [...this.scenario.names.messages.get(process)!.keys()].indexOf(name);
  }

  private record(expr: Expr & { op: 'record' }, scope: Scope): string {
    const { base, stride, size, offsets } = this.layout.blockOf.get(expr.process)!;
    const safe = expr.at.op === 'variable' || expr.at.op === 'self' || expr.at.op === 'literal';
    const inner = this.emit(expr.at, scope);
    const index = safe ? inner : `R.instance(${inner},${size},${this.site(expr)})`;
    const { field } = expr;
    if (field.kind === 'const') return `${this.instanceConstant(expr.process, field.name)}[${index}]`;
    if (field.kind === 'id' || field.kind === 'index') return index;
    const offset = field.kind === 'local' ? offsets.get(field.name)! : 0;
    return `s[${base + offset}+${stride}*${index}]`;
  }

  private atStep(process: string, step: string): string {
    const { base, stride, size } = this.layout.blockOf.get(process)!;
    const steps = this.scenario.processes.find((candidate) => candidate.name === process)!.steps;
    const found = steps.findIndex((candidate) => candidate.id === step);
    return `R.countAt(s,${base},${stride},${size},${found < 0 ? steps.length : found})`;
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
        const deep = ['list', 'set', 'map', 'any'].includes(expr.left.type.kind);
        const same = deep ? `R.equal(${a},${b})` : `(${a}===${b})`;
        return expr.how === 'equal' ? same : `!${same}`;
      }
      case 'add':
      case 'subtract':
      case 'multiply': {
        const sign = { add: '+', subtract: '-', multiply: '*' }[expr.how];
        const check = kind === 'double' ? 'double' : kind === 'int' ? 'int' : 'micros';
        return `R.${check}(${a}${sign}${b},${site()})`;
      }
      case 'divide':
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
    const [a, b] = args as [string, string];
    switch (fn) {
      case 'size':
        return `${a}.length`;
      case 'min':
      case 'max': {
        const list =
          args.length === 1 && expr.args[0]!.type.kind !== expr.type.kind ? a : `[${args.join(',')}]`;
        return `R.${fn === 'min' ? 'least' : 'greatest'}(${list},${this.site(expr)})`;
      }
      case 'sum': {
        const check = expr.type.kind === 'double' ? 'double' : 'int';
        return `R.${check}(R.sum(${a},${this.site(expr)}),${this.site(expr)})`;
      }
      case 'range':
        return args.length === 1
          ? `R.range(0,${a},${this.site(expr)})`
          : `R.range(${a},${b},${this.site(expr)})`;
      case 'div':
        return `R.div(${a},${b},${this.site(expr)})`;
      case 'abs':
        return `Math.abs(${a})`;
      case 'to-double':
        return a;
      case 'to-int':
        return `R.trunc(${a},${this.site(expr)})`;
      case 'to-string':
        return `P(${a},${this.table.push(expr.args[0]!.type) - 1})`;
      case 'timer':
        return `R.int(now+${a},${this.site(expr)})`;
      case 'timer-over':
        return `(${a}<=now)`;
      case 'timer-left':
        return `R.greatest([0,${a}-now],${this.site(expr)})`;
      case 'starts-with':
        return `${a}.startsWith(${b})`;
      case 'ends-with':
        return `${a}.endsWith(${b})`;
      case 'contains':
        return `${a}.includes(${b})`;
      case 'to-set':
        return `R.toSet(${this.itemsOf(expr.args[0]!, a)},${this.site(expr)})`;
      case 'to-list':
        return this.itemsOf(expr.args[0]!, a);
    }
  }

  private itemsOf(expr: Expr, code: string): string {
    return expr.type.kind === 'map' ? `R.keys(${code})` : code;
  }

  private macro(expr: Expr & { op: 'macro' }, scope: Scope): string {
    const { over } = expr;
    const items =
      over.type.kind === 'process'
        ? this.constant(Array.from({ length: this.layout.blockOf.get(over.type.process)!.size }, (_, i) => i))
        : this.itemsOf(over, this.emit(over, scope));
    const variable = `x${this.nextVariable++}`;
    const body = this.emit(expr.body, scope.with(expr.variable, variable));
    const how = { all: 'all', exists: 'exists', exists_one: 'existsOne', filter: 'filter', map: 'mapTo' }[
      expr.macro
    ];
    return `R.${how}(${items},(${variable})=>${body},${this.site(expr)})`;
  }
}
