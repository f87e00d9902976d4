import type { Span } from '../../diagnostic/diagnostic.ts';
import { parseDuration } from '../../time/duration.ts';
import { childOf, entryOf, type MapNode, type YamlNode } from '../../yaml/node.ts';
import { nearest } from '../../yaml/suggest.ts';
import { provenance } from '../schema/quantity.ts';
import { type Context, type Path, parsePercent, parseRate } from './context.ts';
import * as say from './diagnostics.ts';
import type { Observations } from './observed.ts';
import { numberMissing } from './value-diagnostics.ts';

/** A map that says where a number comes from. */
export interface Sourced {
  readonly node: MapNode;
  /** The key with the number. */
  readonly key: 'value' | 'init';
}

/**
 * Replaces each `{ value, basis, source, range }` with its value, so that only `checkSources` has to know them.
 *
 * @param parsed what the schema made of `root`: it has the value alone
 */
export function withoutSources(root: YamlNode, parsed: unknown): { root: YamlNode; sourced: Sourced[] } {
  const sourced: Sourced[] = [];
  const visit = (node: YamlNode, value: unknown, path: Path): YamlNode => {
    if (node.kind === 'scalar') return node;
    const isObject = typeof value === 'object' && value !== null;
    if (node.kind === 'list') {
      const items = node.items.map((item, i) => visit(item, (value as unknown[])[i], [...path, i]));
      return items.every((item, i) => item === node.items[i]) ? node : { ...node, items };
    }
    const inner = entryOf(node, 'value')?.value;
    const isReplaced = !isObject || node.entries.some(({ key }) => !Object.hasOwn(value, key));
    if (inner !== undefined && isReplaced) {
      sourced.push({ node, key: 'value' });
      return visit(inner, value, path);
    }
    if (isVariable(path) && KEYS.some((key) => entryOf(node, key) !== undefined)) {
      sourced.push({ node, key: 'init' });
    }
    const entries = node.entries.map((entry) => {
      const next = visit(entry.value, isObject ? (value as never)[entry.key] : undefined, [
        ...path,
        entry.key,
      ]);
      return next === entry.value ? entry : { ...entry, value: next };
    });
    return entries.every((entry, i) => entry === node.entries[i]) ? node : { ...node, entries };
  };
  return { root: visit(root, parsed, []), sourced };
}

const KEYS = Object.keys(provenance);

function isVariable([section, name, local, own]: Path): boolean {
  return section === 'state'
    ? name !== undefined && local === undefined
    : local === 'local' && own !== undefined;
}

/** Checks what authors say about numbers that aren't constants. Returns the observed entries that they were fitted to. */
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

/** The observed entry that a basis names, or null. */
export function fittedTo(basis: string): string | null {
  return /^fitted: ?observed\.(\w+)$/.exec(basis)?.[1] ?? null;
}

/** Reports an entry that a number was fitted to, but that doesn't exist or has no simulated time. */
export function checkFitted(context: Context, id: string, span: Span, record: Observations): void {
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
