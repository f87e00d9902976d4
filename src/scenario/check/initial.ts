import { parseDuration } from '../../time/duration.ts';
import { childOf, entryOf, type MapNode, type YamlNode } from '../../yaml/node.ts';
import { nearest } from '../../yaml/suggest.ts';
import type { Scope } from '../ast/environment.ts';
import type { Value } from '../ast/expr.ts';
import type { Type } from '../ast/types.ts';
import { canonicalMap, canonicalSet, type InstanceIds, zeroOf } from '../ast/value.ts';
import { article } from '../cel/check.ts';
import { type Context, isWhole, type Path } from './context.ts';
import * as say from './diagnostics.ts';

/** Converts a plain YAML value to a type. Returns null if it doesn't fit. */
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
    case 'record':
      return fieldsOf(node, type, ids);
    default:
      return null;
  }
}

function indexIn(members: readonly string[], node: YamlNode): number | null {
  const index = node.kind === 'scalar' ? members.indexOf(String(node.value)) : -1;
  return index < 0 ? null : index;
}

function itemsOf(node: YamlNode, type: Type & { kind: 'list' | 'set' }, ids: InstanceIds): Value | null {
  if (node.kind !== 'list') return null;
  const items = node.items.map((item) => readValue(item, type.of, ids));
  if (items.includes(null)) return null;
  return type.kind === 'set' ? canonicalSet(items as Value[]) : (items as Value[]);
}

/** Fields that aren't listed have the default value of their type. */
function fieldsOf(node: YamlNode, { fields }: Type & { kind: 'record' }, ids: InstanceIds): Value | null {
  if (node.kind !== 'map') return null;
  if (node.entries.some(({ key }) => fields.every(({ name }) => name !== key))) return null;
  const values = fields.map(({ name, type }) => {
    const written = entryOf(node, name)?.value;
    return written === undefined ? zeroOf(type) : readValue(written, type, ids);
  });
  return values.includes(null) ? null : (values as Value[]);
}

function entriesOf(node: YamlNode, type: Type & { kind: 'map' }, ids: InstanceIds): Value | null {
  if (node.kind !== 'map') return null;
  const pairs = node.entries.map(({ key, value }): [Value | null, Value | null] => [
    keyOf(key, type.key, ids),
    readValue(value, type.of, ids),
  ]);
  if (pairs.some(([key, value]) => key === null || value === null)) return null;
  return canonicalMap(pairs as [Value, Value][]);
}

function keyOf(text: string, type: Type, ids: InstanceIds): Value | null {
  const raw = /^-?\d+$/.test(text) ? Number(text) : text === 'true' ? true : text === 'false' ? false : text;
  const value = type.kind === 'string' ? text : raw;
  return readValue({ kind: 'scalar', value, raw: text, start: 0, end: 0 }, type, ids);
}

/** Maximum number of items in an initial list; expressions have the same limit. */
const MAX_ITEMS = 10_000;
/** Maximum number of plain values in a list of lists, since a result lists each of them. */
const MAX_LEAVES = 100_000;

const RANGE = /^\s*range\(\s*([\w-]+)\s*(?:,\s*([\w-]+)\s*)?\)\s*$/;

/** True for `range(n)` or `range(from, to)` as an initial value. */
export function isRange(node: YamlNode): boolean {
  return node.kind === 'scalar' && typeof node.value === 'string' && RANGE.test(node.value);
}

/** The items of `range(...)` at a path, as a list or set of ints. */
export function rangeItems(context: Context, path: Path, type: Type, scope: Scope): Value | null {
  const span = context.span(path);
  if ((type.kind !== 'list' && type.kind !== 'set') || type.of.kind !== 'int') {
    return context.report(say.badInit(span, article(type), '`range` gives a list of ints'));
  }
  const found = RANGE.exec(context.text(path))!;
  const ends = [found[1], found[2]].filter((end) => end !== undefined);
  const numbers = ends.map((end) => wholeNumber(context, path, end, scope));
  if (numbers.includes(null)) return null;
  const [first, second] = numbers as [number, number?];
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const count = Math.max(0, to - from);
  if (count > MAX_ITEMS) return context.report(say.tooMany(span, count, 'items', MAX_ITEMS));
  return Array.from({ length: count }, (_, i) => from + i);
}

/** A list with `size` copies of the value `fill`, or undefined if the variable at a path has neither key. */
export function filledList(
  context: Context,
  path: Path,
  type: Type,
  scope: Scope,
  ids: InstanceIds,
): Value | null | undefined {
  const node = context.node(path) as MapNode;
  const has = (key: string): boolean => entryOf(node, key) !== undefined;
  if (!has('fill') && !has('size')) return undefined;
  const shape = (message: string, hint: string) =>
    context.report(say.filled(context.keySpan([...path, has('fill') ? 'fill' : 'size']), message, hint));
  if (!has('size')) return shape('`fill` needs a `size`', 'add the number of items: `size: 30`');
  if (!has('fill')) return shape('`size` needs a `fill`', 'add the value of each item: `fill: 0`');
  if (has('init')) return shape("a variable can't have both `fill` and `init`", 'remove one of them');
  if (type.kind !== 'list') return shape(`\`fill\` isn't possible for ${article(type)}`, 'use it for a list');
  const sizePath = [...path, 'size'];
  const size = wholeNumber(context, sizePath, context.text(sizePath), scope);
  const item = itemOf(context, [...path, 'fill'], type.of, scope, ids);
  if (size === null || item === null) return null;
  if (size < 0)
    return context.report(say.filled(context.span(sizePath), 'the size of a list must be at least 0'));
  const total = size * leavesOf(item);
  if (size > MAX_ITEMS || total > MAX_LEAVES) {
    const [count, limit] = size > MAX_ITEMS ? [size, MAX_ITEMS] : [total, MAX_LEAVES];
    return context.report(say.tooMany(context.span(sizePath), count, 'items', limit));
  }
  return Array.from({ length: size }, () => item);
}

/** A plain value, or the value of the constant with that name. Null if it's invalid. */
export function itemOf(
  context: Context,
  path: Path,
  type: Type,
  scope: Scope,
  ids: InstanceIds,
): Value | null {
  const node = context.node(path);
  const plain = readValue(node, type, ids);
  if (plain !== null) return plain;
  const name = context.text(path);
  const constant = scope.names.constants.get(name);
  if (constant?.type.kind === 'any') return null;
  if (constant?.type.kind === type.kind) {
    return isFixed(context, path, name) ? constant.value : null;
  }
  return context.report(say.badInit(context.span(path), article(type)));
}

/** A whole number or the value of an int constant. Reports anything else and returns null. */
function wholeNumber(context: Context, path: Path, text: string, scope: Scope): number | null {
  if (/^-?\d+$/.test(text)) return Number(text);
  const { constants } = scope.names;
  const constant = constants.get(text);
  if (constant?.type.kind === 'any') return null;
  if (constant?.type.kind === 'int') return isFixed(context, path, text) ? (constant.value as number) : null;
  const near = nearest(text, constants.keys());
  const hint = constant === undefined && near !== null ? `did you mean \`${near}\`?` : undefined;
  return context.report(
    say.filled(context.span(path), `\`${text}\` isn't a whole number or an int constant`, hint),
  );
}

/** Reports a constant that can differ between runs and returns false for it. */
export function isFixed(context: Context, path: Path, name: string): boolean {
  if (childOf(context.node(['const', name]), 'range') === undefined) return true;
  const message = `\`${name}\` has a \`range\`, so it can differ between runs`;
  context.report(say.filled(context.span(path), message, 'use a constant without a `range`'));
  return false;
}

/** The number of plain values in a value. */
function leavesOf(value: Value): number {
  if (!Array.isArray(value)) return 1;
  return value.reduce((total: number, item: Value) => total + leavesOf(item), 1);
}
