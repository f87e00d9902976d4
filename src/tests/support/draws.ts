import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Share of the draws that a random test makes in this tier, from 0 to 1. */
    draws: number;
  }
}

/** The number of draws in this tier for a test that makes `all` of them in the full tier. */
export function drawsOf(all: number): number {
  return Math.ceil(all * inject('draws'));
}
