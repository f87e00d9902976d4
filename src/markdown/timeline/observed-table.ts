import { ENTRY_KINDS, type Evidence, type TimelineEntry } from '../../incident/timeline.ts';
import { humanDuration } from '../../time/duration.ts';
import { formatUtc, parseInstant } from '../../time/instant.ts';
import { type Html, html, raw } from '../../views/markup/html.ts';
import { hostLink, sourceLink } from '../../views/markup/provenance.ts';
import { outcomeText } from '../../views/sweep/outcome-words.ts';
import { precisionOf, type Times, timesOf } from '../../views/words/time-format.ts';
import { keyMoments } from './key-moments.ts';

/*
 * The observed timeline: a table of what happened and, if it leaves out entries, a collapsed table of all of them.
 * Times are in the incident's zone; `time` elements have UTC.
 */

/**
 * The timeline of a page.
 *
 * @param entries at least one, sorted by time
 * @param isUsed  true if a model on the page refers to the entry
 */
export function observedTimeline(
  entries: readonly TimelineEntry[],
  zone: string,
  isUsed: (entry: TimelineEntry) => boolean,
): string {
  const shown = keyMoments(entries, isUsed);
  const times = timesFrom(entries, zone);
  if (shown.length === entries.length) return html`${fullTable(entries, times, 'What happened')}`.toString();
  const table = fullTable(entries, times, 'All observed entries');
  return html`${momentsTable(shown, entries[0]!, times)}
<details class="fold"><summary>Observed timeline <span class="fold-count">all ${entries.length} entries, with evidence</span></summary>
<div class="hc-record">${kindFilter(entries)}${table}${withinNote(entries)}</div></details>`.toString();
}

/** A link to the table with all entries, for every `timeline` block after the first one on a page. */
export function timelineLink(entries: readonly TimelineEntry[]): string {
  const first = entries[0]!;
  const count = entries.length === 1 ? 'entry is' : `${entries.length} entries are`;
  return html`<p class="hc-note">${entries.length === 1 ? 'An ' : ''}${count} in <a href="#hc-record-${first.id}">the observed timeline</a>.</p>`.toString();
}

function timesFrom(entries: readonly TimelineEntry[], zone: string): Times {
  const first = entries[0]!;
  return timesOf({ clock: { start: first.at, zone, epoch: first.epoch } });
}

/** The time zone's abbreviation, as the heading of the time column. */
function zoneName(times: Times): string {
  return times.abbreviation(0, times.zone === null ? 'utc' : 'zone');
}

function momentsTable(shown: readonly TimelineEntry[], first: TimelineEntry, times: Times): Html {
  const rows = shown.map((entry, index) => {
    const before = shown[index - 1];
    return html`<tr><td class="when"><a class="hc-moment" href="#hc-record-${entry.id}">${shortTime(entry, first, before, times)}</a></td><td class="what">${what(entry)}</td></tr>
`;
  });
  return html`<table class="record-table hc-moments"><caption class="hidden-text">What happened</caption><thead><tr><th scope="col">${zoneName(times)}</th><th scope="col">What happened</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

function fullTable(entries: readonly TimelineEntry[], times: Times, caption: string): Html {
  const first = entries[0]!;
  const rows = entries.map((entry, index) => {
    const id = `hc-record-${entry.id}`;
    const until =
      entry.to === null
        ? null
        : html`<span class="record-sub">until ${momentAt(entry.to, entry, first, times)}</span>`;
    return html`<tr id="${id}" class="hc-kind-${entry.kind}"><td class="when"><a class="hc-moment" href="#${id}">${shortTime(entry, first, entries[index - 1], times)}</a>${until}</td><td class="what">${what(entry)}${notes(entry)}</td><td data-h="Evidence">${evidence(entry.evidence)}</td></tr>
`;
  });
  return html`<table class="record-table hc-timeline-table"><caption class="hidden-text">${caption}</caption><thead><tr><th scope="col">${zoneName(times)}</th><th scope="col">What happened</th><th scope="col">Evidence</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

/** The time of day. The first row and each row on a new day also show the day. */
function shortTime(
  entry: TimelineEntry,
  first: TimelineEntry,
  before: TimelineEntry | undefined,
  times: Times,
): Html {
  const face = times.zone === null ? 'utc' : 'zone';
  const day = (one: TimelineEntry): string => times.day(one.epoch - first.epoch, face);
  const latest = entry.latest === null ? null : html` to ${momentAt(entry.latest, entry, first, times)}`;
  const isNewDay = before === undefined || day(before) !== day(entry);
  return html`${isNewDay && html`<span class="hc-day">${day(entry)}</span> `}${momentAt(entry.at, entry, first, times)}${latest}`;
}

/** A time in an entry as a `time` element: the time of day, with the day if it differs from the entry's. */
function momentAt(at: string, entry: TimelineEntry, first: TimelineEntry, times: Times): Html {
  const face = times.zone === null ? 'utc' : 'zone';
  const epoch = parseInstant(at) ?? entry.epoch;
  const t = epoch - first.epoch;
  const isSameDay = times.day(t, face) === times.day(entry.epoch - first.epoch, face);
  return html`<time datetime="${formatUtc(epoch)}">${isSameDay ? null : `${times.day(t, face)} `}${times.hours(t, face, precisionOf(at))}</time>`;
}

function what({ observed, actor, basis, text }: TimelineEntry): Html {
  const who = actor === null ? null : html`<span class="hc-actor" dir="auto">${actor}</span>: `;
  const value =
    observed === null
      ? null
      : html` <span class="hc-within">(${outcomeText(observed, observed.value)}${observed.within !== null && html` ± ${outcomeText(observed, observed.within)}`})</span>`;
  const estimated = basis === 'estimated' ? html` <span class="quiet">time estimated</span>` : null;
  return html`${who}<span dir="auto">${text}</span>${value}${estimated}`;
}

/** The small print for an entry: its kind, and the tolerance for the mark with the entry's id. */
function notes({ kind, within }: TimelineEntry): Html {
  return html`<span class="record-sub hc-kind">${kind}${within !== null && ` (within ${humanDuration(within)})`}</span>`;
}

function withinNote(entries: readonly TimelineEntry[]): Html | null {
  if (entries.every((entry) => entry.within === null)) return null;
  return html`<p class="hc-note">“Within” is the tolerance for a simulated mark with the same name.</p>`;
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
  if (shown.title === null) return hostLink(shown.url);
  return html`<a class="hc-evidence" href="${shown.url}" dir="auto">${shown.title}</a>`;
}
