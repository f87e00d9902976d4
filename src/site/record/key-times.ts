import { type Incident, type Metric, MOMENTS, metricsOf } from '../../incident/incident.ts';
import type { Clock, Micros } from '../../result.ts';
import { type Epoch, parseInstant, utcFields } from '../../time/instant.ts';
import { type Precision, precisionOf, type Times, timesOf } from '../../views/words/time-format.ts';

export type Moment = (typeof MOMENTS)[number];

/** A time in front matter. */
export interface KeyTime {
  moment: Moment;
  /** Example: `Detected`. */
  label: string;
  /** Time since the start of the incident. */
  t: Micros;
  precision: Precision;
  /** Duration since the start, with its formula; null for the start. */
  since: Metric | null;
}

/**
 * Interval between two key times. It's named after the first one, or `unknown` if the incident may already have been
 * detected.
 */
export interface Phase {
  begins: Moment | 'unknown';
  from: Micros;
  to: Micros;
}

const LABELS: Readonly<Record<Moment, string>> = {
  started_at: 'Started',
  detected_at: 'Detected',
  acknowledged_at: 'Acknowledged',
  identified_at: 'Identified',
  mitigated_at: 'Mitigated',
  resolved_at: 'Resolved',
};

/** The state of an incident between one key time and the next. */
export const PHASE_NAMES: Readonly<Record<Phase['begins'], string>> = {
  started_at: 'undetected',
  detected_at: 'detected',
  acknowledged_at: 'being investigated',
  identified_at: 'cause identified',
  mitigated_at: 'mitigated',
  resolved_at: 'resolved',
  unknown: 'detection time unknown',
};

/** Phases in legend order. */
export const PHASE_ORDER = [...MOMENTS, 'unknown'] as const satisfies readonly Phase['begins'][];

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** Key times in order. Equal times keep the order in `MOMENTS`; missing times are left out. */
export function keyTimes(incident: Incident): KeyTime[] {
  const start = startOf(incident);
  const metrics = metricsOf(incident);
  return MOMENTS.flatMap((moment): KeyTime[] => {
    const at = incident[moment];
    const epoch = at === null ? null : parseInstant(at);
    if (at === null || epoch === null) return [];
    const since = metrics.find((metric) => metric.formula.startsWith(`${moment} `)) ?? null;
    return [{ moment, label: LABELS[moment], t: epoch - start, precision: precisionOf(at), since }];
  }).sort((a, b) => a.t - b.t);
}

/**
 * Intervals between key times. Empty ones are left out. Without `detected_at`, the first interval is `unknown` instead
 * of `undetected`, since the incident may have been noticed at any time.
 */
export function phases(times: readonly KeyTime[]): Phase[] {
  return times.slice(1).flatMap((next, i): Phase[] => {
    const time = times[i]!;
    return next.t > time.t ? [{ begins: phaseFrom(time, times), from: time.t, to: next.t }] : [];
  });
}

/** The phase that starts at a key time. */
export function phaseFrom({ moment }: KeyTime, times: readonly KeyTime[]): Phase['begins'] {
  const detected = times.some((time) => time.moment === 'detected_at');
  return moment === 'started_at' && !detected ? 'unknown' : moment;
}

/** Formats times since the start of an incident, in UTC and the incident's time zone. */
export function incidentTimes(incident: Incident): Times {
  const clock: Clock = { start: incident.started_at, zone: incident.zone, epoch: startOf(incident) };
  return timesOf({ clock });
}

/** Start of an incident, in microseconds since the epoch. */
export function startOf(incident: Pick<Incident, 'started_at'>): Epoch {
  return parseInstant(incident.started_at) ?? 0;
}

/** The time from the start to `resolved_at` or, if that isn't set, to `mitigated_at`; null if neither is set. */
export function durationOf(incident: Incident): { value: Micros; until: 'resolved' | 'mitigated' } | null {
  for (const [moment, until] of [
    ['resolved_at', 'resolved'],
    ['mitigated_at', 'mitigated'],
  ] as const) {
    const end = incident[moment];
    const epoch = end === null ? null : parseInstant(end);
    if (epoch !== null) return { value: epoch - startOf(incident), until };
  }
  return null;
}

/** The UTC day of a time. Example: `October 20, 2025`. */
export function dayInFull(epoch: Epoch): string {
  const { day, month, year } = utcFields(epoch);
  return `${MONTHS[month - 1]!} ${day}, ${year}`;
}

/**
 * Formats a date (`2025-10-23`), or the day of an RFC 3339 time, with the name of the month. Other text is returned
 * unchanged.
 */
export function writtenDay(text: string): string {
  const epoch = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00Z` : text);
  return epoch === null ? text : dayInFull(epoch);
}
