import type { Incident } from '../incident/incident.ts';

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

/** Sections that a page has, in order: only those that the front matter has something for. */
export function recordSections(incident: Incident): RecordSection[] {
  const has = (there: boolean, slug: string, title: string): RecordSection[] =>
    there ? [{ slug: `record.${slug}`, title }] : [];
  return [
    ...has(incident.impact.length > 0, 'impact', 'Who and what was hit'),
    ...has(incident.actions.length > 0, 'actions', 'Actions'),
    ...SENTENCE_LISTS.flatMap(([key, title]) => has(incident[key].length > 0, slugOf(key), title)),
    ...has(incident.status_updates.length > 0, 'updates', 'Status updates'),
    ...has(true, 'standing', 'How sure we are'),
    ...has(true, 'about', 'About this write-up'),
  ];
}

/** The part of an id that a key of the front matter gives: `open-questions`. */
export function slugOf(key: string): string {
  return key.replaceAll('_', '-');
}
