import type { Micros, Run } from '../result.ts';

/** The greatest value of a series, and when its window begins; null where it has none. */
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

/** The mean of a series before the first fault begins; of the whole run if it has no fault. Null where nothing came. */
export function usual(values: readonly (number | null)[], every: Micros, run: Run): number | null {
  const first = Math.min(...run.faults.map(({ from }) => from));
  const end = run.faults.length === 0 ? values.length : Math.floor(first / every);
  const known = values.slice(0, end).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
