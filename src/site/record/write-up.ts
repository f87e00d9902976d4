import type { Incident } from '../../incident/incident.ts';
import type { TimelineEntry } from '../../incident/timeline.ts';
import type { Finding, ModelPage } from '../../markdown/models/finding.ts';
import type { Result } from '../../result.ts';
import { startOf } from './key-times.ts';

/** The state of an incident, derived from the times in front matter. */
export type IncidentState = 'ongoing' | 'mitigated' | 'resolved';

export const STATE_WORDS: Readonly<Record<IncidentState, string>> = {
  ongoing: 'Ongoing',
  mitigated: 'Mitigated',
  resolved: 'Resolved',
};

/**
 * Resolved with `resolved_at`, mitigated with `mitigated_at`, otherwise ongoing. Null if unknown: in the public
 * edition, a missing time may be internal.
 */
export function stateOf(
  incident: Pick<Incident, 'mitigated_at' | 'resolved_at'>,
  edition: 'internal' | 'public',
): IncidentState | null {
  if (incident.resolved_at !== null) return 'resolved';
  if (edition === 'public') return null;
  return incident.mitigated_at === null ? 'ongoing' : 'mitigated';
}

/** A scenario in a write-up, with its result. */
export interface WriteUpScenario {
  id: string;
  title: string;
  /** The scenario block as written. */
  text: string;
  result: Result;
}

/** Data for an entry in the `incidents` collection, as stored by the content loader. */
export interface WriteUp {
  incident: Incident;
  timeline: TimelineEntry[];
  scenarios: WriteUpScenario[];
  /** One finding for each scenario, in the same order. */
  findings: readonly Finding[];
  models: readonly ModelPage[];
}

/** Latest first. Ties are sorted by id, so that the order doesn't depend on the file system. */
export function newestFirst<T extends Pick<WriteUp, 'incident'> & { readonly id: string }>(
  writeUps: readonly T[],
): T[] {
  return [...writeUps].sort((a, b) => startOf(b.incident) - startOf(a.incident) || (a.id < b.id ? -1 : 1));
}

/** True if the write-up is public. Search engines may index only public pages. */
export function isPublished({ incident }: Pick<WriteUp, 'incident'>): boolean {
  return (
    incident.visibility === 'public' && (incident.status === 'published' || incident.status === 'closed')
  );
}

/** A section generated from front matter, after the narrative. */
export interface RecordSection {
  /** Id of the heading. It contains a dot, so it can't conflict with headings in the narrative. */
  slug: string;
  title: string;
}

/** Lists of sentences in page order, each in a collapsible section. */
export const SENTENCE_LISTS = [
  ['root_causes', 'Root causes'],
  ['contributing_factors', 'Contributing factors'],
  ['went_well', 'What went well'],
  ['went_wrong', 'What went wrong'],
  ['got_lucky', 'Where we got lucky'],
  ['open_questions', 'Open questions'],
  ['symptoms', 'Symptoms'],
] as const satisfies readonly (readonly [keyof Incident, string])[];

/** Sections on a page, in order. Empty ones are left out. */
export function recordSections({
  incident,
  timeline,
  scenarios,
}: Pick<WriteUp, 'incident' | 'timeline' | 'scenarios'>): RecordSection[] {
  const has = (there: boolean, slug: string, title: string): RecordSection[] =>
    there ? [{ slug: `record.${slug}`, title }] : [];
  return [
    ...has(incident.impact.length > 0, 'impact', 'Who was affected'),
    ...has(hasPosts({ incident, timeline }), 'communication', 'Communication'),
    ...has(incident.actions.length > 0, 'actions', 'Action items'),
    ...has(scenarios.length > 0, 'confidence', 'Confidence'),
    ...has(true, 'details', 'Details'),
  ];
}

/** True if the write-up has any public posts. */
export function hasPosts({ incident, timeline }: Pick<WriteUp, 'incident' | 'timeline'>): boolean {
  return incident.status_updates.length > 0 || timeline.some(({ kind }) => kind === 'communication');
}

/** A front matter key as part of an id. Example: `open-questions`. */
export function slugOf(key: string): string {
  return key.replaceAll('_', '-');
}
