/** A stretch of a text: offsets, end exclusive. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Text in single quotes, in which every sign but the quote itself is plain. */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/**
 * The value behind `key: ` on the line of an offset, up to the end of the line or a comment. Null where the line has no
 * such form, and where the value goes on below it.
 */
export function blockValueAt(text: string, at: number): (Stretch & { key: string }) | null {
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
export function flowValueAround(text: string, at: number): Stretch | null {
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
export function flowEnd(text: string, start: number): number {
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
