import type { ConstantValue } from '../result.ts';
import { parseDuration } from '../time/duration.ts';
import type { ScalarNode, YamlNode } from '../yaml/node.ts';
import { article } from './cel/check.ts';
import { type ConstantEntry, RESERVED, type Scope } from './cel/environment.ts';
import { type Context, inferType, type Path } from './context.ts';
import * as say from './diagnostics.ts';
import type { Value } from './expr.ts';
import type { Variable } from './scenario.ts';
import type { RawScenario } from './schema.ts';
import type { RawConstant, RawVariable } from './schema-value.ts';
import { INT, isNumeric, parseType, showType, type Type } from './types.ts';
import { type InstanceIds, initNode, jsonOf, readValue, zeroOf } from './value.ts';

export interface Constants {
  readonly entries: Map<string, ConstantEntry>;
  readonly values: ConstantValue[];
}

/** Named constants with their types and where their numbers come from. */
export function declareConstants(context: Context, raw: RawScenario): Constants {
  const entries = new Map<string, ConstantEntry>();
  const values: ConstantValue[] = [];
  for (const [name, constant] of Object.entries(raw.const ?? {})) {
    const path: Path = ['const', name];
    if (RESERVED.has(name)) context.report(say.reserved(context.keySpan(path), name));
    const valuePath = isPlain(constant) ? path : [...path, 'value'];
    const node = context.node(valuePath) as ScalarNode;
    const type = inferType(node)!;
    const value = readValue(node, type, new Map())!;
    entries.set(name, { type, value });
    values.push({
      name,
      value: jsonOf(value, type, new Map()),
      type: showType(type),
      ...provenanceOf(constant),
      range: rangeOf(context, path, constant, type, value),
    });
  }
  return { entries, values };
}

function isPlain(constant: RawConstant): constant is string | number | boolean {
  return typeof constant !== 'object';
}

function provenanceOf(constant: RawConstant): Pick<ConstantValue, 'basis' | 'source' | 'fittedTo'> {
  if (isPlain(constant)) return { basis: 'assumed', source: null, fittedTo: null };
  const text = constant.basis ?? (constant.source === undefined ? 'assumed' : 'sourced');
  const fitted = /^fitted: ?observed\.(\w+)$/.exec(text);
  return {
    basis: fitted === null ? (text as 'assumed' | 'sourced') : 'fitted',
    source: constant.source ?? null,
    fittedTo: fitted?.[1] ?? null,
  };
}

/** Least and greatest value of a constant whose number is not known; durations in microseconds. */
function rangeOf(
  context: Context,
  path: Path,
  constant: RawConstant,
  type: Type,
  value: Value,
): [number, number] | null {
  if (isPlain(constant) || constant.range === undefined) return null;
  const at = [...path, 'range'];
  const span = context.span(at);
  if (!isNumeric(type)) {
    return context.report(
      say.badRange(span, `only a number or a length of time has a range, not a ${showType(type)}`),
    );
  }
  const ends = constant.range.map((end, i) =>
    typeof end === 'number'
      ? end
      : type.kind === 'duration'
        ? context.duration([...at, i], end)
        : percentOf(end),
  );
  const [low, high] = ends;
  if (low == null || high == null) {
    return type.kind === 'duration'
      ? null
      : context.report(say.badRange(span, 'an end of this range is no number'));
  }
  if (type.kind === 'duration' && constant.range.some((end) => typeof end === 'number')) {
    return context.report(say.badRange(span, 'the ends of this range are lengths of time, with units'));
  }
  if (type.kind === 'int' && !(Number.isInteger(low) && Number.isInteger(high))) {
    return context.report(say.badRange(span, 'the ends of this range are whole numbers, as its value is'));
  }
  const within = low < high && low <= (value as number) && (value as number) <= high;
  // A variant may well set a value outside of the range: it says what else could be, not what is likely.
  if (low >= high) return context.report(say.badRange(span, 'this range ends before it begins'));
  return within || context.variant !== 'base'
    ? [low, high]
    : context.report(say.badRange(span, 'the value lies outside of this range'));
}

function percentOf(text: string): number | null {
  const found = /^(-?\d+(?:\.\d+)?)(%?)$/.exec(text.trim());
  return found === null ? null : Number(found[1]) / (found[2] === '%' ? 100 : 1);
}

/** Variables of the shared state or of a process, with types and initial values. */
export function declareVariables(
  context: Context,
  path: Path,
  raw: Readonly<Record<string, RawVariable>>,
  scope: Scope,
  ids: InstanceIds,
): Variable[] {
  const out: Variable[] = [];
  for (const [name, variable] of Object.entries(raw)) {
    const at = [...path, name];
    if (RESERVED.has(name)) context.report(say.reserved(context.keySpan(at), name));
    const type = typeOf(context, at, variable, ids);
    if (type === null) continue;
    const init = initialValue(context, at, type, scope, ids);
    if (init === null) continue;
    const bounds = boundsOf(context, at, variable, type, init.value);
    out.push({ name, type, init: init.value, constant: init.constant, bounds, span: context.keySpan(at) });
  }
  return out;
}

function typeOf(context: Context, path: Path, variable: RawVariable, ids: InstanceIds): Type | null {
  if (typeof variable === 'object' && !Array.isArray(variable)) {
    if ('enum' in variable) return enumOf(context, [...path, 'enum'], variable.enum);
    const type = parseType(variable.type, new Set(ids.keys()));
    if (type !== null) return type;
    return context.report(say.badType(context.span([...path, 'type']), variable.type));
  }
  const node = context.node(path);
  if (node.kind === 'scalar' && typeof node.value === 'string' && parseDuration(node.value) === null) {
    for (const [process, instances] of ids) {
      if (instances.includes(node.value)) return { kind: 'instance', process };
    }
  }
  const type = inferType(node);
  if (type !== null) return type;
  return context.report(say.noType(context.span(path)));
}

function enumOf(context: Context, path: Path, members: readonly string[]): Type {
  for (const [i, member] of members.entries()) {
    const span = context.span([...path, i]);
    if (RESERVED.has(member)) context.report(say.reserved(span, member));
    if (members.indexOf(member) < i) context.report(say.duplicateName(span, member, 'a member'));
  }
  return { kind: 'enum', members };
}

/** A plain value, or for a variable of its own type a constant expression such as the name of a constant. */
function initialValue(
  context: Context,
  path: Path,
  type: Type,
  scope: Scope,
  ids: InstanceIds,
): { value: Value; constant: string | undefined } | null {
  const node = initNode(context.node(path));
  const given = (value: Value, constant?: string) => ({ value, constant });
  if (node === null) {
    const zero = zeroOf(type);
    if (zero !== null) return given(zero);
    return context.report(say.badInit(context.keySpan(path), `given for an ${showType(type)}`));
  }
  const plain = readValue(node, type, ids);
  if (plain !== null) return given(plain);
  const at = context.node(path).kind === 'map' ? [...path, 'init'] : path;
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    const constant = scope.names.constants.get(node.value);
    const wanted = type.kind === 'timer' ? 'duration' : type.kind;
    if (constant !== undefined && constant.type.kind === wanted) return given(constant.value, node.value);
  }
  return context.report(say.badInit(context.span(at), article(type), typeHint(node, type)));
}

function typeHint(node: YamlNode, type: Type): string | undefined {
  const bare = node.kind === 'scalar' && typeof node.value === 'number';
  if (!bare || (type.kind !== 'duration' && type.kind !== 'timer')) return undefined;
  return `write a unit: ${node.raw}s, ${node.raw}m`;
}

function boundsOf(
  context: Context,
  path: Path,
  variable: RawVariable,
  type: Type,
  init: Value,
): readonly [number, number] | null {
  if (typeof variable !== 'object' || Array.isArray(variable) || !('type' in variable)) return null;
  const { min, max } = variable;
  if (min === undefined && max === undefined) return null;
  const low = min ?? Number.MIN_SAFE_INTEGER;
  const high = max ?? Number.MAX_SAFE_INTEGER;
  if (type.kind !== INT.kind || low > high) return context.report(say.boundsOfType(context.keySpan(path)));
  if ((init as number) < low || (init as number) > high) {
    return context.report(say.bounds(context.span([...path, 'init']), low, high));
  }
  return [low, high];
}
