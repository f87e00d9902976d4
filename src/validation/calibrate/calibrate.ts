import { squareRoot } from '../../engine/numbers/arithmetic.ts';
import type { Micros } from '../../result.ts';
import type { JobSettings } from '../../sweep/plan.ts';
import type { RunJobs } from '../probes/probes.ts';
import type { Calibration } from './calibration.ts';
import { comparisonOf, insignificantLoss, isSameCurve, lossOf, type Part, type Target } from './loss.ts';
import { type Parameter, positionOf } from './parameters.ts';
import { extended, fittedConstant, type Profile, profileOf, ridgesOf } from './profiles.ts';
import { byLoss, nelderMead, type Position, spreadPositions, type Tried } from './search.ts';
import { type Constants, Trials } from './trials.ts';

export interface CalibrateOptions {
  readonly target: Target;
  /** The series' distance from its normal value in the fitted part. Greater than 0. */
  readonly scale: number;
  readonly window: { readonly from: Micros; readonly to: Micros };
  /** Number of runs for each set of values. All sets use the same random numbers. */
  readonly runs: number;
  /** Limit on the total number of runs. */
  readonly maxRuns: number;
  /** Called with the number of runs so far. */
  readonly progress?: ((runs: number) => void) | undefined;
}

/**
 * Differences in skill up to this value are negligible. The limit is higher if chance can explain larger differences.
 */
const EQUAL_SKILL = 0.02;
/** Number of different seeds with which the best values are run, to measure the effect of chance. */
const OTHER_SEEDS = 8;
/** Losses are considered equal if their skills differ by less than this. */
const TOLERANCE = 1e-4;
/** Number of positions per constant that are spread over the whole space. */
const SPREAD = 12;
/** Minimum distance between starting points of the search. */
const APART = 0.25;

type Found = Pick<
  Calibration,
  'fitted' | 'rest' | 'constants' | 'ridges' | 'equal' | 'runs' | 'isComplete' | 'window'
>;

/**
 * Fits constants to a part of an observed series and reports how well each of them is determined. Null if a run with
 * the original values fails or has no value in that part.
 */
export async function calibrate(
  parameters: readonly Parameter[],
  settings: JobSettings,
  runJobs: RunJobs,
  { target, scale, window, runs, maxRuns, progress }: CalibrateOptions,
): Promise<Found | null> {
  const inside: Part = (t) => t >= window.from && t <= window.to;
  const outside: Part = (t) => !inside(t);
  let made = 0;
  const runSets = async (sets: readonly Constants[], from: number, to: number) => {
    made += sets.length * (to - from);
    const done = await runJobs(
      sets.map((constants) => ({
        ...settings,
        variant: 'base',
        kind: 'seeds',
        point: null,
        constants,
        from,
        to,
      })),
    );
    progress?.(made);
    return done;
  };
  const was = Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.was]));
  const before = (await runSets([was], 0, runs))[0]!;
  if (!Number.isFinite(lossOf(target, before, inside))) return null;
  // If random numbers don't affect the curve, one run is enough. The first batch of positions shows whether that's the
  // case.
  let each = runs;
  const lossesOf = async (sets: readonly Constants[]): Promise<number[]> => {
    const done = await runSets(sets, 0, each);
    if (trials.all.length === 0 && [before, ...done].every((all) => isSameCurve(target, all))) each = 1;
    return done.map((all) => lossOf(target, all, inside));
  };
  const left = (): number => Math.floor((maxRuns - made - 2 * OTHER_SEEDS - runs) / each);
  const trials = new Trials(parameters, lossesOf, () => Math.max(0, left()));
  const tolerance = TOLERANCE * scale;
  const start = parameters.map((parameter) => positionOf(parameter, parameter.was));
  let best = await nearerTo(start, trials, await findBest(trials, start, tolerance), tolerance);
  let profiles: readonly Profile[] = [];
  let limit = 0;
  // While looking for values that fit equally well, the search may find better ones. It then starts over once.
  for (let round = 0; round < 2; round++) {
    const equal = await equalLoss(best);
    limit = best.loss + equal;
    profiles = await profilesOf(best, limit);
    const found = trials.best;
    if (found.loss >= best.loss - 2 * tolerance) break;
    best = found;
    if (round === 1) break;
    const polished = await nelderMead(trials.tryAll, found, { size: 0.04, steps: 50, tolerance });
    best = await nearerTo(start, trials, polished, tolerance);
  }

  /** How much higher a loss can be and still count as equally good. */
  async function equalLoss({ at, loss }: Tried): Promise<number> {
    const set = trials.constantsAt(at);
    const others = each === 1 ? [] : ((await runSets([set], runs, runs + OTHER_SEEDS))[0] ?? []);
    const chance = deviationOf(others.map((one) => lossOf(target, [one], inside)));
    const own = each === 1 ? (await runSets([set], 0, 1))[0]! : others;
    return Math.max(
      EQUAL_SKILL * scale,
      (2 * chance) / squareRoot(runs),
      insignificantLoss(target, own, inside, loss),
    );
  }

  async function profilesOf(around: Tried, most: number): Promise<Profile[]> {
    const found: Profile[] = [];
    for (const d of parameters.keys()) {
      found.push(await profileOf(trials.tryAll, d, { best: around, limit: most, tolerance }));
    }
    return found.map((profile, d) => extended(profile, d, trials.all, most));
  }

  const after = (await runSets([trials.constantsAt(best.at)], 0, runs))[0]!;
  const compared = (part: Part) => ({
    before: comparisonOf(target, before, part),
    after: comparisonOf(target, after, part),
  });
  const hasRest = target.t.some((t, i) => outside(t) && target.observed[i] !== null);
  return {
    window,
    fitted: compared(inside),
    rest: hasRest ? compared(outside) : null,
    constants: parameters.map((parameter, d) =>
      fittedConstant(parameter, best.at[d]!, trials.isCut ? null : profiles[d]!),
    ),
    ridges: trials.isCut ? [] : ridgesOf(parameters, profiles),
    equal: (limit - best.loss) / scale,
    runs: made,
    isComplete: !trials.isCut,
  };
}

/** Tries positions over the whole space and improves the best ones. */
async function findBest(trials: Trials, start: Position, tolerance: number): Promise<Tried> {
  const dimensions = start.length;
  const spread = spreadPositions(dimensions, SPREAD * dimensions);
  const ordered = [...(await trials.tryAll([start, ...spread]))].sort(byLoss);
  const first = ordered[0]!;
  const other = ordered.find(({ at }) => at.some((x, d) => Math.abs(x - first.at[d]!) > APART));
  const steps = 25 + 25 * dimensions;
  let best = first;
  for (const one of other === undefined ? [first] : [first, other]) {
    const found = await nelderMead(trials.tryAll, one, { size: 0.15, steps, tolerance });
    if (found.loss < best.loss) best = found;
  }
  return nelderMead(trials.tryAll, best, { size: 0.04, steps, tolerance });
}

/** How many times the distance from the original value is halved. */
const HALVINGS = 5;

/**
 * Moves each value back toward the original value as long as the loss stays the same. This avoids needless changes to
 * values that the series doesn't determine.
 */
async function nearerTo(start: Position, trials: Trials, from: Tried, tolerance: number): Promise<Tried> {
  let best = from;
  for (const [d, written] of start.entries()) {
    const most = from.loss + tolerance;
    const moved = async (x: number): Promise<Tried> => {
      const [tried] = await trials.tryAll([best.at.map((value, i) => (i === d ? x : value))]);
      return tried!;
    };
    const whole = await moved(written);
    if (whole.loss <= most) {
      best = whole;
      continue;
    }
    let [kept, lost] = [best.at[d]!, written];
    for (let k = 0; k < HALVINGS; k++) {
      const tried = await moved((kept + lost) / 2);
      if (tried.loss <= most) {
        best = tried;
        kept = tried.at[d]!;
      } else lost = (kept + lost) / 2;
    }
  }
  return best;
}

/** The standard deviation of the finite values, or 0 if there are fewer than two. */
function deviationOf(values: readonly number[]): number {
  const known = values.filter(Number.isFinite);
  if (known.length < 2) return 0;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return squares === 0 ? 0 : squareRoot(squares / (known.length - 1));
}
