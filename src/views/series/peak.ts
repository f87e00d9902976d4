import type { Micros } from '../../result.ts';

/** The largest value in a series and the start of its window; null if there is none. */
export function peakOf(
  values: readonly (number | null)[],
  every: Micros,
): { value: number; t: Micros } | null {
  let best = -1;
  values.forEach((value, k) => {
    if (value !== null && (best < 0 || value > values[best]!)) best = k;
  });
  return best < 0 ? null : { value: values[best]!, t: best * every };
}
