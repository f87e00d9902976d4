import { exp, ln } from '../../engine/numbers/arithmetic.ts';
import type { ConstantValue } from '../../result.ts';
import { formatDuration, parseDuration } from '../../time/duration.ts';
import type { Amount } from './calibration.ts';
import { clamped, type Position } from './search.ts';

/** A constant, and the range in which the search looks for a value. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly was: number;
  readonly range: readonly [number, number];
  /** True if the scale is logarithmic: equal ratios are equal distances. */
  readonly isLog: boolean;
}

/** If the ratio of a range's ends is at least this, the scale is logarithmic. */
const WIDE = 3;
/** Significant digits of a fitted value. A curve doesn't determine more. */
const DIGITS = 4;

/** The constants that have a range, in order. */
export function fittable(constants: readonly ConstantValue[]): Parameter[] {
  return constants.flatMap(({ name, value, type, range }): Parameter[] => {
    if (range === null || typeof value !== 'number') return [];
    const [low, high] = range;
    return [{ name, type, was: value, range, isLog: low > 0 && high / low >= WIDE }];
  });
}

/** A value's position in its range: 0 at the lower end, 1 at the upper end. */
export function positionOf({ range: [low, high], isLog }: Parameter, value: number): number {
  return clamped(isLog ? ln(value / low) / ln(high / low) : (value - low) / (high - low));
}

/** The value at a position, as written in a scenario. */
export function writtenAt(parameter: Parameter, at: number, digits = DIGITS): string {
  const {
    range: [low, high],
    isLog,
  } = parameter;
  if (at <= 0 || at >= 1) return writtenOf(parameter, at <= 0 ? low : high);
  const exact = isLog ? low * exp(at * ln(high / low)) : low + at * (high - low);
  const rounded = Number(exact.toPrecision(digits));
  return writtenOf(parameter, Math.min(high, Math.max(low, rounded)));
}

/** A value in its constant's notation. */
function writtenOf({ type }: Parameter, value: number): string {
  if (type === 'int') return String(Math.round(value));
  if (type === 'duration') return formatDuration(Math.round(value));
  const text = withoutExponent(value);
  // Without a decimal point, the value would be an int.
  return text.includes('.') ? text : `${text}.0`;
}

function withoutExponent(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/0+$/, '') : text;
}

/** The value at a position. */
export function amountAt(parameter: Parameter, at: number, digits = DIGITS): Amount {
  const written = writtenAt(parameter, at, digits);
  return { value: parsedValue(parameter, written), written };
}

/** A value that isn't rounded. */
export function amountOf(parameter: Parameter, value: number): Amount {
  return { value, written: writtenOf(parameter, value) };
}

/** Parses what `writtenAt` returns, so that a run with this value is equal to a run of the changed text. */
export function parsedValue({ type }: Parameter, written: string): number {
  return type === 'duration' ? parseDuration(written)! : Number(written);
}

/** Values of all parameters, as written. */
export function writtenValues(parameters: readonly Parameter[], at: Position): string[] {
  return parameters.map((parameter, d) => writtenAt(parameter, at[d]!));
}
