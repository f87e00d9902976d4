import type { Micros } from '../../result.ts';

/** What a set of durations looks like. A mean is not among it: one long incident would be most of it. */
export interface Distribution {
  /** Rising. */
  values: readonly Micros[];
  median: Micros;
  /** The middle half; null for fewer than 4 values, of which no half is one. */
  quartiles: readonly [Micros, Micros] | null;
  /** What 9 of 10 stay below; null for fewer than 10 values. */
  p90: Micros | null;
}

/** Null for a set without values. */
export function distributionOf(durations: readonly Micros[]): Distribution | null {
  if (durations.length === 0) return null;
  const values = [...durations].sort((a, b) => a - b);
  return {
    values,
    median: quantile(values, 0.5),
    quartiles: values.length < 4 ? null : [quantile(values, 0.25), quantile(values, 0.75)],
    p90: values.length < 10 ? null : quantile(values, 0.9),
  };
}

/** Linear between neighbours, as R's type 7 and NumPy's default. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return Math.round(low + (high - low) * (place - below));
}
