import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';

/** A scalar's value. YAML 1.2 core schema; a big integer that a double can't hold exactly is refused on reading. */
export type ScalarValue = string | number | boolean | null;

/** A place in the text: offsets, end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Range {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  /** The source of the scalar, quotes and all. */
  readonly raw: string;
}

export interface ListNode extends Range {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

export interface MapEntry {
  readonly key: string;
  readonly keyRange: Range;
  readonly value: YamlNode;
}

export interface MapNode extends Range {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
  /** True for `{ ... }`: such maps trap expressions with commas. */
  readonly flow: boolean;
}

/** YAML reduced to what the language allows: no aliases, anchors, tags or merge keys; string keys only. */
export type YamlNode = ScalarNode | ListNode | MapNode;

export type PathKey = string | number;

export interface YamlRead {
  readonly source: SourceText;
  /** Null if the text could not be read; then there is at least one finding. */
  readonly root: YamlNode | null;
  readonly diagnostics: Diagnostic[];
}

/** The entry of a map by key. */
export function entryOf(node: YamlNode | undefined, key: string): MapEntry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** The child of a node: a map's value by key, a list's item by index. */
export function childOf(node: YamlNode | undefined, key: PathKey): YamlNode | undefined {
  if (node?.kind === 'map') return entryOf(node, String(key))?.value;
  return node?.kind === 'list' && typeof key === 'number' ? node.items[key] : undefined;
}

/** The node at a path, or the nearest one above it that exists. */
export function nodeAt(root: YamlNode, path: readonly PathKey[]): YamlNode {
  let node = root;
  for (const key of path) {
    const next = childOf(node, key);
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

/** Plain value of a node: null-prototype objects, so that no key can reach a prototype. */
export function plainValue(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainValue);
  const out: Record<string, unknown> = Object.create(null);
  for (const { key, value } of node.entries) out[key] = plainValue(value);
  return out;
}

/**
 * Where each character of a scalar's value stands in the text. Quotes, escapes, indentation of block scalars and
 * folded line ends make the two differ, so value and source are walked together: a character that matches is taken,
 * white space of the value stands for any white space of the source, and the rest of the source is passed over.
 *
 * @returns function from an offset into the value to an offset into the text
 */
export function offsetsOf(node: ScalarNode): (offset: number) => number {
  const value = String(node.value);
  if (node.raw === value) return (offset) => node.start + Math.min(offset, value.length);
  const map: number[] = [];
  let at = contentStart(node.raw);
  for (let i = 0; i < value.length; i++) {
    const found = nextMatch(node.raw, at, value[i]!);
    map.push(node.start + found);
    at = found + 1;
  }
  const end = node.start + Math.min(at, node.raw.length);
  return (offset) => map[offset] ?? end;
}

function contentStart(raw: string): number {
  if (raw.startsWith('"') || raw.startsWith("'")) return 1;
  if (/^[|>]/.test(raw)) return Math.max(0, raw.indexOf('\n') + 1);
  return 0;
}

function nextMatch(raw: string, from: number, char: string): number {
  const blank = char === ' ' || char === '\n';
  for (let i = from; i < raw.length; i++) {
    if (raw[i] === char) return i;
    if (blank && /\s/.test(raw[i]!)) return i;
  }
  return Math.min(from, raw.length);
}
