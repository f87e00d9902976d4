import type { Micros } from '../result.ts';
import { type Html, html } from './html.ts';
import type { Precision, Times } from './time-format.ts';

/** A moment in one cell: the incident's zone first, UTC below it; without a clock the simulated time. */
export function timeCell(times: Times, t: Micros, precision?: Precision): Html {
  const utc = times.element(t, 'utc', precision);
  if (times.faces.length === 0) return html`<span class="hc-time">${utc}</span>`;
  if (!times.faces.includes('zone')) return html`<span class="hc-time">${utc} UTC</span>`;
  return html`<span class="hc-time">${times.element(t, 'zone', precision)}</span><span class="hc-sub hc-time">${utc} UTC</span>`;
}
