import type { Value } from '../scenario/expr.ts';

/** Work on text is cheap: so many characters count as one step. */
export const CHARACTERS_A_STEP = 64;

/**
 * Items and texts in a value, however deep: lists of lists share their parts in memory, but not when they are written
 * out. Counting stops beyond `most`.
 */
export function weightOf(value: Value, most: number): number {
  if (typeof value === 'string') return 1 + value.length / CHARACTERS_A_STEP;
  if (typeof value !== 'object') return 1;
  let weight = 1;
  for (const item of value) {
    weight += weightOf(item, most - weight);
    if (weight > most) break;
  }
  return weight;
}
