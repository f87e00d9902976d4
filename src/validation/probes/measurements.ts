import { exp, ln } from '../../engine/numbers/arithmetic.ts';
import type { Micros, RunSummary } from '../../result.ts';
import { MINUTE } from '../../time/duration.ts';
import type { LiftedNumbers, ModelInput, ModelNumber } from '../numbers/numbers.ts';
import { isUncertain } from '../numbers/provenance.ts';
import { type Change, drawnFactors, type ProbedModel } from './probes.ts';

/** An observed time that the model uses as an input, with its simulated time. */
export interface PlacedInput extends Pick<ModelInput, 'id'> {
  readonly t: Micros;
}

/**
 * The results of probing a model: its runs after each change. A run is null if the model can't run after that change.
 */
export interface Measurements {
  readonly base: RunSummary;
  /** Every number in the base, with runs at 0.7 and 1.3 times its value, or at the ends of a range with a source. */
  readonly numbers: readonly ProbedNumber[];
  readonly inputs: readonly ProbedInput[];
  /**
   * Runs with all durations without a source multiplied by 0.8 and by 1.25, and all rates without a source divided by
   * the same factor.
   */
  readonly timescale: readonly [RunSummary | null, RunSummary | null];
  /** Runs with all counts and fractions without a source multiplied by 0.8 and by 1.25. */
  readonly counts: readonly [RunSummary | null, RunSummary | null];
  /**
   * The run with every duration, time and unit multiplied by 0.8, with or without a source, and every rate divided by
   * 0.8.
   */
  readonly faster: RunSummary | null;
  /** The run with constants that name a unit multiplied by 0.8. The base run if there are none. */
  readonly units: RunSummary | null;
  /** The run that starts `LEAD` earlier. */
  readonly lead: RunSummary | null;
  /** Observed times at the run's start. */
  readonly starts: readonly string[];
  /** Runs with all numbers without a source drawn within a factor of `NARROW` or `WIDE`. */
  readonly narrow: readonly RunSummary[];
  readonly wide: readonly RunSummary[];
  /** Runs with different seeds. */
  readonly seeds: readonly RunSummary[];
  /** Total number of runs. */
  readonly runs: number;
  /** How many numbers weren't probed because of `MOST_NUMBERS`. */
  readonly left: number;
}

export interface ProbedNumber {
  readonly number: ModelNumber;
  /** Null if the model is invalid with this value. */
  readonly less: RunSummary | null;
  readonly more: RunSummary | null;
  /** True if the model is valid with different values, but each of its runs ends in an error. */
  readonly isRefused: boolean;
}

export interface ProbedInput extends PlacedInput {
  /** The runs with the input `SHIFT` earlier and later. */
  readonly earlier: RunSummary | null;
  readonly later: RunSummary | null;
  /** The run in which the input never happens. */
  readonly without: RunSummary | null;
}

/** Factors by which one number at a time is multiplied. */
const LESS = 0.7;
const MORE = 1.3;

/** The factors with which a number is probed: the ends of its range if the range has a source. */
export function factorsFor({ basis, factors }: ModelNumber): readonly [number, number] {
  return basis === 'sourced' && factors !== null ? factors : [LESS, MORE];
}

/** How far off a number may be, as a logarithm. A range without a source can only increase this. */
export function spreadOf({ basis, factors }: ModelNumber, isThreshold: boolean): number {
  const ranged = factors === null ? 0 : ln(factors[1] / factors[0]) / 2;
  return basis === 'sourced' ? ranged : Math.max(isThreshold ? THRESHOLD_SPREAD : SPREAD, ranged);
}
/** How far each input is moved. */
export const SHIFT = 3 * MINUTE;
/** How much earlier to start a run to find out what depends on its start. */
export const LEAD = 30 * MINUTE;
/** Spreads for drawing all numbers together, as factors. */
const NARROW = 1.3;
const WIDE = 3;
const DRAWS = 40;
const SEEDS = 10;
/** Factors by which all durations are multiplied together. */
export const SHORTER = 0.8;
export const LONGER = 1.25;

/**
 * A number without a source may be off by a factor of two. A threshold may be off by 10%, unless it moves the mark a
 * lot.
 */
const SPREAD = ln(2);
const THRESHOLD_SPREAD = ln(1.1);

/** Sections whose numbers only affect what is reported about a run. Compared values can't depend on them. */
const OBSERVING: ReadonlySet<string> = new Set(['impact', 'steady_state', 'outcomes']);

/** Maximum count of numbers to probe. Probing more would take too long. */
const MOST_NUMBERS = 200;
/** Number of attempts to draw numbers that keep the model valid. */
const ATTEMPTS = 4;

/**
 * Probes a model: 2 runs per number, 3 per input, and about 90 more.
 *
 * @param inputs the observed times that the model uses and that are within the run
 */
export async function measure(
  model: ProbedModel,
  lifted: LiftedNumbers,
  inputs: readonly PlacedInput[],
  { until, starts }: Pick<Measurements, 'starts'> & { readonly until: Micros },
): Promise<Measurements | null> {
  const seeds = await model.seeds(0, SEEDS + 1);
  const base = seeds.find(({ run }) => run === 0);
  if (base === undefined) return null;
  const relevant = lifted.numbers.filter(({ inVariant }) => !inVariant);
  const isSeen = ({ section }: ModelNumber): boolean =>
    !OBSERVING.has(section) || (section === 'outcomes' && base.quantities.length > 0);
  const unseen = relevant.filter((number) => !isSeen(number));
  const { silent: quiet, runs: screened } = await silentNumbers(model, relevant.filter(isSeen), base);
  const silent = new Set([...unseen, ...quiet]);
  const active = relevant.filter((number) => !silent.has(number));
  const probed = active.slice(0, MOST_NUMBERS);
  const alone = (number: ModelNumber, factor: number): Change => ({ factors: new Map([[number, factor]]) });
  const changes: Change[] = [
    ...probed.flatMap((number) => factorsFor(number).map((factor) => alone(number, factor))),
    ...inputs.flatMap(({ id }): Change[] => [
      ...[-SHIFT, SHIFT].map((shift) => ({ shifts: new Map([[id, shift]]) })),
      { removed: { id, until } },
    ]),
    ...[SHORTER, LONGER].map((factor) => ({ factors: timescale(active, factor) })),
    {
      factors: new Map([...timescale(relevant, SHORTER, true), ...timescale(lifted.units, SHORTER, true)]),
      shifts: new Map(inputs.map(({ id, t }) => [id, Math.round((SHORTER - 1) * t)])),
      isFromStart: true,
    },
    { factors: timescale(lifted.units, SHORTER, true) },
    { lead: LEAD },
  ];
  const runs = await model.attempts(changes);
  let at = 0;
  const next = (): RunSummary | null => runs[at++]?.summary ?? null;
  const numbers: ProbedNumber[] = probed.map((number, i) => ({
    number,
    less: next(),
    more: next(),
    isRefused: [runs[2 * i], runs[2 * i + 1]].every((one) => one?.isFailed === true),
  }));
  const probedInputs = inputs.map((input) => ({ ...input, earlier: next(), later: next(), without: next() }));
  const scaledRuns = [next(), next()] as const;
  const [faster, units, lead] = [next(), next(), next()];
  const fixed = new Set(
    numbers.filter(({ less, more }) => less === null || more === null).map(({ number }) => number),
  );
  const drawable = active.filter((number) => isUncertain(number) && !fixed.has(number));
  const unsourced = drawable.filter(({ basis }) => basis !== 'sourced');
  const [fewer, more] = await model.runs(
    [SHORTER, LONGER].map((factor) => ({ factors: together(unsourced, factor) })),
  );
  const narrow = await draws(model, drawable, NARROW, 0);
  const wide = await draws(model, drawable, WIDE, DRAWS * ATTEMPTS);
  return {
    base,
    numbers: [
      ...numbers,
      ...[...silent].map((number) => ({ number, less: base, more: base, isRefused: false })),
    ],
    inputs: probedInputs,
    timescale: scaledRuns,
    counts: [fewer ?? null, more ?? null],
    faster,
    units,
    lead,
    starts,
    narrow: narrow.made,
    wide: wide.made,
    seeds: seeds.filter(({ run }) => run !== 0),
    runs: SEEDS + 1 + screened + changes.length + 2 + narrow.runs + wide.runs,
    left: active.length - probed.length,
  };
}

/**
 * Numbers in loads and measure windows usually don't affect anything. Changing them together takes a few runs instead
 * of two runs per number. Any two of them are changed both in the same direction and in opposite directions, so their
 * effects can't cancel out.
 */
async function silentNumbers(
  model: ProbedModel,
  numbers: readonly ModelNumber[],
  base: RunSummary,
): Promise<{ silent: ReadonlySet<ModelNumber>; runs: number }> {
  const groups = ['load', 'measure'].map((section) =>
    numbers.filter(({ section: own, kind }) => own === section && kind !== 'time of day'),
  );
  const runs = await model.runs(
    groups.flatMap((group) =>
      directions(group.length).flatMap((isUp) =>
        [LESS, MORE].map((factor) => ({
          factors: new Map(group.map((one, i) => [one, isUp(i) ? factor : LESS + MORE - factor])),
        })),
      ),
    ),
  );
  const same = (summary: RunSummary | null | undefined): boolean =>
    summary != null && JSON.stringify(compared(summary)) === JSON.stringify(compared(base));
  let at = 0;
  const silent = groups.flatMap((group) => {
    const own = runs.slice(at, at + 2 * directions(group.length).length);
    at += own.length;
    return own.every(same) ? group : [];
  });
  return { silent: new Set(silent), runs: runs.length };
}

/**
 * Directions in which numbers are changed together. First, all go up. Then, for each bit of their indices, the numbers
 * in which that bit is set go up and the others go down.
 */
function directions(count: number): ((index: number) => boolean)[] {
  const bits = Math.ceil(Math.log2(Math.max(1, count)));
  return [() => true, ...Array.from({ length: bits }, (_, bit) => (i: number) => ((i >> bit) & 1) === 1)];
}

function compared({ marks, facts, quantities, curves }: RunSummary): unknown {
  return [marks, facts, quantities, curves];
}

/** Factors that slow down everything without a source: durations get longer, and rates get lower. */
function timescale(
  numbers: readonly ModelNumber[],
  factor: number,
  withSourced = false,
): Map<ModelNumber, number> {
  return new Map(
    numbers
      .filter(
        ({ basis, kind }) => (withSourced || basis !== 'sourced') && kind !== 'count' && kind !== 'share',
      )
      .map((number) => [number, number.kind === 'rate' ? 1 / factor : factor]),
  );
}

/** Multiplies all counts and fractions by one factor. */
function together(numbers: readonly ModelNumber[], factor: number): Map<ModelNumber, number> {
  return new Map(
    numbers.filter(({ kind }) => kind === 'count' || kind === 'share').map((number) => [number, factor]),
  );
}

/** Thresholds vary less, in proportion to the assumed error. */
function withThresholds(factors: ReadonlyMap<ModelNumber, number>): Map<ModelNumber, number> {
  return new Map(
    [...factors].map(([number, factor]) => [
      number,
      number.isThreshold && number.basis !== 'sourced'
        ? exp((ln(factor) * THRESHOLD_SPREAD) / SPREAD)
        : factor,
    ]),
  );
}

/** Runs with `DRAWS` draws of all numbers. If the model can't run with a draw, the numbers are drawn again. */
async function draws(
  model: ProbedModel,
  numbers: readonly ModelNumber[],
  spread: number,
  first: number,
): Promise<{ made: RunSummary[]; runs: number }> {
  const made: (RunSummary | null)[] = Array.from({ length: DRAWS }, () => null);
  let runs = 0;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const open = made.flatMap((summary, i) => (summary === null ? [i] : []));
    const found = await model.runs(
      open.map((i) => ({
        factors: withThresholds(drawnFactors(numbers, spread, first + attempt * DRAWS + i)),
      })),
    );
    runs += open.length;
    open.forEach((i, k) => {
      made[i] = found[k] ?? null;
    });
  }
  return { made: made.filter((summary) => summary !== null), runs };
}
