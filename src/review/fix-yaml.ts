import { type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import { fileSource } from '../diagnostic/source.ts';
import { plainValue, type YamlNode } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';

/** A stretch of a text: offsets, end exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Text in single quotes, in which every sign but the quote itself is plain. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/**
 * The value behind `key: ` on the line of an offset, up to the end of the line or a comment. Null where the line has no
 * such form, and where the value goes on below it.
 */
function blockValueAt(text: string, at: number): (TextRange & { key: string }) | null {
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
 * The value of a `{ ... }` or an item of a `[ ... ]` on one line that an offset stands in, brackets and quotes of its own
 * heeded. Null where the offset is in no such collection.
 */
function flowValueAround(text: string, at: number): TextRange | null {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const open = openings(text, lineStart, at);
  // Brackets of an expression, such as of a call, are not the collection that the value stands in.
  const index = open.findLastIndex((offset) => isCollection(text, offset));
  if (index < 0) return null;
  let start = open[index]! + 1;
  for (let i = start; i < at; i++) {
    if (text[i] === ',' && openings(text, open[index]! + 1, i).length === 0) start = i + 1;
  }
  const key = /^\s*(?:'[^']*'|"[^"]*"|[\w.[\]-]+):\s+/.exec(text.slice(start, lineEnd(text, at)));
  start += key?.[0].length ?? /^\s*/.exec(text.slice(start))![0].length;
  const end = flowEnd(text, start);
  return start <= at && end > start ? { start, end } : null;
}

/** Where the value of a flow collection that begins at an offset ends: at its comma or its closing bracket. */
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

/** Offsets of brackets between two offsets that are open at the second. */
function openings(text: string, from: number, to: number): number[] {
  const open: number[] = [];
  for (let i = from; i < to; i++) {
    if ('([{'.includes(text[i]!)) open.push(i);
    if (')]}'.includes(text[i]!)) open.pop();
  }
  return open;
}

/** Whether a bracket opens a collection of YAML: such a one stands where a value begins. */
function isCollection(text: string, at: number): boolean {
  return text[at] !== '(' && /(?:^|[:\-,[{])\s*$/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at));
}

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
}

/** A change that was made, by the line of the text on which it is. */
export interface Fix {
  /** Counted from 1. */
  readonly line: number;
  /** Such as `quoted !warm`. */
  readonly what: string;
}

export interface FixedText {
  readonly text: string;
  readonly fixes: readonly Fix[];
}

/** More traps in one block than anybody writes; each one costs a reading of the block. */
const MOST_FIXES = 100;

/** Keys whose values are sentences: there a ` #` is a sign of the author's, where an expression has none. */
const SENTENCES = new Set(['say', 'text', 'title', 'summary', 'trigger', 'name']);

/**
 * Mends what YAML reads otherwise than it was meant, where one way to mend it is right: values that want quotes get them.
 * A change counts only if the text reads further than before. Lines stay as many as they were.
 */
export function quoteTraps(text: string): FixedText {
  const fixes: Fix[] = [];
  let now = text;
  for (let count = 0; count < MOST_FIXES; count++) {
    const step = nextStep(now);
    if (step === null) break;
    fixes.push(step.fix);
    now = step.text;
  }
  return { text: now, fixes };
}

/** The first change that makes the text read further. */
function nextStep(text: string): { text: string; fix: Fix } | null {
  const before = readYaml(fileSource('', text), 'the text').diagnostics;
  for (const finding of before) {
    for (const { start, end } of candidates(text, finding)) {
      const value = text.slice(start, end);
      const tried = text.slice(0, start) + quoted(value) + text.slice(end);
      const after = readYaml(fileSource('', tried), 'the text').diagnostics;
      if (!isBetter(before, after, finding)) continue;
      const line = finding.span.start.line;
      return {
        text: tried,
        fix: { line, what: `quoted ${value.length > 60 ? `${value.slice(0, 60)}...` : value}` },
      };
    }
  }
  return null;
}

/**
 * The finding is gone, and nothing new stands at or above its line. A syntax error hides all else, so what is told once it
 * is gone may stand anywhere.
 */
function isBetter(before: readonly Diagnostic[], after: readonly Diagnostic[], mended: Diagnostic): boolean {
  const keyOf = ({ code, span }: Diagnostic): string => `${code} ${span.start.line}`;
  const count = (list: readonly Diagnostic[]): number =>
    list.filter((one) => keyOf(one) === keyOf(mended)).length;
  const known = new Set(before.map(keyOf));
  return (
    count(after) < count(before) &&
    after.every(
      (one) =>
        known.has(keyOf(one)) ||
        one.span.start.line > mended.span.start.line ||
        (mended.code === 'yaml/syntax' && one.code !== 'yaml/syntax'),
    )
  );
}

/** Stretches that may want quotes, the likeliest first. */
function candidates(text: string, { code, span }: Diagnostic): TextRange[] {
  const at = offsetOf(text, span.start.line, span.start.column);
  const block = blockValueAt(text, at);
  const flow = flowValueAround(text, at);
  if (code === 'yaml/tag')
    return [flow === null ? block : { start: at, end: flowEnd(text, at) }].filter(isThere);
  if (code === 'yaml/split-by-comma') return [flow].filter(isThere);
  if (code === 'yaml/syntax') return [flow, block].filter(isThere).filter((one) => wantsQuotes(text, one));
  if (code !== 'yaml/lost-comment' || block === null || !SENTENCES.has(block.key)) return [];
  const newline = text.indexOf('\n', block.start);
  const end = newline < 0 ? text.length : newline;
  return [{ start: block.start, end: text.slice(0, end).trimEnd().length }];
}

/** A choice (`a ? b : c`), or what begins with a sign that has a meaning of its own. */
function wantsQuotes(text: string, { start, end }: TextRange): boolean {
  const value = text.slice(start, end);
  return /^["'`@%!&*>|]/.test(value) || /\?[^\n]*:/.test(value);
}

function isThere<T>(value: T | null): value is T {
  return value !== null;
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let n = 1; n < line; n++) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}

/**
 * Puts the keys of a text's outermost map in the order of its schema. Left alone are texts with errors, unknown keys,
 * flow style, and blank lines or comments between keys, which show an order that the author chose.
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
  if (!means(moved, root)) return unchanged;
  return { text: moved, fixes: [{ line: 1, what: `ordered the keys: ${wanted.join(', ')}` }] };
}

/** Whether a text says the same as these nodes, whatever the order of the outermost keys. */
function means(text: string, root: YamlNode): boolean {
  const read = readYaml(fileSource('', text), 'the text');
  if (read.root === null || hasErrors(read.diagnostics)) return false;
  const entries = (node: YamlNode): string =>
    JSON.stringify(
      Object.entries(plainValue(node) as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return entries(read.root) === entries(root);
}
