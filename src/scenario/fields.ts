import type { YamlNode } from '../yaml/node.ts';
import type { ConstantEntry } from './cel/environment.ts';
import { type Context, literalOf, type Path } from './context.ts';
import * as say from './diagnostics.ts';
import type { Value } from './expr.ts';
import type { Variable } from './scenario.ts';
import type { RawScenario } from './schema.ts';
import { UNLIMITED } from './setting-names.ts';
import { BOOL, DOUBLE, DURATION, INT, type Type } from './types.ts';

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
    const type = typeOf(field, context, places);
    const init = initOf(context, field, type, constants);
    if (init !== null) {
      const constant = constantAt(context, field, constants);
      const span = context.span(field.path);
      return [{ name: field.name, type, init, constant, bounds: boundsOf(field), span }];
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
function boundsOf({ name }: Settable): readonly [number, number] {
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
function typeOf(field: Settable, context: Context, places: readonly Path[]): Type {
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
