import type { Micros } from '../result.ts';

/** Units for durations in microseconds, longest first. */
const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000_000],
  ['h', 3_600_000_000],
  ['m', 60_000_000],
  ['s', 1_000_000],
  ['ms', 1_000],
  ['us', 1],
];

const PART = /(\d+(?:\.\d+)?)(ms|us|[dhms])/gy;

/** One second, minute, hour and day in microseconds, the unit of simulated time. */
export const SECOND: Micros = 1_000_000;
export const MINUTE: Micros = 60 * SECOND;
export const HOUR: Micros = 60 * MINUTE;
export const DAY: Micros = 24 * HOUR;

/**
 * Parses a duration like `90s`, `1.5h`, `14h30m` or `250ms`: larger units first, each unit at most once.
 *
 * @returns whole microseconds, or null if the text isn't a valid duration; negative durations aren't valid
 */
export function parseDuration(text: string): Micros | null {
  let total = 0;
  let lastUnit = -1;
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    if (part === null) return null;
    const unit = UNITS.findIndex(([name]) => name === part[2]);
    if (unit <= lastUnit) return null;
    lastUnit = unit;
    total += Math.round(Number(part[1]) * UNITS[unit]![1]);
  }
  return lastUnit < 0 || !Number.isSafeInteger(total) ? null : total;
}

/** Formats a duration in scenario notation, exactly: `2h37m`, `1s500ms`, `0s`. */
export function formatDuration(micros: Micros): string {
  if (micros === 0) return '0s';
  let rest = Math.abs(micros);
  let out = micros < 0 ? '-' : '';
  for (const [name, size] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) out += `${count}${name}`;
    rest -= count * size;
  }
  return out;
}

/** Formats a duration for readers, rounded to at most two units: `2 h 37 min`, `8.2 s`. */
export function humanDuration(micros: Micros): string {
  const sign = micros < 0 ? '−' : '';
  const abs = Math.abs(micros);
  if (abs < SECOND) return abs === 0 ? '0 s' : `${sign}${trim(abs / 1000)} ms`;
  if (abs < 10 * SECOND) return `${sign}${trim(abs / SECOND)} s`;
  const seconds = Math.round(abs / SECOND);
  if (seconds < 60) return `${sign}${seconds} s`;
  if (seconds < 600) return `${sign}${pair(seconds, 60, 'min', 's')}`;
  const minutes = Math.round(abs / MINUTE);
  if (minutes < 60) return `${sign}${minutes} min`;
  if (minutes < 2 * 24 * 60) return `${sign}${pair(minutes, 60, 'h', 'min')}`;
  return `${sign}${pair(Math.round(abs / HOUR), 24, 'd', 'h')}`;
}

function pair(total: number, size: number, big: string, small: string): string {
  const rest = total % size;
  return rest === 0
    ? `${Math.floor(total / size)} ${big}`
    : `${Math.floor(total / size)} ${big} ${rest} ${small}`;
}

function trim(value: number): string {
  return String(Math.round(value * 10) / 10);
}
