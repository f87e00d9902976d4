import type { Incident } from '../incident/incident.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import type { Result } from '../result.ts';

/** A scenario of a write-up, with what its run gave. */
export interface WriteUpScenario {
  id: string;
  title: string;
  /** The scenario block as written. */
  text: string;
  result: Result;
}

/** Data of one entry of the collection `incidents`, as the content loader stores it. */
export interface WriteUp {
  incident: Incident;
  timeline: TimelineEntry[];
  scenarios: WriteUpScenario[];
}

/** True if anybody may read it: only such pages are offered to search engines. */
export function isPublished({ incident }: Pick<WriteUp, 'incident'>): boolean {
  return (
    incident.visibility === 'public' && (incident.status === 'published' || incident.status === 'closed')
  );
}
