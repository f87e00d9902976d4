import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Number of draws of a random test in this tier, as a multiple of the number in the full tier. */
    draws: number;
  }
}

/** The number of draws in this tier, for a test with `all` draws in the full tier. */
export function drawsOf(all: number): number {
  return Math.ceil(all * inject('draws'));
}

/** A few rows of a table in the unit tier, all of them in the full tier. */
export function sampleOf<T>(rows: readonly T[]): readonly T[] {
  return inject('draws') < 1 ? rows.filter((_, i) => i % 10 === 0) : rows;
}
