import type { PathKey } from '../yaml/node.ts';

/** A position in YAML that is being edited and may be incomplete. */
export interface Cursor {
  /** Keys and indices from the root to the map or value at the position. A new list item has its own index. */
  readonly path: readonly PathKey[];
  /** The word directly before the position. */
  readonly prefix: string;
  /** Whether a key is being typed, or a value for the last key in `path`. */
  readonly at: 'key' | 'value';
  /** Text of the value up to the position; empty for a key. */
  readonly before: string;
}

interface Level {
  readonly indent: number;
  readonly key: PathKey;
}

/** Maximum number of characters to read in a line, since matching a key takes quadratic time. */
const MAX_LINE = 1000;

const ENTRY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#:,{}[\]'"&*!|>%@`-][^:#]*?)\s*:(?:\s|$)/;

/** Finds the path to an offset by indentation and, inside `{ }` and `[ ]`, by brackets. */
export function cursorAt(text: string, offset: number): Cursor {
  const lines = text
    .slice(0, offset)
    .split('\n')
    .map((line) => line.slice(0, MAX_LINE));
  const last = lines.pop() ?? '';
  const levels: Level[] = [];
  const items = new Map<number, number>();
  const flow = new Flow();
  for (const line of lines) {
    if (flow.isOpen) flow.add(line);
    else {
      descend(line, levels, items);
      flow.add(openingPart(line));
    }
  }
  if (flow.isOpen) return inFlow(pathOf(levels), `${flow.open}\n${last}`);
  return inBlock(last, levels, items);
}

/** Processes a complete line in block style. Afterward, `levels` is the path to the line's children. */
function descend(line: string, levels: Level[], items: Map<number, number>): void {
  if (/^\s*(#|$)/.test(line)) return;
  let { indent, rest } = split(line);
  pop(levels, items, indent, /^-(\s|$)/.test(rest));
  for (let dash = /^-(?:\s+|$)/.exec(rest); dash !== null; dash = /^-(?:\s+|$)/.exec(rest)) {
    const index = (items.get(indent) ?? -1) + 1;
    items.set(indent, index);
    levels.push({ indent, key: index });
    indent += dash[0].length;
    rest = rest.slice(dash[0].length);
  }
  const key = ENTRY.exec(rest)?.[1];
  if (key !== undefined) levels.push({ indent, key: plain(key) });
}

/** Removes levels that can't contain a line indented by `indent`. A list can have the same indentation as its key. */
function pop(levels: Level[], items: Map<number, number>, indent: number, isItem: boolean): void {
  for (let top = levels.at(-1); top !== undefined; top = levels.at(-1)) {
    const stays = top.indent < indent || (isItem && top.indent === indent && typeof top.key === 'string');
    if (stays) break;
    levels.pop();
  }
  for (const known of [...items.keys()]) if (known > indent) items.delete(known);
  if (!isItem) items.delete(indent);
}

function inBlock(line: string, levels: Level[], items: Map<number, number>): Cursor {
  let { indent, rest } = split(line);
  pop(levels, items, indent, /^-(\s|$)/.test(rest));
  for (let dash = /^-(?:\s+|$)/.exec(rest); dash !== null; dash = /^-(?:\s+|$)/.exec(rest)) {
    levels.push({ indent, key: (items.get(indent) ?? -1) + 1 });
    indent += dash[0].length;
    rest = rest.slice(dash[0].length);
  }
  const entry = ENTRY.exec(rest);
  if (/^[{[]/.test(rest)) return inFlow(pathOf(levels), rest);
  if (entry === null) return { path: pathOf(levels), prefix: wordOf(rest), at: 'key', before: '' };
  const value = rest.slice(entry[0].length);
  const path = [...pathOf(levels), plain(entry[1]!)];
  if (unclosed(value) !== '') return inFlow(path, value);
  return { path, prefix: wordOf(value), at: 'value', before: value };
}

/** Finds the position inside brackets, starting from the opening bracket. */
function inFlow(base: readonly PathKey[], text: string): Cursor {
  const stack: { kind: string; key: PathKey | null; from: number }[] = [];
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    const top = stack.at(-1);
    if (character === '"' || character === "'") i = closing(text, i);
    else if (character === '{') stack.push({ kind: '{', key: null, from: i + 1 });
    else if (character === '[') stack.push({ kind: '[', key: 0, from: i + 1 });
    else if (character === '}' || character === ']') stack.pop();
    else if (character === ',' && top !== undefined) {
      top.key = top.kind === '[' ? (top.key as number) + 1 : null;
      top.from = i + 1;
    } else if (
      character === ':' &&
      top?.kind === '{' &&
      top.key === null &&
      /\s|^$/.test(text[i + 1] ?? '')
    ) {
      top.key = plain(text.slice(top.from, i).trim());
      top.from = i + 1;
    }
  }
  const top = stack.at(-1);
  const inside = stack.flatMap(({ key }) => (key === null ? [] : [key]));
  const path = [...base, ...inside];
  const written = text.slice(top?.from ?? 0).trimStart();
  if (top !== undefined && top.key === null) return { path, prefix: wordOf(written), at: 'key', before: '' };
  return { path, prefix: wordOf(written), at: 'value', before: written };
}

/** The text from the first unclosed bracket; empty if all are closed. */
function unclosed(text: string): string {
  const flow = new Flow();
  flow.add(text);
  return flow.open;
}

/** Text that may have open brackets. Lines are added one at a time, and each is read only once. */
class Flow {
  private lines: string[] = [];
  /** Number of characters in the preceding lines, including line breaks. */
  private size = 0;
  private quote = '';
  /** Positions of the open brackets. */
  private opened: number[] = [];

  /** The text from the first open bracket; empty if all are closed. */
  get open(): string {
    return this.opened[0] === undefined ? '' : this.lines.join('\n').slice(this.opened[0]);
  }

  get isOpen(): boolean {
    return this.opened.length > 0;
  }

  add(line: string): void {
    if (!this.isOpen) {
      this.lines = [];
      this.size = 0;
      this.quote = '';
    }
    this.lines.push(line);
    for (let i = 0; i < line.length; i++) {
      const character = line[i]!;
      const before = i === 0 ? '\n' : line[i - 1]!;
      if (this.quote !== '') {
        if (character === '\\' && this.quote === '"') i++;
        else if (character === this.quote) this.quote = '';
      } else if (character === '"' || character === "'") {
        if (/[\s,:{[]/.test(before)) this.quote = character;
      } else if (character === '#' && /\s/.test(before)) break;
      else if (character === '{' || character === '[') this.opened.push(this.size + i);
      else if (character === '}' || character === ']') this.opened.pop();
    }
    this.size += line.length + 1;
  }
}

function closing(text: string, from: number): number {
  const quote = text[from]!;
  for (let i = from + 1; i < text.length; i++) {
    if (quote === '"' && text[i] === '\\') i++;
    else if (text[i] === quote) return i;
  }
  return text.length;
}

/** The part of a line that can open brackets: its value, or a whole item without a key. */
function openingPart(line: string): string {
  const { rest } = split(line);
  const bare = rest.replace(/^(?:-\s+)+/, '');
  const entry = ENTRY.exec(bare);
  const value = entry === null ? bare : bare.slice(entry[0].length);
  return /^[{[]/.test(value) ? value : '';
}

function split(line: string): { indent: number; rest: string } {
  const rest = line.trimStart();
  return { indent: line.length - rest.length, rest };
}

function pathOf(levels: readonly Level[]): PathKey[] {
  return levels.map(({ key }) => key);
}

function plain(key: string): string {
  return /^(["']).*\1$/s.test(key) ? key.slice(1, -1) : key;
}

function wordOf(text: string): string {
  let start = text.length;
  while (start > 0 && /[\w.$-]/.test(text[start - 1]!)) start--;
  return text.slice(start);
}
