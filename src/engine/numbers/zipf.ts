import { exp, ln } from './arithmetic.ts';

/**
 * Zipf's law: of `count` items, the k-th most popular one has a weight of 1 / k^`exponent`. Items are numbered from 0.
 */
export class Zipf {
  /** Sum of the weights up to each item. */
  private readonly sums: Float64Array;
  /**
   * For each of `count` equal parts of the total weight, the item at its start. This way, a draw takes constant time.
   */
  private readonly guide: Int32Array;

  constructor(count: number, exponent: number) {
    this.sums = new Float64Array(count);
    let sum = 0;
    for (let k = 0; k < count; k++) {
      sum += exp(-exponent * ln(k + 1));
      this.sums[k] = sum;
    }
    this.guide = new Int32Array(count);
    let item = 0;
    for (let part = 0; part < count; part++) {
      while (this.sums[item]! <= (part / count) * sum && item < count - 1) item++;
      this.guide[part] = item;
    }
  }

  /**
   * The first item where the cumulative weight exceeds this share of the total.
   *
   * @param u uniform from 0 (inclusive) to 1 (exclusive)
   */
  draw(u: number): number {
    const { sums, guide } = this;
    const last = sums.length - 1;
    const weight = u * sums[last]!;
    let item = guide[Math.floor(u * sums.length)]!;
    // The start of a part is rounded, so it may be past the item.
    while (item > 0 && sums[item - 1]! > weight) item--;
    while (item < last && sums[item]! <= weight) item++;
    return item;
  }
}
