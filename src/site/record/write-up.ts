import type { Incident } from '../../incident/incident.ts';
import type { TimelineEntry } from '../../incident/timeline.ts';
import type { Result } from '../../result.ts';

/** How far an incident has come, by the moments that its front matter states. */
export type IncidentState = 'ongoing' | 'mitigated' | 'resolved';

export const STATE_WORDS: Readonly<Record<IncidentState, string>> = {
  ongoing: 'Ongoing',
  mitigated: 'Mitigated',
  resolved: 'Resolved',
};

/** Resolved if an end is stated, mitigated if a mitigation is, else it goes on as far as anybody wrote down. */
export function stateOf(incident: Pick<Incident, 'mitigated_at' | 'resolved_at'>): IncidentState {
  if (incident.resolved_at !== null) return 'resolved';
  return incident.mitigated_at === null ? 'ongoing' : 'mitigated';
}

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

/** A section that is made from front matter, after the narrative. */
export interface RecordSection {
  /** Id of its heading. It holds a dot, which no heading of the narrative has in its id, so that the two can't meet. */
  slug: string;
  title: string;
}

/** Lists of sentences, in the order in which a page shows them. */
export const SENTENCE_LISTS = [
  ['root_causes', 'Root causes'],
  ['contributing_factors', 'Contributing factors'],
  ['went_well', 'What went well'],
  ['went_wrong', 'What went wrong'],
  ['got_lucky', 'Where we got lucky'],
  ['open_questions', 'Open questions'],
] as const satisfies readonly (readonly [keyof Incident, string])[];

/** Sections that a page has, in order: only those that the write-up has something for. */
export function recordSections(
  { incident, timeline }: Pick<WriteUp, 'incident' | 'timeline'>,
  hasRelated = false,
): RecordSection[] {
  const has = (there: boolean, slug: string, title: string): RecordSection[] =>
    there ? [{ slug: `record.${slug}`, title }] : [];
  return [
    ...has(incident.impact.length > 0, 'impact', 'Who and what was hit'),
    ...has(hasPosts({ incident, timeline }), 'communication', 'What was known, and what was said'),
    ...has(incident.actions.length > 0, 'actions', 'What was done and promised'),
    ...SENTENCE_LISTS.flatMap(([key, title]) => has(incident[key].length > 0, slugOf(key), title)),
    ...has(true, 'standing', 'How sure we are'),
    ...has(hasRelated, 'related', 'Related incidents'),
    ...has(true, 'about', 'About this write-up'),
  ];
}

/** Whether anything was said in public that the page knows of. */
export function hasPosts({ incident, timeline }: Pick<WriteUp, 'incident' | 'timeline'>): boolean {
  return incident.status_updates.length > 0 || timeline.some(({ kind }) => kind === 'communication');
}

/** The part of an id that a key of the front matter gives: `open-questions`. */
export function slugOf(key: string): string {
  return key.replaceAll('_', '-');
}
