/** Counter-based random numbers. Each draw is a hash of its purpose, so adding one draw never shifts another. */

/** Parity constant in the key schedule, from the Skein hash function. */
const PARITY = 0x1bd11bda;

/**
 * Random draws for one run. Each is a hash of (seed, run, who, what, n), so a variant gets the same draws as its
 * base wherever both take the same actions.
 *
 * The hash is Threefry 4x32 with 13 rounds (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2,
 * 3, SC 2011, https://doi.org/10.1145/2063384.2063405). It needs only 32-bit additions, rotations and XORs, which
 * JavaScript supports. Philox, from the same paper, needs the upper halves of products. The authors' tests pass
 * with 12 rounds.
 */
export class Draws {
  private readonly k0: number;
  private readonly k1: number;
  /** The most recent block, as signed 32-bit numbers. */
  w0 = 0;
  w1 = 0;
  w2 = 0;
  w3 = 0;

  /**
   * @param seed from 0 to 2^32 - 1
   * @param run number of the run within its sweep
   */
  constructor(seed: number, run: number) {
    this.k0 = seed | 0;
    this.k1 = run | 0;
  }

  /** Computes a block: two uniform numbers, `first` and `second`. Doesn't allocate. */
  block(who: number, what: number, n: number, lane: number): void {
    this.hashBlock(n, lane, 0, 0, who | 0, what | 0);
  }

  /**
   * First eight rounds, with key additions.
   *
   * @param k2 with `k3`, the second half of the key (after seed and run), as signed 32-bit numbers
   */
  hashBlock(c0: number, c1: number, c2: number, c3: number, k2: number, k3: number): void {
    const { k0, k1 } = this;
    const k4 = PARITY ^ k0 ^ k1 ^ k2 ^ k3;
    let x0 = (c0 + k0) | 0;
    let x1 = (c1 + k1) | 0;
    let x2 = (c2 + k2) | 0;
    let x3 = (c3 + k3) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 10) | (x1 >>> 22)) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = ((x3 << 26) | (x3 >>> 6)) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = ((x3 << 11) | (x3 >>> 21)) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = ((x1 << 21) | (x1 >>> 11)) ^ x2;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = ((x3 << 27) | (x3 >>> 5)) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = ((x3 << 23) | (x3 >>> 9)) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = ((x1 << 5) | (x1 >>> 27)) ^ x2;
    x0 = (x0 + k1) | 0;
    x1 = (x1 + k2) | 0;
    x2 = (x2 + k3) | 0;
    x3 = (x3 + k4 + 1) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = ((x3 << 20) | (x3 >>> 12)) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = ((x3 << 17) | (x3 >>> 15)) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = ((x1 << 11) | (x1 >>> 21)) ^ x2;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 25) | (x1 >>> 7)) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = ((x3 << 10) | (x3 >>> 22)) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = ((x3 << 18) | (x3 >>> 14)) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = ((x1 << 20) | (x1 >>> 12)) ^ x2;
    this.hashLastRounds(x0, x1, x2, x3, k2, k3, k4);
  }

  /** The remaining five rounds. */
  private hashLastRounds(
    a: number,
    b: number,
    c: number,
    d: number,
    k2: number,
    k3: number,
    k4: number,
  ): void {
    const { k0, k1 } = this;
    let x0 = a;
    let x1 = b;
    let x2 = c;
    let x3 = d;
    x0 = (x0 + k2) | 0;
    x1 = (x1 + k3) | 0;
    x2 = (x2 + k4) | 0;
    x3 = (x3 + k0 + 2) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 10) | (x1 >>> 22)) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = ((x3 << 26) | (x3 >>> 6)) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = ((x3 << 11) | (x3 >>> 21)) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = ((x1 << 21) | (x1 >>> 11)) ^ x2;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = ((x3 << 27) | (x3 >>> 5)) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = ((x3 << 23) | (x3 >>> 9)) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = ((x1 << 5) | (x1 >>> 27)) ^ x2;
    x0 = (x0 + k3) | 0;
    x1 = (x1 + k4) | 0;
    x2 = (x2 + k0) | 0;
    x3 = (x3 + k1 + 3) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = ((x3 << 20) | (x3 >>> 12)) ^ x2;
    this.w0 = x0;
    this.w1 = x1;
    this.w2 = x2;
    this.w3 = x3;
  }

  /** First uniform number in the most recent block: from 0 (inclusive) to 1 (exclusive), with 53 random bits. */
  first(): number {
    return ((this.w0 >>> 5) * 67_108_864 + (this.w1 >>> 6)) / 9_007_199_254_740_992;
  }

  /** Second uniform number in the most recent block. */
  second(): number {
    return ((this.w2 >>> 5) * 67_108_864 + (this.w3 >>> 6)) / 9_007_199_254_740_992;
  }

  /**
   * A number from 0 (inclusive) to 1 (exclusive) with 53 random bits.
   *
   * @param who hash of the instance or load
   * @param what hash of the step or purpose
   * @param n number of previous draws for this purpose
   * @param lane distinguishes multiple draws for the same purpose
   */
  uniform(who: number, what: number, n: number, lane = 0): number {
    this.block(who, what, n, lane);
    return this.first();
  }
}

/**
 * One block of Threefry 4x32-13. Takes four counter words and four key words and returns four words, each an unsigned
 * 32-bit integer.
 */
export function threefry(counter: Words, key: Words): Words {
  const draws = new Draws(key[0], key[1]);
  draws.hashBlock(counter[0], counter[1], counter[2], counter[3], key[2] | 0, key[3] | 0);
  return [draws.w0 >>> 0, draws.w1 >>> 0, draws.w2 >>> 0, draws.w3 >>> 0];
}

/** 32-bit FNV-1a over UTF-16 code units, for names in draw keys. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ (name.charCodeAt(i) & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (name.charCodeAt(i) >>> 8), 0x01000193);
  }
  return hash >>> 0;
}

type Words = readonly [number, number, number, number];
