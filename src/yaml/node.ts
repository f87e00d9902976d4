import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';

/**
 * A scalar's value according to the YAML 1.2 core schema. Integers that a double can't represent exactly are rejected.
 */
export type ScalarValue = string | number | boolean | null;

/** Offsets into the text; `end` is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Range {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  /** The scalar's source text, including quotes. */
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
  /** True inside `{ ... }`, where a comma ends an expression. */
  readonly flow: boolean;
}

/** YAML without aliases, anchors, tags and merge keys, and with string keys only. */
export type YamlNode = ScalarNode | ListNode | MapNode;

export type PathKey = string | number;

export interface YamlRead {
  readonly source: SourceText;
  /** Null if the text has errors. If there is a root, there are no diagnostics. */
  readonly root: YamlNode | null;
  readonly diagnostics: Diagnostic[];
}

export function entryOf(node: YamlNode | undefined, key: string): MapEntry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** A map's value by key, or a list's item by index. */
export function childOf(node: YamlNode | undefined, key: PathKey): YamlNode | undefined {
  if (node?.kind === 'map') return entryOf(node, String(key))?.value;
  return node?.kind === 'list' && typeof key === 'number' ? node.items[key] : undefined;
}

/** The node at a path, or its nearest existing ancestor. */
export function nodeAt(root: YamlNode, path: readonly PathKey[]): YamlNode {
  let node = root;
  for (const key of path) {
    const next = childOf(node, key);
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

/** A node as a plain value. Maps become objects without a prototype, so a key can't access the prototype. */
export function plainValue(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainValue);
  const out: Record<string, unknown> = Object.create(null);
  for (const { key, value } of node.entries) out[key] = plainValue(value);
  return out;
}

/**
 * Maps offsets in a scalar's value to offsets in the text. They differ because of quotes, escapes, indentation and
 * folded lines, so value and source are walked together: matching characters are paired, white space in the value
 * matches any white space in the source, and the rest of the source is skipped.
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
  const isSpace = char === ' ' || char === '\n';
  for (let i = from; i < raw.length; i++) {
    if (raw[i] === char) return i;
    if (isSpace && /\s/.test(raw[i]!)) return i;
  }
  return Math.min(from, raw.length);
}
