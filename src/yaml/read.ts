import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  type Pair,
  Parser,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import * as say from './diagnostics.ts';
import type { MapEntry, Range, ScalarNode, YamlNode, YamlRead } from './node.ts';

/** Limits on the input: size in UTF-16 code units, nesting levels, number of values. */
export interface YamlLimits {
  readonly size: number;
  readonly depth: number;
  readonly nodes: number;
}

export const YAML_LIMITS: YamlLimits = { size: 256 * 1024, depth: 24, nodes: 20_000 };

/** Text with more lines isn't read, since a list that is never closed has an error for each line. */
const MOST_LINES = 20_000;

/** Keys with a special meaning in JavaScript objects. */
export const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses YAML 1.2 into nodes with ranges. Aliases, anchors, tags, merge keys, repeated and unsafe keys, multiple
 * documents and text beyond the limits are errors. Only the first syntax error is reported, since it usually causes the
 * others.
 *
 * @param what the text's name in messages; example: `the scenario`
 */
export function readYaml(source: SourceText, what: string, limits: YamlLimits = YAML_LIMITS): YamlRead {
  const fail = (diagnostic: Diagnostic): YamlRead => ({ source, root: null, diagnostics: [diagnostic] });
  if (source.text.length > limits.size) return fail(say.tooLarge(source, source.text.length, limits.size));
  const lines = source.text.split('\n', MOST_LINES + 1).length;
  if (lines > MOST_LINES) return fail(say.tooManyLines(source, MOST_LINES));
  const { tokens, deep, openQuote } = tokensOf(source.text, limits.depth);
  if (deep !== null) return fail(say.tooDeep(source, { start: deep, end: deep + 1 }, limits.depth));
  const [document, second] = documentsOf(tokens);
  const broken = document?.errors[0];
  if (broken !== undefined) return fail(syntaxError(source, broken, openQuote));
  if (second !== undefined) {
    const start = second.range[0];
    return fail(say.severalDocuments(source, { start, end: start + 3 }));
  }
  if (document?.contents == null) return fail(say.empty(source, what));
  const reader = new Reader(source, limits);
  const root = reader.node(document.contents as Node, 1);
  return { source, root: reader.diagnostics.length > 0 ? null : root, diagnostics: reader.diagnostics };
}

/** Entries on the parser's stack that aren't open collections: the document and the current token. */
const STACK_EXTRA = 2;

interface Tokens {
  readonly tokens: CST.Token[];
  /** Offset where the nesting gets too deep, or null. */
  readonly deep: number | null;
  /** Offset of the last quoted scalar, or -1. */
  readonly openQuote: number;
}

/**
 * A text's tokens, or the offset where its nesting gets too deep. The library builds nodes recursively, so hostile text
 * could overflow the stack before its nodes are counted.
 */
function tokensOf(text: string, limit: number): Tokens {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let openQuote = -1;
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = parser;
    if (lexeme.startsWith('"') || lexeme.startsWith("'")) openQuote = offset;
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > limit + STACK_EXTRA) return { tokens, deep: offset, openQuote };
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens, deep: null, openQuote };
}

/**
 * A text's documents. Their errors are created without stacks, since they're only read, never thrown. A text can have
 * an error for each word, and stacks would make reading it many times slower.
 */
function documentsOf(tokens: readonly CST.Token[]): Document.Parsed[] {
  const composer = new Composer({
    strict: true,
    uniqueKeys: false,
    stringKeys: false,
    merge: false,
    prettyErrors: false,
    keepSourceTokens: true,
    logLevel: 'silent',
  });
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return [...composer.compose(tokens)];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Converts the library's nodes to ours and reports unsupported syntax. */
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
    this.checkProperties(node, range);
    if (isMap(node)) return this.map(node, range, depth);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.node(item as Node | null, depth + 1));
      if (node.flow === true) for (const item of items) this.checkSplit(item);
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
      if (bare && this.hasOddSpace(entry.key, entry.keyRange)) continue;
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
    this.checkProperties(pair.key, keyRange);
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
    if (isScalar(node) && node.type === 'PLAIN') this.hasOddSpace(raw, range);
    const plain = ['string', 'number', 'boolean'].includes(typeof value) ? (value as string) : null;
    return { kind: 'scalar', value: plain, raw, ...range };
  }

  /** Reports a `key:` followed by a non-breaking space, which makes the whole pair text. */
  private hasOddSpace(raw: string, range: Range): boolean {
    if (!/^[A-Za-z_][\w.-]*:[^\S \t\n]/.test(raw)) return false;
    const found = oddSpace(this.source.text, range);
    if (found === null) return false;
    this.diagnostics.push(say.syntax(this.source, found.range!, found.message, found.hint));
    return true;
  }

  /** In `[max(a, b)]` the comma ends the item. Reports an item with an unclosed parenthesis. */
  private checkSplit(item: YamlNode): void {
    if (item.kind !== 'scalar' || /^["']/.test(item.raw)) return;
    const open = item.raw.split('(').length - item.raw.split(')').length;
    if (open > 0) this.diagnostics.push(say.splitItem(this.source, item, item.raw));
  }

  /** `x > a #b` would silently lose ` #b`, so a comment after a plain value needs a space after its `#`. */
  private checkComment(node: Node, range: Range): void {
    if (!isScalar(node) || node.type !== 'PLAIN' || typeof node.value !== 'string') return;
    const rest = /^[ \t]+#(\S.*)?/.exec(this.source.text.slice(range.end, range.end + 200));
    if (rest?.[1] === undefined) return;
    const start = range.end + rest[0].indexOf('#');
    this.diagnostics.push(say.lostComment(this.source, { start, end: range.end + rest[0].length }));
  }

  /** YAML reads `!a && b` as the tag `!a`, the anchor `&` and the value `b`. */
  private checkProperties(node: Node, range: Range): void {
    if (node.tag === undefined && !('anchor' in node && node.anchor !== undefined)) return;
    const { text } = this.source;
    const sign = node.tag === undefined ? '&' : '!';
    let start = text.lastIndexOf(sign, range.start);
    while (start > 0 && /[^\s,[\]{}]/.test(text[start - 1]!)) start--;
    const name = /^\S[^\s,[\]{}]*/.exec(text.slice(start, start + 200))?.[0] ?? sign;
    const place = { start, end: start + name.length };
    const whole = text.slice(start, range.end).trim();
    this.diagnostics.push(
      sign === '&' ? say.anchor(this.source, place) : say.tag(this.source, place, name, whole),
    );
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

/**
 * Explains a syntax error. The usual cause is an expression that YAML misreads, so messages mention values and quotes
 * instead of nodes, tokens and mappings.
 *
 * @param openQuote offset of the last quoted scalar, which is the unclosed one if a closing quote is missing
 */
function syntaxError(source: SourceText, error: YAMLError, openQuote: number): Diagnostic {
  const range = { start: error.pos[0], end: error.pos[1] };
  if (error.code === 'BAD_ALIAS') return say.alias(source, range);
  if (error.code === 'MULTIPLE_ANCHORS') return say.anchor(source, range);
  if (error.code === 'MULTIPLE_TAGS') {
    return say.tag(source, range, source.text.slice(range.start, range.end), null);
  }
  const known = explain(source, error, range, openQuote);
  const where = known?.range ?? range;
  const hint = hasCurlyQuotes(source.text, where) ? say.STRAIGHT_QUOTES : known?.hint;
  return say.syntax(source, where, known?.message ?? plain(error.message), hint);
}

/** True if a value on the line at a range starts with a curly quote. */
function hasCurlyQuotes(text: string, { start }: Range): boolean {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  return /[:,[{-]\s*[“”„‘’]/.test(text.slice(lineStart, lineEnd(text, { start, end: start })));
}

/** A message for the text's author, or null to use the library's message. */
type Explanation = { message: string; hint?: string; range?: Range } | null;

function explain({ text }: SourceText, error: YAMLError, range: Range, openQuote: number): Explanation {
  const { code, message } = error;
  const first = text[range.start] ?? '';
  if (code === 'MISSING_CHAR') return missing(text, message, range, openQuote);
  if (code === 'TAB_AS_INDENT')
    return { message: "tabs can't be used for indentation", hint: 'indent with spaces' };
  if (code === 'BAD_SCALAR_START') {
    return { message: `a value can't start with \`${first}\``, hint: 'put the value in quotes' };
  }
  if (code === 'BLOCK_IN_FLOW') return lostComma(text, range);
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return keyInValue(text, range);
  if (code === 'MULTILINE_IMPLICIT_KEY') {
    const line = { start: range.start, end: lineEnd(text, range) };
    return (
      oddSpace(text, line) ?? {
        message: "this isn't a `key: value` pair",
        hint: 'put a colon and a space after the key',
        range: line,
      }
    );
  }
  if (code === 'BAD_INDENT') {
    if (message.includes('sequence items')) return itemIndent(text, range.start);
    const closing = /end with a (.)/.exec(message)?.[1];
    return closing === undefined ? null : { message: `there should be a \`${closing}\` before this` };
  }
  if (code === 'BAD_DQ_ESCAPE') {
    const written = text.slice(range.start, range.end).slice(0, 2);
    const hint = 'use single quotes, in which a backslash is an ordinary character';
    return { message: `\`${written}\` isn't a valid escape in double quotes`, hint };
  }
  return code === 'UNEXPECTED_TOKEN' ? unexpected(text, message, range) : null;
}

/** Explains a `: ` in a value inside `{ ... }`: a missing comma, or an expression that needs quotes. */
function lostComma(text: string, range: Range): Explanation {
  const value = text.slice(range.start, lineEnd(text, { ...range, end: range.start }));
  const next = /^[^?,]*?\s([A-Za-z_][\w.-]*):\s/.exec(value);
  if (next === null) return { message: KEY_IN_VALUE, hint: 'put the value in quotes' };
  const start = range.start + next[0].lastIndexOf(next[1]!);
  return {
    message: `there should be a comma before \`${next[1]}\``,
    hint: 'inside `{ ... }`, put a comma between two keys',
    range: { start, end: start + next[1]!.length },
  };
}

/** Explains a `: ` in a value outside `{ ... }`, where line breaks and indentation separate keys. */
function keyInValue(text: string, range: Range): Explanation {
  const start = range.start + /^\s*/.exec(text.slice(range.start))![0].length;
  const line = { start, end: lineEnd(text, { start, end: start }) };
  if (/^-\s/.test(text.slice(start))) return itemIndent(text, start);
  // The value continues on the next line, which is indented more than the keys at its level.
  const below = /^[ \t]*(?!- )(\S[^\n]*?:(?=\s|$))/.exec(text.slice(line.end + 1));
  if (!/:\s/.test(text.slice(line.start, line.end)) && below !== null) {
    const end = line.end + 1 + below[0].length;
    return {
      message: 'this line is indented more than the key before it',
      hint: 'indent this line like the other keys in the map',
      range: { start: end - below[1]!.length, end },
    };
  }
  return { message: KEY_IN_VALUE, hint: 'put the value in quotes, or check the indentation of this line' };
}

function itemIndent(text: string, start: number): Explanation {
  return {
    message: "this list item isn't indented like the one before it",
    hint: 'indent this line exactly like the other items in the list',
    range: { start, end: lineEnd(text, { start, end: start }) },
  };
}

const KEY_IN_VALUE = '`: ` turns this value into a key';

/** Characters that look like spaces but aren't spaces in YAML. Web pages and word processors insert them. */
const ODD_SPACE = /[\u00a0\u2000-\u200b\u202f\u3000]/;

function oddSpace(text: string, { start, end }: Range): Explanation {
  const found = ODD_SPACE.exec(text.slice(start, end));
  if (found === null) return null;
  return {
    message: "this is a non-breaking space, which doesn't separate a key from its value",
    hint: 'replace it with a plain space',
    range: { start: start + found.index, end: start + found.index + 1 },
  };
}

function missing(text: string, message: string, range: Range, openQuote: number): Explanation {
  if (message.includes('quote') && openQuote >= 0) {
    return (
      curlyEnd(text, openQuote) ?? {
        message: 'this quote is never closed',
        range: { start: openQuote, end: openQuote + 1 },
      }
    );
  }
  if (message.includes(', or :')) {
    const hint = 'put a key that contains brackets in quotes: { "votes[self.id]": true }';
    return { message: 'there should be a `,` or a `:` before this', hint };
  }
  if (!message.includes('- indicator')) return null;
  const start = range.start + /^\s*/.exec(text.slice(range.start))![0].length;
  return {
    message: 'this line is indented less than the list item before it',
    hint: 'use the same indentation for all keys of an item',
    range: { start, end: lineEnd(text, { start, end: start }) },
  };
}

/**
 * Finds a quoted value whose closing quote is curly. YAML then ends the value at the next straight quote, so the
 * unclosed quote may be further down.
 */
function curlyEnd(text: string, openQuote: number): Explanation {
  const before = text.slice(0, lineEnd(text, { start: openQuote, end: openQuote }));
  const found = /[:,[{-]\s*(["'])[^"'\n]*([“”„‘’])\s*(?:[,}\]]|$)/m.exec(before);
  if (found === null) return null;
  const start = found.index + found[0].lastIndexOf(found[2]!);
  return {
    message: `the curly quote \`${found[2]}\` doesn't close a string`,
    hint: `replace it with a straight one: \`${found[1]}\``,
    range: { start, end: start + 1 },
  };
}

function unexpected(text: string, message: string, range: Range): Explanation {
  if (message.includes('at node end')) {
    return {
      message: 'unexpected text after a complete value',
      hint: "put the whole value in quotes; inside single quotes, double each single quote: 'it''s'",
      range: { start: range.start, end: lineEnd(text, range) },
    };
  }
  const block = /[>|]\s*$/.exec(text.slice(0, range.start));
  if (block === null) return { message: `\`${text.slice(range.start, range.end)}\` isn't allowed here` };
  return {
    message: `after \`${block[0].trim()}\`, YAML expects text on the following lines`,
    hint: 'put an expression that starts with `>` or `|` in quotes',
  };
}

function lineEnd(text: string, { start, end }: Range): number {
  const newline = text.indexOf('\n', start);
  const last = newline < 0 ? text.length : newline;
  return Math.max(start + 1, Math.min(Math.max(end, last), last));
}

function plain(message: string): string {
  const line = message.split('\n')[0]!.replace(/[:.]\s*$/, '');
  return line.charAt(0).toLowerCase() + line.slice(1);
}
