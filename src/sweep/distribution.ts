import { sixDigits } from '../engine/six-digits.ts';
import type { Distribution } from '../result-sweep.ts';

const MOST_BINS = 24;

/**
 * How values are spread; null and infinite ones count as none. Quantiles are by the nearest rank: each is one of the
 * values.
 */
export function distributionOf(values: readonly (number | null)[]): Distribution {
  const known = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
  const sorted = known.sort((a, b) => a - b);
  const { length: n } = sorted;
  const rank = (share: number): number | null =>
    n === 0 ? null : sixDigits(sorted[Math.max(0, Math.ceil(share * n) - 1)]!);
  return {
    n,
    least: rank(0),
    p5: rank(0.05),
    p25: rank(0.25),
    p50: rank(0.5),
    p75: rank(0.75),
    p95: rank(0.95),
    greatest: rank(1),
    bins: binsOf(sorted),
  };
}

/** Equal bins from least to greatest; one where all values are the same. */
function binsOf(sorted: readonly number[]): number[] {
  const [least, greatest] = [sorted[0], sorted.at(-1)];
  if (least === undefined || greatest === undefined) return [];
  if (least === greatest) return [sorted.length];
  const count = Math.min(MOST_BINS, sorted.length);
  const bins = Array.from({ length: count }, () => 0);
  for (const value of sorted) {
    const place = Math.floor(((value - least) / (greatest - least)) * count);
    bins[Math.min(count - 1, place)]!++;
  }
  return bins;
}
