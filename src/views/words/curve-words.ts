import type { CurveFit, CurveResult, Micros, SweptCurve } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { percent, plainNumber } from './number-format.ts';

/*
 * How close a simulated curve is to an observed series, in words. Pages, commands and the comparison of two versions
 * use the same words.
 */

/** The part of a curve that counts as a comparison: the part that nothing was fitted to. Null if nothing is left. */
export function countedFit({
  fitted,
  fit,
  rest,
}: Pick<CurveResult, 'fitted' | 'fit' | 'rest'>): CurveFit | null {
  return fitted === null ? fit : rest;
}

/** A value on the curve's axis: `12%`, `420 ms`, `38`. */
export function curveValue({ kind, unit }: Pick<CurveResult, 'kind' | 'unit'>, value: number): string {
  if (kind === 'duration') return humanDuration(Math.round(value));
  if (kind === 'share') return value < 0 ? `−${percent(-value)}` : percent(value);
  return unit === null ? plainNumber(value) : `${plainNumber(value)} ${unit}`;
}

/**
 * A difference on the curve's axis. A difference between shares is in percentage points, since a percentage could be
 * relative to either.
 */
export function curveDifference(curve: Pick<CurveResult, 'kind' | 'unit'>, difference: number): string {
  if (curve.kind !== 'share') return curveValue(curve, difference);
  const points = Number((difference * 100).toPrecision(2));
  return `${plainNumber(points)} ${points === 1 ? 'point' : 'points'}`;
}

/** Example: `80%`; rounded down, so that 59.96% isn't shown as the 60% that a claim requires. */
export function skillText(skill: number | null): string {
  if (skill === null) return 'undefined';
  const rounded = Math.floor(skill * 1000) / 10;
  return rounded < 0 ? `−${Math.abs(rounded)}%` : `${rounded}%`;
}

/** How close the curve is, as sentences: the part that counts, its peak, the band of a sweep, and the fitted part. */
export function curveSentences(curve: CurveResult, swept: SweptCurve | null, runs: number): string[] {
  const counted = countedFit(curve);
  const outside = curve.fitted === null ? '' : 'Outside the part that it was fitted to: ';
  const main =
    counted === null
      ? curve.fitted === null
        ? ['The run has no value at any point of the series.']
        : ['Numbers were fitted to the whole series, so nothing is left to compare.']
      : [
          `${outside}${outside === '' ? 'Off' : 'off'} by ${curveDifference(curve, counted.mae)} on average; skill ${skillText(counted.skill)} against normal (${curveValue(curve, curve.normal)}, ${curve.normalIs}).`,
        ];
  return [
    ...main,
    ...(counted === null ? [] : [coverage(counted), peakWords(counted)]),
    ...(swept === null || swept.of === 0
      ? []
      : [
          `${percent(swept.inside / swept.of)} of ${swept.of} observed points are inside the 5–95% band of ${runs} runs.`,
        ]),
    ...(curve.fitted === null || curve.fit === null || counted === null
      ? []
      : [
          `Over the whole series, including the fitted part: off by ${curveDifference(curve, curve.fit.mae)} on average.`,
        ]),
  ].filter((text) => text !== '');
}

/** Example: `off by 2.2 points, skill 80%`. */
export function curveText(curve: CurveResult): string {
  const counted = countedFit(curve);
  if (counted === null) return 'nothing to compare';
  return `off by ${curveDifference(curve, counted.mae)}, skill ${skillText(counted.skill)}`;
}

function coverage({ n, of }: CurveFit): string {
  return n === of ? '' : `Compared at ${n} of ${of} points: the run has no value at the others.`;
}

function peakWords({ peakRatio, peakLag, recoveryLag }: CurveFit): string {
  if (peakRatio === null) return '';
  if (peakLag === null) return 'The simulated curve has no peak.';
  const back = recoveryLag === null ? '' : `; back below half of its peak ${lagWords(recoveryLag)}`;
  return `Peak ${plainNumber(Number(peakRatio.toPrecision(2)))} times as high, ${lagWords(peakLag)}${back}.`;
}

/** Example: `2 min later`, `at the same time`. */
function lagWords(lag: Micros): string {
  if (lag === 0) return 'at the same time';
  return `${humanDuration(Math.abs(lag))} ${lag < 0 ? 'earlier' : 'later'}`;
}

/** Example: `skill at least 60%, off by at most 5 points`. Null without a tolerance. */
export function toleranceWords(curve: Pick<CurveResult, 'kind' | 'unit' | 'within'>): string | null {
  const { skill, mae } = curve.within;
  const parts = [
    ...(skill === null ? [] : [`skill at least ${percent(skill)}`]),
    ...(mae === null ? [] : [`off by at most ${curveDifference(curve, mae)}`]),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}
