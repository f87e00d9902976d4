import ical from 'ical-generator';
import type { SiteFacts } from '../config/site.ts';
import type { Action } from '../incident/incident.ts';
import {
  addressOf,
  type ExportedIncident,
  momentOf,
  permanentId,
  type SiteAddress,
  updatedAt,
} from './entry.ts';

const OPEN: ReadonlySet<Action['status']> = new Set(['open', 'in_progress', 'announced']);

/**
 * Due dates of open action items as iCalendar all-day events.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc5545
 */
export function actionCalendar(all: readonly ExportedIncident[], facts: SiteFacts, at: SiteAddress): string {
  const calendar = ical({
    name: `${facts.title}: actions`,
    prodId: { company: 'Hindcast', product: 'actions', language: 'EN' },
  });
  for (const { id, incident } of all) {
    for (const action of incident.actions) {
      const due = momentOf(action.due?.slice(0, 10) ?? null);
      if (due === null || !OPEN.has(action.status)) continue;
      const page = addressOf(at, `incidents/${id}/index.html#action.${encodeURIComponent(action.id)}`);
      calendar.createEvent({
        id: permanentId('action', id, action.id).replace('urn:uuid:', ''),
        start: new Date(due / 1000),
        allDay: true,
        // Builds don't read the clock, so use the write-up's date.
        stamp: new Date(Math.floor(updatedAt(incident) / 1000)),
        summary: `Due: ${action.title}`,
        description: [
          `Action ${action.id} from: ${incident.title}`,
          ...(action.owner === null ? [] : [`Owner: ${action.owner}`]),
          ...(action.ticket === null ? [] : [`Ticket: ${action.ticket}`]),
        ].join('\n'),
        ...(at.site === null ? {} : { url: page }),
      });
    }
  }
  return `${calendar.toString()}\r\n`;
}
