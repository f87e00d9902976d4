import { squareRoot } from '../../engine/numbers/arithmetic.ts';
import type { FittedConstant, Ridge } from './calibration.ts';
import { amountAt, amountOf, type Parameter, writtenAt } from './parameters.ts';
import { byLoss, nelderMead, type Position, type Tried, type TryAll } from './search.ts';

/** The values of one constant with which the curve fits as well as with the best values. */
export interface Profile {
  readonly low: number;
  readonly high: number;
  /** Positions that fit equally well, with all other constants fitted again. */
  readonly equals: readonly Tried[];
}

export interface ProfileOptions {
  readonly best: Tried;
  /** Maximum loss of a position that fits equally well. */
  readonly limit: number;
  readonly tolerance: number;
}

/** Number of values to try on each side of a constant's best value. */
const STEPS = 8;

/**
 * The values of a constant with which the curve fits equally well. For each value, all other constants are fitted
 * again, starting from their values for the neighboring value. Otherwise, a constant would seem determined even if
 * changes to other constants could make up for changes to it.
 */
export async function profileOf(
  tryAll: TryAll,
  dimension: number,
  { best, limit, tolerance }: ProfileOptions,
): Promise<Profile> {
  const equals: Tried[] = [best];
  const others = best.at.length - 1;
  const options = {
    size: 0.08,
    steps: 6 + 6 * others,
    tolerance,
    enough: (best.loss + limit) / 2,
    fixed: dimension,
  };
  const at = (from: Position, x: number): Position => from.map((value, d) => (d === dimension ? x : value));
  const refit = async (last: Tried, before: Tried | null, x: number): Promise<Tried> => {
    const starts = [at(last.at, x), ...(before === null ? [] : [extrapolated(before, last, dimension, x)])];
    const [start] = [...(await tryAll(starts))].sort(byLoss);
    return nelderMead(tryAll, start!, options);
  };
  const edge = async (end: 0 | 1): Promise<number> => {
    const own = best.at[dimension]!;
    let last = best;
    let before: Tried | null = null;
    for (let k = 1; k <= STEPS && own !== end; k++) {
      // Steps grow, so that a narrow interval is found as precisely as a wide one.
      const x = own + (end - own) * (k / STEPS) ** 2;
      const next = await refit(last, before, x);
      if (next.loss > limit) {
        const middle = (last.at[dimension]! + x) / 2;
        const between = await refit(last, before, middle);
        // The interval ends between two values that were tried. The outer value is reported.
        if (between.loss > limit) return middle;
        equals.push(between);
        return x;
      }
      equals.push(next);
      before = last;
      last = next;
    }
    return end;
  };
  return { low: await edge(0), high: await edge(1), equals };
}

/** The position at `x` on the line through two others. */
function extrapolated(before: Tried, last: Tried, dimension: number, x: number): Position {
  const step = last.at[dimension]! - before.at[dimension]!;
  const factor = step === 0 ? 0 : (x - last.at[dimension]!) / step;
  return last.at.map((value, d) =>
    d === dimension ? x : Math.min(1, Math.max(0, value + factor * (value - before.at[d]!))),
  );
}

/** Extends a profile to all other values that were tried and fit equally well, such as a second optimum. */
export function extended(
  profile: Profile,
  dimension: number,
  tried: readonly Tried[],
  limit: number,
): Profile {
  const values = tried.flatMap(({ at, loss }) => (loss <= limit ? [at[dimension]!] : []));
  return {
    ...profile,
    low: Math.min(profile.low, ...values),
    high: Math.max(profile.high, ...values),
  };
}

/** A constant is determined well, or roughly, if its interval takes up at most this fraction of its range. */
const WELL = 0.25;
const ROUGHLY = 0.5;
/** Significant digits of the ends of a constant's interval. */
const ROUNDED = 3;
/** A position this close to the end of the range counts as the end. */
const AT_END = 0.01;

/** @param profile null if the search ended before it was complete */
export function fittedConstant(parameter: Parameter, at: number, profile: Profile | null): FittedConstant {
  const { name, type, was, range } = parameter;
  const { low, high } = profile ?? { low: 0, high: 1 };
  const width = high - low;
  const determined =
    profile === null ? 'unknown' : width <= WELL ? 'well' : width <= ROUGHLY ? 'roughly' : 'not';
  return {
    name,
    type,
    was: amountOf(parameter, was),
    fitted: amountAt(parameter, at),
    range: [amountOf(parameter, range[0]), amountOf(parameter, range[1])],
    low: amountAt(parameter, low, ROUNDED),
    high: amountAt(parameter, high, ROUNDED),
    determined,
    isAtEnd: (determined === 'well' || determined === 'roughly') && (at < AT_END || at > 1 - AT_END),
  };
}

/** Two constants move together if their correlation is at least `RIDGE` and both move by at least `LEAST_MOVE`. */
const RIDGE = 0.8;
const LEAST_MOVE = 0.2;

/** Pairs of constants that move together along the profile of one of them. */
export function ridgesOf(parameters: readonly Parameter[], profiles: readonly Profile[]): Ridge[] {
  return parameters.flatMap((one, a) =>
    parameters.slice(a + 1).flatMap((other, i): Ridge[] => {
      const b = a + 1 + i;
      const both = [...profiles[a]!.equals, ...profiles[b]!.equals].map(({ at }) => at);
      const moves = [a, b].map((d) => spanOf(both.map((at) => at[d]!)));
      const r = correlationOf(both.map((at) => [at[a]!, at[b]!] as const));
      if (r === null || Math.abs(r) < RIDGE || Math.min(...moves) < LEAST_MOVE) return [];
      const sorted = [...both].sort((x, y) => x[a]! - y[a]!);
      return [
        {
          constants: [one.name, other.name],
          direction: r > 0 ? 'together' : 'opposite',
          examples: [sorted[0]!, sorted.at(-1)!].map(
            (at) => [writtenAt(one, at[a]!), writtenAt(other, at[b]!)] as const,
          ),
        },
      ];
    }),
  );
}

function spanOf(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

/** Null for fewer than four pairs, or if one of the two never changes. */
function correlationOf(pairs: readonly (readonly [number, number])[]): number | null {
  const n = pairs.length;
  if (n < 4) return null;
  const mean = (of: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[of], 0) / n;
  const [x, y] = [mean(0), mean(1)];
  const xx = pairs.reduce((sum, pair) => sum + (pair[0] - x) ** 2, 0);
  const yy = pairs.reduce((sum, pair) => sum + (pair[1] - y) ** 2, 0);
  const xy = pairs.reduce((sum, pair) => sum + (pair[0] - x) * (pair[1] - y), 0);
  return xx === 0 || yy === 0 ? null : xy / (squareRoot(xx) * squareRoot(yy));
}
