/** Types of the language. A value of each has one canonical form, told here, so that equal values are equal states. */
export type Type =
  /** JavaScript boolean. */
  | { readonly kind: 'bool' }
  /** Whole number that a double holds exactly. */
  | { readonly kind: 'int' }
  | { readonly kind: 'double' }
  | { readonly kind: 'string' }
  /** Whole microseconds. */
  | { readonly kind: 'duration' }
  /** Whole microseconds of simulated time at which it is over. */
  | { readonly kind: 'timer' }
  /** Index into `members`. */
  | { readonly kind: 'enum'; readonly members: readonly string[] }
  /** Index of an instance within its process. */
  | { readonly kind: 'instance'; readonly process: string }
  | { readonly kind: 'list'; readonly of: Type }
  /** Array without repeats in rising order. */
  | { readonly kind: 'set'; readonly of: Type }
  /** Array of [key, value] in rising order of keys. */
  | { readonly kind: 'map'; readonly key: Type; readonly of: Type }
  /** All instances of a process: not a value that can be stored. */
  | { readonly kind: 'process'; readonly process: string }
  /** A message to a process: array of its fields' values; not a value that can be stored. */
  | { readonly kind: 'message'; readonly process: string }
  /** The element type of an empty list, which fits anything; and the type of what a finding was told of already. */
  | { readonly kind: 'any' };

export const BOOL: Type = { kind: 'bool' };
export const INT: Type = { kind: 'int' };
export const DOUBLE: Type = { kind: 'double' };
export const STRING: Type = { kind: 'string' };
export const DURATION: Type = { kind: 'duration' };
export const TIMER: Type = { kind: 'timer' };
export const ANY: Type = { kind: 'any' };

/** A type as an author writes it. */
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
    case 'process':
      return `process ${type.process}`;
    case 'message':
      return `message to ${type.process}`;
    case 'any':
      return 'unknown';
    default:
      return type.kind;
  }
}

/** True if the two are the same type, or one of them is unknown at some depth. */
export function sameType(a: Type, b: Type): boolean {
  if (a.kind === 'any' || b.kind === 'any') return true;
  if (a.kind === 'enum' && b.kind === 'enum') return a.members.join() === b.members.join();
  if (a.kind === 'list' && b.kind === 'list') return sameType(a.of, b.of);
  if (a.kind === 'set' && b.kind === 'set') return sameType(a.of, b.of);
  if (a.kind === 'map' && b.kind === 'map') return sameType(a.key, b.key) && sameType(a.of, b.of);
  if ('process' in a && 'process' in b) return a.kind === b.kind && a.process === b.process;
  return a.kind === b.kind;
}

/** True for int, double and duration: what has a size that can be added up. */
export function isNumeric(type: Type): boolean {
  return type.kind === 'int' || type.kind === 'double' || type.kind === 'duration';
}

const SIMPLE: Readonly<Record<string, Type>> = {
  bool: BOOL,
  int: INT,
  double: DOUBLE,
  string: STRING,
  duration: DURATION,
  timer: TIMER,
};

/** Lists of lists of lists are as deep as a state may go. */
const MOST_NESTED = 4;

/**
 * Reads a type such as `set<int>`, `map<string, bool>` or the name of a process (a reference to one of its
 * instances).
 *
 * @returns null if the text names no type
 */
export function parseType(text: string, processes: ReadonlySet<string>): Type | null {
  const trimmed = text.trim();
  if (trimmed.split('<').length - 1 > MOST_NESTED) return null;
  if (Object.hasOwn(SIMPLE, trimmed)) return SIMPLE[trimmed]!;
  if (processes.has(trimmed)) return { kind: 'instance', process: trimmed };
  const m = /^(list|set|map)\s*<(.*)>$/s.exec(trimmed);
  if (m === null) return null;
  const parts = splitArguments(m[2]!).map((part) => parseType(part, processes));
  if (parts.some((part) => part === null || part.kind === 'timer')) return null;
  const [first, second] = parts as Type[];
  if (m[1] === 'map') return parts.length === 2 ? { kind: 'map', key: first!, of: second! } : null;
  return parts.length === 1 ? { kind: m[1] as 'list' | 'set', of: first! } : null;
}

function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '<') depth++;
    else if (text[i] === '>') depth--;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
