import { type Expansion, wordsIn } from './packed-expansion.ts';
import { UNROLLED } from './packed-writing.ts';

/** The parts of a search that hang on the model, as code over the words `a0, a1, ...` of a state. */
export interface SearchParts {
  /** Words of a state. */
  readonly width: number;
  /** Most states that one state adds to the batch outside of loops. */
  readonly sites: number;
  readonly invariants: readonly string[];
  readonly reachable: readonly string[];
  readonly moves: Expansion;
  readonly symmetric: boolean;
  readonly keepGoing: boolean;
}

/** States whose successors are collected before they are looked up: by then their places are in the cache. */
const BATCH = 256;

/**
 * States that room is set aside for, one number after the other: memory that nobody touches costs little, and copying
 * much costs time. Behind the last one the room is doubled.
 */
const ROOM = [1 << 13, 1 << 18, 1 << 24];

/** Share of the table that is filled before it grows. */
const FILLED = 0.7;

/** Bytes that the latest successors take: most of those that are known were met a moment ago. */
const RECENT = 1 << 16;

/** Bits of the number of places of the first table. */
const FIRST_BITS = 12;

const MULTIPLIERS = [-2048144789, -1028477387, 668265263, 374761393];

/**
 * Code of a whole search. A batch `B` holds the words of states and the state that each comes from; `flush` looks all of
 * them up and keeps those that are new. The place of a state in the table is the top bits of its hash, so that a larger
 * table has the same order and is filled from one end to the other.
 */
export function tableCode(parts: SearchParts): string {
  const { width, sites, invariants, reachable, moves } = parts;
  const size = width + 1;
  const crowded = 2 * BATCH * size;
  return `
return ({ V, I, L, M, F, canonical, initial, maxStates, maxBytes }) => {
  const W = ${width}, S = ${size}, now = 0, crowded = ${crowded};
  const B = new Int32Array(crowded + ${(sites + 2) * size}), from = new Int32Array(${2 * BATCH + sites + 2}), hashes = from.slice();
  const recent = new Int32Array(W * ${2 ** recentBits(width)});
  const broken = new Int32Array(${Math.max(1, invariants.length)}).fill(-1), inside = broken.slice();
  const reached = new Uint8Array(${Math.max(1, reachable.length)});
  const rooms = [${ROOM.join(', ')}];
  let capacity = Math.max(1, Math.min(maxStates, rooms[0], Math.floor(maxBytes / 16 / S))), bits = ${FIRST_BITS};
  let shift = 32 - bits, limit = Math.floor(2 ** bits * ${FILLED}), n = 0, transitions = 0, touched = 0;
  let ended = false, full = false, stop = 2147483647, deadlock = -1;
  let table = new Int32Array(W * 2 ** bits), states = new Int32Array(capacity * W), parents = new Int32Array(capacity);
${hashCode(width)}
${flushCode(parts)}
${growthCode()}
${expandCode(moves, parts)}
  B.set(initial); B[W] = -1; flush(S); transitions = 0;
  return {
    expand, broken, inside, reached, states: () => states, parents: () => parents,
    get size() { return n; }, get transitions() { return transitions; }, get stop() { return stop; },
    get full() { return full; }, get bytes() { return bytes(); }, get deadlock() { return deadlock; },
  };
};`;
}

/** Bits of the number of states among the latest that are told from others before the table is asked. */
function recentBits(width: number): number {
  return 32 - Math.clz32(Math.floor(RECENT / width / 4)) - 1;
}

/** The hash of a state, and whether two are the same, in full. */
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
  const brought = symmetric ? 'for (let j = 0; j < q; j += S) canonical(B, j);' : '';
  const again = symmetric ? 'canonical(B, from[k]); hashes[k] = hash(B, from[k]);' : '';
  const burns = checks.includes('R.') ? 'R.refuel();' : '';
  const differs = each.map((i) => `(recent[i + ${i}] ^ B[j + ${i}])`).join(' | ');
  const keep = wide
    ? 'if (!same(recent, i, B, j)) { for (let w = 0; w < W; w++) recent[i + w] = B[j + w]; count++; }'
    : `const differs = ${differs}; ${each.map((i) => `recent[i + ${i}] = B[j + ${i}];`).join(' ')} count += (differs | -differs) >>> 31;`;
  // The lowest bit of a state's first word is set: zero is a free place.
  return `
  function flush(q) {
    if (ended) return 0;
    let count = 0;
    for (let j = 0; j < q; j += S) {
      const h = hash(B, j), i = (h >>> ${32 - recentBits(width)}) * W;
      from[count] = j; hashes[count] = h;
      ${keep}
    }
    ${symmetric ? `for (let k = 0; k < count; k++) { ${again} }` : ''}
    if (n + count > limit || n + count > capacity) { if (!room(count)) return 0; }
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
          ${burns}
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
    ${brought}
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
  function bytes() { return table.byteLength + n * S * 4; }
  function hasRoom(more) { return bytes() + more <= maxBytes; }
  function room(count) {
    while (n + count > limit) if (!rehash()) return giveUp();
    if (n + count > capacity && capacity < maxStates && !grow(n + count)) return giveUp();
    return true;
  }
  function giveUp() { full = ended = true; stop = 0; return false; }
  function grow(least) {
    if (!hasRoom(n * S * 4)) return false;
    // A quarter of the memory is set aside at once; behind that room grows by half, so that it is copied a few times alone.
    const quarter = Math.floor(maxBytes / 16 / S), wanted = rooms.find((one) => one > capacity) ?? capacity * 2;
    const next = capacity < quarter ? Math.min(wanted, quarter) : Math.min(wanted, Math.ceil(capacity * 1.5));
    capacity = Math.min(maxStates, Math.max(least, next));
    const moreStates = new Int32Array(capacity * W); moreStates.set(states); states = moreStates;
    const moreParents = new Int32Array(capacity); moreParents.set(parents); parents = moreParents;
    return true;
  }
  function rehash() {
    let wider = bits + (bits < 18 ? 2 : 1);
    if (!hasRoom(W * 4 * 2 ** wider)) wider = bits + 1;
    if (wider > 31 || !hasRoom(W * 4 * 2 ** wider)) return false;
    const old = table, keys = new Int32Array(W * 2 ** wider), end = keys.length;
    bits = wider; shift = 32 - bits; limit = Math.floor(2 ** bits * ${FILLED}); table = keys;
    for (let k = 0; k < old.length; k += W) {
      if (old[k] === 0) continue;
      let place = (hash(old, k) >>> shift) * W;
      while (keys[place] !== 0) place = place + W === end ? 0 : place + W;
      for (let i = 0; i < W; i++) keys[place + i] = old[k + i];
    }
    return true;
  }`;
}

function expandCode({ functions, alone, body, stuck }: Expansion, { keepGoing }: SearchParts): string {
  const halt = keepGoing ? '' : 'if (stop > current + 1) stop = current + 1;';
  return `
  ${functions}
  function stuck(base) { ${wordsIn(stuck)} return ${stuck}; }
  function expand(first, count) {
    const last = first + count;
    let current = first, q = 0;
    for (; current < last && current < stop; current++) {
      const base = current * W;
      ${wordsIn(alone + body)}
      moves: {
        ${alone}
        const made = transitions, held = q;
        ${body}
        if (q === held && transitions === made && deadlock < 0 && !ended && stuck(base)) { deadlock = current; ${halt} }
      }
      if (q >= ${BATCH} * S) q = flush(q);
    }
    if (q > 0) flush(q);
    return current;
  }`;
}
