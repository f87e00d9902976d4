import { MOMENTS } from '../../incident/incident.ts';
import { entryId } from '../text/entry-id.ts';
import type { Draft } from './draft.ts';
import {
  actionLines,
  entryLines,
  impactLines,
  linkLines,
  momentLine,
  scalar,
  severityLine,
  updateLines,
} from './yaml-lines.ts';

/** Only status pages come with a zone, and readers of a write-up may expect another one. */
export const ZONE_GUESS = 'the zone of the status page';

/**
 * A new internal write-up, marked as a draft, with `TODO` wherever the files have no information.
 *
 * @param draft must have a severity and a start
 */
export function newDraft(draft: Draft, title: string, defaultZone: string): string {
  const list = (key: string, items: readonly (readonly string[])[]): string[] =>
    items.length === 0 ? [] : [`${key}:`, ...items.flat().map((line) => `  ${line}`)];
  const front = [
    `title: ${scalar(title)}`,
    `summary: ${scalar(draft.summary ?? 'TODO: say in one to three sentences who was affected, how, and for how long.')}`,
    'status: draft',
    'visibility: internal',
    ...(draft.severity === null ? [] : [severityLine(draft.severity)]),
    ...(draft.services.length === 0
      ? []
      : ['services:', ...draft.services.map((name) => `  - ${scalar(name)}`)]),
    ...(draft.zone === null || draft.zone === defaultZone
      ? []
      : [`zone: ${scalar(draft.zone)} # TODO check: ${ZONE_GUESS}`]),
    ...MOMENTS.flatMap((name) => {
      const moment = draft.moments.get(name);
      return moment === undefined ? [] : [momentLine(name, moment)];
    }),
    ...list('impact', draft.impact.map(impactLines)),
    ...list('actions', draft.actions.map(actionLines)),
    ...list('links', draft.links.map(linkLines)),
    ...list('status_updates', draft.updates.map(updateLines)),
  ];
  const body = [
    '## What happened',
    '',
    'TODO: what readers need to know if they weren’t there, in the order in which it happened.',
    '',
    ...timelineBlock(draft),
    '## Why it could happen',
    '',
    'TODO: why each step made sense at the time, and how the system allowed the failure.',
    '',
    '## What we change',
    '',
    'TODO: what would have prevented the incident, shortened it, or detected it earlier.',
  ];
  return ['---', ...front, '---', '', ...body, ''].join('\n');
}

function timelineBlock({ entries }: Draft): string[] {
  if (entries.length === 0) return [];
  const taken = new Set<string>();
  const lines = entries.flatMap((entry) => entryLines(entry, entryId(entry.text, entry.kind, taken)));
  return ['```timeline', ...lines, '```', ''];
}
