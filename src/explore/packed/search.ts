import type { Span } from '../../diagnostic/diagnostic.ts';
import { RunError } from '../../engine/state/run-error.ts';
import { newFunction } from '../../model/compile.ts';
import { burnsFuel } from '../../model/generate.ts';
import { EvaluationError } from '../../model/runtime.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import { localSteps } from '../reduce/partial-order.ts';
import { type BrokenAt, insideGroups, nearestViolation, pathToViolation } from '../reduce/path.ts';
import { canonicalForm } from '../reduce/symmetry.ts';
import { type Codec, MAX_VALUES, TooNarrow } from '../space/codec.ts';
import { type Explored, type ExploreOptions, reachedLimit } from '../space/options.ts';
import { initialStates, type SearchContext } from '../space/search-state.ts';
import { type Expansion, expansion, PackedCode, wordsIn } from './code.ts';
import { Emitter, UNROLLED } from './emitter.ts';
import { type FaultTools, faultTools } from './faults.ts';
import { MessageTable } from './messages.ts';
import { packedCanonical } from './symmetry.ts';

/** Number of states expanded between limit checks. */
const CHUNK = 4096;
/** If a chunk takes more work than this, the next ones are smaller, so the search doesn't exceed its limit by much. */
const WORK_PER_CHUNK = 20_000_000;

/**
 * Searches packed states with generated code. Finds the same states in the same order as the plain search.
 * @throws TooNarrow if a value doesn't fit in its slot; the caller widens the slot and restarts
 * @throws RunError with the location if an expression fails
 */
export function packedRun(context: SearchContext, codec: Codec, options: ExploreOptions): Explored {
  const search = packedSearch(context, codec, {
    // One state more than the limit shows that the search is incomplete.
    maxStates: options.maxStates + 1,
    maxBytes: options.maxBytes,
    keepGoing: options.keepGoing,
    local: options.reduction ? localSteps(context) : null,
    canonical: packedCanonical(context, codec, options.symmetry),
  });
  try {
    return new PackedRun(context, codec, options, search).run();
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    const span = search.sites[error.site];
    throw span === undefined ? error : new RunError(`run/${error.code}`, span, error.message, error.hint);
  }
}

class PackedRun {
  private readonly context: SearchContext;
  private readonly codec: Codec;
  private readonly options: ExploreOptions;
  private readonly search: PackedSearch;
  private hit: string | null = null;
  private initialStates = 0;
  /** Number of property checks for each state and for each transition. */
  private readonly ofState: number;
  private readonly ofTransition: number;
  /** Number of property checks that have already been added to the work. */
  private checks = 0;

  constructor(context: SearchContext, codec: Codec, options: ExploreOptions, search: PackedSearch) {
    this.context = context;
    this.codec = codec;
    this.options = options;
    this.search = search;
    const { invariants, reachable, stepInvariants, processes } = context.model.scenario;
    const hasGroups = processes.some(({ steps }) => steps.some(({ group }) => group !== null));
    this.ofState = invariants.length + reachable.length;
    this.ofTransition = stepInvariants.length + (hasGroups ? invariants.length : 0);
  }

  run(): Explored {
    const { search, options } = this;
    let depth = 0;
    let current = 0;
    let levelEnd = search.size;
    let stop = Number.POSITIVE_INFINITY;
    let chunk = CHUNK;
    this.initialStates = levelEnd;
    if (levelEnd > 1) this.hit = this.limitReached(depth);
    while (this.hit === null && current < search.size && current < search.stop && current < stop) {
      if (current === levelEnd) {
        depth++;
        levelEnd = search.size;
      }
      const before = this.work();
      current = search.expand(current, Math.min(chunk, levelEnd - current));
      if (this.work() - before > WORK_PER_CHUNK) chunk = Math.max(1, chunk >> 1);
      // Other states at the same distance may be as close to a violation, so the whole level is expanded.
      if (!options.keepGoing && search.unsteady.some((state) => state >= 0)) stop = Math.min(stop, levelEnd);
      this.hit = this.limitReached(depth);
    }
    return this.outcome(depth);
  }

  private limitReached(depth: number): string | null {
    const { size: states, transitions, bytes, full } = this.search;
    const work = this.work();
    return reachedLimit(this.options, this.codec, { states, transitions, depth, bytes, full, work });
  }

  /** The work so far. Each state is checked once. If there are properties of transitions, so is each transition. */
  private work(): number {
    const { context, search } = this;
    const checks = search.size * this.ofState + search.transitions * this.ofTransition;
    context.work.add(checks - this.checks);
    this.checks = checks;
    return context.work.done;
  }

  /** The first violation found of each violated property. */
  private broken(): BrokenAt[] {
    const { search } = this;
    const { invariants, stepInvariants } = this.context.model.scenario;
    return [
      ...invariants.map(({ name }, i) => ({ property: name, state: search.broken[i]!, step: -1 })),
      { property: 'deadlock', state: search.deadlock, step: -1 },
      ...stepInvariants.map(({ name }, i) => ({ property: name, state: search.unsteady[i]!, step: i })),
    ].filter(({ state }) => state >= 0);
  }

  private outcome(depth: number): Explored {
    const { search, context, codec, options } = this;
    const { scenario } = context.model;
    const canonical = canonicalForm(context, options.symmetry);
    const [states, parents] = [search.states(), search.parents()];
    const broken = this.broken();
    const first = nearestViolation(broken, parents);
    const complete = this.hit === null && (first === null || options.keepGoing);
    const path =
      first === null ? null : pathToViolation(context, codec, { states, parents }, first, canonical);
    return {
      verdict: first !== null ? 'violated' : complete ? 'holds' : 'incomplete',
      violation:
        path === null
          ? null
          : { property: first!.property, start: path.start, moves: path.moves, loop: null },
      alsoViolated: broken.map(({ property }) => property),
      insideGroups: insideGroups(context, codec, { states, parents }, search.inside, canonical),
      complete,
      undecided: [],
      reached: scenario.reachable.flatMap(({ name }, i) => (search.reached[i] === 1 ? [name] : [])),
      states: Math.min(search.size, options.maxStates),
      initialStates: Math.min(this.initialStates, options.maxStates),
      transitions: search.transitions,
      depth,
      hit: this.hit,
      bytes: search.bytes,
    };
  }
}

/** Generates the search for a model: expansion, an open-addressing table with inline keys, and batched lookups. */
function packedSearch(context: SearchContext, codec: Codec, options: PackedOptions): PackedSearch {
  const messageTable = new MessageTable(context, codec);
  const emitter = new Emitter(context, codec);
  const code = new PackedCode(emitter, messageTable);
  const moves = expansion(code, options.local);
  const { invariants, stepInvariants, reachable } = context.model.scenario;
  const body = searchCode({
    width: codec.words,
    sites: emitter.addSites,
    invariants: invariants.map((_, i) => code.condition('invariants', i)),
    stepInvariants: stepInvariants.length,
    reachable: reachable.map((_, i) => code.condition('reachable', i)),
    moves,
    symmetric: options.canonical !== null,
    keepGoing: options.keepGoing,
  });
  const make = emitter.generator.assemble(body, context.model.runtime, newFunction) as (
    tools: Tools,
  ) => PackedSearch;
  const search = make({
    V: context.searchLayout.types.map((_, slot) => codec.codeOf(slot).values),
    I: tableIndex(codec),
    L: bounded(context),
    M: messageTable,
    C: codec,
    F: faultTools(emitter),
    canonical: options.canonical,
    initial: packedStates(context, codec),
    maxStates: options.maxStates,
    maxBytes: options.maxBytes,
  });
  return Object.assign(search, { sites: emitter.generator.sites });
}

/** A generated search. */
interface PackedSearch {
  /**
   * Expands `count` states starting at an index, or fewer if the search ends.
   *
   * @returns index of the first state that wasn't expanded
   */
  expand(from: number, count: number): number;
  readonly size: number;
  /** Index of the first state that doesn't have to be expanded. */
  readonly stop: number;
  /** True if the tables couldn't grow within `maxBytes`. From then on, no more states are kept. */
  readonly full: boolean;
  readonly transitions: number;
  /** Bytes used by the table, the states and parents found so far, and the value tables. */
  readonly bytes: number;
  /** For each invariant, the index of the first state that breaks it, or -1. */
  readonly broken: Int32Array;
  /**
   * For each invariant, the index of the first state from which an atomic group breaks it between members, or -1.
   */
  readonly inside: Int32Array;
  /** For each step invariant, the index of the first state from which a step breaks it, or -1. */
  readonly unsteady: Int32Array;
  /** 1 for each `reachable` condition that holds in some state. */
  readonly reached: Uint8Array;
  /** Index of the first deadlocked state, or -1. */
  readonly deadlock: number;
  /** All states' words and parents. */
  states(): Int32Array;
  parents(): Int32Array;
  /** For each `site` in the code, the location of its expression in the scenario. */
  readonly sites: readonly Span[];
}

/** Options for a packed search. */
interface PackedOptions {
  readonly maxStates: number;
  /** Limit on the size of the tables. While a table grows, its old and new copies both count toward the limit. */
  readonly maxBytes: number;
  /** True to continue after violations. */
  readonly keepGoing: boolean;
  /** For each step in each process, true if it is local, for partial-order reduction; null without reduction. */
  readonly local: readonly (readonly boolean[])[] | null;
  /** Replaces a state's words at an offset with their canonical form; null without symmetry. */
  readonly canonical: ((words: Int32Array, at: number) => void) | null;
}

/** Arguments passed to the generated code. */
interface Tools {
  readonly V: readonly (readonly Value[])[];
  readonly I: (slot: number, value: Value) => number;
  readonly L: (slot: number, value: number, low: number, high: number, site: number) => number;
  readonly M: MessageTable;
  readonly C: Codec;
  readonly F: FaultTools;
  readonly canonical: PackedOptions['canonical'];
  /** Words of all initial states. */
  readonly initial: Int32Array;
  readonly maxStates: number;
  readonly maxBytes: number;
}

/** The words of all initial states. */
function packedStates(context: SearchContext, codec: Codec): Int32Array {
  const { words } = codec;
  const all = new Int32Array(words * context.searchLayout.starts.length);
  let at = 0;
  for (const state of initialStates(context)) {
    codec.encode(state, all.subarray(at, at + words));
    at += words;
  }
  return all;
}

function tableIndex(codec: Codec): (slot: number, value: Value) => number {
  return (slot, value) => {
    const index = codec.indexIn(slot, value);
    if (index >= 2 ** codec.codeOf(slot).bits) throw new TooNarrow(slot);
    return index;
  };
}

function bounded({
  model: { layout },
}: SearchContext): (slot: number, value: number, low: number, high: number, site: number) => number {
  return (slot, value, low, high, site) => {
    if (value >= low && value <= high) return value;
    const message = `\`${layout.slots[slot]!.name}\` would become ${value}, but it must be between ${low} and ${high}`;
    throw new EvaluationError('bounds', site, message);
  };
}

/**
 * Number of states whose successors are collected before they're looked up, so that table entries can be prefetched
 * together.
 */
const BATCH = 256;

/**
 * The table's capacities as it grows, in states. After the last one, the capacity doubles. Unused memory is cheap;
 * copying isn't.
 */
const CAPACITIES = [1 << 13, 1 << 18, 1 << 24];

/** The table grows at this load factor. */
const MAX_LOAD = 0.7;

/** Size in bytes of the recent-successor cache. Most known successors were seen recently. */
const RECENT = 1 << 16;

/** Log2 of the initial table size. */
const FIRST_BITS = 12;

const MULTIPLIERS = [-2048144789, -1028477387, 668265263, 374761393];

/** The code for the model-specific parts of a search, which uses a state's words as `a0, a1, ...`. */
export interface SearchParts {
  /** Number of words in a state. */
  readonly width: number;
  /** Maximum number of successors of a state that code outside loops adds to the batch. */
  readonly sites: number;
  readonly invariants: readonly string[];
  /** Number of step invariants. They're checked when moves are made. */
  readonly stepInvariants: number;
  readonly reachable: readonly string[];
  readonly moves: Expansion;
  readonly symmetric: boolean;
  readonly keepGoing: boolean;
}

/**
 * Code for a complete search. A batch `B` contains states' words and the parent of each state. `flush` looks them
 * up and adds new ones. A state's index in the table is the top bits of its hash, so a larger table has the same
 * order and is filled sequentially.
 */
function searchCode(parts: SearchParts): string {
  const { width, sites, invariants, stepInvariants, reachable, moves } = parts;
  const size = width + 1;
  const crowded = 2 * BATCH * size;
  return `
return ({ V, I, L, M, C, F, canonical, initial, maxStates, maxBytes }) => {
  const W = ${width}, S = ${size}, now = 0, crowded = ${crowded};
  const B = new Int32Array(crowded + ${(sites + 2) * size}), from = new Int32Array(${2 * BATCH + sites + 2}), hashes = from.slice();
  const recent = new Int32Array(W * ${2 ** recentBits(width)});
  const broken = new Int32Array(${Math.max(1, invariants.length)}).fill(-1), inside = broken.slice();
  const unsteady = new Int32Array(${Math.max(1, stepInvariants)}).fill(-1);
  const reached = new Uint8Array(${Math.max(1, reachable.length)});
  const capacities = [${CAPACITIES.join(', ')}];
  let capacity = Math.max(1, Math.min(maxStates, capacities[0], Math.floor(maxBytes / 16 / S))), bits = ${FIRST_BITS};
  let shift = 32 - bits, limit = Math.floor(2 ** bits * ${MAX_LOAD}), n = 0, transitions = 0, touched = 0;
  let ended = false, full = false, stop = 2147483647, deadlock = -1;
  let table = new Int32Array(W * 2 ** bits), states = new Int32Array(capacity * W), parents = new Int32Array(capacity);
${hashCode(width)}
${flushCode(parts)}
${growthCode()}
${expandCode(moves, parts)}
  for (let i = 0, q = 0; i < initial.length; i += W) {
    for (let w = 0; w < W; w++) B[q + w] = initial[i + w];
    B[q + W] = -1; q += S;
    if (q >= ${BATCH} * S || i + W === initial.length) q = flush(q);
  }
  transitions = 0;
  return {
    expand, broken, inside, unsteady, reached, states: () => states, parents: () => parents,
    get size() { return n; }, get transitions() { return transitions; }, get stop() { return stop; },
    get full() { return full; }, get bytes() { return bytes(); }, get deadlock() { return deadlock; },
  };
};`;
}

/** Functions that hash, compare and copy states. */
function hashCode(width: number): string {
  const each = Array.from({ length: width }, (_, i) => i);
  const mix = (word: string, i: number): string =>
    `h = Math.imul(h ^ ${word}, ${MULTIPLIERS[i % MULTIPLIERS.length]}); h ^= h >>> 15;`;
  const unrolled = each.map((i) => mix(`X[k + ${i}]`, i)).join(' ');
  const loop = `for (let i = 0; i < W; i++) { ${mix('X[k + i]', 0)} }`;
  return `
  function hash(X, k) {
    let h = ${MULTIPLIERS[3]};
    ${width <= UNROLLED ? unrolled : loop}
    return Math.imul(h, -1640531527);
  }
  function same(X, k, Y, j) {
    for (let i = 0; i < W; i++) if (X[k + i] !== Y[j + i]) return false;
    return true;
  }
  function copy(from, to) {
    for (let i = 0; i < W; i++) B[to + i] = states[from + i];
  }`;
}

/** Log2 of the number of entries in the recent-successor cache. */
function recentBits(width: number): number {
  return 32 - Math.clz32(Math.floor(RECENT / width / 4)) - 1;
}

function flushCode({ width, invariants, reachable, symmetric, keepGoing }: SearchParts): string {
  const wide = width > UNROLLED;
  const each = Array.from({ length: width }, (_, i) => i);
  const halt = keepGoing ? '' : 'if (stop > m + 1) stop = m + 1;';
  const checks = [
    ...invariants.map((test, i) => `if (broken[${i}] < 0 && !(${test})) { broken[${i}] = m; ${halt} }`),
    ...reachable.map((test, i) => `if (reached[${i}] === 0 && (${test})) reached[${i}] = 1;`),
  ].join('\n');
  const words = wide ? wordsIn(checks, 'B', 'j') : each.map((i) => `const a${i} = B[j + ${i}];`).join(' ');
  const first = wide ? 'B[j]' : 'a0';
  const equal = wide
    ? 'same(keys, place, B, j)'
    : each.map((i) => `keys[place + ${i}] === a${i}`).join(' && ');
  const put = wide
    ? 'for (let i = 0; i < W; i++) keys[place + i] = rows[m * W + i] = B[j + i];'
    : each.map((i) => `keys[place + ${i}] = a${i}; rows[m * W + ${i}] = a${i};`).join(' ');
  const canonicalized = symmetric ? 'for (let j = 0; j < q; j += S) canonical(B, j);' : '';
  const again = symmetric ? 'canonical(B, from[k]); hashes[k] = hash(B, from[k]);' : '';
  const refuel = burnsFuel(checks) ? 'R.refuel();' : '';
  const differs = each.map((i) => `(recent[i + ${i}] ^ B[j + ${i}])`).join(' | ');
  const keep = wide
    ? 'if (!same(recent, i, B, j)) { for (let w = 0; w < W; w++) recent[i + w] = B[j + w]; count++; }'
    : `const differs = ${differs}; ${each.map((i) => `recent[i + ${i}] = B[j + ${i}];`).join(' ')} count += (differs | -differs) >>> 31;`;
  // The lowest bit of a state's first word is always set, so zero means that an entry is free.
  return `
  function flush(q) {
    if (ended) return 0;
    if (C.largest >= ${MAX_VALUES} || !hasRoom(0)) { giveUp(); return 0; }
    let count = 0;
    for (let j = 0; j < q; j += S) {
      const h = hash(B, j), i = (h >>> ${32 - recentBits(width)}) * W;
      from[count] = j; hashes[count] = h;
      ${keep}
    }
    ${symmetric ? `for (let k = 0; k < count; k++) { ${again} }` : ''}
    if (n + count > limit || n + count > capacity) { if (!reserve(count)) return 0; }
    const keys = table, rows = states, end = keys.length;
    let touch = 0, m = n;
    for (let k = 0; k < count; k++) touch ^= keys[(hashes[k] >>> shift) * W];
    touched ^= touch;
    for (let k = 0; k < count; k++) {
      const j = from[k];
      ${words}
      for (let place = (hashes[k] >>> shift) * W; ; place = place + W === end ? 0 : place + W) {
        if (keys[place] === 0) {
          ${put}
          parents[m] = B[j + W];
          ${refuel}
          ${checks}
          m++;
          if (m === maxStates) { n = m; transitions += j / S + 1; ended = true; stop = 0; return 0; }
          break;
        }
        if (keys[place] === ${first} && ${equal}) break;
      }
    }
    n = m; transitions += q / S;
    return 0;
  }
  function unknown(q) {
    ${canonicalized}
    for (let j = 0; j < q; j += S) {
      for (let place = (hash(B, j) >>> shift) * W; table[place] !== 0; place = place + W === table.length ? 0 : place + W) {
        if (same(table, place, B, j)) return false;
      }
    }
    return true;
  }`;
}

function growthCode(): string {
  return `
  function bytes() { return table.byteLength + n * S * 4 + C.bytes; }
  function hasRoom(more) { return bytes() + more <= maxBytes; }
  function reserve(count) {
    while (n + count > limit) if (!rehash()) return giveUp();
    if (n + count > capacity && capacity < maxStates && !grow(n + count)) return giveUp();
    return true;
  }
  function giveUp() { full = ended = true; stop = 0; return false; }
  function grow(least) {
    if (!hasRoom(n * S * 4)) return false;
    // The capacity grows quickly up to a quarter of the memory, so states are rarely copied, and then by half each
    // time.
    const quarter = Math.floor(maxBytes / 16 / S), doubled = capacities.find((one) => one > capacity) ?? capacity * 2;
    const next = capacity < quarter ? Math.min(doubled, quarter) : Math.min(doubled, Math.ceil(capacity * 1.5));
    capacity = Math.min(maxStates, Math.max(least, next));
    const moreStates = new Int32Array(capacity * W); moreStates.set(states); states = moreStates;
    const moreParents = new Int32Array(capacity); moreParents.set(parents); parents = moreParents;
    return true;
  }
  function rehash() {
    let wider = bits + (bits < 20 ? 2 : 1);
    if (!hasRoom(W * 4 * 2 ** wider)) wider = bits + 1;
    if (wider > 31 || !hasRoom(W * 4 * 2 ** wider)) return false;
    const old = table, keys = new Int32Array(W * 2 ** wider), end = keys.length;
    bits = wider; shift = 32 - bits; limit = Math.floor(2 ** bits * ${MAX_LOAD}); table = keys;
    for (let k = 0; k < old.length; k += W) {
      if (old[k] === 0) continue;
      let place = (hash(old, k) >>> shift) * W;
      while (keys[place] !== 0) place = place + W === end ? 0 : place + W;
      for (let i = 0; i < W; i++) keys[place + i] = old[k + i];
    }
    return true;
  }`;
}

function expandCode({ functions, localMoves, body, stuck }: Expansion, { keepGoing }: SearchParts): string {
  const halt = keepGoing ? '' : 'if (stop > current + 1) stop = current + 1;';
  return `
  ${functions}
  function stuck(base) { ${wordsIn(stuck)} return ${stuck}; }
  function expand(first, count) {
    const last = first + count;
    let current = first, q = 0;
    for (; current < last && current < stop; current++) {
      const base = current * W;
      ${wordsIn(localMoves + body)}
      moves: {
        ${localMoves}
        const transitionsBefore = transitions, queued = q;
        ${body}
        if (q === queued && transitions === transitionsBefore && deadlock < 0 && !ended && stuck(base)) { deadlock = current; ${halt} }
      }
      if (q >= ${BATCH} * S) q = flush(q);
    }
    if (q > 0) flush(q);
    return current;
  }`;
}
