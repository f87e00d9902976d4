import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Draws of a random test in this tier, as a multiple of those in the full tier. */
    draws: number;
  }
}

/** The number of draws in this tier for a test that makes `all` of them in the full tier. */
export function drawsOf(all: number): number {
  return Math.ceil(all * inject('draws'));
}
