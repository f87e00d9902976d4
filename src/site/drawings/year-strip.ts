import { DAY } from '../../time/duration.ts';
import { parseInstant } from '../../time/instant.ts';
import { type Html, html } from '../../views/markup/html.ts';
import type { Listed } from '../across/catalog.ts';
import { startOf } from '../record/key-times.ts';

/* A year of incidents, with one lane per severity. Each incident has a mark on the day it started. */

/** A lane for a severity. */
export interface Lane {
  id: string;
  label: string;
  /** CSS class for the mark color. */
  look: string;
  /** The severity's rank. 1 is the most severe and has the largest marks. */
  order: number;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const LANE = 24;

/** One year as SVG, hidden from screen readers, which get a list instead. */
export function yearStrip(year: number, incidents: readonly Listed[], lanes: readonly Lane[]): Html {
  const begin = parseInstant(`${year}-01-01T00:00Z`)!;
  const length = parseInstant(`${year + 1}-01-01T00:00Z`)! - begin;
  const at = (epoch: number): number => round(((epoch - begin) / length) * 100);
  const height = lanes.length * LANE + 22;
  const months = MONTHS.map((name, month) => {
    const x = at(parseInstant(`${year}-${String(month + 1).padStart(2, '0')}-01T00:00Z`)!);
    return html`<line class="year-month" x1="${x}%" x2="${x}%" y1="0" y2="${height - 16}"/><text class="year-label${month % 2 === 1 && ' year-label-second'}" x="${x}%" y="${height - 3}" dx="2">${name}</text>`;
  });
  return html`<div class="year-drawing" aria-hidden="true"><div class="year-names">${lanes.map((lane) => html`<span>${lane.label}</span>`)}</div><svg class="year-strip" width="100%" height="${height}">
${months}
${lanes.map((_, i) => html`<line class="year-lane" x1="0" x2="100%" y1="${i * LANE + LANE / 2}" y2="${i * LANE + LANE / 2}"/>`)}
${incidents.map((one) => mark(one, lanes, at))}
</svg></div>`;
}

function mark({ incident }: Listed, lanes: readonly Lane[], at: (epoch: number) => number): Html | null {
  const row = lanes.findIndex(({ id }) => id === incident.severity);
  const lane = lanes[row];
  if (lane === undefined) return null;
  const start = startOf(incident);
  const end = incident.resolved_at === null ? null : parseInstant(incident.resolved_at);
  const y = row * LANE + LANE / 2;
  const radius = Math.max(4, 8 - lane.order);
  const long = end !== null && end - start > DAY;
  return html`<g class="${lane.look}">${long && html`<line class="year-length" x1="${at(start)}%" x2="${Math.min(100, at(end!))}%" y1="${y}" y2="${y}"/>`}<circle class="year-mark" cx="${at(start)}%" cy="${y}" r="${radius}"/></g>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
