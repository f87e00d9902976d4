import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Factor for the number of draws in random tests: 1 in the full tier. */
    draws: number;
  }
}

/**
 * The number of draws in this tier for a test with `all` draws in the full tier.
 *
 * @param least minimum number of draws, for tests that need more than a tenth in the unit tier
 */
export function drawsOf(all: number, least = 0): number {
  return Math.max(least, Math.ceil(all * inject('draws')));
}

/** True in the full tier and above. */
export function isFullTier(): boolean {
  return inject('draws') >= 1;
}

/** A sample of a table's rows in the unit tier. All rows in the full tier. */
export function sampleOf<T>(rows: readonly T[]): readonly T[] {
  return isFullTier() ? rows : rows.filter((_, i) => i % 10 === 0);
}
