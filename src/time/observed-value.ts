import type { Micros } from '../result.ts';
import { parseDuration } from './duration.ts';

/** A number or a duration that was observed. */
export interface ObservedValue {
  /** In microseconds if it's a duration. */
  readonly value: number;
  readonly type: 'number' | 'duration';
  readonly unit: string | null;
  /** Largest accepted difference, in the same unit as the value; null if any difference is accepted. */
  readonly within: number | null;
}

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const PERCENT = /^(\d+(?:\.\d+)?)\s*%$/;
const RATE = /^(\d+(?:\.\d+)?)\s*\/\s*(ms|s|m|h|d)$/;

/** Parses a number, a share (`30%`), a rate (`80/s`) or a duration (`12s`). */
export function parseValue(written: string | number): Pick<ObservedValue, 'value' | 'type'> | null {
  const text = String(written).trim();
  const share = shareOf(text);
  const rate = RATE.exec(text);
  const length = parseDuration(text);
  if (NUMBER.test(text) || typeof written === 'number') return { value: Number(text), type: 'number' };
  if (share !== null) return { value: share, type: 'number' };
  if (rate !== null) {
    return { value: (Number(rate[1]) * 1e6) / parseDuration(`1${rate[2]}`)!, type: 'number' };
  }
  return length === null ? null : { value: length, type: 'duration' };
}

/** Parses the tolerance of a value: a percentage of the value, or an amount of the same kind. */
export function parseTolerance(
  { value, type }: Pick<ObservedValue, 'value' | 'type'>,
  written: string | number,
): number | null {
  const share = shareOf(String(written).trim());
  if (share !== null) return share * Math.abs(value);
  const amount = parseValue(written);
  return amount === null || amount.type !== type || amount.value < 0 ? null : amount.value;
}

function shareOf(text: string): number | null {
  const found = PERCENT.exec(text);
  return found === null ? null : Number(found[1]) / 100;
}

/** The difference between a time and an observed time, or the nearest end of an observed range; 0 inside the range. */
export function residualFrom(
  observed: { readonly t: Micros; readonly latest: Micros | null },
  at: Micros,
): Micros {
  if (at < observed.t) return at - observed.t;
  return Math.max(0, at - (observed.latest ?? observed.t));
}
