import type { Micros } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { type Html, html } from '../../views/html.ts';
import { countOf } from '../../views/number-format.ts';
import { type Distribution, distributionOf } from '../across/distributions.ts';
import { type DurationAxis, durationAxis } from './time-axis.ts';

/** One line of a strip plot: a group with the durations of its incidents. */
export interface StripRow {
  label: string;
  /** Class that colours the dots, such as `tone-critical`. */
  look: string;
  values: readonly Micros[];
}

const HEIGHT = 34;
const MIDDLE = 17;

/**
 * Every duration as a dot on a logarithmic axis, a line a group, with the median as a bar and the middle half as a band. The
 * table below it gives the same as text. Null where no group has a value.
 *
 * @param title what is measured, for the table's caption; unique on the page
 */
export function stripPlot(title: string, rows: readonly StripRow[]): Html | null {
  const filled = rows.flatMap((row) => {
    const distribution = distributionOf(row.values);
    return distribution === null ? [] : [{ ...row, distribution }];
  });
  if (filled.length === 0) return null;
  const axis = durationAxis(filled.flatMap((row) => row.values));
  return html`<div class="plot" aria-hidden="true">
${filled.map(
  (
    row,
  ) => html`<div class="plot-row"><span class="plot-name">${row.label}</span><svg class="plot-line ${row.look}" width="100%" height="${HEIGHT}">${plotLine(row.distribution, axis)}</svg></div>
`,
)}<div class="plot-row"><span></span><svg class="plot-axis" width="100%" height="20">${axis.ticks.map(({ x, label }, i) => html`<line x1="${x}%" x2="${x}%" y1="0" y2="4"/><text x="${x}%" y="16" text-anchor="${anchorOf(i, axis.ticks.length)}">${label}</text>`)}</svg></div>
</div>
<details class="hc-details"><summary class="hc-summary">The numbers: ${title.toLowerCase()}</summary>
${numbers(title, filled)}
</details>`;
}

function plotLine({ values, median, quartiles }: Distribution, axis: DurationAxis): Html {
  const band =
    quartiles === null
      ? null
      : html`<rect class="plot-band" x="${axis.at(quartiles[0])}%" y="5" width="${round(axis.at(quartiles[1]) - axis.at(quartiles[0]))}%" height="24"/>`;
  const grid = axis.ticks.map(
    ({ x }) => html`<line class="plot-grid" x1="${x}%" x2="${x}%" y1="0" y2="${HEIGHT}"/>`,
  );
  const dots = values.map(
    (t, i) => html`<circle class="plot-dot" cx="${axis.at(t)}%" cy="${MIDDLE + swing(i)}" r="4"/>`,
  );
  return html`${grid}${band}${dots}<line class="plot-median" x1="${axis.at(median)}%" x2="${axis.at(median)}%" y1="2" y2="32"/>`;
}

/** Labels at the ends run inwards, or they would be cut. */
function anchorOf(index: number, count: number): string {
  if (index === 0) return 'start';
  return index === count - 1 ? 'end' : 'middle';
}

/** Sets neighbours apart by turns, so that dots of near values are seen as several. */
function swing(index: number): number {
  return [0, -6, 6, -3, 3][index % 5]!;
}

function numbers(title: string, rows: readonly (StripRow & { distribution: Distribution })[]): Html {
  const cell = (t: Micros | null): Html =>
    html`<td class="hc-num">${t === null ? '–' : humanDuration(t)}</td>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${title}"><table class="record-table"><caption>${title}: the middle half is given from 4 incidents on, what 9 of 10 stay below from 10 on</caption>
<thead><tr><th scope="col">Group</th><th scope="col" class="hc-num">Incidents</th><th scope="col" class="hc-num">Shortest</th><th scope="col" class="hc-num">Lower quarter</th><th scope="col" class="hc-num">Median</th><th scope="col" class="hc-num">Upper quarter</th><th scope="col" class="hc-num">9 of 10 below</th><th scope="col" class="hc-num">Longest</th></tr></thead>
<tbody>
${rows.map(
  ({ label, distribution: { values, median, quartiles, p90 } }) =>
    html`<tr><th scope="row">${label}</th><td class="hc-num">${countOf(values.length, 'incident')}</td>${cell(values[0]!)}${cell(quartiles?.[0] ?? null)}${cell(median)}${cell(quartiles?.[1] ?? null)}${cell(p90)}${cell(values.at(-1)!)}</tr>
`,
)}</tbody></table></div>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
