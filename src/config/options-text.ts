import { fileSource, type SourceText } from '../diagnostic/source.ts';
import type { MapEntry, PathKey, YamlNode } from '../yaml/node.ts';

/** Options as text. Since options are passed as values, diagnostics need a source text that they can point to. */
export interface OptionsText {
  readonly source: SourceText;
  readonly root: YamlNode;
}

/** The text's name in diagnostics. */
const NAME = 'hindcast({...})';

/** Maximum length of a one-line list or map, in characters. */
const SHORT = 60;

/** Maximum nesting depth, since a value can contain itself. */
const DEEPEST = 12;

/** Writes options as an author would, one key per line, and records each value's range. */
export function optionsText(options: unknown): OptionsText {
  const writer = new Writer();
  const root = writer.value(options, 0);
  return { source: fileSource(NAME, writer.text), root };
}

/** The path to a value. Example: `services[1].slo.target`. */
export function pathText(path: readonly PathKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`))
    .join('');
}

class Writer {
  text = '';

  value(value: unknown, depth: number): YamlNode {
    if (depth < DEEPEST && Array.isArray(value)) return this.#list(value, depth);
    if (depth < DEEPEST && isPlainMap(value)) return this.#map(value, depth);
    const start = this.text.length;
    const raw = scalarText(value);
    this.text += raw;
    return { kind: 'scalar', value: scalarOf(value), raw, start, end: this.text.length };
  }

  #list(values: readonly unknown[], depth: number): YamlNode {
    const start = this.text.length;
    const items: YamlNode[] = [];
    this.#group('[', ']', values, depth, (one) => items.push(this.value(one, depth + 1)));
    return { kind: 'list', items, start, end: this.text.length };
  }

  #map(map: Readonly<Record<string, unknown>>, depth: number): YamlNode {
    const start = this.text.length;
    const entries: MapEntry[] = [];
    const given = Object.entries(map).filter(([, value]) => value !== undefined);
    this.#group('{', '}', given, depth, ([key, value]) => {
      const keyStart = this.text.length;
      this.text += /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
      const keyRange = { start: keyStart, end: this.text.length };
      this.text += ': ';
      entries.push({ key, keyRange, value: this.value(value, depth + 1) });
    });
    return { kind: 'map', entries, flow: false, start, end: this.text.length };
  }

  #group<T>(open: string, close: string, items: readonly T[], depth: number, write: (item: T) => void): void {
    const short = depth > 0 && lengthOf(items) < SHORT;
    const indent = '  '.repeat(depth + 1);
    this.text += open;
    for (const [index, item] of items.entries()) {
      this.text += short ? (index > 0 ? ', ' : ' ') : `\n${indent}`;
      write(item);
      if (!short) this.text += ',';
    }
    if (items.length > 0) this.text += short ? ' ' : `\n${'  '.repeat(depth)}`;
    this.text += close;
  }
}

/** How long the items would be on one line, approximately. */
function lengthOf(items: readonly unknown[]): number {
  let length = 0;
  const add = (value: unknown, depth: number): void => {
    if (length >= SHORT) return;
    if (depth < DEEPEST && (Array.isArray(value) || isPlainMap(value))) {
      for (const [key, one] of Object.entries(value)) {
        length += Array.isArray(value) ? 2 : key.length + 4;
        add(one, depth + 1);
      }
    } else length += scalarText(value).length;
  };
  add(items, 0);
  return length;
}

function isPlainMap(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || ['number', 'boolean', 'undefined'].includes(typeof value)) return String(value);
  return `(${typeof value})`;
}

/** Null for values of types that no option has. */
function scalarOf(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}
