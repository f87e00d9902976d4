import type { Evidence, TimelineEntry } from '../incident/timeline.ts';
import { humanDuration } from '../time/duration.ts';
import { type Column, dataTable, figure, note, sentence } from '../views/figure.ts';
import { type Html, html } from '../views/html.ts';
import { badge } from '../views/provenance.ts';
import { sourceLink } from '../views/source-link.ts';
import { timeCell } from '../views/time-cell.ts';
import { precisionOf, type Times, timesOf } from '../views/time-format.ts';

/**
 * A `timeline` block as a table: each entry with its time in UTC and the incident's zone, how it is known, and who or
 * what shows it.
 *
 * @param entries at least one, in the order in which they shall stand
 * @param title   caption; also tells tables of one page apart
 */
export function recordTable(entries: readonly TimelineEntry[], zone: string, title: string): string {
  const first = entries[0]!;
  const times = timesOf({ clock: { start: first.at, zone, epoch: first.epoch } });
  const columns: Column[] = [{ head: 'Time' }, { head: 'What happened' }, { head: 'Evidence' }];
  const rows = entries.map((entry) => row(entry, times, entry.epoch - first.epoch));
  const within = entries.some((entry) => entry.within !== null)
    ? note('“Within” says how far a simulated mark of the same name may lie from the record.')
    : null;
  const caption = sentence('What is known to have happened, with what shows it.');
  return figure(
    'record',
    title,
    caption,
    html`${dataTable(title, columns, rows, 'record')}${within}`,
  ).toString();
}

function row(entry: TimelineEntry, times: Times, t: number): Html {
  const when = timeCell(times, t, precisionOf(entry.at));
  const who = entry.actor === null ? null : html`<span class="hc-actor" dir="auto">${entry.actor}</span>: `;
  const within =
    entry.within === null
      ? null
      : html` <span class="hc-within">(within ${humanDuration(entry.within)})</span>`;
  return html`<tr id="hc-record-${entry.id}"><td>${when}</td><td>${badge(entry.basis)} <span class="hc-kind">${entry.kind}</span> · ${who}<span dir="auto">${entry.text}</span>${within}</td><td>${evidence(entry.evidence)}</td></tr>
`;
}

function evidence(shown: Evidence | null): Html {
  if (shown === null || shown.url === null) return sourceLink(shown?.title ?? null);
  if (shown.title === null) return sourceLink(shown.url);
  return html`<a class="hc-evidence" href="${shown.url}" dir="auto">${shown.title}</a>`;
}
