import type { Micros } from '../result.ts';
import { parseInstant } from '../time/instant.ts';
import type { Incident } from './incident.ts';

/** A duration of one incident, with the formula that a page prints beside it. */
export interface Metric {
  id: string;
  /** Such as `Time to detect`. */
  name: string;
  /** Such as `detected_at − started_at`. */
  formula: string;
  value: Micros;
}

const TABLE = [
  ['time_to_detect', 'Time to detect', 'detected_at', 'started_at'],
  ['time_to_acknowledge', 'Time to acknowledge', 'acknowledged_at', 'started_at'],
  ['time_to_identify', 'Time to identify', 'identified_at', 'started_at'],
  ['time_to_mitigate', 'Time to mitigate', 'mitigated_at', 'started_at'],
  ['time_to_resolve', 'Time to resolve', 'resolved_at', 'started_at'],
] as const;

/**
 * Durations of an incident, each from its start. One whose moment the front matter leaves out is left out. They are
 * this incident's own: a mean over incidents is another thing, and is named so.
 */
export function metricsOf(incident: Incident): Metric[] {
  return TABLE.flatMap(([id, name, until, since]) => {
    const end = incident[until];
    const to = end === null ? null : parseInstant(end);
    const from = parseInstant(incident[since]);
    if (to === null || from === null) return [];
    return [{ id, name, formula: `${until} − ${since}`, value: to - from }];
  });
}
