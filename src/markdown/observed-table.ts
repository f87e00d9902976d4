import { ENTRY_KINDS, type Evidence, type TimelineEntry } from '../incident/timeline.ts';
import { humanDuration } from '../time/duration.ts';
import { parseInstant } from '../time/instant.ts';
import { type Column, dataTable, figure, note, sentence } from '../views/markup/figure.ts';
import { type Html, html, raw } from '../views/markup/html.ts';
import { badge, sourceLink } from '../views/markup/provenance.ts';
import { outcomeText } from '../views/sweep/outcome-words.ts';
import { precisionOf, type Times, timeCell, timesOf } from '../views/words/time-format.ts';

/**
 * A `timeline` block as a table: each entry with its time in UTC and in the incident's time zone, its basis, and its
 * evidence.
 *
 * @param entries at least one, in row order
 * @param title   caption; must be unique on the page
 */
export function observedTable(entries: readonly TimelineEntry[], zone: string, title: string): string {
  const first = entries[0]!;
  const times = timesOf({ clock: { start: first.at, zone, epoch: first.epoch } });
  const columns: Column[] = [
    { head: 'Time' },
    { head: 'Kind' },
    { head: 'What happened' },
    { head: 'Evidence' },
  ];
  const rows = entries.map((entry) => row(entry, times, entry.epoch - first.epoch));
  const within = entries.some((entry) => entry.within !== null)
    ? note('“Within” is the tolerance for a simulated mark with the same name.')
    : null;
  const caption = sentence('What happened, with evidence.');
  return figure(
    'record',
    title,
    caption,
    html`${kindFilter(entries)}${dataTable(title, columns, rows, 'record')}${within}`,
  ).toString();
}

function row(entry: TimelineEntry, times: Times, t: number): Html {
  const { latest, observed } = entry;
  const first = timeCell(times, t, precisionOf(entry.at));
  const last = latest === null ? null : (parseInstant(latest) ?? entry.epoch) - entry.epoch;
  const when =
    last === null || latest === null
      ? first
      : html`${first} to ${timeCell(times, t + last, precisionOf(latest))}`;
  const value =
    observed === null
      ? null
      : html` <span class="hc-within">(${outcomeText(observed, observed.value)}${observed.within !== null && html` ± ${outcomeText(observed, observed.within)}`})</span>`;
  const who = entry.actor === null ? null : html`<span class="hc-actor" dir="auto">${entry.actor}</span>: `;
  const within =
    entry.within === null
      ? null
      : html` <span class="hc-within">(within ${humanDuration(entry.within)})</span>`;
  const until =
    entry.to === null
      ? null
      : html` <span class="hc-until">until ${timeCell(times, t + (parseInstant(entry.to) ?? entry.epoch) - entry.epoch, precisionOf(entry.to))}</span>`;
  const id = `hc-record-${entry.id}`;
  return html`<tr id="${id}" class="hc-kind-${entry.kind}"><td><a class="hc-moment" href="#${id}">${when}</a>${until}</td><td class="hc-kind">${entry.kind}<span class="hc-sub">${badge(entry.basis)}</span></td><td>${who}<span dir="auto">${entry.text}</span>${value}${within}</td><td>${evidence(entry.evidence)}</td></tr>
`;
}

/**
 * Radio buttons that filter entries by kind, using style rules instead of a script. Null if all entries have the same
 * kind.
 */
function kindFilter(entries: readonly TimelineEntry[]): Html | null {
  const kinds = ENTRY_KINDS.filter((kind) => entries.some((entry) => entry.kind === kind));
  if (kinds.length < 2) return null;
  const name = `hc-kinds-${entries[0]!.id}`;
  const choice = (value: string, count: number, checked: boolean): Html =>
    html`<label class="hc-choice"><input type="radio" name="${name}" value="${value}"${checked && raw(' checked')}><span>${value} <span class="hc-choice-count">${count}</span></span></label>`;
  const choices = kinds.map((kind) =>
    choice(kind, entries.filter((entry) => entry.kind === kind).length, false),
  );
  return html`<fieldset class="hc-choices"><legend>Show</legend>${choice('all', entries.length, true)}${choices}</fieldset>`;
}

function evidence(shown: Evidence | null): Html {
  if (shown === null || shown.url === null) return sourceLink(shown?.title ?? null);
  if (shown.title === null) return sourceLink(shown.url);
  return html`<a class="hc-evidence" href="${shown.url}" dir="auto">${shown.title}</a>`;
}
