import type { PathKey } from '../../yaml/node.ts';
import type { TextFile } from './decode.ts';
import { type Place, syntax, truncated } from './diagnostics.ts';

/** A JSON file. `gh api --paginate` prints several values one after another, so a file can have more than one. */
export interface JsonFile extends TextFile {
  readonly values: readonly unknown[];
}

/** One JSON value from a file, as passed to a source. */
export interface JsonDocument {
  readonly file: JsonFile;
  /** The value's index in the file. */
  readonly index: number;
  readonly value: unknown;
}

/** Maximum number of values in a file. No export has this many pages. */
const MAX_VALUES = 10_000;

/**
 * Parses a JSON file.
 *
 * @throws ImportError if the text isn't JSON, or ends in the middle of a value
 */
export function readJson({ file, text }: TextFile): JsonFile {
  const values: unknown[] = [];
  let start = 0;
  while (values.length < MAX_VALUES) {
    const rest = text.slice(start);
    if (rest.trim() === '') break;
    try {
      values.push(JSON.parse(rest));
      break;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const next = /after JSON at position (\d+)/.exec(message);
      if (next === null) throw broken(file, text, start, message);
      const end = Number(next[1]);
      values.push(JSON.parse(rest.slice(0, end)));
      start += end;
    }
  }
  return { file, text, values };
}

/** The error for text that `JSON.parse` rejects. The message never quotes the text, which can contain secrets. */
function broken(file: string, text: string, start: number, message: string): Error {
  const offset = errorOffset(text, start, message);
  const place = { file, line: offset === null ? null : lineAt(text, offset) };
  const stops = /^(?:Unexpected end|Unterminated|Bad control|Expected )/.test(message);
  const atEnd = offset === null || offset >= text.trimEnd().length;
  if (stops && atEnd) return truncated(place, 'it ends in the middle of a value');
  return syntax(place, 'it contains an unexpected character');
}

/** Some of V8's messages give a position. Others quote the text around the error. */
function errorOffset(text: string, start: number, message: string): number | null {
  const position = /at position (\d+)/.exec(message);
  if (position !== null) return start + Number(position[1]);
  const quoted = /^Unexpected token .*?, (?:\.\.\.)?"(.*?)"(?:\.\.\.)? is not valid JSON$/s.exec(message);
  const found = quoted === null ? -1 : text.indexOf(quoted[1]!, start);
  return found < 0 ? null : found + Math.floor(quoted![1]!.length / 2);
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** The location of the value at a path in a document, or of the last part of the path that exists. */
export function placeOf({ file, index }: JsonDocument, path: readonly PathKey[]): Place {
  return { file: file.file, line: lineAt(file.text, offsetOf(file.text, index, path)) };
}

/** Walks the text again to find a value. Only errors need positions, so parsed values don't have them. */
function offsetOf(text: string, index: number, path: readonly PathKey[]): number {
  const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;
  const open: { list: boolean; key: PathKey }[] = [];
  let document = 0;
  let best = 0;
  let matched = 0;
  let isKey = false;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [mark] = found;
    const top = open.at(-1);
    if (mark === ':') continue;
    if (mark === ',') {
      if (top?.list === true) top.key = Number(top.key) + 1;
      isKey = top?.list === false;
      continue;
    }
    if (isKey && top !== undefined && mark.startsWith('"')) {
      top.key = unquoted(mark);
      isKey = false;
      continue;
    }
    if (mark === '}' || mark === ']') {
      open.pop();
      isKey = false;
      if (open.length === 0) document++;
      continue;
    }
    if (document === index) {
      const depth = open.length;
      const here = open.every(({ key }, level) => String(key) === String(path[level]));
      if (here && depth > matched) {
        matched = depth;
        best = found.index;
        if (depth === path.length) return best;
      }
    } else if (document > index) return best;
    if (mark === '{' || mark === '[') {
      open.push({ list: mark === '[', key: mark === '[' ? 0 : '' });
      isKey = mark === '{';
    }
  }
  return best;
}

function unquoted(text: string): string {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * The text of each item in a JSON list, without parsing it.
 *
 * @throws ImportError if the text isn't a list or ends in the middle of one
 */
export function* listItems({ file, text }: TextFile): Generator<string> {
  let depth = 0;
  let start = -1;
  for (let at = 0; at < text.length; at++) {
    const mark = text[at]!;
    if (mark === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    } else if (mark === '[' || mark === '{') {
      if (depth === 0 && mark === '{') break;
      if (depth++ === 1) start = at;
    } else if (mark === ']' || mark === '}') {
      depth--;
      if (depth === 1 && start >= 0) yield text.slice(start, at + 1);
      if (depth === 0) return;
    }
  }
  const place = { file, line: lineAt(text, text.length) };
  throw depth > 0 ? truncated(place, 'it ends in the middle of a list') : syntax(place, 'it isn’t a list');
}
