import { type Incident, type Metric, MOMENTS, metricsOf } from '../../incident/incident.ts';
import type { Clock, Micros } from '../../result.ts';
import { type Epoch, parseInstant, utcFields } from '../../time/instant.ts';
import { type Precision, precisionOf, type Times, timesOf } from '../../views/words/time-format.ts';

export type Moment = (typeof MOMENTS)[number];

/** A moment that the front matter states. */
export interface KeyTime {
  moment: Moment;
  /** Such as `Detected`. */
  label: string;
  /** Time since the incident's start. */
  t: Micros;
  precision: Precision;
  /** The duration that ends here, with its formula; null for the start itself. */
  since: Metric | null;
}

/** A stretch between two key times. It is named after the moment that begins it, where that says what went on. */
export interface Phase {
  begins: Moment | 'unstated';
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

/** What goes on from a moment until the next. */
export const PHASE_NAMES: Readonly<Record<Phase['begins'], string>> = {
  started_at: 'unnoticed',
  detected_at: 'detected',
  acknowledged_at: 'being looked into',
  identified_at: 'cause known',
  mitigated_at: 'mitigated',
  resolved_at: 'resolved',
  unstated: 'time of detection not stated',
};

/** Phases in the order of legends. */
export const PHASE_ORDER = [...MOMENTS, 'unstated'] as const satisfies readonly Phase['begins'][];

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

/** Key times by time; those of one moment keep their usual order. Moments that are not stated are left out. */
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
 * What lies between one key time and the next. Stretches without length are left out. An incident whose detection is not
 * stated was not unnoticed until the next moment: nobody says since when it was known.
 */
export function phases(times: readonly KeyTime[]): Phase[] {
  return times.slice(1).flatMap((next, i): Phase[] => {
    const time = times[i]!;
    return next.t > time.t ? [{ begins: phaseFrom(time, times), from: time.t, to: next.t }] : [];
  });
}

/** What goes on from a key time on. */
export function phaseFrom({ moment }: KeyTime, times: readonly KeyTime[]): Phase['begins'] {
  const detected = times.some((time) => time.moment === 'detected_at');
  return moment === 'started_at' && !detected ? 'unstated' : moment;
}

/** Writes the times of an incident, counted from its start, in UTC and its own zone. */
export function incidentTimes(incident: Incident): Times {
  const clock: Clock = { start: incident.started_at, zone: incident.zone, epoch: startOf(incident) };
  return timesOf({ clock });
}

/** Start of the incident in microseconds since the epoch. */
export function startOf(incident: Pick<Incident, 'started_at'>): Epoch {
  return parseInstant(incident.started_at) ?? 0;
}

/** From start to `resolved_at`, else to `mitigated_at`; null while neither is stated. */
export function lengthOf(incident: Incident): { value: Micros; until: 'resolved' | 'mitigated' } | null {
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

/** The day of a time in UTC, in full: `20 October 2025`. */
export function dayInFull(epoch: Epoch): string {
  const { day, month, year } = utcFields(epoch);
  return `${day} ${MONTHS[month - 1]!} ${year}`;
}

/** A date (`2025-10-23`) or an RFC 3339 time as its day in full; other text as it stands. */
export function writtenDay(text: string): string {
  const epoch = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00Z` : text);
  return epoch === null ? text : dayInFull(epoch);
}
