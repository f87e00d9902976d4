import type { z } from 'zod';
import { type Diagnostic, shortened, withCommas } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import { CURLY_QUOTES, STRAIGHT_QUOTES } from './diagnostics.ts';
import { entryOf, nodeAt, type PathKey, plainValue, type Range, type YamlNode } from './node.ts';
import { nearest } from './suggest.ts';

/** A value that matches its schema, or null with at least one diagnostic. */
export type Validated<T> =
  | { value: T; diagnostics: Diagnostic[] }
  | { value: null; diagnostics: Diagnostic[] };

/**
 * Replaces the message and hint for an invalid value, or returns undefined to keep them. The message follows the key.
 */
export type Advice = (
  path: readonly PathKey[],
  node: YamlNode,
) => { message?: string; hint: string } | undefined;

/**
 * Validates nodes with a zod schema. An unknown key is reported at the key, a missing key at the map, and an invalid
 * value at the value.
 */
export function validate<S extends z.ZodType>(
  schema: S,
  source: SourceText,
  root: YamlNode,
  advise: Advice = () => undefined,
): Validated<z.output<S>> {
  const parsed = schema.safeParse(plainValue(root));
  if (parsed.success) return { value: parsed.data, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const issues = parsed.error.issues.flatMap((found) => flatten(found, [], root));
  const context = { schema, source, root, advise, missing: missingKeys(issues, root) };
  const misspelled = new Set(issues.flatMap((placed) => misspelledKeys(placed, context)));
  for (const placed of issues) {
    if (!misspelled.has(pathText(placed.path))) diagnostics.push(...explain(placed, context));
  }
  return { value: null, diagnostics };
}

/** Advice for durations: a plain number at one of these keys, or in a map under it, has no unit. */
export function adviseUnits(keys: ReadonlySet<PathKey>): Advice {
  return (path, node) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'number') return undefined;
    if (!path.slice(-2).some((key) => keys.has(key))) return undefined;
    return { message: 'needs a unit', hint: `write \`${node.raw}s\` or \`${node.raw}m\`` };
  };
}

type Issue = z.core.$ZodIssue;
interface Placed {
  issue: Issue;
  path: PathKey[];
  /** True if the problem is the path's last key, not its value. */
  atKey?: boolean;
}
interface Context {
  schema: z.ZodType;
  source: SourceText;
  root: YamlNode;
  advise: Advice;
  /** Paths of missing keys, as text. */
  missing: ReadonlySet<string>;
}

function pathText(path: readonly PathKey[]): string {
  return JSON.stringify(path);
}

function missingKeys(issues: readonly Placed[], root: YamlNode): Set<string> {
  return new Set(issues.filter((placed) => isMissing(placed, root)).map(({ path }) => pathText(path)));
}

function isMissing({ issue, path }: Placed, root: YamlNode): boolean {
  if (path.length === 0 || (issue.code !== 'invalid_type' && issue.code !== 'invalid_union')) return false;
  const parent = nodeAt(root, path.slice(0, -1));
  return parent?.kind === 'map' && entryOf(parent, String(path.at(-1))) === undefined;
}

/** Paths of missing keys for which an unknown key is a misspelling. Only the unknown key is reported. */
function misspelledKeys({ issue, path }: Placed, context: Context): string[] {
  if (issue.code !== 'unrecognized_keys') return [];
  return issue.keys.flatMap((key) => {
    const near = nearestKey(key, path, context);
    return near === null ? [] : [pathText([...path, near])];
  });
}

/** The known key that an unknown key probably means. Missing keys of the map are preferred. */
function nearestKey(key: string, path: readonly PathKey[], context: Context): string | null {
  const known = knownKeys(context.schema, path);
  const absent = known.filter((name) => context.missing.has(pathText([...path, name])));
  return nearest(key, absent) ?? nearest(key, known);
}

/**
 * Reports only the closest match among a union's branches, which is probably what the author meant. An invalid value
 * deep inside is a closer match than an unknown key, and an unknown key is a closer match than a value of the wrong
 * kind.
 */
function flatten(issue: Issue, above: readonly PathKey[], root: YamlNode): Placed[] {
  const path = [...above, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const node = nodeAt(root, path);
    const branches = issue.errors.filter((issues) => isMeant(issues, node));
    if (branches.length === 1) return branches[0]!.flatMap((inner) => flatten(inner, path, root));
    const ranked = (branches.length === 0 ? issue.errors : branches)
      .map((issues, order) => ({ issues, order, depth: reach(issues) }))
      .sort((a, b) => b.depth - a.depth || a.issues.length - b.issues.length || a.order - b.order);
    const best = ranked[0]!;
    if (best.depth > 0) return best.issues.flatMap((inner) => flatten(inner, path, root));
    return [{ issue: { ...issue, path: [] }, path }];
  }
  if (issue.code === 'invalid_key') {
    return issue.issues
      .flatMap((inner) => flatten(inner, path, root))
      .map((one) => ({ ...one, atKey: true }));
  }
  if (issue.code === 'invalid_element') return issue.issues.flatMap((inner) => flatten(inner, path, root));
  return [{ issue, path }];
}

/**
 * The message for a `{ value, ... }` map, which is a value's long form. It's reported only for maps that have `value`.
 */
export const LONG_FORM = 'long form';

/**
 * False for a branch that can't be what the author meant: a value's long form that wasn't used, or another kind of map.
 */
function isMeant(issues: readonly Issue[], node: YamlNode): boolean {
  const isLong = entryOf(node, 'value') !== undefined;
  if (issues.some(({ message, path }) => message === LONG_FORM && path.length === 0)) return isLong;
  return !(isLong && issues.some((one) => isOtherKind(one, node)));
}

/** True if a map lacks the key that determines its form. */
function isOtherKind(issue: Issue, node: YamlNode): boolean {
  const [key, ...more] = issue.path;
  const isUndecided = issue.code === 'invalid_union' && 'discriminator' in issue && more.length === 0;
  return isUndecided && entryOf(node, String(key)) === undefined;
}

function reach(issues: readonly Issue[]): number {
  return Math.max(
    0,
    ...issues.map((issue) => {
      if (issue.path.length > 0) return 1 + issue.path.length;
      return issue.code === 'invalid_type' || issue.code === 'invalid_union' ? 0 : 1;
    }),
  );
}

function explain({ issue, path, atKey = false }: Placed, context: Context): Diagnostic[] {
  const node = nodeAt(context.root, path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(key, path, node, context));
  }
  const parent = nodeAt(context.root, path.slice(0, -1));
  const key = path.at(-1);
  const entry = entryOf(parent, String(key));
  const wrongKind = issue.code === 'invalid_type' || issue.code === 'invalid_union';
  if (context.missing.has(pathText(path)) && wrongKind) {
    const where = rangeOfMap(context.root, path.slice(0, -1), parent);
    return [diagnostic(context.source, where, 'schema/missing-key', `missing key \`${String(key)}\``)];
  }
  const advice = wrongKind ? context.advise(path, node) : undefined;
  const message = advice?.message ?? describe(issue, node);
  const hint = advice?.hint ?? hintFor(issue, node);
  const where = atKey && entry !== undefined ? entry.keyRange : node;
  const subject = path.length === 0 ? 'this' : typeof key === 'number' ? 'this item' : `\`${String(key)}\``;
  return [diagnostic(context.source, where, 'schema/value', `${subject} ${message}`, hint)];
}

function unknownKey(key: string, path: PathKey[], node: YamlNode, context: Context): Diagnostic {
  const at = entryOf(node, key)?.keyRange ?? node;
  const known = knownKeys(context.schema, path);
  const near = nearestKey(key, path, context);
  const hint =
    near !== null
      ? `did you mean \`${near}\`?`
      : known.length > 0
        ? `known keys: ${known.join(', ')}`
        : undefined;
  return diagnostic(context.source, at, 'schema/unknown-key', `unknown key \`${key}\``, hint);
}

/** A map with a missing key is marked at its own key, if it has one, since marking the whole map isn't helpful. */
function rangeOfMap(root: YamlNode, path: readonly PathKey[], node: YamlNode): Range {
  const key = path.at(-1);
  if (typeof key === 'string') {
    const entry = entryOf(nodeAt(root, path.slice(0, -1)), key);
    if (entry !== undefined) return entry.keyRange;
  }
  return node.kind === 'map' && node.entries[0] !== undefined ? node.entries[0].keyRange : node;
}

function diagnostic(
  source: SourceText,
  range: Range,
  code: string,
  message: string,
  hint?: string,
): Diagnostic {
  const span = source.spanAt(range.start, range.end);
  return { code, severity: 'error', message: shortened(message), hint: shortened(hint), span };
}

/** The problem with a value, worded to follow the key's name. */
function describe(issue: Issue, node: YamlNode): string {
  if (issue.code === 'custom') return issue.message;
  if (node.kind === 'scalar' && node.value === null) return 'has no value';
  if (issue.code === 'invalid_value') return `must be ${oneOf(issue.values)}`;
  if (issue.code === 'invalid_type') return `must be ${article(issue.expected)}, not ${kindOf(node)}`;
  if (issue.code === 'too_small') {
    const how = issue.inclusive === false ? 'more than' : 'at least';
    return `must ${amount(how, issue.minimum, issue.origin)}`;
  }
  if (issue.code === 'too_big') {
    const how = issue.inclusive === false ? 'less than' : 'at most';
    return `must ${amount(how, issue.maximum, issue.origin)}`;
  }
  if (issue.code === 'invalid_union' && 'options' in issue && issue.options !== undefined) {
    return `must be ${oneOf(issue.options)}`;
  }
  if (issue.code === 'invalid_union') return `can't be ${kindOf(node)}`;
  return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
}

function oneOf(options: readonly unknown[]): string {
  const names = options.map((option) => `\`${String(option)}\``);
  return names.length > 2 ? `one of ${names.join(', ')}` : names.join(' or ');
}

/** Words that are booleans in YAML 1.1 but strings in YAML 1.2. */
export const OLD_BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['no', false],
  ['on', true],
  ['off', false],
]);

function hintFor(issue: Issue, node: YamlNode): string | undefined {
  const hint = issue.code === 'custom' ? issue.params?.['hint'] : undefined;
  if (node.kind !== 'scalar') return typeof hint === 'string' ? hint : undefined;
  if (CURLY_QUOTES.test(node.raw.charAt(0))) return STRAIGHT_QUOTES;
  if (typeof hint === 'string') return hint;
  if (node.value === null) return 'add a value, or remove the key';
  const meant = OLD_BOOLEANS.get(node.raw.toLowerCase());
  const wantsBoolean = issue.code === 'invalid_type' && issue.expected === 'boolean';
  return wantsBoolean && meant !== undefined ? `write \`${meant}\`` : undefined;
}

function kindOf(node: YamlNode): string {
  if (node.kind !== 'scalar') return article(node.kind);
  const shown = node.raw.length > 40 ? `${node.raw.slice(0, 40)}...` : node.raw;
  return `the ${typeof node.value} \`${shown}\``;
}

function article(kind: string): string {
  const name = { array: 'list', object: 'map', record: 'map', int: 'integer' }[kind] ?? kind;
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

function amount(how: string, bound: number | bigint, origin: string): string {
  const number = withCommas(Number(bound));
  const plural = Number(bound) === 1 ? '' : 's';
  if (origin === 'array') return `have ${how} ${number} item${plural}`;
  return origin === 'string' ? `have ${how} ${number} character${plural}` : `be ${how} ${number}`;
}

/** The keys that a schema allows at a path. For a union, the keys from all branches that are maps. */
function knownKeys(schema: z.ZodType, path: readonly PathKey[]): string[] {
  let level: Definition[] = [schema as unknown as Definition];
  for (const key of path) level = level.flatMap(open).flatMap((one) => inside(one, key));
  return [...new Set(level.flatMap(open).flatMap((one) => Object.keys(one.shape ?? {})))];
}

/** The parts of a zod schema that are used here. */
interface Definition {
  def: {
    type: string;
    innerType?: Definition;
    in?: Definition;
    options?: Definition[];
    getter?: () => Definition;
    element?: Definition;
    valueType?: Definition;
    left?: Definition;
    right?: Definition;
  };
  shape?: Record<string, Definition>;
}

/** Removes wrappers (optional, default, pipe, lazy, union) until only maps, lists and records are left. */
function open(schema: Definition): Definition[] {
  const { def } = schema;
  if (def.innerType !== undefined) return open(def.innerType);
  if (def.type === 'pipe' && def.in !== undefined) return open(def.in);
  if (def.type === 'lazy' && def.getter !== undefined) return open(def.getter());
  if (def.options !== undefined) return def.options.flatMap(open);
  if (def.left !== undefined && def.right !== undefined) return [...open(def.left), ...open(def.right)];
  return [schema];
}

function inside(schema: Definition, key: PathKey): Definition[] {
  if (schema.shape !== undefined) {
    const child = schema.shape[String(key)];
    return child === undefined ? [] : [child];
  }
  const child = schema.def.element ?? schema.def.valueType;
  return child === undefined ? [] : [child];
}
