import type { Incident } from '../incident/incident.ts';
import type { WriteUp } from './write-up.ts';

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
