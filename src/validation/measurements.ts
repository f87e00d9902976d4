import type { Micros, RunSummary } from '../result.ts';
import { MINUTE } from '../time/duration.ts';
import type { LiftedNumbers, ModelInput, ModelNumber } from './numbers.ts';
import { type Change, drawnFactors, type ProbedModel } from './probes.ts';

/** An observed time that the model uses as an input, with its simulated time. */
export interface PlacedInput extends Pick<ModelInput, 'id'> {
  readonly t: Micros;
}

/** What probes found out about a model: its runs after each change. Null stands for a model that can't run. */
export interface Measurements {
  readonly base: RunSummary;
  /** Every number of the base, with its runs at 0.7 and 1.3 times its value. */
  readonly numbers: readonly ProbedNumber[];
  readonly inputs: readonly ProbedInput[];
  /** All durations without a source multiplied by 0.8 and by 1.25, and rates divided. */
  readonly timescale: readonly [RunSummary | null, RunSummary | null];
  /** All numbers without a source drawn within a factor of `NARROW` and of `WIDE`. */
  readonly narrow: readonly RunSummary[];
  readonly wide: readonly RunSummary[];
  /** Runs with other seeds. */
  readonly seeds: readonly RunSummary[];
  /** Number of runs made. */
  readonly runs: number;
  /** Number of numbers that weren't probed because of `MOST_NUMBERS`. */
  readonly left: number;
}

export interface ProbedNumber {
  readonly number: ModelNumber;
  /** Null if the number can't be changed: the model is then invalid. */
  readonly less: RunSummary | null;
  readonly more: RunSummary | null;
}

export interface ProbedInput extends PlacedInput {
  /** The run with the input `SHIFT` earlier, and later. */
  readonly earlier: RunSummary | null;
  readonly later: RunSummary | null;
  /** The run in which the input never comes. */
  readonly without: RunSummary | null;
}

/** Factors for one number at a time. */
export const LESS = 0.7;
export const MORE = 1.3;
/** How far each input is moved. */
export const SHIFT = 3 * MINUTE;
/** Spreads of joint draws, as factors. */
const NARROW = 1.3;
const WIDE = 3;
const DRAWS = 40;
const SEEDS = 10;
/** Factors for all durations together. */
export const SHORTER = 0.8;
export const LONGER = 1.25;

/** Numbers are probed up to this many. A scenario with more can't be tested in reasonable time. */
const MOST_NUMBERS = 200;
/** Attempts to draw numbers with which the model is valid. */
const ATTEMPTS = 4;

/**
 * Probes a model: 2 runs per number, 3 per input, and about 90 more.
 *
 * @param inputs the observed times that the model uses and that lie within the run
 */
export async function measure(
  model: ProbedModel,
  lifted: LiftedNumbers,
  inputs: readonly PlacedInput[],
  until: Micros,
): Promise<Measurements | null> {
  const seeds = await model.seeds(0, SEEDS + 1);
  const base = seeds.find(({ run }) => run === 0);
  if (base === undefined) return null;
  const relevant = lifted.numbers.filter(({ inVariant }) => !inVariant);
  const { silent, runs: screened } = await silentNumbers(model, relevant, base);
  const active = relevant.filter((number) => !silent.has(number));
  const probed = active.slice(0, MOST_NUMBERS);
  const alone = (number: ModelNumber, factor: number): Change => ({ factors: new Map([[number, factor]]) });
  const changes: Change[] = [
    ...probed.flatMap((number) => [alone(number, LESS), alone(number, MORE)]),
    ...inputs.flatMap(({ id }) =>
      [-SHIFT, SHIFT, 2 * until].map((shift) => ({ shifts: new Map([[id, shift]]) })),
    ),
    ...[SHORTER, LONGER].map((factor) => ({ factors: timescale(active, factor) })),
  ];
  const runs = await model.runs(changes);
  let at = 0;
  const next = (): RunSummary | null => runs[at++] ?? null;
  const numbers: ProbedNumber[] = probed.map((number) => ({ number, less: next(), more: next() }));
  const probedInputs = inputs.map((input) => ({ ...input, earlier: next(), later: next(), without: next() }));
  const scaledRuns = [next(), next()] as const;
  const fixed = new Set(
    numbers.filter(({ less, more }) => less === null || more === null).map(({ number }) => number),
  );
  const drawable = active.filter((number) => number.basis !== 'sourced' && !fixed.has(number));
  const narrow = await draws(model, drawable, NARROW, 0);
  const wide = await draws(model, drawable, WIDE, DRAWS * ATTEMPTS);
  return {
    base,
    numbers: [...numbers, ...[...silent].map((number) => ({ number, less: base, more: base }))],
    inputs: probedInputs,
    timescale: scaledRuns,
    narrow: narrow.made,
    wide: wide.made,
    seeds: seeds.filter(({ run }) => run !== 0),
    runs: SEEDS + 1 + screened + changes.length + narrow.runs + wide.runs,
    left: active.length - probed.length,
  };
}

/** Loads and windows of measures usually don't move anything. Moving them together costs one run instead of two each. */
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
      [LESS, MORE].map((factor) => ({ factors: new Map(group.map((one) => [one, factor])) })),
    ),
  );
  const same = (summary: RunSummary | null | undefined): boolean =>
    summary != null && JSON.stringify(compared(summary)) === JSON.stringify(compared(base));
  const silent = groups.flatMap((group, i) => (same(runs[2 * i]) && same(runs[2 * i + 1]) ? group : []));
  return { silent: new Set(silent), runs: runs.length };
}

function compared({ marks, facts, quantities }: RunSummary): unknown {
  return [marks, facts, quantities];
}

/** Factors that slow down everything without a source: durations get longer, and rates lower. */
function timescale(numbers: readonly ModelNumber[], factor: number): Map<ModelNumber, number> {
  return new Map(
    numbers
      .filter(({ basis, kind }) => basis !== 'sourced' && kind !== 'count' && kind !== 'share')
      .map((number) => [number, number.kind === 'rate' ? 1 / factor : factor]),
  );
}

/** `DRAWS` joint draws. A draw with which the model can't run is drawn again. */
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
      open.map((i) => ({ factors: drawnFactors(numbers, spread, first + attempt * DRAWS + i) })),
    );
    runs += open.length;
    open.forEach((i, k) => {
      made[i] = found[k] ?? null;
    });
  }
  return { made: made.filter((summary) => summary !== null), runs };
}
