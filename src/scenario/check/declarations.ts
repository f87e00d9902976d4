import type { ConstantValue } from '../../result.ts';
import { parseDuration } from '../../time/duration.ts';
import { entryOf, type ScalarNode, type YamlNode } from '../../yaml/node.ts';
import { type ConstantEntry, RESERVED, type Scope } from '../ast/environment.ts';
import type { Value } from '../ast/expr.ts';
import type { Variable } from '../ast/scenario.ts';
import { BOOL, DOUBLE, DURATION, INT, isNumeric, parseType, showType, type Type } from '../ast/types.ts';
import { canonicalMap, canonicalSet, type InstanceIds, jsonOf, zeroOf } from '../ast/value.ts';
import { article } from '../cel/check.ts';
import type { RawConstant, RawVariable } from '../schema/parts.ts';
import type { RawScenario } from '../schema/scenario.ts';
import { type Context, inferType, isWhole, literalOf, type Path } from './context.ts';
import * as say from './diagnostics.ts';

/** Stands for `unlimited`. */
export const UNLIMITED = Number.POSITIVE_INFINITY;

/** What faults and steps may set of a service; of a load it is `rate`. */
export const SETTINGS = ['available', 'concurrency', 'slowdown', 'throttle', 'queue.capacity', 'latency'];

/**
 * A plain YAML value as a value of a type.
 *
 * @returns null if it does not fit
 */
export function readValue(node: YamlNode, type: Type, ids: InstanceIds): Value | null {
  switch (type.kind) {
    case 'bool':
      return node.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : null;
    case 'int':
      return node.kind === 'scalar' && isWhole(node) ? (node.value as number) : null;
    case 'double':
      return node.kind === 'scalar' && typeof node.value === 'number' ? node.value : null;
    case 'string':
      return node.kind === 'scalar' && typeof node.value === 'string' ? node.value : null;
    case 'duration':
    case 'timer':
      return node.kind === 'scalar' ? parseDuration(String(node.value)) : null;
    case 'enum':
      return indexIn(type.members, node);
    case 'instance':
      return indexIn(ids.get(type.process) ?? [], node);
    case 'list':
    case 'set':
      return itemsOf(node, type, ids);
    case 'map':
      return entriesOf(node, type, ids);
    default:
      return null;
  }
}

export function indexIn(members: readonly string[], node: YamlNode): number | null {
  const index = node.kind === 'scalar' ? members.indexOf(String(node.value)) : -1;
  return index < 0 ? null : index;
}

export function itemsOf(
  node: YamlNode,
  type: Type & { kind: 'list' | 'set' },
  ids: InstanceIds,
): Value | null {
  if (node.kind !== 'list') return null;
  const items = node.items.map((item) => readValue(item, type.of, ids));
  if (items.includes(null)) return null;
  return type.kind === 'set' ? canonicalSet(items as Value[]) : (items as Value[]);
}

export function entriesOf(node: YamlNode, type: Type & { kind: 'map' }, ids: InstanceIds): Value | null {
  if (node.kind !== 'map') return null;
  const pairs = node.entries.map(({ key, value }): [Value | null, Value | null] => [
    keyOf(key, type.key, ids),
    readValue(value, type.of, ids),
  ]);
  if (pairs.some(([key, value]) => key === null || value === null)) return null;
  return canonicalMap(pairs as [Value, Value][]);
}

export function keyOf(text: string, type: Type, ids: InstanceIds): Value | null {
  const raw = /^-?\d+$/.test(text) ? Number(text) : text === 'true' ? true : text === 'false' ? false : text;
  const value = type.kind === 'string' ? text : raw;
  return readValue({ kind: 'scalar', value, raw: text, start: 0, end: 0 }, type, ids);
}

/** The scalar under `enum`, `init` and the like of a variable's map, or the node itself. */
function initNode(node: YamlNode): YamlNode | null {
  if (node.kind !== 'map') return node;
  return entryOf(node, 'init')?.value ?? null;
}

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

/** A setting of a service or load that faults and steps may set: where it stands and what it is if nothing is written. */
interface Settable {
  readonly name: string;
  readonly path: Path;
  readonly type: Type;
  readonly absent: Value;
}

const OF_SERVICE: readonly (readonly [string, Type, Value])[] = [
  ['available', BOOL, true],
  ['concurrency', INT, UNLIMITED],
  ['slowdown', DOUBLE, 1],
  ['throttle', DOUBLE, UNLIMITED],
  ['queue.capacity', INT, UNLIMITED],
  ['latency', DURATION, 0],
];

/**
 * Settings of services and loads that something sets, or that an expression may read: each becomes a variable, called
 * `service.key`, whose initial value is what the text writes. One that is worked out from state can't be set: what it
 * reads is set instead.
 */
export function declareFields(
  context: Context,
  raw: RawScenario,
  constants: ReadonlyMap<string, ConstantEntry>,
): Variable[] {
  const { set, texts } = mentions(raw);
  const all = texts.join('\n');
  return settables(raw).flatMap((field): Variable[] => {
    const places = set.get(field.name) ?? [];
    if (places.length === 0 && !all.includes(field.name)) return [];
    const type = fieldType(field, context, places);
    const init = initOf(context, field, type, constants);
    if (init !== null) {
      const constant = constantAt(context, field, constants);
      const span = context.span(field.path);
      return [{ name: field.name, type, init, constant, bounds: fieldBounds(field), span }];
    }
    for (const place of places) context.report(say.settingIsFormula(context.keySpan(place), field.name));
    return [];
  });
}

function settables(raw: RawScenario): Settable[] {
  const services = Object.keys(raw.services ?? {}).flatMap((service) =>
    OF_SERVICE.map(([key, type, absent]) => ({
      name: `${service}.${key}`,
      path: ['services', service, ...key.split('.')],
      type,
      absent,
    })),
  );
  const loads = (raw.load ?? []).map(({ id }, i) => ({
    name: `${id}.rate`,
    path: ['load', i, 'arrivals', 'rate'],
    type: DOUBLE,
    absent: 0,
  }));
  return [...services, ...loads];
}

/** What a setting may be while the run goes on: nothing below 0, and of `available` a share. */
function fieldBounds({ name }: Settable): readonly [number, number] {
  return name.endsWith('.available') ? [0, 1] : [0, UNLIMITED];
}

/** Keys of all `set` with their places, and all texts; variants are left out, since they are patches. */
function mentions({ variants: _, ...raw }: RawScenario): { set: Map<string, Path[]>; texts: string[] } {
  const set = new Map<string, Path[]>();
  const texts: string[] = [];
  const visit = (value: unknown, path: Path): void => {
    if (typeof value === 'string') texts.push(value);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const at = [...path, Array.isArray(value) ? Number(key) : key];
      if (path.at(-1) === 'set') set.set(key.trim(), [...(set.get(key.trim()) ?? []), at]);
      visit(inner, at);
    }
  };
  visit(raw, []);
  return { set, texts };
}

/** `available` is a truth value where it is one everywhere, and a share otherwise. */
function fieldType(field: Settable, context: Context, places: readonly Path[]): Type {
  if (field.type.kind !== 'bool') return field.type;
  const nodes = [written(context, field), ...places.map((place) => context.node(place))];
  return nodes.some((node) => node !== null && isShare(node)) ? DOUBLE : BOOL;
}

function isShare(node: YamlNode): boolean {
  if (node.kind !== 'scalar') return false;
  return typeof node.value === 'number' || /^\s*\d[\d.]*\s*%?\s*$/.test(String(node.value));
}

/** The node of the setting itself, or null where the text has none. */
function written(context: Context, { path }: Settable): YamlNode | null {
  const node = context.node(path);
  return node === context.node(path.slice(0, -1)) ? null : node;
}

/** The initial value, or null for one that is worked out. */
function initOf(
  context: Context,
  field: Settable,
  type: Type,
  constants: ReadonlyMap<string, ConstantEntry>,
): Value | null {
  const node = written(context, field);
  if (node === null) return field.absent;
  if (node.kind === 'map' && field.name.endsWith('.throttle')) {
    const rate = [...field.path, 'rate'];
    const inner = context.node(rate);
    return inner === node ? field.absent : plain(inner, type, constants);
  }
  return plain(node, type, constants);
}

/** Name of the constant that gives the initial value, where one does. */
function constantAt(
  context: Context,
  field: Settable,
  constants: ReadonlyMap<string, ConstantEntry>,
): string | undefined {
  const node = written(context, field);
  const inner = node?.kind === 'map' ? context.node([...field.path, 'rate']) : node;
  const name = inner?.kind === 'scalar' ? String(inner.value) : undefined;
  return name !== undefined && constants.has(name) ? name : undefined;
}

function plain(node: YamlNode, type: Type, constants: ReadonlyMap<string, ConstantEntry>): Value | null {
  if (node.kind !== 'scalar') return null;
  if (node.value === 'unlimited') return UNLIMITED;
  const constant = constants.get(String(node.value));
  if (constant !== undefined) {
    const fits = constant.type.kind === type.kind || (constant.type.kind === 'int' && type.kind === 'double');
    return fits ? constant.value : null;
  }
  if (typeof node.value === 'boolean' && type.kind === 'double') return Number(node.value);
  return literalOf(node, type)?.value ?? null;
}
