import type { Json } from '../../result.ts';
import { formatDuration } from '../../time/duration.ts';
import type { Value } from './expr.ts';
import type { Field, Type } from './types.ts';

/** Each process's instance ids, for writing instance values as text. */
export type InstanceIds = ReadonlyMap<string, readonly string[]>;

/** A total order on the values of one type, used for sets and maps: negative, zero or positive. */
export function compareValues(a: Value, b: Value): number {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < a.length && i < b.length; i++) {
      const order = compareValues(a[i]!, b[i]!);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  return a === b ? 0 : (a as number) < (b as number) ? -1 : 1;
}

/** A set's canonical form: ascending without duplicates. */
export function canonicalSet(items: readonly Value[]): readonly Value[] {
  const sorted = [...items].sort(compareValues);
  return sorted.filter((item, i) => i === 0 || compareValues(item, sorted[i - 1]!) !== 0);
}

/** A map's canonical form: sorted by key. If two entries have the same key, the later entry wins. */
export function canonicalMap(entries: readonly (readonly [Value, Value])[]): readonly Value[] {
  const sorted = entries
    .map((entry, order) => ({ entry, order }))
    .sort((a, b) => compareValues(a.entry[0], b.entry[0]) || a.order - b.order)
    .map(({ entry }) => entry);
  return sorted.filter(
    (entry, i) => i === sorted.length - 1 || compareValues(entry[0], sorted[i + 1]![0]) !== 0,
  );
}

/** A type's default initial value, or null if there is none. */
export function zeroOf(type: Type): Value | null {
  switch (type.kind) {
    case 'bool':
      return false;
    case 'int':
    case 'double':
    case 'duration':
    case 'timer':
    case 'enum':
      return 0;
    case 'string':
      return '';
    case 'list':
    case 'set':
    case 'map':
      return [];
    case 'record': {
      const values = type.fields.map((field) => zeroOf(field.type));
      return values.includes(null) ? null : (values as Value[]);
    }
    default:
      return null;
  }
}

/** A value as JSON: symbols become names; maps become objects if their keys are strings, otherwise lists of pairs. */
export function jsonOf(value: Value, type: Type, ids: InstanceIds): Json {
  switch (type.kind) {
    case 'enum':
      return type.members[value as number] ?? null;
    case 'instance':
      return ids.get(type.process)?.[value as number] ?? null;
    case 'list':
    case 'set':
      return (value as readonly Value[]).map((item) => jsonOf(item, type.of, ids));
    case 'map': {
      const pairs = (value as readonly (readonly [Value, Value])[]).map(([k, v]): [Json, Json] => [
        jsonOf(k, type.key, ids),
        jsonOf(v, type.of, ids),
      ]);
      return pairs.every(([k]) => typeof k === 'string')
        ? (Object.fromEntries(pairs) as { [key: string]: Json })
        : pairs;
    }
    case 'record': {
      const fields = type.fields.map((field, i): [string, Json] => [
        field.name,
        jsonOf((value as readonly Value[])[i]!, field.type, ids),
      ]);
      return Object.fromEntries(fields) as { [key: string]: Json };
    }
    default:
      return value === Number.POSITIVE_INFINITY ? 'unlimited' : (value as Json);
  }
}

/** Maximum length of a list, set or map as text, in characters. */
const MAX_TEXT = 20_000;

/** A value as it appears in a sentence: `2m30s`, `{1, 2}`, `none`. Very long values end in `...`. */
export function textOf(value: Value, type: Type, ids: InstanceIds): string {
  // NaN means that a measure has no value.
  if (typeof value === 'number' && Number.isNaN(value)) return 'no value yet';
  switch (type.kind) {
    case 'duration':
    case 'timer':
      return formatDuration(value as number);
    case 'enum':
    case 'instance':
      return String(jsonOf(value, type, ids));
    case 'list':
      return `[${joined(value as readonly Value[], (item) => textOf(item, type.of, ids))}]`;
    case 'set':
      return `{${joined(value as readonly Value[], (item) => textOf(item, type.of, ids))}}`;
    case 'map': {
      const pairs = value as readonly (readonly [Value, Value])[];
      return `{${joined(pairs, ([k, v]) => `${textOf(k, type.key, ids)}: ${textOf(v, type.of, ids)}`)}}`;
    }
    case 'record': {
      const values = value as readonly Value[];
      const show = (field: Field): string =>
        `${field.name}: ${textOf(values[type.fields.indexOf(field)]!, field.type, ids)}`;
      return `{${joined(type.fields, show)}}`;
    }
    default:
      return value === Number.POSITIVE_INFINITY ? 'unlimited' : String(value);
  }
}

function joined<T>(items: readonly T[], show: (item: T) => string): string {
  let text = '';
  for (const [i, item] of items.entries()) {
    if (text.length > MAX_TEXT) return `${text}, ...`;
    text += i === 0 ? show(item) : `, ${show(item)}`;
  }
  return text;
}
