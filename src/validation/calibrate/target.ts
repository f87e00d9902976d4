import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { SourceText } from '../../diagnostic/source.ts';
import { curveResult } from '../../engine/metrics/curves.ts';
import type { Micros } from '../../result.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { entryOf, type YamlNode } from '../../yaml/node.ts';
import * as say from './diagnostics.ts';
import { distanceFromNormal, type Target } from './loss.ts';
import { fittable, type Parameter } from './parameters.ts';

/** What to calibrate, as plain data that can be sent to a process. */
export interface CalibrationRequest {
  /** The measure that refers to the series. */
  readonly measure: string;
  /** The part to fit, in simulated time. */
  readonly window: { readonly from: Micros; readonly to: Micros };
  /** Number of runs for each set of values. */
  readonly runs: number;
  /** Limit on the total number of runs. */
  readonly maxRuns: number;
}

/** Maximum number of constants to fit. One curve can't determine more. */
const MOST_CONSTANTS = 8;

/** A series to fit to, and the constants to fit. */
interface Fittable {
  readonly target: Target;
  readonly scale: number;
  readonly parameters: readonly Parameter[];
}

/** The series and constants that can be fitted, or the reason why none can be. */
export function fittableTo(
  { constants, curves }: Scenario,
  source: SourceText,
  root: YamlNode,
  { measure, window }: CalibrationRequest,
): Fittable | { readonly problem: Diagnostic } {
  const index = curves.findIndex((one) => one.measure === measure);
  const curve = curves[index]!;
  const problem = (diagnostic: Diagnostic) => ({ problem: diagnostic });
  const entry = entryOf(root, 'const');
  const span =
    entry === undefined ? source.spanAt(0, 0) : source.spanAt(entry.keyRange.start, entry.keyRange.end);
  const parameters = fittable(constants);
  if (parameters.length === 0) return problem(say.nothingToFit(span));
  if (parameters.length > MOST_CONSTANTS)
    return problem(say.tooManyToFit(span, parameters.length, MOST_CONSTANTS));
  // Use the same points that runs return, since runs return only a limited number of them.
  const { t, observed } = curveResult(curve, new Float64Array(curve.points.length).fill(Number.NaN));
  const target = { index, t, observed, normal: curve.normal };
  const scale = distanceFromNormal(target, (time) => time >= window.from && time <= window.to);
  if (scale === null) return problem(say.noPoints(curve.span, curve.series));
  if (scale === 0) return problem(say.flatSeries(curve.span, curve.series));
  return { target, scale, parameters };
}
