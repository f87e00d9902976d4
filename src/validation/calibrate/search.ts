import { Draws, hashName } from '../../engine/numbers/random.ts';

/** A position in the search: one number from 0 to 1 for each parameter. */
export type Position = readonly number[];

/** A position and its loss. */
export interface Tried {
  readonly at: Position;
  readonly loss: number;
}

/** Tries positions in parallel and returns them with their losses, in order. */
export type TryAll = (positions: readonly Position[]) => Promise<readonly Tried[]>;

const SPREAD = hashName('calibrate');

/**
 * Positions that cover the space evenly. In each dimension, each of `count` equal intervals contains one position (a
 * Latin hypercube).
 */
export function spreadPositions(dimensions: number, count: number): Position[] {
  const draws = new Draws(0, 1);
  const columns = Array.from({ length: dimensions }, (_, d) => {
    const order = Array.from({ length: count }, (__, i) => ({
      i,
      key: draws.uniform(SPREAD, d, 2 * i),
    })).sort((a, b) => a.key - b.key);
    return order.map(({ i }, k) => (i + draws.uniform(SPREAD, d, 2 * k + 1)) / count);
  });
  return Array.from({ length: count }, (_, k) => columns.map((column) => column[k]!));
}

export interface SimplexOptions {
  /** Edge length of the initial simplex. */
  readonly size: number;
  readonly steps: number;
  /** Losses that differ by less than this are considered equal. */
  readonly tolerance: number;
  /** The search can stop once the loss is this low. */
  readonly enough?: number;
  /** A dimension whose value doesn't change. */
  readonly fixed?: number;
}

/** The search stops once the simplex's edges are this short. */
const NARROW = 0.02;

/**
 * Minimizes the loss in the unit cube with the method of Nelder and Mead (1965). Each step tries the reflection, the
 * expansion and both contractions at the same time, so that threads aren't idle. Positions outside the cube are moved
 * to its edge.
 */
export async function nelderMead(
  tryAll: TryAll,
  start: Tried,
  { size, steps, tolerance, enough = Number.NEGATIVE_INFINITY, fixed }: SimplexOptions,
): Promise<Tried> {
  const free = start.at.flatMap((_, d) => (d === fixed ? [] : [d]));
  if (free.length === 0 || start.loss <= enough) return start;
  const corners = free.map((d) => moved(start.at, d, start.at[d]! + size > 1 ? -size : size));
  let simplex = [start, ...(await tryAll(corners))].sort(byLoss);
  for (let step = 0; step < steps; step++) {
    const [best, worst] = [simplex[0]!, simplex.at(-1)!];
    if (best.loss <= enough) break;
    if (worst.loss - best.loss <= tolerance && widthOf(simplex) < NARROW) break;
    const kept = simplex.slice(0, -1);
    const center = best.at.map((_, d) => kept.reduce((sum, { at }) => sum + at[d]!, 0) / kept.length);
    const tried = await tryAll([1, 2, 0.5, -0.5].map((factor) => along(center, worst.at, factor)));
    const next = [...tried].sort(byLoss)[0]!;
    if (next.loss < worst.loss) {
      simplex = [...kept, next].sort(byLoss);
      continue;
    }
    const shrunk = simplex.slice(1).map(({ at }) => at.map((x, d) => (x + best.at[d]!) / 2));
    simplex = [best, ...(await tryAll(shrunk))].sort(byLoss);
  }
  return simplex[0]!;
}

/** Sorts positions from best to worst. Infinite losses are equal. */
export function byLoss(a: Tried, b: Tried): number {
  return a.loss === b.loss ? 0 : a.loss - b.loss;
}

function moved(at: Position, dimension: number, by: number): Position {
  return at.map((x, d) => (d === dimension ? clamped(x + by) : x));
}

function along(center: Position, worst: Position, factor: number): Position {
  return center.map((x, d) => clamped(x + factor * (x - worst[d]!)));
}

/** Limits a number to the range from 0 to 1. */
export function clamped(x: number): number {
  return Math.min(1, Math.max(0, x));
}

function widthOf(simplex: readonly Tried[]): number {
  const dimensions = simplex[0]!.at.map((_, d) => simplex.map(({ at }) => at[d]!));
  return Math.max(...dimensions.map((values) => Math.max(...values) - Math.min(...values)));
}
