import { shape, syntax, tooLarge, truncated, unknownFormat } from './diagnostics.ts';

/** Maximum length of one item, in characters. An OpenTelemetry collector writes at most a few MiB at a time. */
const MAX_ITEM = 16 * 1024 * 1024;
/** Maximum length of everything outside the lists, in characters. */
const MAX_REST = 1024 * 1024;
const MAX_NESTING = 1000;

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;

/** An item of one of the lists. */
export interface JsonElement {
  /** The list's key. */
  readonly key: string;
  readonly value: unknown;
  /** Line in the file where the item begins, counting from 1. */
  readonly line: number;
}

/**
 * Reads JSON objects one after another, such as lines of JSON, without keeping them in memory: each item of the lists
 * that are directly in an object and have a known key is parsed on its own. Everything else in an object must be small.
 */
export class JsonElements {
  readonly #file: string;
  readonly #keys: ReadonlySet<string>;
  readonly #describe: (value: unknown) => string;
  readonly #element: (element: JsonElement) => void;
  /** The closing brackets that are still missing, as character codes. */
  readonly #open: number[] = [];
  #line = 1;
  #inString = false;
  #isEscaped = false;
  /** The last string directly in the object; a key if a colon follows. */
  #string = '';
  #key = '';
  /** True inside a list whose items are parsed one by one. */
  #inList = false;
  #lists = 0;
  /** Parts of the current item, or null outside of one. */
  #item: string[] | null = null;
  #itemLength = 0;
  #itemLine = 1;
  /** The current object's text, with 0 in place of each parsed item. */
  #rest: string[] = [];
  #restLength = 0;
  #restLine = 1;
  #objects = 0;

  /**
   * @param keys keys of the lists
   * @param describe what an object without these lists is, for the error message
   */
  constructor(
    file: string,
    keys: ReadonlySet<string>,
    describe: (value: unknown) => string,
    element: (element: JsonElement) => void,
  ) {
    this.#file = file;
    this.#keys = keys;
    this.#describe = describe;
    this.#element = element;
  }

  /**
   * Reads the file's next piece of text.
   *
   * @throws ImportError if it isn't JSON of this form
   */
  push(text: string): void {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 10) this.#line++;
      if (this.#inString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (code === BACKSLASH) this.#isEscaped = true;
        else if (code === QUOTE) {
          this.#inString = false;
          if (this.#open.length === 1) {
            this.#keep(text, from, at + 1);
            from = at + 1;
            this.#string = this.#lastString();
          }
        }
        continue;
      }
      if (code <= 32) continue;
      const depth = this.#open.length;
      if (depth === 0 && code !== 123) this.#foreign(code);
      if (code === QUOTE) {
        if (this.#inList && depth === 2) this.#notAnObject();
        if (depth === 1) {
          this.#keep(text, from, at);
          from = at;
        }
        this.#inString = true;
      } else if (code === 123 || code === 91) {
        if (depth >= MAX_NESTING) throw syntax(this.#place(), 'it is nested too deeply');
        if (depth === 0) {
          from = at;
          this.#restLine = this.#line;
        }
        if (this.#inList && depth === 2) {
          if (code === 91) this.#notAnObject();
          this.#keep(text, from, at);
          from = at;
          this.#item = [];
          this.#itemLength = 0;
          this.#itemLine = this.#line;
        }
        if (depth === 1 && code === 91 && this.#keys.has(this.#key)) {
          this.#inList = true;
          this.#lists++;
        }
        this.#open.push(code + 2);
      } else if (code === 125 || code === 93) {
        if (this.#open.pop() !== code) throw syntax(this.#place(), 'it contains an unexpected character');
        if (this.#inList && depth === 3) {
          this.#keep(text, from, at + 1);
          from = at + 1;
          this.#emit();
        } else if (this.#inList && depth === 2) this.#inList = false;
        else if (depth === 1) {
          this.#keep(text, from, at + 1);
          from = at + 1;
          this.#endObject();
        }
      } else if (code === COLON && depth === 1) this.#key = this.#string;
      else if (this.#inList && depth === 2 && code !== COMMA) this.#notAnObject();
    }
    if (this.#open.length > 0) this.#keep(text, from, text.length);
  }

  /** @throws ImportError if the file ends in the middle of an object, or is empty */
  end(): void {
    if (this.#open.length > 0 || this.#inString)
      throw truncated(this.#place(), 'it ends in the middle of a value');
    if (this.#objects === 0) throw unknownFormat(this.#file, 'it is empty');
  }

  #place(line = this.#line) {
    return { file: this.#file, line };
  }

  #foreign(code: number): never {
    if (this.#objects > 0) throw syntax(this.#place(), 'it contains an unexpected character');
    throw unknownFormat(this.#file, code === 91 ? 'it is a JSON list' : 'it isn’t a JSON object');
  }

  #notAnObject(): never {
    throw shape(this.#place(), `${this.#key}[]`, 'should be an object');
  }

  #keep(text: string, from: number, to: number): void {
    if (from >= to) return;
    const part = text.slice(from, to);
    if (this.#item !== null) {
      this.#item.push(part);
      this.#itemLength += part.length;
      if (this.#itemLength > MAX_ITEM)
        throw tooLarge(
          this.#file,
          '16 MiB',
          'export fewer spans at a time',
          `an item of \`${this.#key}\` in `,
        );
      return;
    }
    this.#rest.push(part);
    this.#restLength += part.length;
    if (this.#restLength > MAX_REST && this.#lists === 0)
      throw unknownFormat(this.#file, `it has none of the lists \`${[...this.#keys].join('`, `')}\``);
    if (this.#restLength > MAX_REST * 16)
      throw tooLarge(this.#file, '16 MiB', 'export fewer traces at a time', 'the text around the spans in ');
  }

  #lastString(): string {
    const quoted = /"(?:[^"\\]|\\.)*"$/s.exec(this.#rest.slice(-4).join(''))?.[0] ?? '""';
    return quoted.length > 100 ? '' : quoted.slice(1, -1);
  }

  #emit(): void {
    const text = this.#item!.join('');
    this.#item = null;
    this.#rest.push('0');
    this.#restLength++;
    this.#element({ key: this.#key, value: this.#parse(text, this.#itemLine), line: this.#itemLine });
  }

  #endObject(): void {
    const value = this.#parse(this.#rest.join(''), this.#restLine);
    if (this.#lists === 0) throw unknownFormat(this.#file, this.#describe(value));
    this.#rest = [];
    this.#restLength = 0;
    this.#lists = 0;
    this.#string = '';
    this.#key = '';
    this.#objects++;
  }

  #parse(text: string, line: number): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw syntax(this.#place(line), 'it contains an unexpected character');
    }
  }
}
