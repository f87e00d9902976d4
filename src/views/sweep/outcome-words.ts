import type { OutcomeResult } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { signedDuration } from '../trace/moments.ts';
import { plainName } from '../words/names.ts';
import { plainNumber } from '../words/number-format.ts';

/** What the format of an outcome's value depends on. */
export type OutcomeKind = Pick<OutcomeResult, 'type' | 'unit'>;

/** A value without its unit: `4,000,000`, `3.5 s`, or `no value`. */
export function outcomeNumber({ type }: OutcomeKind, value: number | null): string {
  if (value === null) return 'no value';
  return type === 'duration' ? humanDuration(value) : plainNumber(value);
}

/** A value with its unit: `4,000,000 orders`. */
export function outcomeText(kind: OutcomeKind, value: number | null): string {
  const text = outcomeNumber(kind, value);
  return value === null || kind.unit === null ? text : `${text} ${kind.unit}`;
}

/** The difference between two values: `+12 orders`, `no difference`. */
export function outcomeChange(kind: OutcomeKind, change: number): string {
  if (change === 0) return 'no difference';
  if (kind.type === 'duration') return signedDuration(change);
  return `${change > 0 ? '+' : ''}${outcomeText(kind, change)}`;
}

/** The name shown to readers, with its unit: `Orders executed (orders)`. */
export function outcomeTitle({ name, says, unit }: Pick<OutcomeResult, 'name' | 'says' | 'unit'>): string {
  const words = says ?? plainName(name);
  return unit === null ? words : `${words} (${unit})`;
}

/** Which of an outcome's values is used. */
export const COUNTED_AT = {
  end: 'at the end of the run',
  max: 'highest value in the run',
  min: 'lowest value in the run',
  sum: 'sum over time in seconds',
} as const;

/** Whether a value is better or worse than the base's; null if they are equal, missing, or no direction is stated. */
export function betterOrWorse(
  better: OutcomeResult['better'],
  value: number | null,
  base: number | null,
): 'better' | 'worse' | null {
  if (better === null || value === null || base === null || value === base) return null;
  return value < base === (better === 'lower') ? 'better' : 'worse';
}

/** `no value for 2 min of the run`, or null if it always had a value. */
export function undefinedWords({ undefinedFor }: OutcomeResult): string | null {
  return undefinedFor === 0 ? null : `no value for ${humanDuration(undefinedFor)} of the run`;
}
