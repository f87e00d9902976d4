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
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const low0 = Math.imul(M0, c0) >>> 0;
    const high0 = multiplyHigh(M0, c0);
    const low1 = Math.imul(M1, c2) >>> 0;
    const high1 = multiplyHigh(M1, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + W0) >>> 0;
    k1 = (k1 + W1) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** Upper 32 bits of the product of two unsigned 32-bit numbers, by halves that a double holds exactly. */
function multiplyHigh(a: number, b: number): number {
  const [aHigh, aLow] = [a >>> 16, a & 0xffff];
  const [bHigh, bLow] = [b >>> 16, b & 0xffff];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const cross = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 65_536) + Math.floor(cross / 65_536)) >>> 0;
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
  private readonly key: readonly [number, number];

  /**
   * @param seed from 0 to 2^32 - 1
   * @param run number of the run among those of a sweep
   */
  constructor(seed: number, run: number) {
    this.key = [seed >>> 0, run >>> 0];
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
    const [a, b] = philox([who, what, n >>> 0, lane >>> 0], this.key);
    return ((a >>> 5) * 67_108_864 + (b >>> 6)) / 9_007_199_254_740_992;
  }
}
