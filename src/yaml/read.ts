import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseAllDocuments, type YAMLMap } from 'yaml';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import * as say from './diagnostics.ts';
import type { MapEntry, Range, ScalarNode, YamlNode, YamlRead } from './node.ts';

/** Bounds on what is read at all: text in UTF-16 code units, levels of nesting, number of values. */
export interface YamlLimits {
  readonly size: number;
  readonly depth: number;
  readonly nodes: number;
}

export const YAML_LIMITS: YamlLimits = { size: 256 * 1024, depth: 24, nodes: 20_000 };

const UNSAFE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads YAML 1.2 into nodes with ranges. Refused, each with a finding at its place: aliases, anchors, tags, merge
 * keys, repeated and unsafe keys, several documents, and whatever goes beyond the limits. Of syntax errors only the
 * first is told, since the rest cascade.
 *
 * @param what how a message names the text, such as `scenario`
 */
export function readYaml(source: SourceText, what: string, limits: YamlLimits = YAML_LIMITS): YamlRead {
  const fail = (diagnostic: Diagnostic): YamlRead => ({ source, root: null, diagnostics: [diagnostic] });
  if (source.text.length > limits.size) return fail(say.tooLarge(source, source.text.length, limits.size));
  const deep = depthOverflow(source.text, limits.depth);
  if (deep !== null) return fail(say.tooDeep(source, { start: deep, end: deep + 1 }, limits.depth));
  const documents = parseAllDocuments(source.text, {
    strict: true,
    uniqueKeys: false,
    stringKeys: false,
    merge: false,
    prettyErrors: false,
    keepSourceTokens: true,
    logLevel: 'silent',
  });
  if (!Array.isArray(documents) || documents.length === 0) return fail(say.empty(source, what));
  const [document, second] = documents;
  const broken = document?.errors[0];
  if (broken !== undefined) {
    const range = { start: broken.pos[0], end: broken.pos[1] };
    return fail(say.syntax(source, range, sentence(broken.message)));
  }
  if (second !== undefined) {
    const start = second.range[0];
    return fail(say.severalDocuments(source, { start, end: start + 3 }));
  }
  if (document?.contents == null) return fail(say.empty(source, what));
  const reader = new Reader(source, limits);
  const root = reader.node(document.contents as Node, 1);
  return { source, root: reader.diagnostics.length > 0 ? null : root, diagnostics: reader.diagnostics };
}

/** Turns the library's nodes into ours and collects what the language refuses. */
class Reader {
  readonly diagnostics: Diagnostic[] = [];
  private count = 0;
  private readonly source: SourceText;
  private readonly limits: YamlLimits;

  constructor(source: SourceText, limits: YamlLimits) {
    this.source = source;
    this.limits = limits;
  }

  node(node: Node | null, depth: number): YamlNode {
    const range = rangeOf(node);
    this.count++;
    if (this.count === this.limits.nodes + 1) {
      this.diagnostics.push(say.tooMany(this.source, range, this.limits.nodes));
    }
    if (this.count > this.limits.nodes) return nothing(range);
    if (depth > this.limits.depth) {
      this.diagnostics.push(say.tooDeep(this.source, range, this.limits.depth));
      return nothing(range);
    }
    if (node === null) return nothing(range);
    if (isAlias(node)) {
      this.diagnostics.push(say.alias(this.source, range));
      return nothing(range);
    }
    if (node.anchor !== undefined) this.diagnostics.push(say.anchor(this.source, range));
    if (node.tag !== undefined && node.tag !== '!' && this.hasTag(range)) this.refuseTag(range);
    if (isMap(node)) return this.map(node, range, depth);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.node(item as Node | null, depth + 1));
      return { kind: 'list', items, ...range };
    }
    return this.scalar(node, range);
  }

  private map(node: YAMLMap, range: Range, depth: number): YamlNode {
    const entries: MapEntry[] = [];
    const seen = new Set<string>();
    for (const pair of node.items) {
      const entry = this.entry(pair as Pair<Node, Node | null>, depth);
      if (entry === null) continue;
      if (seen.has(entry.key)) {
        this.diagnostics.push(say.duplicateKey(this.source, entry.keyRange, entry.key));
      }
      seen.add(entry.key);
      const bare = pair.value === null && node.flow === true;
      if (bare && /[()\s]/.test(entry.key)) {
        this.diagnostics.push(say.splitByComma(this.source, entry.keyRange, entry.key));
      }
      entries.push(entry);
    }
    return { kind: 'map', entries, flow: node.flow === true, ...range };
  }

  private entry(pair: Pair<Node, Node | null>, depth: number): MapEntry | null {
    const keyRange = rangeOf(pair.key);
    if (!isScalar(pair.key) || typeof pair.key.value === 'object') {
      this.diagnostics.push(
        isAlias(pair.key) ? say.alias(this.source, keyRange) : say.keyType(this.source, keyRange),
      );
      return null;
    }
    const key = String(pair.key.value);
    if (pair.key.anchor !== undefined) this.diagnostics.push(say.anchor(this.source, keyRange));
    if (key === '<<') {
      this.diagnostics.push(say.mergeKey(this.source, keyRange));
      return null;
    }
    if (UNSAFE_KEYS.has(key)) {
      this.diagnostics.push(say.unsafeKey(this.source, keyRange, key));
      return null;
    }
    const value = this.node(pair.value, depth + 1);
    const placed = pair.value === null ? { ...value, start: keyRange.start, end: keyRange.end } : value;
    return { key, keyRange, value: placed };
  }

  private scalar(node: Node, range: Range): ScalarNode {
    const value = isScalar(node) ? node.value : null;
    const raw = this.source.text.slice(range.start, range.end);
    if (typeof value === 'bigint' || (typeof value === 'number' && isLossy(value, raw))) {
      this.diagnostics.push(say.bigInteger(this.source, range));
      return { kind: 'scalar', value: 0, raw, ...range };
    }
    this.checkComment(node, range);
    const plain = ['string', 'number', 'boolean'].includes(typeof value) ? (value as string) : null;
    return { kind: 'scalar', value: plain, raw, ...range };
  }

  /** `x > a #b` drops ` #b` without a word: refused where the rest reads like code, allowed as a comment. */
  private checkComment(node: Node, range: Range): void {
    if (!isScalar(node) || node.type !== 'PLAIN' || typeof node.value !== 'string') return;
    const rest = /^[ \t]+#(\S.*)?/.exec(this.source.text.slice(range.end, range.end + 200));
    if (rest?.[1] === undefined) return;
    const start = range.end + rest[0].indexOf('#');
    this.diagnostics.push(say.lostComment(this.source, { start, end: range.end + rest[0].length }));
  }

  /** A tag stands before the node, between its key and itself. */
  private hasTag(range: Range): boolean {
    return /![^\s,[\]{}]*\s*$/.test(this.source.text.slice(Math.max(0, range.start - 200), range.start));
  }

  private refuseTag(range: Range): void {
    const before = this.source.text.slice(Math.max(0, range.start - 200), range.start);
    const found = /(![^\s,[\]{}]*)\s*$/.exec(before);
    const start = range.start - (found?.[0].length ?? 0);
    const name = found?.[1] ?? '!';
    this.diagnostics.push(say.tag(this.source, { start, end: start + name.length }, name));
  }
}

function nothing(range: Range): ScalarNode {
  return { kind: 'scalar', value: null, raw: '', ...range };
}

function rangeOf(node: Node | null | undefined): Range {
  const range = node?.range;
  return range == null ? { start: 0, end: 0 } : { start: range[0], end: range[1] };
}

function isLossy(value: number, raw: string): boolean {
  return /^[-+]?[\d_]+$/.test(raw) && !Number.isSafeInteger(value);
}

function sentence(message: string): string {
  const line = message.split('\n')[0]!.replace(/[:.]\s*$/, '');
  return line.charAt(0).toLowerCase() + line.slice(1);
}

/**
 * Offset at which brackets nest deeper than allowed, or null. The library recurses over flow collections, so a hostile
 * text could overflow the stack before its nodes can be counted. Quotes and comments are not looked at: brackets in
 * them count too, which only matters beyond the limit.
 */
function depthOverflow(text: string, limit: number): number | null {
  let depth = 0;
  let indents = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '\n') {
      depth = Math.max(0, depth);
      indents = 0;
    } else if (c === '[' || c === '{') depth++;
    else if (c === ']' || c === '}') depth = Math.max(0, depth - 1);
    else if (c === '-' && text[i + 1] === ' ') indents++;
    if (depth > limit || indents > limit) return i;
  }
  return null;
}
