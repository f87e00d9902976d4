import type { Micros, RunSummary } from '../../result.ts';
import { MINUTE } from '../../time/duration.ts';
import type { Measurements } from '../probes/measurements.ts';
import type { Dependence } from './dependence.ts';

/** A period or value that is compared with the base run. */
export interface ComparedFact {
  readonly agrees: (summary: RunSummary) => boolean;
  /** The value in a run, or whether a condition held. */
  readonly read: (summary: RunSummary) => number | boolean | null;
  /** Start and end of a period, or the value twice. */
  readonly ends: readonly [number, number];
  /** Tolerance of a value; null for a period. */
  readonly tolerance: number | null;
}

/** If a time is closer than this to an end of a period, it doesn't show whether the period follows from it. */
const CLOSE = MINUTE;

/**
 * True if a fact only repeats the time of a mark. This applies to a period if its condition fails in exactly those runs
 * where the mark is after its start or before its end. It applies to a value that is the same linear function of the
 * mark's time in all runs.
 */
export function isRepeated(fact: ComparedFact, { mark }: Dependence, measured: Measurements): boolean {
  const time = ({ marks }: RunSummary): Micros | null => marks[mark.index] ?? null;
  const ofNumbers = [measured.base, ...runsOfNumbers(measured)];
  if (fact.tolerance !== null) {
    // Inputs are left out because a value can be the time since an input.
    const points = ofNumbers.flatMap((one): [number, number][] => {
      const [t, value] = [time(one), fact.read(one)];
      return t === null || typeof value !== 'number' ? [] : [[t, value]];
    });
    return isLine(points, fact.tolerance / 2);
  }
  const runs = [...ofNumbers, ...runsOfInputs(measured)];
  const [from, to] = fact.ends;
  const isSame = (bound: number, agreesIf: (t: Micros) => boolean): boolean => {
    const clear = runs.filter((one) => Math.abs((time(one) ?? Number.POSITIVE_INFINITY) - bound) > CLOSE);
    const failing = clear.filter((one) => !fact.agrees(one));
    return (
      failing.length > 0 &&
      clear.every((one) => fact.agrees(one) === agreesIf(time(one) ?? Number.POSITIVE_INFINITY))
    );
  };
  return isSame(from, (t) => t < from) || isSame(to, (t) => t > to);
}

function runsOfNumbers({ numbers, narrow, wide }: Measurements): RunSummary[] {
  const alone = numbers.flatMap(({ less, more }) => [less, more]);
  return [...alone, ...narrow, ...wide].filter((one) => one !== null);
}

function runsOfInputs({ inputs }: Measurements): RunSummary[] {
  const all = inputs.flatMap(({ earlier, later, without }) => [earlier, later, without]);
  return all.filter((one) => one !== null);
}

/** True if all points are on a sloped line through the first point, to within an error. */
function isLine(points: readonly [number, number][], error: number): boolean {
  const [first] = points;
  if (first === undefined) return false;
  const far = points.reduce((a, b) => (Math.abs(b[0] - first[0]) > Math.abs(a[0] - first[0]) ? b : a), first);
  const [run, rise] = [far[0] - first[0], far[1] - first[1]];
  if (Math.abs(run) <= CLOSE || Math.abs(rise) <= error) return false;
  return points.every(([t, value]) => Math.abs(value - first[1] - ((t - first[0]) * rise) / run) <= error);
}
