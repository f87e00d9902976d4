import { parseDuration } from '../../time/duration.ts';
import type { YamlNode } from '../../yaml/node.ts';
import type { Value } from '../ast/expr.ts';
import type { Type } from '../ast/types.ts';
import { canonicalMap, canonicalSet, type InstanceIds } from '../ast/value.ts';
import { isWhole } from './context.ts';

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
