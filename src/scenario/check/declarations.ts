import type { Span } from '../../diagnostic/diagnostic.ts';
import type { ConstantValue } from '../../result.ts';
import { parseDuration } from '../../time/duration.ts';
import { childOf, entryOf, type ScalarNode, type YamlNode } from '../../yaml/node.ts';
import { nearest } from '../../yaml/suggest.ts';
import { OLD_BOOLEANS } from '../../yaml/validate.ts';
import { type ConstantEntry, RESERVED, type Scope } from '../ast/environment.ts';
import type { Value } from '../ast/expr.ts';
import type { Variable } from '../ast/scenario.ts';
import {
  ANY,
  BOOL,
  DOUBLE,
  DURATION,
  type Field,
  INT,
  isNumeric,
  isTooDeep,
  parseType,
  recordOf,
  showType,
  type Type,
} from '../ast/types.ts';
import { type InstanceIds, jsonOf, zeroOf } from '../ast/value.ts';
import { article } from '../cel/check.ts';
import { checkFittedSeries } from '../curves/check-curves.ts';
import { fittedText } from '../schema/fitted.ts';
import type { RawConstant, RawVariable, RecordFields } from '../schema/parts.ts';
import type { Sourced } from '../schema/quantity.ts';
import type { RawScenario } from '../schema/scenario.ts';
import {
  type Context,
  inferType,
  literalOf,
  type Path,
  parsePercent,
  parseRate,
  unitHint,
} from './context.ts';
import * as say from './diagnostics.ts';
import { filledList, isRange, rangeItems, readValue } from './initial.ts';
import type { Observations } from './observed.ts';
import { badRecord, numberMissing } from './value-diagnostics.ts';

/** The number that represents `unlimited`. */
export const UNLIMITED = Number.POSITIVE_INFINITY;

/** Service settings that faults and steps can change. The only such setting of a load is `rate`. */
export const SETTINGS = ['available', 'concurrency', 'slowdown', 'throttle', 'queue.capacity', 'latency'];

export interface Constants {
  readonly entries: Map<string, ConstantEntry>;
  readonly values: ConstantValue[];
}

/** Declares the constants. An invalid constant gets the type `any`, so one error doesn't cause others. */
export function declareConstants(context: Context, raw: RawScenario): Constants {
  const entries = new Map<string, ConstantEntry>();
  const values: ConstantValue[] = [];
  for (const [name, constant] of Object.entries(raw.const ?? {})) {
    const path: Path = ['const', name];
    if (RESERVED.has(name)) context.report(say.reserved(context.keySpan(path), name));
    const valuePath = isPlain(constant) ? path : [...path, 'value'];
    const node = context.node(valuePath) as ScalarNode;
    if (isMisread(context, valuePath)) {
      entries.set(name, { type: ANY, value: 0 });
      continue;
    }
    const type = inferType(node)!;
    const value = readValue(node, type, new Map())!;
    const range = rangeOf(context, path, constant, type, value);
    entries.set(name, { type, value, ...(range === null ? {} : { least: range[0] }) });
    values.push({
      name,
      value: jsonOf(value, type, new Map()),
      type: showType(type),
      ...provenanceOf(constant),
      range,
    });
  }
  return { entries, values };
}

/** Reports a string that was probably meant to be a boolean (`yes`) or a duration (`5 min`). */
function isMisread(context: Context, path: Path): boolean {
  const node = context.node(path);
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return false;
  const meant = OLD_BOOLEANS.get(node.raw.toLowerCase());
  const isDuration = DURATION_LIKE.test(node.value) && parseDuration(node.value) === null;
  if (meant !== undefined) context.report(say.oldBoolean(context.span(path), node.value, meant));
  else if (isDuration) context.report(say.badDuration(context.span(path), node.value));
  return meant !== undefined || isDuration;
}

const DURATION_LIKE = /^-?\d+(\.\d+)?\s*(ms|us|[smhd]|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?)$/i;

function isPlain(constant: RawConstant): constant is string | number | boolean {
  return typeof constant !== 'object';
}

function provenanceOf(constant: RawConstant): Pick<ConstantValue, 'basis' | 'source' | 'fittedTo'> {
  if (isPlain(constant)) return { basis: 'assumed', source: null, fittedTo: null };
  const text = constant.basis ?? (constant.source === undefined ? 'assumed' : 'sourced');
  const fitted = fittedTo(text);
  return {
    basis: fitted === null ? (text as 'assumed' | 'sourced') : 'fitted',
    source: constant.source ?? null,
    fittedTo: fitted,
  };
}

/** A constant's lowest and highest plausible value, or null. Durations are in microseconds. */
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
    return context.report(say.badRange(span, `a ${showType(type)} can't have a range`));
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
      : context.report(say.badRange(span, 'both ends of a range must be numbers'));
  }
  if (type.kind === 'duration' && constant.range.some((end) => typeof end === 'number')) {
    return context.report(say.badRange(span, 'both ends of this range need a unit'));
  }
  if (type.kind === 'int' && !(Number.isInteger(low) && Number.isInteger(high))) {
    return context.report(say.badRange(span, 'both ends of this range must be whole numbers'));
  }
  const within = low < high && low <= (value as number) && (value as number) <= high;
  if (low >= high)
    return context.report(say.badRange(span, 'the first end of a range must be lower than the second'));
  // A variant can set a value outside the range, since a range says what is plausible, not what is possible.
  return within || context.variant !== 'base'
    ? [low, high]
    : context.report(say.badRange(span, "the value isn't within its range"));
}

function percentOf(text: string): number | null {
  const found = /^(-?\d+(?:\.\d+)?)(%?)$/.exec(text.trim());
  return found === null ? null : Number(found[1]) / (found[2] === '%' ? 100 : 1);
}

/**
 * Declares the variables in shared state or in a process. An invalid variable gets the type `any` or a default
 * value, so one error doesn't cause others.
 */
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
    const span = context.keySpan(at);
    const type = typeOf(context, at, variable, ids);
    const init = type === null ? null : initialValue(context, at, type, scope, ids);
    if (type === null || init === null) {
      out.push({ name, type: type ?? ANY, init: 0, bounds: null, span });
      continue;
    }
    const bounds = boundsOf(context, at, variable, type, init.value);
    out.push({ name, type, init: init.value, constant: init.constant, bounds, span });
  }
  return out;
}

function typeOf(context: Context, path: Path, variable: RawVariable, ids: InstanceIds): Type | null {
  if (typeof variable === 'object' && !Array.isArray(variable)) {
    if ('enum' in variable) return enumOf(context, [...path, 'enum'], variable.enum);
    const at = [...path, 'type'];
    const type = writtenType(variable.type, new Set(ids.keys()));
    if (type !== null && !isTooDeep(type)) return type;
    const isRecord = typeof variable.type === 'object' || variable.type.includes('{');
    return context.report(
      isRecord ? badRecord(context.span(at)) : say.badType(context.span(at), context.text(at)),
    );
  }
  const node = context.node(path);
  if (node.kind === 'scalar' && typeof node.value === 'string' && parseDuration(node.value) === null) {
    for (const [process, instances] of ids) {
      if (instances.includes(node.value)) return { kind: 'instance', process };
    }
  }
  if (isMisread(context, path)) return null;
  if (isRange(node)) return { kind: 'list', of: INT };
  return inferType(node) ?? context.report(say.noType(context.span(path)));
}

/** A type from its text, or from a map of fields. */
function writtenType(type: string | RecordFields, processes: ReadonlySet<string>): Type | null {
  if (typeof type === 'string') return parseType(type, processes);
  const fields = Object.entries(type).map(([name, field]) => ({ name, type: writtenType(field, processes) }));
  return fields.some((field) => field.type === null) ? null : recordOf(fields as Field[]);
}

function enumOf(context: Context, path: Path, members: readonly string[]): Type {
  for (const [i, member] of members.entries()) {
    const span = context.span([...path, i]);
    if (RESERVED.has(member)) context.report(say.reserved(span, member));
    if (members.indexOf(member) < i) context.report(say.duplicateName(span, member, 'a member'));
  }
  return { kind: 'enum', members };
}

/** The initial value: a plain value, or a constant of the same type. */
function initialValue(
  context: Context,
  path: Path,
  type: Type,
  scope: Scope,
  ids: InstanceIds,
): { value: Value; constant: string | undefined } | null {
  const written = context.node(path);
  const node = written.kind === 'map' ? entryOf(written, 'init')?.value : written;
  const given = (value: Value, constant?: string) => ({ value, constant });
  const filled = written.kind === 'map' ? filledList(context, path, type, scope, ids) : undefined;
  if (filled !== undefined) return filled === null ? null : given(filled);
  if (node === undefined) {
    const zero = zeroOf(type);
    if (zero !== null) return given(zero);
    return context.report(say.missingInit(context.keySpan(path), article(type)));
  }
  const plain = readValue(node, type, ids);
  if (plain !== null) return given(plain);
  const at = written.kind === 'map' ? [...path, 'init'] : path;
  if (isRange(node)) {
    const items = rangeItems(context, at, type, scope);
    return items === null ? null : given(items);
  }
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    const constant = scope.names.constants.get(node.value);
    const wanted = type.kind === 'timer' ? 'duration' : type.kind;
    if (constant?.type.kind === wanted) return given(constant.value, node.value);
    if (constant?.type.kind === 'any') return null;
  }
  return context.report(say.badInit(context.span(at), article(type), initHint(node, type)));
}

function initHint(node: YamlNode, type: Type): string | undefined {
  if (node.kind !== 'scalar') return undefined;
  const meant = OLD_BOOLEANS.get(String(node.value).toLowerCase());
  if (type.kind === 'bool' && meant !== undefined) return `write \`${meant}\``;
  const isDuration = type.kind === 'duration' || type.kind === 'timer';
  return isDuration && typeof node.value === 'number' ? unitHint(node) : undefined;
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
    return context.report(say.bounds(context.span([...path, 'init']), min, max));
  }
  return [low, high];
}

/** A service's or load's setting that faults and steps can change. */
interface Settable {
  readonly name: string;
  readonly path: Path;
  readonly type: Type;
  /** Default value if the scenario doesn't set one. */
  readonly fallback: Value;
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
 * Declares a variable `service.key` for each setting of a service or load that is set elsewhere or might be read
 * elsewhere. Its initial value is the setting's value in the scenario. A setting computed from state can't be set.
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
  const services = Object.entries(raw.services ?? {}).flatMap(([service, { pools }]) => [
    ...OF_SERVICE.map(([key, type, fallback]) => ({
      name: `${service}.${key}`,
      path: ['services', service, ...key.split('.')],
      type,
      fallback,
    })),
    ...Object.entries(pools ?? {}).map(([pool, written]) => ({
      name: `${service}.pools.${pool}.size`,
      path: ['services', service, 'pools', pool, ...(typeof written === 'object' ? ['size'] : [])],
      type: INT,
      fallback: UNLIMITED,
    })),
  ]);
  const loads = (raw.load ?? []).map(({ id }, i) => ({
    name: `${id}.rate`,
    path: ['load', i, 'arrivals', 'rate'],
    type: DOUBLE,
    fallback: 0,
  }));
  return [...services, ...loads];
}

/** A setting's limits during a run: `available` is a share, and no setting can be negative. */
function fieldBounds({ name }: Settable): readonly [number, number] {
  return name.endsWith('.available') ? [0, 1] : [0, UNLIMITED];
}

/** The keys in all `set` maps with their paths, and all strings. Variants are ignored because they're patches. */
function mentions({ variants: _, ...raw }: RawScenario): { set: Map<string, Path[]>; texts: string[] } {
  const set = new Map<string, Path[]>();
  const texts: string[] = [];
  // A fault that affects only some members doesn't set the variable.
  const isPartial = ([section, i]: Path) =>
    section === 'faults' && raw.faults?.[i as number]?.members !== undefined;
  const visit = (value: unknown, path: Path): void => {
    if (typeof value === 'string') texts.push(value);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const at = [...path, Array.isArray(value) ? Number(key) : key];
      if (path.at(-1) === 'set' && !isPartial(path))
        set.set(key.trim(), [...(set.get(key.trim()) ?? []), at]);
      visit(inner, at);
    }
  };
  visit(raw, []);
  return { set, texts };
}

/** `available` is a boolean if all its values are booleans, otherwise a share. */
function fieldType(field: Settable, context: Context, places: readonly Path[]): Type {
  if (field.type.kind !== 'bool') return field.type;
  const nodes = [written(context, field), ...places.map((place) => context.node(place))];
  return nodes.some((node) => node !== null && isShare(node)) ? DOUBLE : BOOL;
}

function isShare(node: YamlNode): boolean {
  if (node.kind !== 'scalar') return false;
  return typeof node.value === 'number' || /^\s*\d[\d.]*\s*%?\s*$/.test(String(node.value));
}

/** The setting's node, or null if the scenario doesn't have it. */
function written(context: Context, { path }: Settable): YamlNode | null {
  const node = context.node(path);
  return node === context.node(path.slice(0, -1)) ? null : node;
}

/** A setting's initial value, or null if it's computed from state. */
function initOf(
  context: Context,
  field: Settable,
  type: Type,
  constants: ReadonlyMap<string, ConstantEntry>,
): Value | null {
  const node = written(context, field);
  if (node === null) return field.fallback;
  if (node.kind === 'map' && field.name.endsWith('.throttle')) {
    const rate = [...field.path, 'rate'];
    const inner = context.node(rate);
    return inner === node ? field.fallback : plain(inner, type, constants);
  }
  return plain(node, type, constants);
}

/** The name of the constant used as the initial value, if any. */
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
    // The constant's error has already been reported.
    if (constant.type.kind === 'any') return 0;
    const fits = constant.type.kind === type.kind || (constant.type.kind === 'int' && type.kind === 'double');
    return fits ? constant.value : null;
  }
  if (typeof node.value === 'boolean' && type.kind === 'double') return Number(node.value);
  return literalOf(node, type)?.value ?? null;
}

/**
 * Checks the sources of numbers that aren't constants. Returns the observed entries that the numbers were fitted to.
 */
export function checkSources(context: Context, sourced: readonly Sourced[], record: Observations): string[] {
  return sourced.flatMap(({ node, key }) => {
    const spanOf = (part: YamlNode) => context.source.spanAt(part.start, part.end);
    const value = childOf(node, key);
    if (value === undefined || !hasNumber(value)) context.report(numberMissing(spanOf(value ?? node), key));
    const range = childOf(node, 'range');
    if (value !== undefined && range?.kind === 'list') checkRange(context, value, range.items, spanOf(range));
    const basis = childOf(node, 'basis');
    const fitted = basis?.kind === 'scalar' ? fittedTo(String(basis.value)) : null;
    if (fitted === null) return [];
    checkFitted(context, fitted, spanOf(basis!), record);
    return [fitted];
  });
}

/** The observed entry or series that a basis names, or null. */
function fittedTo(basis: string): string | null {
  return fittedText(basis);
}

/** Reports an entry that a number was fitted to, but that doesn't exist or has no simulated time. */
export function checkFitted(context: Context, id: string, span: Span, record: Observations): void {
  if (id.startsWith('series.')) {
    checkFittedSeries(context, id, span, record);
    return;
  }
  if (record.facts.has(id) || record.values.has(id) || record.broken.has(id)) return;
  const near = nearest(id, record.facts.keys());
  context.report(record.unplaced.has(id) ? say.needsClock(span) : say.unknownObserved(span, id, near));
}

function hasNumber(node: YamlNode): boolean {
  if (node.kind === 'list') return node.items.some(hasNumber);
  if (node.kind === 'map') return node.entries.some(({ value }) => hasNumber(value));
  const text =
    typeof node.value === 'string' ? node.value.replace(/"[^"]*"|'[^']*'/g, '') : String(node.value);
  return /(?<![\w.])\d/.test(text);
}

/** A plain number's kind and size. Null for an expression. */
function plainNumber(node: YamlNode): { kind: string; size: number } | null {
  if (node.kind !== 'scalar') return null;
  if (typeof node.value === 'number') return { kind: 'number', size: node.value };
  const text = String(node.value);
  const found = [
    ['duration', parseDuration(text)],
    ['rate', parseRate(text)],
    ['share', parsePercent(text)],
  ] as const;
  const [kind, size] = found.find(([, one]) => one !== null) ?? [null, null];
  return kind === null || size === null ? null : { kind, size };
}

function checkRange(context: Context, value: YamlNode, ends: readonly YamlNode[], span: Span): void {
  const own = plainNumber(value);
  if (own === null) {
    context.report(say.badRange(span, 'only a number can have a range, not an expression or a distribution'));
    return;
  }
  const [low, high] = ends.map(plainNumber);
  if (low?.kind !== own.kind || high?.kind !== own.kind) {
    context.report(say.badRange(span, `both ends of this range must be ${own.kind}s, as the value is`));
  } else if (low.size >= high.size) {
    context.report(say.badRange(span, 'the first end of a range must be lower than the second'));
  } else if ((own.size < low.size || own.size > high.size) && context.variant === 'base') {
    context.report(say.badRange(span, "the value isn't within its range"));
  }
}
