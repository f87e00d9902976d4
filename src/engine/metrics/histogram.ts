import { doubles } from '../numbers/arithmetic.ts';

/** Buckets per power of two: values are accurate to one part in 128. */
const PARTS = 64;
const EXACT = 2 * PARTS;
const BITS_OF_PARTS = 6;
/** Larger values are recorded as this maximum: 2^40 microseconds, or about 12 days. */
const MAX_VALUE = 2 ** 40 - 1;
const TWO_31 = 2 ** 31;
const BUCKETS = (40 - BITS_OF_PARTS) * PARTS + PARTS;

const POWERS = Array.from({ length: 64 }, (_, i) => 2 ** i);
/** Exact inverses, because multiplying is faster than dividing. */
const PARTS_OF_ONE = POWERS.map((power) => 1 / power);

/**
 * Weighted log-linear histogram of durations. Values below 128 microseconds are exact. Others go into buckets no
 * wider than 1/64 of the value, so quantiles are off by less than 0.8%. Recording doesn't allocate and doesn't
 * depend on order.
 *
 * It works like an HDR histogram, but with fractional weights: https://hdrhistogram.github.io/HdrHistogram/
 */
export class Histogram {
  private readonly weights: number[] = doubles(BUCKETS);
  private lowest = BUCKETS;
  private highest = -1;

  /** @param value non-negative whole microseconds */
  record(value: number, weight: number): void {
    const bucket = bucketOf(value > MAX_VALUE ? MAX_VALUE : value);
    this.weights[bucket]! += weight;
    if (bucket < this.lowest) this.lowest = bucket;
    if (bucket > this.highest) this.highest = bucket;
  }

  add(other: Histogram): void {
    for (let i = other.lowest; i <= other.highest; i++) this.weights[i]! += other.weights[i]!;
    if (other.lowest < this.lowest) this.lowest = other.lowest;
    if (other.highest > this.highest) this.highest = other.highest;
  }

  clear(): void {
    if (this.highest >= 0) this.weights.fill(0, this.lowest, this.highest + 1);
    this.lowest = BUCKETS;
    this.highest = -1;
  }

  /**
   * The quantile at a share of the total weight, rounded to the middle of its bucket.
   *
   * @param share from 0 to 1
   * @returns microseconds; NaN if nothing was recorded
   */
  quantile(share: number): number {
    let total = 0;
    for (let i = this.lowest; i <= this.highest; i++) total += this.weights[i]!;
    if (total === 0) return Number.NaN;
    // Allow for rounding errors in sums of fractional weights.
    const target = share * total - total * 1e-12;
    let sum = 0;
    for (let i = this.lowest; i <= this.highest; i++) {
      sum += this.weights[i]!;
      if (sum >= target && this.weights[i]! > 0) return middleOf(i);
    }
    return middleOf(this.highest);
  }
}

function bucketOf(value: number): number {
  if (value < EXACT) return value;
  const exponent = value < TWO_31 ? 31 - Math.clz32(value) : 62 - Math.clz32(Math.floor(value / TWO_31));
  const shift = exponent - BITS_OF_PARTS;
  return shift * PARTS + Math.floor(value * PARTS_OF_ONE[shift]!);
}

function middleOf(bucket: number): number {
  if (bucket < EXACT) return bucket;
  const shift = Math.floor(bucket / PARTS) - 1;
  const width = POWERS[shift]!;
  return (bucket - shift * PARTS) * width + Math.floor((width - 1) / 2);
}
