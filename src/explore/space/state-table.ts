/** A state is expanded only if this many more states fit in the tables. */
export const LOOKAHEAD = 4096;

/**
 * The states that a search has found, in order, with their parents, in an open-addressing table with inline keys. A
 * lookup touches one cache line. States are compared in full, never just by hash.
 */
export class StateTable {
  readonly width: number;
  /** State `i` starts at word `i * width`. */
  states: Int32Array<ArrayBuffer>;
  /** For each state, the state from which it was first found; -1 for an initial state. */
  parents: Int32Array<ArrayBuffer>;
  size = 0;
  private table: Int32Array<ArrayBuffer>;
  private mask: number;

  constructor(width: number, capacity = 1024) {
    this.width = width;
    this.states = new Int32Array(capacity * width);
    this.parents = new Int32Array(capacity);
    this.mask = capacity * 2 - 1;
    this.table = new Int32Array((this.mask + 1) * width);
  }

  /** Size of all arrays in bytes. */
  get bytes(): number {
    return this.states.byteLength + this.parents.byteLength + this.table.byteLength;
  }

  /** True if more states fit within `maxBytes`. While arrays grow, both the old and the new ones count. */
  fits(more: number, maxBytes: number): boolean {
    const states = (this.size + more) * this.width > this.states.length;
    const table = (this.size + more) * 2 > this.mask;
    const grown = this.states.byteLength + this.parents.byteLength;
    return this.bytes + (states ? grown * 2 : 0) + (table ? this.table.byteLength * 2 : 0) <= maxBytes;
  }

  /** Adds a state. Returns false if it is already known. */
  add(words: Int32Array, parent: number): boolean {
    const { width } = this;
    if (!this.insert(words, 0)) return false;
    if (this.size * width === this.states.length) this.grow();
    for (let i = 0; i < width; i++) this.states[this.size * width + i] = words[i]!;
    this.parents[this.size] = parent;
    this.size++;
    if (this.size * 2 > this.mask) this.rehash();
    return true;
  }

  /** Inserts words into the table. Returns false if they are already there. */
  private insert(words: Int32Array, at: number): boolean {
    const { width, table, mask } = this;
    let slot = hashOf(words, at, width) & mask;
    for (;;) {
      const base = slot * width;
      let empty = true;
      let same = true;
      for (let i = 0; i < width; i++) {
        const word = table[base + i]!;
        if (word !== 0) empty = false;
        if (word !== words[at + i]!) same = false;
      }
      if (same) return false;
      if (empty) {
        for (let i = 0; i < width; i++) table[base + i] = words[at + i]!;
        return true;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** True if a state is known. */
  has(words: Int32Array): boolean {
    const { width, table, mask } = this;
    for (let slot = hashOf(words, 0, width) & mask; ; slot = (slot + 1) & mask) {
      const base = slot * width;
      let empty = true;
      let same = true;
      for (let i = 0; i < width; i++) {
        if (table[base + i] !== 0) empty = false;
        if (table[base + i] !== words[i]) same = false;
      }
      if (same || empty) return same;
    }
  }

  /** A copy of a state's words. */
  wordsOf(index: number): Int32Array<ArrayBuffer> {
    return this.states.slice(index * this.width, (index + 1) * this.width);
  }

  private grow(): void {
    const states = new Int32Array(this.states.length * 2);
    states.set(this.states);
    this.states = states;
    const parents = new Int32Array(this.parents.length * 2);
    parents.set(this.parents);
    this.parents = parents;
  }

  private rehash(): void {
    this.mask = this.mask * 2 + 1;
    this.table = new Int32Array((this.mask + 1) * this.width);
    for (let i = 0; i < this.size; i++) this.insert(this.states, i * this.width);
  }
}

/** Hashes a state with multiplications and shifts. Every input bit affects the low bits. */
function hashOf(words: Int32Array, at: number, width: number): number {
  let hash = 0x9e3779b9 | 0;
  for (let i = 0; i < width; i++) {
    hash = Math.imul(hash ^ words[at + i]!, 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
