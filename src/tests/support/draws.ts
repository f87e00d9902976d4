import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Number of draws of a random test in this tier, as a multiple of the number in the full tier. */
    draws: number;
  }
}

/**
 * The number of draws in this tier for a test that makes `all` of them in the full tier.
 *
 * @param least draws in the unit tier, if a tenth is too few
 */
export function drawsOf(all: number, least = 0): number {
  return Math.max(least, Math.ceil(all * inject('draws')));
}

/** True in the full tier and above. */
export function isFullTier(): boolean {
  return inject('draws') >= 1;
}

/** A few rows of a table in the unit tier, all of them in the full tier. */
export function sampleOf<T>(rows: readonly T[]): readonly T[] {
  return isFullTier() ? rows : rows.filter((_, i) => i % 10 === 0);
}
