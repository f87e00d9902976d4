import type { Epoch } from '../../time/instant.ts';

/** A point in a series. A null value is an explicit gap in the source. */
export interface Point {
  readonly at: Epoch;
  readonly value: number | null;
}

/** A bucket of points: their mean and their range. */
export interface Bucket extends Point {
  readonly min: number | null;
  readonly max: number | null;
}

/** The period to keep if a series has too many points. */
export interface Period {
  readonly from: Epoch;
  readonly to: Epoch;
}

/** Maximum number of points in a written series. If there are more, they are written as buckets. */
export const MAX_POINTS = 5000;
/** Maximum number of points to keep individually. */
const MAX_KEPT = 50_000;
const SECOND = 1_000_000;
/** Bucket widths in seconds. Each is a divisor of the next, so buckets can be merged. */
const WIDTHS = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400, 604_800];

interface Sum {
  sum: number;
  count: number;
  min: number;
  max: number;
}

/**
 * Points in bounded memory. Up to 50,000 are kept. Beyond that, they are aggregated into buckets whose width grows with
 * the time span. Every value is counted, so a short peak stays visible in `max`.
 */
export class Points {
  #kept: Point[] | null = [];
  #buckets = new Map<number, Sum>();
  #width = 0;
  /** True if several points with the same time are samples of a distribution. Otherwise, they contradict each other. */
  readonly #isSampled: boolean;
  readonly #period: Period | null;
  /** The points around the incident, used if there are too many points overall. */
  readonly #inside: Points | null;
  #count = 0;
  #falls = 0;
  #before: number | null = null;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  constructor(period: Period | null = null, isSampled = false) {
    this.#isSampled = isSampled;
    this.#period = period;
    this.#inside = period === null ? null : new Points(null, isSampled);
    if (isSampled) this.#startBuckets();
  }

  /** The points in the period, or null if there is no period or it has no points. */
  get inside(): Points | null {
    return this.#inside === null || this.#inside.count === 0 ? null : this.#inside;
  }

  /** Number of values that are lower than the previous one. */
  get falls(): number {
    return this.#falls;
  }

  get count(): number {
    return this.#count;
  }

  get first(): Epoch {
    return this.#first;
  }

  get last(): Epoch {
    return this.#last;
  }

  add(at: Epoch, value: number | null): void {
    this.#count++;
    this.#first = Math.min(this.#first, at);
    this.#last = Math.max(this.#last, at);
    if (value !== null) {
      if (this.#before !== null && value < this.#before) this.#falls++;
      this.#before = value;
    }
    if (this.#inside !== null && at >= this.#period!.from && at <= this.#period!.to)
      this.#inside.add(at, value);
    if (this.#kept === null) {
      this.#sum(at, value);
      return;
    }
    this.#kept.push({ at, value });
    if (this.#kept.length <= MAX_KEPT) return;
    const kept = this.#kept;
    this.#startBuckets();
    for (const point of kept) this.#sum(point.at, point.value);
  }

  #startBuckets(): void {
    this.#kept = null;
  }

  #sum(at: Epoch, value: number | null): void {
    if (value === null) return;
    addTo(this.#buckets, Math.floor(at / this.#widthMicros), {
      sum: value,
      count: 1,
      min: value,
      max: value,
    });
    while (this.#buckets.size > MAX_KEPT && this.#width < WIDTHS.length - 1) {
      this.#buckets = joined(this.#buckets, this.#widthMicros, WIDTHS[++this.#width]! * SECOND);
    }
  }

  get #widthMicros(): number {
    return WIDTHS[this.#width]! * SECOND;
  }

  /** The points in order of time, or null if there are too many to write individually. */
  sorted(): readonly Point[] | null {
    if (this.#kept === null || this.#kept.length > MAX_POINTS) return null;
    return [...this.#kept].sort((a, b) => a.at - b.at);
  }

  /** All kept points in order of time, or null if only buckets were kept. */
  all(): readonly Point[] | null {
    return this.#kept === null ? null : [...this.#kept].sort((a, b) => a.at - b.at);
  }

  /** The points in the narrowest buckets that result in at most 5,000 points, and the bucket width in seconds. */
  bucketed(): { readonly width: number; readonly buckets: readonly Bucket[] } {
    let width = this.#width;
    let sums = this.#buckets;
    if (this.#kept !== null) {
      sums = new Map();
      for (const { at, value } of this.#kept) {
        if (value !== null)
          addTo(sums, Math.floor(at / (WIDTHS[width]! * SECOND)), {
            sum: value,
            count: 1,
            min: value,
            max: value,
          });
      }
    }
    for (; sums.size > MAX_POINTS && width < WIDTHS.length - 1; width++) {
      sums = joined(sums, WIDTHS[width]! * SECOND, WIDTHS[width + 1]! * SECOND);
    }
    const micros = WIDTHS[width]! * SECOND;
    const buckets = [...sums]
      .sort(([a], [b]) => a - b)
      .map(([index, { sum, count, min, max }]) => ({ at: index * micros, value: sum / count, min, max }));
    return { width: WIDTHS[width]!, buckets };
  }

  get isSampled(): boolean {
    return this.#isSampled;
  }
}

function addTo(buckets: Map<number, Sum>, index: number, one: Sum): void {
  const known = buckets.get(index);
  if (known === undefined) {
    buckets.set(index, { ...one });
    return;
  }
  known.sum += one.sum;
  known.count += one.count;
  known.min = Math.min(known.min, one.min);
  known.max = Math.max(known.max, one.max);
}

function joined(buckets: ReadonlyMap<number, Sum>, from: number, to: number): Map<number, Sum> {
  const out = new Map<number, Sum>();
  for (const [index, sum] of buckets) addTo(out, Math.floor((index * from) / to), sum);
  return out;
}
