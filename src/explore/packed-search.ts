import type { Span } from '../diagnostic/diagnostic.ts';
import type { Model } from '../model/model.ts';
import { EvaluationError } from '../model/runtime.ts';
import type { Value } from '../scenario/expr.ts';
import { type Codec, TooNarrow } from './codec.ts';
import { PackedCode } from './packed-code.ts';

/** A search whose successors, look-ups and checks are one piece of generated code. */
export interface PackedSearch {
  /**
   * Expands states from one index on, as many as are asked for.
   *
   * @returns index of the first state that is not expanded
   */
  expand(from: number, count: number): number;
  readonly size: number;
  /** True once the tables had no room to grow: no more states are kept then. */
  readonly full: boolean;
  readonly transitions: number;
  /** Bytes in use: the table, and the states and parents so far. */
  readonly bytes: number;
  /** First state that broke each invariant, by index; -1 for none. */
  readonly broken: Int32Array;
  /** First state from which an atomic group goes that breaks each invariant inside, by index; -1 for none. */
  readonly inside: Int32Array;
  /** 1 for each `reachable` condition that some state met. */
  readonly reached: Uint8Array;
  /** Words of all states, and the states they came from. */
  states(): Int32Array;
  parents(): Int32Array;
  /** States without any move, in order of meeting. */
  readonly ends: readonly number[];
  /** Places of the expressions of this code. */
  readonly sites: readonly Span[];
}

/** States whose successors are collected before they are looked up: by then their places are in the cache. */
const BATCH = 128;

/** States that room is set aside for at once: memory that nobody touches costs nothing, and copying it would. */
const UPFRONT = 1 << 24;

/**
 * Generates the search of a model: expansion, an open-addressing table with keys inline, and look-ups in batches.
 *
 * @param most states that are kept at the most
 * @param maxBytes that the tables take at the most, the old and the new one together while one grows
 */
export function packedSearch(model: Model, codec: Codec, most: number, maxBytes: number): PackedSearch {
  const code = new PackedCode(model, codec);
  const width = codec.words;
  const stateBytes = width * 4;
  const upfront = Math.max(1, Math.min(most, UPFRONT, Math.floor(maxBytes / 4 / (stateBytes + 4))));
  const indices = Array.from({ length: width }, (_, i) => i);
  const each = (text: (i: number) => string, joint = ''): string => indices.map(text).join(joint);
  const invariants = model.scenario.invariants.map((_, i) => code.condition('invariants', i));
  const reachable = model.scenario.reachable.map((_, i) => code.condition('reachable', i));
  const initial = new Int32Array(width);
  codec.encode(model.layout.initial, initial);
  const checks = [
    ...invariants.map((test, i) => `if(broken[${i}]<0&&!(${test}))broken[${i}]=n;`),
    ...reachable.map((test, i) => `if(reached[${i}]===0&&(${test}))reached[${i}]=1;`),
  ].join('\n');
  const body = `
return (V, I, N, B, most, maxBytes) => {
  let capacity = ${upfront}, full = false, mask = 65535, limit = mask * 0.7 | 0, n = 0, transitions = 0, pending = 0, touched = 0;
  let table = new Int32Array((mask + 1) * ${width}), states = new Int32Array(capacity * ${width}), parents = new Int32Array(capacity);
  const broken = new Int32Array(${Math.max(1, invariants.length)}).fill(-1), inside = broken.slice(), reached = new Uint8Array(${Math.max(1, reachable.length)}), ends = [];
  const room = ${BATCH * 8}, batch = new Int32Array(room * ${width}), hashes = new Int32Array(room), from = new Int32Array(room);
  function hash(${each((i) => `a${i}`, ',')}) {
    let h = 0x9e3779b9 | 0;
    ${each((i) => `h = Math.imul(h ^ a${i}, ${[-2048144789, -1028477387, 668265263, 374761393][i % 4]}); h ^= h >>> 15;`)}
    h = Math.imul(h, ${-1640531527}); return h ^ (h >>> 16);
  }
  function add(${each((i) => `a${i}`, ',')}, current) {
    ${each((i) => `batch[pending * ${width} + ${i}] = a${i};`)}
    hashes[pending] = hash(${each((i) => `a${i}`, ',')}); from[pending] = current; pending++; transitions++;
    if (pending === room) flush();
  }
  function flush() {
    let touch = 0;
    for (let j = 0; j < pending; j++) touch ^= table[(hashes[j] & mask) * ${width}];
    touched ^= touch;
    for (let j = 0; j < pending; j++) place(${each((i) => `batch[j * ${width} + ${i}]`, ',')}, hashes[j], from[j]);
    pending = 0;
  }
  function place(${each((i) => `a${i}`, ',')}, h, parent) {
    for (let slot = h & mask; ; slot = (slot + 1) & mask) {
      const at = slot * ${width};
      ${each((i) => `const t${i} = table[at + ${i}];`)}
      if (${each((i) => `t${i} === a${i}`, ' && ')}) return;
      if ((${each((i) => `t${i}`, ' | ')}) === 0) {
        if (n >= most || (n === capacity && !grow())) return;
        ${each((i) => `table[at + ${i}] = a${i};`)}
        ${each((i) => `states[n * ${width} + ${i}] = a${i};`)}
        parents[n] = parent;
        ${checks}
        n++;
        if (n > limit) rehash();
        return;
      }
    }
  }
  function bytes() { return table.byteLength + n * ${stateBytes + 4}; }
  function hasRoom(more) { return bytes() + more <= maxBytes; }
  function grow() {
    if (!hasRoom(n * ${stateBytes + 4})) { full = true; most = n; return false; }
    capacity = Math.min(most, capacity * 2);
    const moreStates = new Int32Array(capacity * ${width}); moreStates.set(states); states = moreStates;
    const moreParents = new Int32Array(capacity); moreParents.set(parents); parents = moreParents;
    return true;
  }
  function rehash() {
    let wider = mask * 4 + 3;
    if (!hasRoom((wider + 1) * ${stateBytes})) wider = mask * 2 + 1;
    if (!hasRoom((wider + 1) * ${stateBytes})) { full = true; most = n; return; }
    mask = wider;
    limit = mask * 0.7 | 0;
    table = new Int32Array((mask + 1) * ${width});
    const slots = new Int32Array(${BATCH});
    for (let k = 0; k < n; k += ${BATCH}) {
      const end = Math.min(n, k + ${BATCH});
      let touch = 0;
      for (let j = k; j < end; j++) {
        const slot = hash(${each((i) => `states[j * ${width} + ${i}]`, ',')}) & mask;
        slots[j - k] = slot; touch ^= table[slot * ${width}];
      }
      touched ^= touch;
      for (let j = k; j < end; j++) {
        let slot = slots[j - k];
        while (table[slot * ${width}] !== 0${width > 1 ? ` || (${each((i) => `table[slot * ${width} + ${i}]`, ' | ')}) !== 0` : ''}) slot = (slot + 1) & mask;
        ${each((i) => `table[slot * ${width} + ${i}] = states[j * ${width} + ${i}];`)}
      }
    }
  }
  add(${[...initial].join(',')}, -1); transitions = 0; flush();
  function expand(first, count) {
    let current = first;
    const last = first + count;
    for (; current < n && current < last; current++) {
      ${each((i) => `const a${i} = states[current * ${width} + ${i}];`)}
      const before = transitions;
      ${code.moves()}
      if (transitions === before) ends.push(current);
      if (pending >= ${BATCH} || current + 1 === n) flush();
    }
    flush();
    return current;
  }
  return {
    expand, broken, inside, reached, ends,
    states: () => states, parents: () => parents,
    get size() { return n; }, get transitions() { return transitions; },
    get full() { return full; }, get bytes() { return bytes(); },
  };
};`;
  const make = code.assemble(body) as (
    V: readonly (readonly Value[])[],
    I: (slot: number, value: Value) => number,
    N: (slot: number, value: number, low: number, count: number) => number,
    B: (slot: number, value: number, low: number, high: number, site: number) => number,
    most: number,
    maxBytes: number,
  ) => PackedSearch;
  const values = model.layout.slots.map((_, slot) => codec.codeOf(slot).values);
  return Object.assign(make(values, tableIndex(codec), narrow, bounded(model), most, maxBytes), {
    sites: code.sites,
  });
}

function tableIndex(codec: Codec): (slot: number, value: Value) => number {
  return (slot, value) => {
    const index = codec.indexIn(slot, value);
    if (index >= 2 ** codec.codeOf(slot).bits) throw new TooNarrow(slot, value);
    return index;
  };
}

function narrow(slot: number, value: number, low: number, count: number): number {
  const index = value - low;
  if (index >= 0 && index < count) return index;
  throw new TooNarrow(slot, value);
}

function bounded({
  layout,
}: Model): (slot: number, value: number, low: number, high: number, site: number) => number {
  return (slot, value, low, high, site) => {
    if (value >= low && value <= high) return value - low;
    const message = `\`${layout.slots[slot]!.name}\` would become ${value}, outside ${low} to ${high}`;
    throw new EvaluationError('bounds', site, message);
  };
}
