import { exp, sixDigits } from '../../engine/numbers/arithmetic.ts';
import type { Micros, RunSummary } from '../../result.ts';
import type { CurveLoss } from './calibration.ts';

/** A series, and the index of the run's curve to compare it with. Values are as in a Result. */
export interface Target {
  readonly index: number;
  readonly t: readonly Micros[];
  readonly observed: readonly (number | null)[];
  readonly normal: number;
}

/** True for the times in the part of a series that is compared. */
export type Part = (t: Micros) => boolean;

/** The observed points in a part, with a run's values. */
function pairsOf(
  { t, observed }: Target,
  simulated: readonly (number | null)[],
  part: Part,
): { o: number; s: number | null }[] {
  return t.flatMap((time, i) => {
    const o = observed[i] ?? null;
    return o === null || !part(time) ? [] : [{ o, s: simulated[i] ?? null }];
  });
}

/**
 * The loss that the search minimizes: the mean difference over all runs. If a run has no value at a point, the normal
 * value is used, so leaving out points doesn't improve the loss. A failed run has an infinite loss.
 */
export function lossOf(target: Target, runs: readonly RunSummary[], part: Part): number {
  const losses = runs.map((run) => {
    const simulated = curveOf(target, run);
    if (simulated === null) return Number.POSITIVE_INFINITY;
    const pairs = pairsOf(target, simulated, part);
    if (pairs.every(({ s }) => s === null)) return Number.POSITIVE_INFINITY;
    return pairs.reduce((sum, { o, s }) => sum + Math.abs(o - (s ?? target.normal)), 0) / pairs.length;
  });
  return losses.length === 0 ? Number.POSITIVE_INFINITY : meanOf(losses);
}

/** How close the runs are to a part of the series, as defined by `CurveFit`. */
export function comparisonOf(target: Target, runs: readonly RunSummary[], part: Part): CurveLoss {
  const found = runs.flatMap((run) => {
    const simulated = curveOf(target, run);
    const pairs = simulated === null ? [] : pairsOf(target, simulated, part);
    const both = pairs.flatMap(({ o, s }) => (s === null ? [] : [{ o, s }]));
    if (both.length === 0) return [];
    const off = both.reduce((sum, { o, s }) => sum + Math.abs(o - s), 0);
    const away = both.reduce((sum, { o }) => sum + Math.abs(o - target.normal), 0);
    return [{ points: both.length, mae: off / both.length, skill: away === 0 ? null : 1 - off / away }];
  });
  const skills = found.flatMap(({ skill }) => (skill === null ? [] : [skill]));
  return {
    points: Math.min(...found.map(({ points }) => points), pairsOf(target, [], part).length),
    mae: found.length === 0 ? null : sixDigits(meanOf(found.map(({ mae }) => mae))),
    skill: skills.length === 0 ? null : sixDigits(meanOf(skills)),
  };
}

/** The mean difference between the series and its normal value. Null if the part has no values. */
export function distanceFromNormal(target: Target, part: Part): number | null {
  const pairs = pairsOf(target, [], part);
  return pairs.length === 0 ? null : meanOf(pairs.map(({ o }) => Math.abs(o - target.normal)));
}

/** Half of the 95th percentile of the chi-square distribution with one degree of freedom. */
const LIKELY = 1.92;
const LEAST_POINTS = 3;

/**
 * How much higher than the best loss a loss can be without being significantly worse. Based on a likelihood ratio for
 * differences with a Laplace distribution. Neighboring differences are correlated, so the effective number of points is
 * lower.
 */
export function insignificantLoss(
  target: Target,
  runs: readonly RunSummary[],
  part: Part,
  best: number,
): number {
  const counts = runs.flatMap((run) => {
    const simulated = curveOf(target, run);
    if (simulated === null) return [];
    const off = pairsOf(target, simulated, part).map(({ o, s }) => o - (s ?? target.normal));
    const r = Math.min(0.95, Math.max(0, autocorrelation(off)));
    return [(off.length * (1 - r)) / (1 + r)];
  });
  if (counts.length === 0) return 0;
  return best * (exp(LIKELY / Math.max(LEAST_POINTS, meanOf(counts))) - 1);
}

/** The correlation between neighboring values. */
function autocorrelation(values: readonly number[]): number {
  const mean = meanOf(values);
  const all = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const neighbors = values.reduce(
    (sum, value, i) => (i === 0 ? 0 : sum + (value - mean) * (values[i - 1]! - mean)),
    0,
  );
  return all === 0 ? 0 : neighbors / all;
}

/** True if all runs have the same curve, so that one run is enough. */
export function isSameCurve({ index }: Target, runs: readonly RunSummary[]): boolean {
  const texts = runs.map((run) => JSON.stringify(run.curves?.[index]?.simulated));
  return texts.every((text) => text === texts[0]);
}

function curveOf({ index }: Target, { curves, error }: RunSummary): readonly (number | null)[] | null {
  return error === null ? (curves?.[index]?.simulated ?? null) : null;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
