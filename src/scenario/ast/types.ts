/** The language's types. Each value has one canonical form, so equal values result in equal states. */
export type Type =
  /** A JavaScript boolean. */
  | { readonly kind: 'bool' }
  /** A whole number that a double can represent exactly. */
  | { readonly kind: 'int' }
  | { readonly kind: 'double' }
  | { readonly kind: 'string' }
  /** A whole number of microseconds. */
  | { readonly kind: 'duration' }
  /** Simulated time when the timer expires, in whole microseconds. */
  | { readonly kind: 'timer' }
  /** An index into `members`. */
  | { readonly kind: 'enum'; readonly members: readonly string[] }
  /** Index of the instance in its process. */
  | { readonly kind: 'instance'; readonly process: string }
  | { readonly kind: 'list'; readonly of: Type }
  /** An array of items in ascending order without duplicates. */
  | { readonly kind: 'set'; readonly of: Type }
  /** An array of [key, value] pairs, sorted by key. */
  | { readonly kind: 'map'; readonly key: Type; readonly of: Type }
  /** An array of the fields' values, in field order. */
  | { readonly kind: 'record'; readonly fields: readonly Field[] }
  /** All instances of a process. Values of this type can't be stored. */
  | { readonly kind: 'process'; readonly process: string }
  /** A message to a process, as an array of field values. Values of this type can't be stored. */
  | { readonly kind: 'message'; readonly process: string }
  /** The element type of an empty list, and the type of anything invalid. It matches every type. */
  | { readonly kind: 'any' };

/** A field of a record. */
export interface Field {
  readonly name: string;
  readonly type: Type;
}

export const BOOL: Type = { kind: 'bool' };
export const INT: Type = { kind: 'int' };
export const DOUBLE: Type = { kind: 'double' };
export const STRING: Type = { kind: 'string' };
export const DURATION: Type = { kind: 'duration' };
export const TIMER: Type = { kind: 'timer' };
export const ANY: Type = { kind: 'any' };

/**
 * Parses a type like `set<int>`, `map<string, bool>` or `{ plan: int, zone: string }`. A process name is the type of its
 * instances.
 *
 * @returns null if the text isn't a type
 */
export function parseType(text: string, processes: ReadonlySet<string>): Type | null {
  const trimmed = text.trim();
  if (trimmed.split(/[<{]/).length - 1 > MAX_NESTING) return null;
  if (Object.hasOwn(SIMPLE, trimmed)) return SIMPLE[trimmed]!;
  if (processes.has(trimmed)) return { kind: 'instance', process: trimmed };
  const record = /^\{(.*)\}$/s.exec(trimmed);
  if (record !== null) return parseRecord(record[1]!, processes);
  const m = /^(list|set|map)\s*<(.*)>$/s.exec(trimmed);
  if (m === null) return null;
  const parts = splitArguments(m[2]!).map((part) => parseType(part, processes));
  if (parts.some((part) => part === null || part.kind === 'timer')) return null;
  const [first, second] = parts as Type[];
  if (m[1] === 'map') {
    return parts.length === 2 && first!.kind !== 'record' ? { kind: 'map', key: first!, of: second! } : null;
  }
  return parts.length === 1 ? { kind: m[1] as 'list' | 'set', of: first! } : null;
}

/** The fields between the braces of a record type. */
function parseRecord(text: string, processes: ReadonlySet<string>): Type | null {
  const fields = splitArguments(text).map((part): Field | null => {
    const found = /^\s*([A-Za-z_]\w*)\s*:(.*)$/s.exec(part);
    const type = found === null ? null : parseType(found[2]!, processes);
    return type === null ? null : { name: found![1]!, type };
  });
  return fields.includes(null) ? null : recordOf(fields as Field[]);
}

/**
 * The record type with these fields, or null if that isn't possible: a name is used twice, a field is a timer or refers
 * to an instance of a process, or there are too many fields.
 */
export function recordOf(fields: readonly Field[]): Type | null {
  const names = new Set(fields.map(({ name }) => name));
  if (fields.length === 0 || fields.length > MAX_FIELDS || names.size < fields.length) return null;
  return fields.some(({ type }) => !isPlainData(type)) ? null : { kind: 'record', fields };
}

/** True if a record can have a field of a type. */
function isPlainData(type: Type): boolean {
  if (type.kind === 'timer' || type.kind === 'instance') return false;
  if (type.kind === 'map' && !isPlainData(type.key)) return false;
  return 'of' in type ? isPlainData(type.of) : true;
}

const SIMPLE: Readonly<Record<string, Type>> = {
  bool: BOOL,
  int: INT,
  double: DOUBLE,
  string: STRING,
  duration: DURATION,
  timer: TIMER,
};

/** Maximum nesting depth for lists, sets, maps and records. */
const MAX_NESTING = 4;

/** Maximum number of fields in a record. */
const MAX_FIELDS = 16;

/** True if lists, sets, maps and records are nested too deeply in a type. */
export function isTooDeep(type: Type): boolean {
  return depthOf(type) > MAX_NESTING;
}

function depthOf(type: Type): number {
  if (type.kind === 'record') return 1 + Math.max(...type.fields.map((field) => depthOf(field.type)));
  return 'of' in type ? 1 + depthOf(type.of) : 0;
}

function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if ('<{'.includes(text[i]!)) depth++;
    else if ('>}'.includes(text[i]!)) depth--;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** A type as it's written in a scenario. */
export function showType(type: Type): string {
  switch (type.kind) {
    case 'enum':
      return `one of ${type.members.join(', ')}`;
    case 'instance':
      return `instance of ${type.process}`;
    case 'list':
    case 'set':
      return `${type.kind}<${showType(type.of)}>`;
    case 'map':
      return `map<${showType(type.key)}, ${showType(type.of)}>`;
    case 'record':
      return `{ ${type.fields.map((field) => `${field.name}: ${showType(field.type)}`).join(', ')} }`;
    case 'process':
      return `process (${type.process})`;
    case 'message':
      return `message to ${type.process}`;
    case 'any':
      return 'unknown';
    default:
      return type.kind;
  }
}

/** True if the types are equal, ignoring unknown parts. */
export function sameType(a: Type, b: Type): boolean {
  if (a.kind === 'any' || b.kind === 'any') return true;
  if (a.kind === 'enum' && b.kind === 'enum') return a.members.join() === b.members.join();
  if (a.kind === 'list' && b.kind === 'list') return sameType(a.of, b.of);
  if (a.kind === 'set' && b.kind === 'set') return sameType(a.of, b.of);
  if (a.kind === 'map' && b.kind === 'map') return sameType(a.key, b.key) && sameType(a.of, b.of);
  if (a.kind === 'record' && b.kind === 'record') {
    const others = b.fields;
    return (
      a.fields.length === others.length &&
      a.fields.every(({ name, type }, i) => name === others[i]!.name && sameType(type, others[i]!.type))
    );
  }
  if ('process' in a && 'process' in b) return a.kind === b.kind && a.process === b.process;
  return a.kind === b.kind;
}

/** True for the types that can be added: int, double, and duration. */
export function isNumeric(type: Type): boolean {
  return type.kind === 'int' || type.kind === 'double' || type.kind === 'duration';
}
