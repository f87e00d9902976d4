import type { Change, Json } from '../result.ts';
import { formatDuration } from '../time/duration.ts';

/** Writes a count with a comma every three digits: `1,234,567`. Fractions are rounded. */
export function count(value: number): string {
  const digits = String(Math.round(Math.abs(value)));
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, ',');
  return value < 0 && digits !== '0' ? `−${grouped}` : grouped;
}

/** Writes a number of things with its noun: `1 event`, `2,000 events`. */
export function countOf(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${Math.round(value) === 1 ? one : many}`;
}

/**
 * Writes a share (1 = all) as a percentage with at most one decimal. It says 0 % and 100 % only where that is exact, since
 * "100 % failed" and "99.97 % failed" are different facts.
 */
export function percent(share: number): string {
  const rounded = Math.round(share * 1000) / 10;
  if (share > 0 && rounded === 0) return '<0.1 %';
  if (share < 1 && rounded === 100) return '>99.9 %';
  return `${rounded >= 1000 ? count(rounded) : String(rounded)} %`;
}

/** Writes a share as a percentage with all its decimals, as a target needs: `99.99 %`. */
export function exactPercent(share: number): string {
  return `${Number((share * 100).toPrecision(12))} %`;
}

/** Writes a value of the language; `type` tells a duration from a number. Long values are for the caller to cut. */
export function formatValue(value: Json, type?: string): string {
  if (type === 'duration' && typeof value === 'number') return formatDuration(value);
  if (value === null) return 'none';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map((member) => formatValue(member)).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, member]) => `${key}: ${formatValue(member)}`)
    .join(', ')}}`;
}

/** A value of a change: a time with what it means, as `5s left` or `over at 2m`; anything else as it is. */
export function formatChanged(value: Json, unit: Change['unit']): string {
  if (unit === undefined || typeof value !== 'number') return formatValue(value);
  if (unit === 'length') return formatDuration(value);
  if (unit === 'over at') return value === 0 ? 'over' : `over at ${formatDuration(value)}`;
  return value === 0 ? 'over' : `${formatDuration(value)} left`;
}
