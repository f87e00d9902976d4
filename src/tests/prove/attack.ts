/** How much of each attack to try: a sample that takes seconds and is tried for each commit, or everything. */
export type Size = 'short' | 'full';

/** The number of cases tried, and a line for each case that got through. */
export interface Tally {
  readonly tried: number;
  readonly through: readonly string[];
}

/** A kind of attack on Hindcast, and what must never happen. */
export interface Attack {
  readonly name: string;
  /** What would count as getting through. */
  readonly means: string;
  /** Minimum number of cases in the full size. */
  readonly least: number;
  /** True for an attack that is left out of the short size because it needs a browser or builds entire sites. */
  readonly slow?: true;
  /** True for an attack that takes minutes in the full size, so that it starts before the others. */
  readonly long?: true;
  run(size: Size): Promise<Tally>;
}

/** Tries cases one after another. A case gets through if `fault` returns text or throws. */
export async function tally<T>(
  cases: Iterable<T>,
  name: (one: T) => string,
  fault: (one: T) => string | null | Promise<string | null>,
): Promise<Tally> {
  let tried = 0;
  const through: string[] = [];
  for (const one of cases) {
    tried++;
    let found: string | null;
    try {
      found = await fault(one);
    } catch (error) {
      found = error instanceof Error ? `it threw ${error.stack ?? error.message}` : String(error);
    }
    if (found !== null) through.push(`${name(one)}: ${found}`);
  }
  return { tried, through };
}

/** All items in the full size, or every `step`th item in the short size. */
export function sampled<T>(size: Size, items: readonly T[], step: number): readonly T[] {
  return size === 'full' ? items : items.filter((_, i) => i % step === 0);
}

/** Pseudorandom numbers in [0, 1) from a seed (mulberry32), so that a failing case can be repeated. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
