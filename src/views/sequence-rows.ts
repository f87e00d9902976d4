import { humanDuration } from '../time/duration.ts';
import { attribute, type Html, html } from './html.ts';
import { eventSentence, residualWords } from './moments.ts';
import { countOf } from './number-format.ts';
import { badge, eventBasis } from './provenance.ts';
import type { Excerpt, ExcerptItem } from './sequence-excerpt.ts';
import type { Times } from './time-format.ts';
import { timeCells, timeColumns } from './timeline-table.ts';

/** Rows of the sequence diagram's table: one for each event, mark and note of it. */
export function excerptRows(excerpt: Excerpt, times: Times): Html[] {
  return excerpt.items.map((item) => itemRow(item, times));
}

function itemRow(item: ExcerptItem, times: Times): Html {
  const columns = timeColumns(times).length + 4;
  switch (item.kind) {
    case 'event': {
      const { event } = item;
      const { basis, word } = eventBasis(event);
      const turn = event.breaks.length > 0 ? 'hc-row-breaks' : event.mends.length > 0 ? 'hc-row-mends' : null;
      return html`<tr${attribute('class', turn)}>${timeCells(times, event.t)}<td dir="auto">${event.actor}</td><td dir="auto">${event.to.join(', ')}</td><td class="hc-what" dir="auto">${eventSentence(event)}</td><td>${badge(basis, word)}</td></tr>
`;
    }
    case 'mark': {
      const { mark } = item;
      const against = mark.residual === null ? '' : `, ${residualWords(mark.residual)} than observed`;
      return html`<tr>${timeCells(times, item.at)}<td>mark</td><td></td><td class="hc-what" dir="auto">${mark.id}${against}</td><td>${badge('simulated')}</td></tr>
`;
    }
    case 'repeats': {
      const steps = item.steps === 1 ? 'The step above repeats' : `The ${item.steps} steps above repeat`;
      return html`<tr class="hc-row-note"><td colspan="${columns}">${steps} ${countOf(item.times, 'more time')} until ${times.say(item.until)}${item.meanwhile ? '; meanwhile:' : '.'}</td></tr>
`;
    }
    case 'gap': {
      const later = item.length === null ? null : `${humanDuration(item.length)} later.`;
      const leftOut = item.leftOut === 0 ? null : `${countOf(item.leftOut, 'event')} left out.`;
      return html`<tr class="hc-row-note"><td colspan="${columns}">${later} ${leftOut}</td></tr>
`;
    }
  }
}
