import { nearest } from '../../yaml/suggest.ts';
import { OLD_BOOLEANS } from '../../yaml/validate.ts';
import type { LetEntry, ProcessEntry, Scope } from '../ast/environment.ts';
import type { Expr, RecordField } from '../ast/expr.ts';
import {
  AUTOSCALE_GAUGES,
  COUNTERS,
  GAUGES,
  MEMBER_GAUGES,
  METRICS,
  type Metric,
  type MetricUse,
  PERCENTILES,
} from '../ast/measuring.ts';
import { beforeStep, forInstance } from '../ast/rewrite.ts';
import { BOOL, DOUBLE, DURATION, INT, type Type } from '../ast/types.ts';
import * as say from './diagnostics.ts';
import type { Ast, PartChecker } from './parse.ts';
import { recordField } from './records.ts';

/**
 * Resolves the name of a variable, state, constant, measure, process, or symbol (an enum member or an instance's
 * id). If several symbols have the same name, the wanted type determines which one is meant.
 */
export function resolveName(checker: PartChecker, ast: Ast, name: string, scope: Scope, wanted: Type): Expr {
  const span = checker.span(ast);
  const variable = scope.variables.get(name);
  if (variable !== undefined) return { op: 'variable', name, type: variable, span };
  const symbol = resolveSymbol(checker, ast, name, scope, wanted);
  if (symbol !== null) return symbol;
  const state = scope.names.state.get(name);
  if (state !== undefined) return { op: 'state', name, old: false, type: state, span };
  const constant = scope.names.constants.get(name);
  if (constant !== undefined) {
    return { op: 'literal', value: constant.value, type: constant.type, span, constant: name };
  }
  const named = scope.names.lets.get(name);
  if (named !== undefined) return letValue(checker, ast, named, scope);
  const measure = scope.names.measures.get(name);
  if (measure !== undefined) return { op: 'measure', name, type: measure, span };
  if (scope.names.laterMeasures?.has(name) === true) return checker.fail(say.laterMeasure(span, name));
  const process = scope.names.processes.get(name);
  if (process !== undefined) return processValue(checker, ast, process);
  if (name === 'self' || name === 'old') {
    if (name === 'self' && scope.self === null) return checker.fail(say.noSelf(span, 'self'));
    return checker.fail(say.bareName(span, name));
  }
  if (scope.later?.has(name) === true) return checker.fail(say.notYet(span, name));
  const loose = looseSymbol(checker, ast, name, scope);
  if (loose !== null) return loose;
  const symbols = wanted.kind === 'enum' ? wanted.members : [];
  const known = [...symbols, ...knownNames(scope)];
  const meant = OLD_BOOLEANS.get(name);
  if (meant !== undefined) return checker.fail(say.unknownName(span, name, null, `write \`${meant}\``));
  const own = scope.self?.locals.has(name) === true || scope.self?.lets.has(name) === true;
  const near = own ? `self.${name}` : nearest(name, known);
  return checker.fail(say.unknownName(span, name, near, knownHint(known)));
}

/** The expression that a name under `let` refers to. */
function letValue(checker: PartChecker, ast: Ast, named: LetEntry, { names }: Scope): Expr {
  const is = named.resolve(names);
  return is === null ? checker.unknown(ast) : checker.expanded(ast, is);
}

/** The symbol, if the wanted type is an enum with that member or a process with that instance. */
function resolveSymbol(
  checker: PartChecker,
  ast: Ast,
  name: string,
  scope: Scope,
  wanted: Type,
): Expr | null {
  if (wanted.kind === 'enum') {
    const index = wanted.members.indexOf(name);
    if (index >= 0) return checker.literal(ast, wanted, index);
  }
  if (wanted.kind === 'instance') {
    const index = scope.names.processes.get(wanted.process)?.instances.indexOf(name) ?? -1;
    if (index >= 0) return checker.literal(ast, wanted, index);
  }
  return null;
}

/** Resolves a symbol that the wanted type doesn't determine, provided that only one type has it. */
function looseSymbol(checker: PartChecker, ast: Ast, name: string, scope: Scope): Expr | null {
  const found = typesWithSymbol(name, scope);
  const first = found[0];
  if (first === undefined) return null;
  if (found.length > 1) return checker.fail(say.ambiguousSymbol(checker.span(ast), name, found.length));
  return resolveSymbol(checker, ast, name, scope, first);
}

function typesWithSymbol(name: string, scope: Scope): Type[] {
  const found = new Map<string, Type>();
  for (const process of scope.names.processes.values()) {
    if (process.instances.includes(name)) {
      found.set(`instance ${process.name}`, { kind: 'instance', process: process.name });
    }
  }
  if (found.size > 0) return [...found.values()];
  const fields = [...scope.names.messages.values()].flatMap((map) => [...map.values()]);
  const locals = [...scope.names.processes.values()].flatMap((process) => [...process.locals.values()]);
  for (const type of [...scope.names.state.values(), ...locals, ...fields]) {
    if (type.kind === 'enum' && type.members.includes(name)) found.set(`enum ${type.members.join()}`, type);
  }
  return [...found.values()];
}

function processValue(checker: PartChecker, ast: Ast, process: ProcessEntry): Expr {
  return {
    op: 'count',
    process: process.name,
    type: { kind: 'process', process: process.name },
    span: checker.span(ast),
  };
}

function knownNames(scope: Scope): string[] {
  const { names } = scope;
  const all = [
    ...scope.variables.keys(),
    ...names.state.keys(),
    ...names.constants.keys(),
    ...names.lets.keys(),
    ...names.measures.keys(),
    ...[...(scope.self?.locals.keys() ?? []), ...(scope.self?.lets.keys() ?? [])].map(
      (name) => `self.${name}`,
    ),
    ...names.processes.keys(),
    ...[...names.processes.values()].flatMap((process) => process.instances),
  ];
  return [...new Set(all)];
}

function knownHint(known: readonly string[]): string {
  if (known.length === 0) return 'declare it under `state` or `const`';
  return `available names: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', ...' : ''}`;
}

/** Resolves `a.b`: a field of `self`, `old`, a message, an instance, or a timer, or a service's setting. */
export function resolveField(checker: PartChecker, ast: Ast, object: Ast, name: string, scope: Scope): Expr {
  const span = checker.span(ast);
  if (object.op === 'id' && object.args === 'self' && !scope.variables.has('self')) {
    return selfField(checker, ast, name, scope, false);
  }
  if (object.op === 'id' && object.args === 'old') return oldName(checker, ast, name, scope);
  if (object.op === '.' && object.args[0].op === 'id' && object.args[0].args === 'old') {
    if (object.args[1] === 'self' && scope.old) return selfField(checker, ast, name, scope, true);
  }
  const setting = resolveSetting(checker, ast, scope);
  if (setting !== null) return setting;
  const past = scope.old ? pastInstance(checker, object, scope) : null;
  if (past !== null) return pastField(checker, ast, past, name, scope);
  const metric = bareMetric(checker, ast, object, name, scope);
  if (metric !== null) return metric;
  const of = checker.check(object, scope);
  switch (of.type.kind) {
    case 'instance':
      return instanceField(checker, ast, of, name, scope);
    case 'message':
      return messageField(checker, ast, of, name, scope);
    case 'timer':
      return timerField(checker, ast, of, name);
    case 'record':
      return recordField(checker, ast, of, name);
    case 'any':
      return of;
    case 'process': {
      const only = onlyInstance(checker, object, of.type.process, scope);
      if (only !== null) return instanceField(checker, ast, only, name, scope);
      return checker.fail(say.fieldOfProcess(span, of.type.process, name));
    }
    default:
      return checker.fail(say.unknownField(span, 'field', name, `this ${of.type.kind}`, null, []));
  }
}

function selfField(checker: PartChecker, ast: Ast, name: string, scope: Scope, old: boolean): Expr {
  const span = checker.span(ast);
  const self = scope.self;
  if (self === null) return checker.fail(say.noSelf(span, `self.${name}`));
  const local = self.locals.get(name);
  if (local !== undefined) return { op: 'local', name, old, type: local, span };
  const constant = self.constants.get(name);
  if (constant !== undefined) return { op: 'self-const', name, type: constant, span };
  const named = self.lets.get(name);
  if (named !== undefined) {
    const value = letValue(checker, ast, named, scope);
    return old ? oldValue(checker, ast, `self.${name}`, value) : value;
  }
  if (name === 'id') {
    return { op: 'self', field: 'id', type: { kind: 'instance', process: self.name }, span };
  }
  if (name === 'index') return { op: 'self', field: 'index', type: INT, span };
  if (name === 'step') return { op: 'self', field: 'step', type: stepType(self), span };
  const known = fieldsOf(self);
  return checker.fail(say.unknownField(span, 'field', name, `\`${self.name}\``, nearest(name, known), known));
}

function oldName(checker: PartChecker, ast: Ast, name: string, scope: Scope): Expr {
  const span = checker.span(ast);
  if (!scope.old) return checker.fail(say.noOld(span));
  const state = scope.names.state.get(name);
  if (state !== undefined) return { op: 'state', name, old: true, type: state, span };
  if (scope.names.processes.has(name)) return checker.fail(say.oldProcess(span, name));
  const named = scope.names.lets.get(name);
  if (named !== undefined) return oldValue(checker, ast, name, letValue(checker, ast, named, scope));
  const known = [...scope.names.state.keys(), ...scope.names.lets.keys()];
  return checker.fail(say.unknownField(span, 'field', name, '`old`', nearest(name, known), known));
}

function oldValue(checker: PartChecker, ast: Ast, name: string, value: Expr): Expr {
  return value.type.kind === 'any'
    ? value
    : (beforeStep(value) ?? checker.fail(say.noOldValue(checker.span(ast), name)));
}

/** The instance in `old.worker[w]`, `old.P0` or `old.planner`; null for anything else. */
function pastInstance(checker: PartChecker, ast: Ast, scope: Scope): Expr | null {
  if (ast.op === '[]') {
    const name = nameAfterOld(ast.args[0]);
    if (name === null || !scope.names.processes.has(name)) return null;
    return instanceByKey(checker, ast, name, ast.args[1], scope);
  }
  const name = nameAfterOld(ast);
  if (name === null || scope.names.state.has(name)) return null;
  if (scope.names.processes.has(name)) return onlyInstance(checker, ast, name, scope);
  for (const { name: process, instances } of scope.names.processes.values()) {
    const index = instances.indexOf(name);
    if (index >= 0) return checker.literal(ast, { kind: 'instance', process }, index);
  }
  return null;
}

function nameAfterOld(ast: Ast): string | null {
  if (ast.op !== '.' || ast.args[0].op !== 'id' || ast.args[0].args !== 'old') return null;
  return ast.args[1];
}

/** An instance's field before the step. Fields that never change have no old value. */
function pastField(checker: PartChecker, ast: Ast, at: Expr, name: string, scope: Scope): Expr {
  if (at.type.kind === 'any') return at;
  const field = instanceField(checker, ast, at, name, scope);
  return field.op === 'record' ? { ...field, old: true } : field;
}

/** Resolves `service.key`, a setting of a service or load that is a variable. */
function resolveSetting(checker: PartChecker, ast: Ast, scope: Scope): Expr | null {
  const path = pathOf(ast);
  const owner = path?.[0];
  if (path === null || owner === undefined || scope.variables.has(owner)) return null;
  const name = path.join('.');
  const type = scope.names.fields.get(name);
  return type === undefined ? null : { op: 'state', name, old: false, type, span: checker.span(ast) };
}

/** The names in `a.b.c`, or null for any other expression. */
function pathOf(ast: Ast): string[] | null {
  if (ast.op === 'id') return [ast.args];
  if (ast.op !== '.') return null;
  const before = pathOf(ast.args[0]);
  return before === null ? null : [...before, ast.args[1]];
}

function instanceField(checker: PartChecker, ast: Ast, at: Expr, name: string, scope: Scope): Expr {
  const span = checker.span(ast);
  const process = scope.names.processes.get((at.type as Type & { kind: 'instance' }).process)!;
  const make = (field: RecordField, type: Type): Expr => ({
    op: 'record',
    process: process.name,
    at,
    field,
    type,
    span,
  });
  const local = process.locals.get(name);
  if (local !== undefined) return make({ kind: 'local', name }, local);
  const constant = process.constants.get(name);
  if (constant !== undefined) return make({ kind: 'const', name }, constant);
  const named = process.lets.get(name);
  if (named !== undefined) {
    const is = named.resolve(scope.names);
    if (is === null) return checker.unknown(ast);
    return checker.expanded(ast, forInstance(is, process.name, at));
  }
  if (name === 'id') return at;
  if (name === 'index') return make({ kind: 'index' }, INT);
  if (name === 'step') return make({ kind: 'step' }, stepType(process));
  const known = fieldsOf(process);
  return checker.fail(
    say.unknownField(span, 'field', name, `\`${process.name}\``, nearest(name, known), known),
  );
}

/** The only instance of a process without `instances`: `planner.step` doesn't need an index. */
function onlyInstance(checker: PartChecker, ast: Ast, name: string, scope: Scope): Expr | null {
  const { instances } = scope.names.processes.get(name)!;
  if (instances.length !== 1 || instances[0] !== name) return null;
  return checker.literal(ast, { kind: 'instance', process: name }, 0);
}

function messageField(checker: PartChecker, ast: Ast, of: Expr, name: string, scope: Scope): Expr {
  const span = checker.span(ast);
  const process = (of.type as Type & { kind: 'message' }).process;
  const fields = scope.names.messages.get(process);
  // No step sends messages to this process, which is reported at the `receive`.
  if (fields === undefined) return checker.unknown(ast);
  const type = fields.get(name);
  if (type !== undefined && of.op === 'variable') {
    return { op: 'field', message: of.name, process, name, type, span };
  }
  const known = [...fields.keys()];
  return checker.fail(
    say.unknownField(span, 'field', name, `a message to \`${process}\``, nearest(name, known), known),
  );
}

function timerField(checker: PartChecker, ast: Ast, of: Expr, name: string): Expr {
  const span = checker.span(ast);
  if (name === 'over') return { op: 'call', fn: 'timer-over', args: [of], type: BOOL, span };
  if (name === 'left') return { op: 'call', fn: 'timer-left', args: [of], type: DURATION, span };
  const known = ['over', 'left'];
  return checker.fail(say.unknownField(span, 'field', name, 'a timer', nearest(name, known), known));
}

/** A process's steps as an enum: members by step index, then `end`. */
export function stepType(process: ProcessEntry): Type {
  return { kind: 'enum', members: [...process.steps, 'end'] };
}

function fieldsOf(process: ProcessEntry): string[] {
  return [
    ...process.locals.keys(),
    ...process.constants.keys(),
    ...process.lets.keys(),
    'id',
    'index',
    'step',
  ];
}

/** Resolves `a[b]`: an instance by id or index, a list item, or a map value. */
export function resolveIndex(checker: PartChecker, ast: Ast, object: Ast, key: Ast, scope: Scope): Expr {
  const span = checker.span(ast);
  const of = checker.check(object, scope);
  if (of.type.kind === 'process') return instanceByKey(checker, ast, of.type.process, key, scope);
  if (of.type.kind === 'list') {
    return { op: 'index', of, key: checker.expect(key, scope, INT), type: of.type.of, span };
  }
  if (of.type.kind === 'map') {
    return { op: 'index', of, key: checker.expect(key, scope, of.type.key), type: of.type.of, span };
  }
  if (of.type.kind === 'any') return of;
  return checker.fail(say.wrongType(of.span, of.type, 'a list, a map or a process'));
}

/** An instance of a process by id or index. */
function instanceByKey(checker: PartChecker, ast: Ast, process: string, key: Ast, scope: Scope): Expr {
  const type = { kind: 'instance', process } as const;
  const at = checker.check(key, scope, type);
  if (at.type.kind !== 'int' && checker.convert(at, type) === null) {
    return checker.fail(say.wrongType(at.span, at.type, `an int or an instance of ${process}`));
  }
  return at.type.kind === 'int'
    ? instanceAt(checker, at, type, scope)
    : { ...at, type, span: checker.span(ast) };
}

/** An instance by index. Literal indices are checked here, all others at run time. */
function instanceAt(checker: PartChecker, at: Expr, type: Type & { kind: 'instance' }, scope: Scope): Expr {
  const { size } = scope.names.processes.get(type.process)!;
  if (at.op !== 'literal') return { op: 'call', fn: 'to-instance', args: [at], type, span: at.span };
  const index = at.value as number;
  if (index >= 0 && index < size) return { ...at, type };
  return checker.fail(say.noInstance(at.span, index, type.process, size));
}

/** Checks `rate(S.ok)`, `avg(S.queue)`, `p99(S.latency)`: a function over a metric. Returns null for other calls. */
export function metricCall(
  checker: PartChecker,
  ast: Ast,
  fn: string,
  args: readonly Ast[],
  scope: Scope,
): Expr | null {
  const [arg] = args;
  const found = args.length === 1 && arg !== undefined ? metricAt(arg, scope) : null;
  const span = checker.span(ast);
  if (found === null) {
    if (!METRIC_ONLY.includes(fn)) return null;
    return checker.fail(say.metricWanted(span, fn, [...scope.names.services]));
  }
  const { service, pool, name } = found;
  const pools = scope.names.pools.get(service) ?? [];
  if (pool !== null && !pools.includes(pool)) {
    const near = nearest(pool, pools);
    return checker.fail(say.unknownField(checker.span(arg!), 'pool', pool, `\`${service}\``, near, pools));
  }
  const known: readonly Metric[] = pool === null ? METRICS : GAUGES;
  const owner = pool === null ? service : `${service}.pools.${pool}`;
  const metric = known.find((one) => one === name);
  if (metric === undefined) {
    const near = nearest(name, known);
    return checker.fail(say.unknownField(checker.span(arg!), 'metric', name, `\`${owner}\``, near, known));
  }
  if ((MEMBER_GAUGES as readonly string[]).includes(name) && !scope.names.fleets.has(service)) {
    return checker.fail(say.metricOfMembers(span, service, name));
  }
  if ((AUTOSCALE_GAUGES as readonly string[]).includes(name) && !scope.names.autoscaled.has(service)) {
    return checker.fail(say.metricOfAutoscaler(span, service, name));
  }
  const fits = functionsOf(metric);
  const aggregate = fits.find((one) => one === fn);
  if (aggregate === undefined) {
    return checker.fail(say.metricFunction(span, fn, `${owner}.${name}`, fits));
  }
  if (scope.uses === undefined) return checker.fail(say.metricOutside(span, `${fn}(${owner}.${name})`));
  const index = scope.uses.push({ fn: aggregate, service, pool, metric }) - 1;
  return { op: 'metric', index, type: metric === 'latency' ? DURATION : DOUBLE, span };
}

/** The metric in `S.name` or `S.pools.pool.name`. Null for other expressions. */
function metricAt(ast: Ast, scope: Scope): { service: string; pool: string | null; name: string } | null {
  const [service, name, pool, gauge, ...rest] = pathOf(ast) ?? [];
  if (service === undefined || name === undefined || !isService(service, scope)) return null;
  if (pool === undefined) return { service, pool: null, name };
  const complete = name === 'pools' && gauge !== undefined && rest.length === 0;
  return complete ? { service, pool, name: gauge } : null;
}

/** Reports a metric that is read without a function. Returns null if the name before the dot isn't a service. */
function bareMetric(checker: PartChecker, ast: Ast, object: Ast, name: string, scope: Scope): Expr | null {
  if (object.op !== 'id' || !isService(object.args, scope)) return null;
  const metric = METRICS.find((one) => one === name);
  if (metric === undefined) {
    const settings = [...scope.names.fields.keys()]
      .filter((path) => path.startsWith(`${object.args}.`))
      .map((path) => path.slice(object.args.length + 1));
    const near = nearest(name, [...settings, ...METRICS]);
    return checker.fail(
      say.unknownField(checker.span(ast), 'metric', name, `\`${object.args}\``, near, METRICS),
    );
  }
  const [fn] = (GAUGES as readonly string[]).includes(metric) ? OF_GAUGE : functionsOf(metric);
  return checker.fail(
    say.bareMetric(checker.span(ast), `${object.args}.${name}`, metric === 'latency' ? 'p99' : fn!),
  );
}

function isService(name: string, { variables, names }: Scope): boolean {
  return names.services.has(name) && !variables.has(name) && !names.state.has(name);
}

type Aggregate = MetricUse['fn'];

const OF_COUNTER: readonly Aggregate[] = ['rate', 'sum'];
const OF_GAUGE: readonly Aggregate[] = ['avg', 'min', 'max'];
const OF_LATENCY: readonly Aggregate[] = ['avg', ...([...PERCENTILES.keys()] as Aggregate[])];
/** Functions that apply only to metrics. `sum`, `min` and `max` also apply to lists and numbers. */
export const METRIC_ONLY: readonly string[] = ['rate', 'avg', ...PERCENTILES.keys()];

function functionsOf(metric: Metric): readonly Aggregate[] {
  if (metric === 'latency') return OF_LATENCY;
  return (COUNTERS as readonly string[]).includes(metric) ? OF_COUNTER : OF_GAUGE;
}
