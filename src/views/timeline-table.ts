import type { Result, Run, TraceEvent } from '../result.ts';
import { type Column, dataTable, note } from './figure.ts';
import { attribute, type Html, html } from './html.ts';
import { type Moment, momentsOf } from './moments.ts';
import { countOf } from './number-format.ts';
import { badge } from './provenance.ts';
import { type News, newsOf } from './routine.ts';
import { sourceLink } from './source-link.ts';
import { type Precision, type Times, timesOf } from './time-format.ts';

/** Every fact, event, mark and turn of impact of a run as rows, in order. */
export function momentsTable(result: Result, run: Run, label: string): Html {
  const times = timesOf(result);
  const columns: Column[] = [
    ...timeColumns(times),
    { head: 'Who' },
    { head: 'What' },
    { head: 'Provenance' },
    { head: 'Source' },
  ];
  const told = tracedShort(run.trace);
  const rows = momentsOf(result, { ...run, trace: told }).map((moment) => momentRow(moment, times));
  const left = run.trace.length - told.length;
  const dropped =
    run.traceDropped > 0
      ? note(
          `${countOf(run.traceDropped, 'later event')} of this run are not in the trace and not in this table.`,
        )
      : null;
  const routine =
    left === 0
      ? null
      : note(
          `${countOf(left, 'event')} that only repeat these are left out here; the JSON copy of the page has them.`,
        );
  return html`${dataTable(`${label}, ${left === 0 ? 'every event' : 'what is news'}`, columns, rows, 'moments')}${routine}${dropped}`;
}

/** Events of a table: more than this and nobody reads it. */
const MOST_EVENTS = 150;
const ORDER: readonly News[] = ['pivotal', 'first', 'pause', 'early'];

/** The events of a long trace that are news, the weightiest kinds first, in their order. */
function tracedShort(trace: readonly TraceEvent[]): TraceEvent[] {
  if (trace.length <= MOST_EVENTS) return [...trace];
  const news = [...newsOf(trace)].sort(([i, a], [j, b]) => ORDER.indexOf(a) - ORDER.indexOf(b) || i - j);
  const kept = new Set(news.slice(0, MOST_EVENTS).map(([i]) => i));
  return trace.filter((_, i) => kept.has(i));
}

/** Heads of the columns that give a time: UTC and the zone, UTC alone, or simulated time. */
export function timeColumns(times: Times): Column[] {
  if (times.faces.length === 0) return [{ head: 'Simulated time' }];
  return times.faces.map((face) => ({ head: face === 'utc' ? 'Time (UTC)' : `Time (${times.zone})` }));
}

/** Cells for the columns of `timeColumns`. */
export function timeCells(times: Times, t: number, precision?: Precision): Html[] {
  const faces = times.faces.length === 0 ? (['utc'] as const) : times.faces;
  return faces.map((face) => html`<td class="hc-time">${times.element(t, face, precision)}</td>`);
}

function momentRow(moment: Moment, times: Times): Html {
  const turn = moment.turn === null ? null : `hc-row-${moment.turn}`;
  return html`<tr${attribute('class', turn)}>${timeCells(times, moment.t, moment.precision)}<td dir="auto">${moment.who}</td><td class="hc-what" dir="auto">${moment.what}</td><td>${badge(moment.basis, moment.word)}</td><td>${moment.source !== null && sourceLink(moment.source)}</td></tr>
`;
}
