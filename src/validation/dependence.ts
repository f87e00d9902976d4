import { ln } from '../engine/numbers/arithmetic.ts';
import type { Micros, RunSummary } from '../result.ts';
import { MINUTE } from '../time/duration.ts';
import { LESS, LONGER, type Measurements, MORE, type PlacedInput, SHIFT, SHORTER } from './measurements.ts';
import type { ModelNumber } from './numbers.ts';

/** A mark with an observed time to compare it with. */
export interface Compared {
  readonly id: string;
  /** Index among the scenario's marks. */
  readonly index: number;
  readonly observed: Micros;
  /** The author's tolerance, or null. */
  readonly within: Micros | null;
}

/** What a mark's time depends on. Times and spreads are in microseconds. */
export interface Dependence {
  readonly mark: Compared;
  /** The simulated time, or null if the mark is never reached. */
  readonly at: Micros | null;
  /** The tolerance used: the author's, or 10% of the observed wait but at least a minute. */
  readonly tolerance: Micros;
  /** The last input that moves the mark, or null if only the run's start precedes it. */
  readonly anchor: PlacedInput | null;
  /** Observed time since the anchor. */
  readonly wait: Micros;
  /** Simulated time since the anchor, at least a minute. */
  readonly lag: Micros;
  /** How far the mark moves with each input, as a share of the input's own shift. Not a number if it's lost. */
  readonly inputs: readonly { readonly input: PlacedInput; readonly share: number }[];
  readonly numbers: readonly NumberEffect[];
  /** Elasticity of the lag to all durations without a source. Near 1 if the lag is made of them. */
  readonly timescale: number;
  /** Spread of the mark over the numbers without a source, before and after earlier marks are taken into account. */
  readonly prior: Micros;
  readonly freedom: Micros;
  /** Earlier marks that agree and narrow the spread. */
  readonly pins: readonly string[];
  /** Runs in which the mark agrees: over narrow and wide draws, and over other seeds. */
  readonly narrow: Agreement;
  readonly wide: Agreement;
  readonly seeds: Agreement;
}

/** In how many runs a comparison agrees. */
export interface Agreement {
  readonly agree: number;
  readonly of: number;
}

/** The share of runs that agree. Null without runs, which say nothing. */
export function shareOf({ agree, of }: Agreement): number | null {
  return of === 0 ? null : agree / of;
}

/** How one number moves a mark. */
export interface NumberEffect {
  readonly number: ModelNumber;
  /** Elasticity: relative change of the lag per relative change of the number. */
  readonly elasticity: number;
  /** The change of the mark if the number is 30% lower and 30% higher; null if the mark isn't reached. */
  readonly less: Micros | null;
  readonly more: Micros | null;
  /** True if the mark isn't reached with one of the values. */
  readonly isLost: boolean;
}

/** An input moves a mark if the mark moves by at least this share of the input's shift. */
export const MOVES = 0.3;
/** A number without a source may be off by a factor of two, a threshold by 10%. */
const SPREAD = ln(2);
const THRESHOLD_SPREAD = ln(1.1);
/** An earlier mark counts as a pin if it narrows the spread to less than this share. */
export const PINNED = 0.7;

/** What each compared mark depends on. */
export function dependences(measured: Measurements, marks: readonly Compared[]): Dependence[] {
  const single = marks.map((mark) => alone(measured, mark));
  return single.map((one) => ({ ...one, ...freedomOf(one, single) }));
}

type Alone = Omit<Dependence, 'prior' | 'freedom' | 'pins'>;

function alone(measured: Measurements, mark: Compared): Alone {
  const time = (summary: RunSummary | null): Micros | null => summary?.marks[mark.index] ?? null;
  const at = time(measured.base);
  const inputs = measured.inputs.map((input) => {
    const [early, late] = [time(input.earlier), time(input.later)];
    const share = early === null || late === null ? Number.NaN : (late - early) / (2 * SHIFT);
    return { input: { id: input.id, t: input.t }, share };
  });
  const reached = at ?? mark.observed;
  const moving = inputs.filter(({ input, share }) => input.t <= reached + MINUTE && share >= MOVES);
  const anchor = moving.sort((a, b) => b.input.t - a.input.t)[0]?.input ?? null;
  const start = anchor?.t ?? 0;
  const wait = Math.abs(mark.observed - start);
  const lag = Math.max(MINUTE, Math.abs(reached - start));
  const tolerance = mark.within ?? Math.max(MINUTE, 0.1 * wait);
  const agrees = (summary: RunSummary): boolean => {
    const t = time(summary);
    return t !== null && Math.abs(t - mark.observed) <= tolerance;
  };
  const counted = (runs: readonly RunSummary[]): Agreement => ({
    agree: runs.filter(agrees).length,
    of: runs.length,
  });
  const [short, long] = measured.timescale;
  return {
    mark,
    at,
    tolerance,
    anchor,
    wait,
    lag,
    inputs,
    numbers: measured.numbers.flatMap(({ number, less, more }) => {
      // A number that can't be changed without an error isn't a source of freedom.
      if (less === null || more === null) return [];
      const [down, up] = [time(less), time(more)];
      return [
        {
          number,
          elasticity: elasticity([down, LESS], [up, MORE], at, lag),
          less: down === null || at === null ? null : down - at,
          more: up === null || at === null ? null : up - at,
          isLost: at !== null && (down === null || up === null),
        },
      ];
    }),
    timescale: elasticity([time(short), SHORTER], [time(long), LONGER], at, lag),
    narrow: counted(measured.narrow),
    wide: counted(measured.wide),
    seeds: counted(measured.seeds),
  };
}

/** Relative change of the lag per relative change of a number, from the runs with less and more of it. */
function elasticity(
  [down, less]: readonly [Micros | null, number],
  [up, more]: readonly [Micros | null, number],
  at: Micros | null,
  lag: Micros,
): number {
  if (down !== null && up !== null) return (up - down) / ln(more / less) / lag;
  if (down !== null && at !== null) return (down - at) / ln(less) / lag;
  if (up !== null && at !== null) return (up - at) / ln(more) / lag;
  return 0;
}

/**
 * How far the numbers without a source can move a mark, given that each earlier mark came out as observed. Effects add
 * up in the prior, since a sum of squares would reward splitting one number into many. The covariance is conditioned on
 * one mark after the other, as in a Kalman filter: Kennedy & O'Hagan, Bayesian calibration of computer models, 2001.
 */
function freedomOf(own: Alone, all: readonly Alone[]): Pick<Dependence, 'prior' | 'freedom' | 'pins'> {
  const numbers = own.numbers.map(({ number }) => number).filter(({ basis }) => basis !== 'sourced');
  const scale = numbers.map(({ isThreshold }) => (isThreshold ? THRESHOLD_SPREAD : SPREAD));
  const effects = (one: Alone): number[] =>
    numbers.map((number, i) => {
      const effect = one.numbers.find((other) => other.number === number);
      return (effect?.elasticity ?? 0) * one.lag * scale[i]!;
    });
  const mine = effects(own);
  const prior = sum(mine.map(Math.abs));
  const root = Math.sqrt(dot(mine, mine));
  const variance = root === 0 ? 0 : (prior / root) ** 2;
  let covariance = numbers.map((_, i) => numbers.map((__, j) => (i === j ? variance : 0)));
  const spread = (): number => Math.sqrt(Math.max(0, dot(mine, times(covariance, mine))));
  const pins: string[] = [];
  for (const other of [...all].sort((a, b) => a.mark.observed - b.mark.observed)) {
    if (other === own || other.at === null || other.mark.observed >= own.mark.observed - MINUTE) continue;
    if (Math.abs(other.at - other.mark.observed) > other.tolerance) continue;
    const before = spread();
    const theirs = effects(other);
    const moved = times(covariance, theirs);
    const total = dot(theirs, moved) + other.tolerance ** 2;
    covariance = covariance.map((row, i) => row.map((value, j) => value - (moved[i]! * moved[j]!) / total));
    if (spread() < PINNED * before) pins.push(other.mark.id);
  }
  return { prior, freedom: spread() * Math.max(1, own.wait / own.lag), pins };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, i) => total + value * b[i]!, 0);
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => dot(row, vector));
}
