import { ln } from '../../engine/numbers/arithmetic.ts';
import type { Micros, RunSummary } from '../../result.ts';
import { MINUTE } from '../../time/duration.ts';
import type { ModelNumber } from '../numbers/numbers.ts';
import { isUncertain } from '../numbers/provenance.ts';
import {
  factorsFor,
  LEAD,
  LONGER,
  type Measurements,
  type PlacedInput,
  type ProbedNumber,
  SHIFT,
  SHORTER,
  spreadOf,
} from '../probes/measurements.ts';

/** A mark, and the observed time to compare it with. */
export interface Compared {
  readonly id: string;
  /** Index in the scenario's marks. */
  readonly index: number;
  /** The middle if the observed time is a range. */
  readonly observed: Micros;
  /** Half of the range's length. A mark anywhere in the range agrees exactly. */
  readonly slack: Micros;
  /** The author's tolerance, or null. */
  readonly within: Micros | null;
  /** True if a number was fitted to a part of a series that includes the observed time. */
  readonly isFitted: boolean;
}

/** What a mark's time depends on. Times and spreads are in microseconds. */
export interface Dependence {
  readonly mark: Compared;
  /** The simulated time, or null if the mark is never reached. */
  readonly at: Micros | null;
  /**
   * The applied tolerance: the author's, or 10% of the observed wait but at least a minute. Half of the observed range
   * is added.
   */
  readonly tolerance: Micros;
  /** The last input that moves the mark, or null if only the run's start precedes it. */
  readonly anchor: PlacedInput | null;
  /** Observed time since the anchor. */
  readonly wait: Micros;
  /** Simulated time since the anchor, at least a minute. */
  readonly lag: Micros;
  /**
   * How far the mark moves with each input, as a fraction of the input's shift. NaN if the mark is no longer reached.
   */
  readonly inputs: readonly { readonly input: PlacedInput; readonly share: number }[];
  readonly numbers: readonly NumberEffect[];
  /**
   * Elasticity of the lag with respect to all durations without a source. Near 1 if the lag consists of these
   * durations.
   */
  readonly timescale: number;
  /** Elasticity of the lag with respect to all counts and fractions without a source. */
  readonly countscale: number;
  /** How far the mark moves when the run's start moves, as a fraction of that shift. */
  readonly start: number;
  /** True if an observed time other than the mark's is at the run's start. */
  readonly isStartObserved: boolean;
  /** Time that the model's numbers and inputs don't account for. */
  readonly hidden: Micros;
  /** A duration with a source that is repeated many times, although no number determines how often, or null. */
  readonly repeated: Repetition | null;
  /** Numbers for which every other value causes an error. */
  readonly refused: readonly ModelNumber[];
  /** Spread of the mark due to numbers without a source, before and after earlier marks are taken into account. */
  readonly prior: Micros;
  readonly freedom: Micros;
  /** Earlier marks that agree and reduce the spread. */
  readonly pins: readonly string[];
  /** Runs in which the mark agrees, for narrow draws, for wide draws, and for different seeds. */
  readonly narrow: Agreement;
  readonly wide: Agreement;
  readonly seeds: Agreement;
}

export interface Repetition {
  readonly number: ModelNumber;
  readonly times: number;
  /** Total time of all repetitions. */
  readonly total: Micros;
}

/** The number of runs in which a comparison agrees. */
export interface Agreement {
  readonly agree: number;
  readonly of: number;
}

/** The fraction of runs that agree. Null without runs. */
export function shareOf({ agree, of }: Agreement): number | null {
  return of === 0 ? null : agree / of;
}

/** A number's effect on a mark. */
export interface NumberEffect {
  readonly number: ModelNumber;
  /** Elasticity: the lag's relative change per relative change of the number. */
  readonly elasticity: number;
  /**
   * How far the mark moves if the number is 30% lower or higher, or at the ends of its range. Null if the mark isn't
   * reached.
   */
  readonly less: Micros | null;
  readonly more: Micros | null;
  /** The change with which the mark isn't reached, or null. */
  readonly lost: 'lower' | 'higher' | null;
}

/** An input moves a mark if the mark moves by at least this fraction of the input's shift. */
export const MOVES = 0.3;
/** An earlier mark counts as a pin if it reduces the spread to less than this fraction. */
export const PINNED = 0.7;

/** Determines what each compared mark depends on. */
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
    return { input: { id: input.id, t: input.t }, share: shareOfShift(early, at, late) };
  });
  const reached = at ?? mark.observed;
  const moving = inputs.filter(({ input, share }) => input.t <= reached + MINUTE && share >= MOVES);
  const anchor = moving.sort((a, b) => b.input.t - a.input.t)[0]?.input ?? null;
  const start = anchor?.t ?? 0;
  const wait = Math.abs(mark.observed - start);
  const lag = Math.max(MINUTE, Math.abs(reached - start));
  const tolerance = (mark.within ?? Math.max(MINUTE, 0.1 * wait)) + mark.slack;
  const agrees = (summary: RunSummary): boolean => {
    const t = time(summary);
    return t !== null && Math.abs(t - mark.observed) <= tolerance;
  };
  const counted = (runs: readonly RunSummary[]): Agreement => ({
    agree: runs.filter(agrees).length,
    of: runs.length,
  });
  const [short, long] = measured.timescale;
  const [few, many] = measured.counts;
  const led = time(measured.lead);
  const numbers = measured.numbers.flatMap((one) => effectOf(one, time, at, lag));
  return {
    mark,
    at,
    tolerance,
    anchor,
    wait,
    lag,
    inputs,
    numbers,
    timescale: elasticity([time(short), SHORTER], [time(long), LONGER], at, lag),
    countscale: elasticity([time(few), SHORTER], [time(many), LONGER], at, lag),
    start: at === null || led === null ? 0 : (at + LEAD - led) / LEAD,
    isStartObserved: measured.starts.some((id) => id !== mark.id),
    hidden: at === null ? 0 : hiddenTime(at, time(measured.faster), time(measured.units), numbers),
    repeated: repetitionOf(numbers, lag),
    refused: measured.numbers.flatMap(({ number, isRefused }) => (isRefused ? [number] : [])),
    narrow: counted(measured.narrow),
    wide: counted(measured.wide),
    seeds: counted(measured.seeds),
  };
}

/**
 * A shift in one direction is enough, since an input may not be able to move before the run's start or past a fault's
 * end.
 */
function shareOfShift(early: Micros | null, at: Micros | null, late: Micros | null): number {
  if (early !== null && late !== null) return (late - early) / (2 * SHIFT);
  if (early !== null && at !== null) return (at - early) / SHIFT;
  return late !== null && at !== null ? (late - at) / SHIFT : Number.NaN;
}

/** A number that can't be changed in either direction without an error gives the author no freedom. */
function effectOf(
  { number, less, more }: ProbedNumber,
  time: (summary: RunSummary | null) => Micros | null,
  at: Micros | null,
  lag: Micros,
): NumberEffect[] {
  if (less === null && more === null) return [];
  const [down, up] = [time(less), time(more)];
  return [
    {
      number,
      elasticity: elasticity([down, factorsFor(number)[0]], [up, factorsFor(number)[1]], at, lag),
      less: down === null || at === null ? null : down - at,
      more: up === null || at === null ? null : up - at,
      lost:
        at === null
          ? null
          : less !== null && down === null
            ? 'lower'
            : more !== null && up === null
              ? 'higher'
              : null,
    },
  ];
}

/**
 * Time that doesn't shrink when every stated duration is shortened. The mark's entire time should shrink by the same
 * factor. Time that comes from a unit also counts as hidden if no number moves the mark.
 */
function hiddenTime(
  at: Micros,
  faster: Micros | null,
  units: Micros | null,
  numbers: readonly NumberEffect[],
): Micros {
  const rest = faster === null ? 0 : Math.abs(faster - SHORTER * at) / (1 - SHORTER);
  const ofUnits = units === null ? 0 : Math.abs(at - units) / (1 - SHORTER);
  const isStated = numbers.some(({ elasticity: own }) => Math.abs(own) >= MOVES);
  return Math.max(rest, isStated ? 0 : ofUnits);
}

/** A wait can repeat a duration up to this many times without a number that determines how many. */
const MOST_REPEATS = 8;
/** A count explains repetitions if it moves the mark at all. */
const EXPLAINS = 0.05;

/**
 * Steps, instances and strings can repeat a duration any number of times. If the duration has a source, only this check
 * shows that the author chose the number of repetitions.
 */
function repetitionOf(effects: readonly NumberEffect[], lag: Micros): Repetition | null {
  const isTime = ({ kind }: ModelNumber): boolean => kind === 'duration' || kind.startsWith('time');
  if (effects.some((one) => !isTime(one.number) && Math.abs(one.elasticity) >= EXPLAINS)) return null;
  const repeated = effects.flatMap(({ number, elasticity: own }) => {
    if (number.basis !== 'sourced' || number.kind !== 'duration') return [];
    const total = Math.abs(own) * lag;
    const times = total / Number(number.tokens[0]!.amount);
    return times < 2 ? [] : [{ number, times, total }];
  });
  const times = sum(repeated.map((one) => one.times));
  const [most] = repeated.sort((a, b) => b.total - a.total);
  if (most === undefined || times <= MOST_REPEATS) return null;
  return { number: most.number, times, total: sum(repeated.map(({ total }) => total)) };
}

/** The lag's relative change per relative change of a number, computed from runs with a lower and a higher value. */
function elasticity(
  [down, less]: readonly [Micros | null, number],
  [up, more]: readonly [Micros | null, number],
  at: Micros | null,
  lag: Micros,
): number {
  if (down !== null && up !== null) return (up - down) / ln(more / less) / lag;
  if (down !== null && at !== null && less !== 1) return (down - at) / ln(less) / lag;
  if (up !== null && at !== null && more !== 1) return (up - at) / ln(more) / lag;
  return 0;
}

/**
 * How far the numbers without a source can move a mark, given that each earlier mark happened as observed. In the
 * prior, effects are added up, since a sum of squares would reward splitting a number into many. The covariance is
 * conditioned on one mark after another, as in a Kalman filter: Kennedy & O'Hagan, Bayesian calibration of computer
 * models, 2001.
 */
function freedomOf(own: Alone, all: readonly Alone[]): Pick<Dependence, 'prior' | 'freedom' | 'pins'> {
  const numbers = own.numbers.map(({ number }) => number).filter(isUncertain);
  const isWeak = (number: ModelNumber): boolean =>
    Math.abs(own.numbers.find((one) => one.number === number)!.elasticity) < MOVES;
  const scale = numbers.map((one) => spreadOf(one, one.isThreshold && isWeak(one)));
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
    const off = other.at - other.mark.observed;
    if (Math.abs(off) > other.tolerance || own.at === null) continue;
    // This mark must also agree if measured from the earlier mark.
    if (Math.abs(own.at - own.mark.observed - off) > own.tolerance) continue;
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
