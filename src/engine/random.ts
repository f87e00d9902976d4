/**
 * Random numbers that depend on what they are for, not on when they are drawn: each draw is a hash of (seed, run, who,
 * what, n). A variant therefore sees the same draws as its base wherever it does the same, and no draw shifts another.
 *
 * The hash is Philox 4x32 with 10 rounds (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3,
 * SC 2011, https://doi.org/10.1145/2063384.2063405).
 */

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

type Words = [number, number, number, number];

/** One block of Philox 4x32-10: four counter words and two key words in, four words out (unsigned 32-bit each). */
export function philox(counter: Readonly<Words>, key: readonly [number, number]): Words {
  const draws = new Draws(key[0], key[1]);
  draws.block(counter[0], counter[1], counter[2], counter[3]);
  return [draws.w0 >>> 0, draws.w1 >>> 0, draws.w2 >>> 0, draws.w3 >>> 0];
}

/** Upper 32 bits of the product of two unsigned 32-bit numbers, by halves, all in 32-bit integers. */
function multiplyHigh(aHigh: number, aLow: number, b: number): number {
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const cross = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (cross >>> 16)) | 0;
}

/** 32-bit FNV-1a over UTF-16 code units: names become words of the counter. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ (name.charCodeAt(i) & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (name.charCodeAt(i) >>> 8), 0x01000193);
  }
  return hash >>> 0;
}

/** The draws of one run. */
export class Draws {
  private readonly k0: number;
  private readonly k1: number;
  /** Words of the last block, as signed 32-bit numbers. */
  w0 = 0;
  w1 = 0;
  w2 = 0;
  w3 = 0;

  /**
   * @param seed from 0 to 2^32 - 1
   * @param run number of the run among those of a sweep
   */
  constructor(seed: number, run: number) {
    this.k0 = seed | 0;
    this.k1 = run | 0;
  }

  /** Makes the four words of a counter: two uniform numbers, `first` and `second`. Allocates nothing. */
  block(who: number, what: number, n: number, lane: number): void {
    let c0 = who | 0;
    let c1 = what | 0;
    let c2 = n | 0;
    let c3 = lane | 0;
    let k0 = this.k0;
    let k1 = this.k1;
    for (let round = 0; round < 10; round++) {
      const high0 = multiplyHigh(M0 >>> 16, M0 & 0xffff, c0);
      const high1 = multiplyHigh(M1 >>> 16, M1 & 0xffff, c2);
      const low0 = Math.imul(M0, c0);
      const low1 = Math.imul(M1, c2);
      c0 = high1 ^ c1 ^ k0;
      c1 = low1;
      c2 = high0 ^ c3 ^ k1;
      c3 = low0;
      k0 = (k0 + W0) | 0;
      k1 = (k1 + W1) | 0;
    }
    this.w0 = c0;
    this.w1 = c1;
    this.w2 = c2;
    this.w3 = c3;
  }

  /** The first uniform number of the last block: from 0 (inclusive) to 1 (exclusive) with 53 random bits. */
  first(): number {
    return ((this.w0 >>> 5) * 67_108_864 + (this.w1 >>> 6)) / 9_007_199_254_740_992;
  }

  /** The second uniform number of the last block. */
  second(): number {
    return ((this.w2 >>> 5) * 67_108_864 + (this.w3 >>> 6)) / 9_007_199_254_740_992;
  }

  /**
   * A number from 0 (inclusive) to 1 (exclusive) with 53 random bits.
   *
   * @param who hash of the instance or load
   * @param what hash of the step or purpose
   * @param n how often that was drawn before
   * @param lane tells several draws of one purpose apart
   */
  uniform(who: number, what: number, n: number, lane = 0): number {
    this.block(who, what, n, lane);
    return this.first();
  }
}
