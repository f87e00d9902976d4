import { type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import { fileSource } from '../diagnostic/source.ts';
import { plainValue, type Range, type YamlNode } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';

export interface Fix {
  /** Line in the text, counting from 1. */
  readonly line: number;
  /** What was fixed. Example: `quoted !warm`. */
  readonly what: string;
}

export interface FixedText {
  readonly text: string;
  readonly fixes: readonly Fix[];
}

/** Maximum number of fixes, since each of them rereads the whole block. */
const MAX_FIXES = 100;

/**
 * Quotes values that YAML would misread, if that is clearly what the author meant. A change is kept only if it removes
 * the diagnostic and adds none above it. The number of lines doesn't change.
 */
export function quoteTraps(text: string): FixedText {
  const fixes: Fix[] = [];
  let now = text;
  for (let count = 0; count < MAX_FIXES; count++) {
    const step = nextStep(now);
    if (step === null) break;
    fixes.push(step.fix);
    now = step.text;
  }
  return { text: now, fixes };
}

/**
 * Puts the outermost map's keys in schema order. Text isn't changed if it has YAML errors, unknown keys, flow style, or
 * blank lines or comments between keys, which suggest that the author chose the order.
 */
export function orderKeys(text: string, order: readonly string[]): FixedText {
  const { root } = readYaml(fileSource('', text), 'the text');
  const unchanged = { text, fixes: [] };
  if (root?.kind !== 'map' || root.flow) return unchanged;
  const keys = root.entries.map(({ key }) => key);
  const wanted = [...keys].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  if (keys.some((key) => !order.includes(key)) || wanted.every((key, i) => key === keys[i])) return unchanged;
  const starts = root.entries.map(({ keyRange }) => keyRange.start);
  const isLineStart = (at: number): boolean => at === 0 || text[at - 1] === '\n';
  if (starts[0] !== 0 || !starts.every(isLineStart)) return unchanged;
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  const chunks = new Map(keys.map((key, i) => [key, whole.slice(starts[i], starts[i + 1])]));
  if ([...chunks.values()].some((chunk) => /^(?:#.*|\s*)$/m.test(chunk.slice(0, -1)))) return unchanged;
  const sorted = wanted.map((key) => chunks.get(key)!).join('');
  const moved = text.endsWith('\n') ? sorted : sorted.slice(0, -1);
  if (!hasSameValues(moved, root)) return unchanged;
  return { text: moved, fixes: [{ line: 1, what: `ordered the keys: ${wanted.join(', ')}` }] };
}

/** True if a text has the same values as these nodes, ignoring the order of the outermost keys. */
function hasSameValues(text: string, root: YamlNode): boolean {
  const read = readYaml(fileSource('', text), 'the text');
  if (read.root === null || hasErrors(read.diagnostics)) return false;
  const entries = (node: YamlNode): string =>
    JSON.stringify(
      Object.entries(plainValue(node) as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return entries(read.root) === entries(root);
}

/** The first change that resolves a diagnostic, or null. */
function nextStep(text: string): { text: string; fix: Fix } | null {
  const before = readYaml(fileSource('', text), 'the text').diagnostics;
  for (const finding of before) {
    for (const { start, end } of candidates(text, finding)) {
      const value = text.slice(start, end);
      const content = withoutCurlyQuotes(value);
      if (content === null) continue;
      const changed = text.slice(0, start) + quoted(content) + text.slice(end);
      const after = readYaml(fileSource('', changed), 'the text').diagnostics;
      if (!isBetter(before, after, finding)) continue;
      const line = finding.span.start.line;
      return {
        text: changed,
        fix: { line, what: `quoted ${value.length > 60 ? `${value.slice(0, 60)}...` : value}` },
      };
    }
  }
  return null;
}

/**
 * Removes the curly quotes around a value. Returns null if there is only one, since it then isn't clear where the
 * value ends.
 */
function withoutCurlyQuotes(value: string): string | null {
  const starts = /^[“”„‘’]/.test(value);
  const ends = /[“”„‘’]$/.test(value);
  if (!starts) return ends && !/[“„‘]/.test(value) ? null : value;
  const content = value.slice(1, -1);
  return ends && value.length > 2 && !/[“”„‘]/.test(content) ? content : null;
}

/** Text in single quotes, where every character except the quote is literal. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/**
 * True if the diagnostic is gone and there are no new ones on or above its line. A syntax error hides all other
 * diagnostics, so after fixing it, new ones may be anywhere.
 */
function isBetter(before: readonly Diagnostic[], after: readonly Diagnostic[], fixed: Diagnostic): boolean {
  const keyOf = ({ code, span }: Diagnostic): string => `${code} ${span.start.line}`;
  const count = (list: readonly Diagnostic[]): number =>
    list.filter((one) => keyOf(one) === keyOf(fixed)).length;
  const known = new Set(before.map(keyOf));
  return (
    count(after) < count(before) &&
    after.every(
      (one) =>
        known.has(keyOf(one)) ||
        one.span.start.line > fixed.span.start.line ||
        (fixed.code === 'yaml/syntax' && one.code !== 'yaml/syntax'),
    )
  );
}

/** Keys whose values are prose. Only in these is ` #` treated as text, since expressions don't contain `#`. */
const PROSE_KEYS = new Set(['say', 'text', 'title', 'summary', 'trigger', 'name']);

/** Ranges that may need quotes, most likely first. */
function candidates(text: string, { code, span }: Diagnostic): Range[] {
  const at = offsetOf(text, span.start.line, span.start.column);
  const block = blockValueAt(text, at);
  const flow = flowValueAround(text, at);
  if (code === 'yaml/tag')
    return [flow === null ? block : { start: at, end: flowEnd(text, at) }].filter(isPresent);
  if (code === 'yaml/split-by-comma') return [flow].filter(isPresent);
  if (code === 'yaml/syntax') return [flow, block].filter(isPresent).filter((one) => needsQuotes(text, one));
  if (code !== 'yaml/lost-comment' || block === null || !PROSE_KEYS.has(block.key)) return [];
  const newline = text.indexOf('\n', block.start);
  const end = newline < 0 ? text.length : newline;
  return [{ start: block.start, end: text.slice(0, end).trimEnd().length }];
}

/** True if a value is a conditional (`a ? b : c`) or starts with a character that has a special meaning in YAML. */
function needsQuotes(text: string, { start, end }: Range): boolean {
  const value = text.slice(start, end);
  return /^["'`@%!&*>|“”„‘’]/.test(value) || /\?[^\n]*:/.test(value);
}

function isPresent<T>(value: T | null): value is T {
  return value !== null;
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let n = 1; n < line; n++) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}

/**
 * The value after `key: ` on the line at an offset, up to the end of the line or a comment. Null if the line has
 * another form or the value continues on the next line.
 */
function blockValueAt(text: string, at: number): (Range & { key: string }) | null {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const newline = text.indexOf('\n', at);
  const line = text.slice(lineStart, newline < 0 ? text.length : newline);
  const found = /^(\s*(?:- +)*(?:'[^']*'|"[^"]*"|[\w.[\]-]+):[ \t]+)(\S.*)$/.exec(line);
  if (found === null) return null;
  const [, head, rest] = found;
  const column = /^\s*(?:- +)*/.exec(head!)![0].length;
  const below = newline < 0 ? '' : text.slice(newline + 1).split('\n', 1)[0]!;
  if (/^ *(?=\S)/.test(below) && below.search(/\S/) > column) return null;
  const value = rest!.replace(/\s#.*$/, '').trimEnd();
  const start = lineStart + head!.length;
  const key = /(['"]?)([\w.[\]-]+)\1:[ \t]+$/.exec(head!)?.[2] ?? '';
  return { start, end: start + value.length, key };
}

/**
 * The value in a one-line `{ ... }`, or the item in a one-line `[ ... ]`, at an offset. Brackets and quotes inside it
 * are balanced. Null if there is no such collection at the offset.
 */
function flowValueAround(text: string, at: number): Range | null {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const open = openBrackets(text, lineStart, at);
  // Skips brackets in an expression, such as a call.
  const index = open.findLastIndex((offset) => isCollection(text, offset));
  if (index < 0) return null;
  let start = open[index]! + 1;
  for (let i = start; i < at; i++) {
    if (text[i] === ',' && openBrackets(text, open[index]! + 1, i).length === 0) start = i + 1;
  }
  const key = /^\s*(?:'[^']*'|"[^"]*"|[\w.[\]-]+):\s+/.exec(text.slice(start, lineEnd(text, at)));
  start += key?.[0].length ?? /^\s*/.exec(text.slice(start))![0].length;
  const end = flowEnd(text, start);
  return start <= at && end > start ? { start, end } : null;
}

/** The end of a value in a flow collection: its comma or the collection's closing bracket. */
function flowEnd(text: string, start: number): number {
  const last = lineEnd(text, start);
  let depth = 0;
  let end = start;
  for (; end < last; end++) {
    const sign = text[end]!;
    if ('([{'.includes(sign)) depth++;
    if (depth === 0 && ',)]}'.includes(sign)) break;
    if (')]}'.includes(sign)) depth--;
  }
  return start + text.slice(start, end).trimEnd().length;
}

/** Offsets of brackets opened after `from` and still open at `to`. */
function openBrackets(text: string, from: number, to: number): number[] {
  const open: number[] = [];
  for (let i = from; i < to; i++) {
    if ('([{'.includes(text[i]!)) open.push(i);
    if (')]}'.includes(text[i]!)) open.pop();
  }
  return open;
}

/** True if a bracket opens a YAML collection, which it does at the start of a value. */
function isCollection(text: string, at: number): boolean {
  return text[at] !== '(' && /(?:^|[:\-,[{])\s*$/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at));
}

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
}
