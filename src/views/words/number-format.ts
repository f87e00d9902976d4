import type { Change, ExploredStep, Json } from '../../result.ts';
import { formatDuration } from '../../time/duration.ts';

/** Writes an integer with thousands separators: `1,234,567`. Fractions are rounded. */
export function count(value: number): string {
  const digits = String(Math.round(Math.abs(value)));
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, ',');
  return value < 0 && digits !== '0' ? `−${grouped}` : grouped;
}

/** Capitalizes the first letter. */
export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `a, b and c`. */
export function listed(names: readonly (string | number)[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}

/** Writes a count with its noun: `1 event`, `2,000 events`. */
export function countOf(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${Math.round(value) === 1 ? one : many}`;
}

/**
 * Formats a share (1 = all) as a percentage with at most one decimal. 0% and 100% are used only for exact values: "100%
 * failed" and "99.97% failed" are different facts.
 */
export function percent(share: number): string {
  const rounded = Math.round(share * 1000) / 10;
  if (share > 0 && rounded === 0) return '<0.1%';
  if (share < 1 && rounded === 100) return '>99.9%';
  return `${rounded >= 1000 ? count(rounded) : String(rounded)}%`;
}

/** Writes a share as a percentage with all its decimals, for SLO targets: `99.99%`. */
export function exactPercent(share: number): string {
  return `${Number((share * 100).toPrecision(12))}%`;
}

/**
 * Formats a value from a scenario. `type` distinguishes durations from numbers. Callers are responsible for truncating
 * long values.
 */
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

/** Rounds numbers in a value to six significant digits. */
export function roundedValue(value: Json): Json {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(6));
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(roundedValue);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, roundedValue(member)]));
}

/** A value in a change. Times include their meaning: `5s left`, `expires at 2m`. */
export function formatChanged(value: Json, unit: Change['unit']): string {
  if (unit === undefined || typeof value !== 'number') return formatValue(roundedValue(value));
  if (unit === 'length') return formatDuration(value);
  if (unit === 'over at') return value === 0 ? 'expired' : `expires at ${formatDuration(value)}`;
  return value === 0 ? 'expired' : `${formatDuration(value)} left`;
}

/** Maximum number of list items to name. The rest are counted. */
const MOST_ITEMS = 4;

/** A state change as text: `active: 110 (was 118)`; for a list or set, what was added and what was removed. */
export function changeText(change: Change): string {
  const { name, from, to, unit, added, removed } = change;
  if (added.length === 0 && removed.length === 0) {
    return from === null && to === null
      ? `${name} changed`
      : `${name}: ${formatChanged(to, unit)} (was ${formatChanged(from, unit)})`;
  }
  const fields = changedFields(change);
  if (fields !== null) return fields;
  const gains = added.length === 0 ? [] : [`added ${itemsText(added)}`];
  const losses = removed.length === 0 ? [] : [`removed ${itemsText(removed)}`];
  return `${name}: ${[...gains, ...losses].join(', ')}`;
}

/** `hosts[0].rows: 0 (was 3)` if all that changed are fields of one record in a list; otherwise null. */
function changedFields({ name, from, to, added, removed }: Change): string | null {
  if (added.length !== 1 || removed.length !== 1 || !Array.isArray(from) || !Array.isArray(to)) return null;
  const places = to.flatMap((item, i) => (formatValue(item) === formatValue(from[i] ?? null) ? [] : [i]));
  const [place] = places;
  if (from.length !== to.length || places.length !== 1 || place === undefined) return null;
  const [old, now] = [from[place], to[place]];
  if (!isRecord(old) || !isRecord(now)) return null;
  const texts = Object.entries(now).flatMap(([field, value]) => {
    const before = formatValue(old[field] ?? null);
    return formatValue(value) === before
      ? []
      : [`${name}[${place}].${field}: ${formatValue(value)} (was ${before})`];
  });
  // If every field differs, it's a different record.
  return texts.length === Object.keys(now).length ? null : texts.join(', ');
}

function isRecord(value: Json | undefined): value is { [field: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function itemsText(items: readonly Json[]): string {
  const named = items.slice(0, MOST_ITEMS).map((item) => formatValue(item));
  const rest = items.length - named.length;
  return rest === 0 ? named.join(', ') : `${named.join(', ')} and ${rest} more`;
}

/** Names of the variables that a counterexample changes, in order of first change. */
export function changedNames(trace: readonly ExploredStep[]): string[] {
  return [...new Set(trace.flatMap((step) => step.changes.map((change) => change.name)))];
}

/** A step's change to a variable, if any. */
export function changeOf(step: ExploredStep, name: string): Change | undefined {
  return step.changes.find((change) => change.name === name);
}

/**
 * The value of a variable before the step at an index, as text. Null if the counterexample never changes it, or if its
 * changes don't give full values (lists of more than 12 items).
 */
export function valueBefore(trace: readonly ExploredStep[], index: number, name: string): string | null {
  const later = trace.slice(index).find((step) => changeOf(step, name) !== undefined);
  const next = later && changeOf(later, name);
  if (next !== undefined) return isCut(next) ? null : formatChanged(next.from, next.unit);
  const earlier = trace.slice(0, index).findLast((step) => changeOf(step, name) !== undefined);
  const last = earlier && changeOf(earlier, name);
  return last === undefined || isCut(last) ? null : formatChanged(last.to, last.unit);
}

/** True if a change to a long list or set has only the added and removed items. */
export function isCut({ from, to, added, removed }: Change): boolean {
  return from === null && to === null && added.length + removed.length > 0;
}

/** `newest = 1`, `active = 0`: variables with their values before a step. */
export function valuesText(
  trace: readonly ExploredStep[],
  index: number,
  names: readonly string[],
): readonly string[] {
  return names.map((name) => {
    const value = valueBefore(trace, index, name);
    return value === null ? name : `${name} = ${value}`;
  });
}

/** A number for an axis or table: thousands separators if large, three or four significant digits if fractional. */
export function plainNumber(value: number): string {
  const abs = Math.abs(value);
  if (abs >= 1000) return count(value);
  if (Number.isInteger(value)) return value < 0 ? `−${abs}` : String(abs);
  const written = String(Number(abs.toPrecision(abs >= 100 ? 4 : 3)));
  return value < 0 ? `−${written}` : written;
}
