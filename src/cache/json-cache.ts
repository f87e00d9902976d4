import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Default for the maximum total text length of the values in memory, in UTF-16 code units. */
const MOST_IN_MEMORY = 32 * 1024 * 1024;

/**
 * JSON values in a folder, by digest of their text. A file counts as damaged if its name doesn't match its text's
 * digest. The most recently used values stay in memory, so callers must not change them.
 */
export class JsonCache<Value> {
  readonly #folder: URL;
  readonly #values = new Map<string, { readonly value: Value; readonly size: number }>();
  readonly #used = new Set<string>();
  readonly #most: number;
  #size = 0;

  /** @param most maximum total text length of the values in memory, in UTF-16 code units */
  constructor(folder: URL, most: number = MOST_IN_MEMORY) {
    this.#folder = folder;
    this.#most = most;
  }

  /**
   * Writes a value, unless it's already stored.
   *
   * @returns its key
   * @throws Error if the folder can't be written
   */
  write(value: Value): string {
    const text = JSON.stringify(value);
    const key = digestOf(text);
    this.#used.add(key);
    if (this.#textOf(key) === null) {
      const draft = new URL(`${key}.${process.pid}.tmp`, this.#folder);
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(draft, text);
      renameSync(draft, new URL(key, this.#folder));
    }
    return key;
  }

  /** The value, or null if its file is missing or damaged. */
  read(key: string): Value | null {
    this.#used.add(key);
    const known = this.#values.get(key);
    if (known !== undefined) {
      // The most recently used value is last.
      this.#values.delete(key);
      this.#values.set(key, known);
      return known.value;
    }
    const text = this.#textOf(key);
    if (text === null) return null;
    const value: Value = JSON.parse(text);
    this.#remember(key, value, text.length);
    return value;
  }

  /** Removes all values that this instance has neither written nor read. */
  prune(): void {
    let names: string[];
    try {
      names = readdirSync(this.#folder);
    } catch {
      return;
    }
    for (const name of names) if (!this.#used.has(name)) rmSync(new URL(name, this.#folder), { force: true });
  }

  #textOf(key: string): string | null {
    try {
      const text = readFileSync(new URL(key, this.#folder), 'utf8');
      return digestOf(text) === key ? text : null;
    } catch {
      return null;
    }
  }

  #remember(key: string, value: Value, size: number): void {
    this.#values.set(key, { value, size });
    this.#size += size;
    for (const [oldest, { size }] of this.#values) {
      if (this.#size <= this.#most || oldest === key) return;
      this.#values.delete(oldest);
      this.#size -= size;
    }
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
