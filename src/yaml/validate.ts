import type { z } from 'zod';
import { type Diagnostic, shortened } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import { entryOf, nodeAt, type PathKey, plainValue, type Range, type YamlNode } from './node.ts';
import { nearest } from './suggest.ts';

/** A value that fits its schema, or null with at least one finding. */
export type Validated<T> =
  | { value: T; diagnostics: Diagnostic[] }
  | { value: null; diagnostics: Diagnostic[] };

/** What to do about a value that does not fit, by its key and node, where the schema itself says nothing. */
export type Advice = (key: PathKey | undefined, node: YamlNode) => string | undefined;

/**
 * Checks nodes against a zod schema and tells each misfit at its place in the text: an unknown key at the key, with
 * the nearest known one; a missing key at the map that lacks it; a wrong value at the value.
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
  for (const placed of parsed.error.issues.flatMap((found) => flatten(found, []))) {
    diagnostics.push(...explain(placed, { schema, source, root, advise }));
  }
  return { value: null, diagnostics };
}

type Issue = z.core.$ZodIssue;
interface Placed {
  issue: Issue;
  path: PathKey[];
  /** The key at the end of the path is wrong, not its value. */
  atKey?: boolean;
}
interface Context {
  schema: z.ZodType;
  source: SourceText;
  root: YamlNode;
  advise: Advice;
}

/**
 * Of a union's branches only the one that got furthest is told: the author meant that one. A branch that fails at the
 * value itself (wrong kind) says least; unknown keys say more; a misfit deeper inside says most.
 */
function flatten(issue: Issue, above: readonly PathKey[]): Placed[] {
  const path = [...above, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const ranked = issue.errors
      .map((issues, order) => ({ issues, order, depth: reach(issues) }))
      .sort((a, b) => b.depth - a.depth || a.issues.length - b.issues.length || a.order - b.order);
    const best = ranked[0]!;
    if (best.depth > 0) return best.issues.flatMap((inner) => flatten(inner, path));
    return [{ issue: { ...issue, path: [] }, path }];
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.flatMap((inner) => flatten(inner, path)).map((one) => ({ ...one, atKey: true }));
  }
  if (issue.code === 'invalid_element') return issue.issues.flatMap((inner) => flatten(inner, path));
  return [{ issue, path }];
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
  const asks = issue.code === 'invalid_type' || issue.code === 'invalid_union';
  if (asks && path.length > 0 && parent.kind === 'map' && entry === undefined) {
    const where = placeOfMap(context.root, path.slice(0, -1), parent);
    return [finding(context.source, where, 'schema/missing-key', `\`${String(key)}\` is missing`)];
  }
  const message = `${path.length === 0 ? 'this' : `\`${String(key)}\``} ${describe(issue, node)}`;
  const where = atKey && entry !== undefined ? entry.keyRange : node;
  return [
    finding(context.source, where, 'schema/value', message, hintOf(issue) ?? context.advise(key, node)),
  ];
}

function unknownKey(key: string, path: PathKey[], node: YamlNode, context: Context): Diagnostic {
  const at = entryOf(node, key)?.keyRange ?? node;
  const known = knownKeys(context.schema, path);
  const near = nearest(key, known);
  const hint =
    near !== null
      ? `did you mean \`${near}\`?`
      : known.length > 0
        ? `known here: ${known.join(', ')}`
        : undefined;
  return finding(context.source, at, 'schema/unknown-key', `there is no key \`${key}\` here`, hint);
}

/** A map that lacks a key is marked at its own key, where there is one: a mark over the whole map says nothing. */
function placeOfMap(root: YamlNode, path: readonly PathKey[], node: YamlNode): Range {
  const key = path.at(-1);
  if (typeof key === 'string') {
    const entry = entryOf(nodeAt(root, path.slice(0, -1)), key);
    if (entry !== undefined) return entry.keyRange;
  }
  return node.kind === 'map' && node.entries[0] !== undefined ? node.entries[0].keyRange : node;
}

function finding(source: SourceText, range: Range, code: string, message: string, hint?: string): Diagnostic {
  const span = source.spanAt(range.start, range.end);
  return { code, severity: 'error', message: shortened(message), hint: shortened(hint), span };
}

function describe(issue: Issue, node: YamlNode): string {
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
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
    return `must be one of ${issue.options.map(String).join(', ')}`;
  }
  if (issue.code === 'invalid_union') return `can't be ${kindOf(node)} here`;
  return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
}

function hintOf(issue: Issue): string | undefined {
  const params = issue.code === 'custom' ? issue.params : undefined;
  const hint = params?.['hint'];
  return typeof hint === 'string' ? hint : undefined;
}

function kindOf(node: YamlNode): string {
  if (node.kind !== 'scalar') return article(node.kind);
  if (node.value === null) return 'empty';
  const shown = node.raw.length > 40 ? `${node.raw.slice(0, 40)}...` : node.raw;
  return `the ${typeof node.value} \`${shown}\``;
}

function article(kind: string): string {
  const name = { array: 'list', object: 'map', record: 'map' }[kind] ?? kind;
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

function amount(how: string, bound: number | bigint, origin: string): string {
  if (origin === 'array') return `have ${how} ${bound} items`;
  return origin === 'string' ? `have ${how} ${bound} characters` : `be ${how} ${bound}`;
}

/** Keys that the schema knows at a path; of a union, all keys of all branches that are maps. */
function knownKeys(schema: z.ZodType, path: readonly PathKey[]): string[] {
  let level: Definition[] = [schema as unknown as Definition];
  for (const key of path) level = level.flatMap(open).flatMap((one) => inside(one, key));
  return [...new Set(level.flatMap(open).flatMap((one) => Object.keys(one.shape ?? {})))];
}

/** The little of a zod schema's structure that is read here. */
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

/** Takes off wrappers (optional, default, pipe, lazy, union) until maps, lists and records are left. */
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
