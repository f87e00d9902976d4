import type { CurveFit, CurveResult, Micros } from '../../result.ts';
import type { Curve } from '../../scenario/ast/curve.ts';
import { sixDigits, squareRoot } from '../numbers/arithmetic.ts';

/** Maximum number of points in a Result. */
export const MOST_POINTS = 480;

/** Samples a measure at the times of a series. Between two updates, a measure keeps its value. */
export class CurveSampler {
  /** NaN where the measure has no value. */
  readonly values: Float64Array;
  private readonly curve: Curve;
  private filled = 0;
  private value = Number.NaN;

  constructor(curve: Curve) {
    this.curve = curve;
    this.values = new Float64Array(curve.points.length).fill(Number.NaN);
  }

  /** Sets the measure's value from now on. */
  update(value: number, now: number): void {
    this.fillBefore(now);
    this.value = value;
  }

  /** Fills the points up to the end of the run. */
  finish(end: number): void {
    this.fillBefore(end + 1);
  }

  private fillBefore(now: number): void {
    const { points } = this.curve;
    while (this.filled < points.length && points[this.filled]![0] < now) {
      this.values[this.filled++] = this.value;
    }
  }
}

/** The values of two curves at one time. Null means a gap or no value. */
export interface Pair {
  readonly t: Micros;
  readonly observed: number | null;
  readonly simulated: number | null;
}

/** Compares a series with the sampled values of a run. */
export function curveResult(curve: Curve, values: ArrayLike<number>): CurveResult {
  const { measure, series, title, source, unit, kind, normal, normalIs, within, fitted } = curve;
  const pairs = curve.points.map(([t, observed], i): Pair => {
    const simulated = values[i]!;
    return { t, observed, simulated: Number.isNaN(simulated) ? null : simulated };
  });
  const rest = fitted === null ? null : pairs.filter(({ t }) => t < fitted.from || t > fitted.to);
  const shown = groupedPairs(pairs, Math.ceil(pairs.length / MOST_POINTS));
  const fit = curveFit(pairs, normal);
  const restFit = rest === null ? null : curveFit(rest, normal);
  return {
    measure,
    series,
    title,
    source,
    unit,
    kind,
    normal: sixDigits(normal),
    normalIs,
    t: shown.map(({ t }) => t),
    observed: shown.map(({ observed }) => known(observed)),
    simulated: shown.map(({ simulated }) => known(simulated)),
    fit,
    fitted,
    rest: restFit,
    within,
    met: isMet(fitted === null ? fit : restFit, within),
  };
}

function known(value: number | null): number | null {
  return value === null ? null : sixDigits(value);
}

/** Whether a fit is within its tolerance; null if there is no tolerance. A curve without a value is never within it. */
export function isMet(fit: CurveFit | null, { skill, mae }: Curve['within']): boolean | null {
  if (skill === null && mae === null) return null;
  if (fit === null) return false;
  // Skill is undefined for a series that never leaves its normal value, so only the difference can be judged.
  return (
    (skill === null || (fit.skill ?? Number.NEGATIVE_INFINITY) >= skill) && (mae === null || fit.mae <= mae)
  );
}

/** Means of groups of `size` points, each at the time of its last point. A group without values stays a gap. */
function groupedPairs(pairs: readonly Pair[], size: number): Pair[] {
  if (size <= 1) return [...pairs];
  const mean = (values: readonly (number | null)[]): number | null => {
    const some = values.filter((value) => value !== null);
    return some.length === 0 ? null : some.reduce((sum, value) => sum + value, 0) / some.length;
  };
  const out: Pair[] = [];
  for (let i = 0; i < pairs.length; i += size) {
    const group = pairs.slice(i, i + size);
    out.push({
      t: group.at(-1)!.t,
      observed: mean(group.map(({ observed }) => observed)),
      simulated: mean(group.map(({ simulated }) => simulated)),
    });
  }
  return out;
}

interface Both {
  readonly t: Micros;
  readonly o: number;
  readonly s: number;
}

/** How close two curves are, over the points where both have a value. Null if there are no such points. */
export function curveFit(pairs: readonly Pair[], normal: number): CurveFit | null {
  const both = pairs.flatMap(({ t, observed: o, simulated: s }): Both[] =>
    o === null || s === null ? [] : [{ t, o, s }],
  );
  const n = both.length;
  if (n === 0) return null;
  const total = (of: (pair: Both) => number): number => both.reduce((sum, pair) => sum + of(pair), 0);
  const off = total(({ o, s }) => Math.abs(o - s));
  const away = total(({ o }) => Math.abs(o - normal));
  const [o, s] = [total((pair) => pair.o) / n, total((pair) => pair.s) / n];
  const oo = total((pair) => (pair.o - o) ** 2);
  const ss = total((pair) => (pair.s - s) ** 2);
  const os = total((pair) => (pair.o - o) * (pair.s - s));
  const squares = total((pair) => (pair.o - pair.s) ** 2);
  return {
    n,
    of: pairs.filter(({ observed }) => observed !== null).length,
    mae: sixDigits(off / n),
    skill: away === 0 ? null : sixDigits(1 - off / away),
    ...peaks(both, normal),
    nse: oo === 0 ? null : sixDigits(1 - squares / oo),
    kge: oo === 0 || ss === 0 || o === 0 ? null : klingGupta({ oo, ss, os, o, s }),
  };
}

function klingGupta({ oo, ss, os, o, s }: Record<'oo' | 'ss' | 'os' | 'o' | 's', number>): CurveFit['kge'] {
  const correlation = os / (squareRoot(oo) * squareRoot(ss));
  const deviation = squareRoot(ss) / squareRoot(oo);
  const mean = s / o;
  const distance = (correlation - 1) ** 2 + (deviation - 1) ** 2 + (mean - 1) ** 2;
  return {
    value: sixDigits(1 - (distance === 0 ? 0 : squareRoot(distance))),
    correlation: sixDigits(correlation),
    deviation: sixDigits(deviation),
    mean: sixDigits(mean),
  };
}

/**
 * Compares the peaks, which are the largest deviations from normal in the direction in which the series deviates most.
 */
function peaks(
  both: readonly Both[],
  normal: number,
): Pick<CurveFit, 'peakRatio' | 'peakLag' | 'recoveryLag'> {
  const farthest = both.reduce((best, one) =>
    Math.abs(one.o - normal) > Math.abs(best.o - normal) ? one : best,
  );
  const sign = farthest.o >= normal ? 1 : -1;
  const heights = (of: (pair: Both) => number): Peak | null => {
    const points = both.map((pair) => ({ t: pair.t, height: sign * (of(pair) - normal) }));
    const top = points.reduce((best, one) => (one.height > best.height ? one : best));
    if (top.height <= 0) return null;
    const last = points.findLastIndex(({ height }) => height > top.height / 2);
    return { t: top.t, height: top.height, back: points[last + 1]?.t ?? null };
  };
  const [observed, simulated] = [heights(({ o }) => o), heights(({ s }) => s)];
  if (observed === null) return { peakRatio: null, peakLag: null, recoveryLag: null };
  if (simulated === null) return { peakRatio: 0, peakLag: null, recoveryLag: null };
  return {
    peakRatio: sixDigits(simulated.height / observed.height),
    peakLag: simulated.t - observed.t,
    recoveryLag: simulated.back === null || observed.back === null ? null : simulated.back - observed.back,
  };
}

interface Peak {
  readonly t: Micros;
  readonly height: number;
  /** The first point after which the curve stays below half of its peak; null if it doesn't. */
  readonly back: Micros | null;
}
