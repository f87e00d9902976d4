import { type SiteFacts, severityOf } from '../../config/site.ts';
import { metricsOf } from '../../incident/incident.ts';
import type { Micros } from '../../result.ts';
import { DAY, HOUR, humanDuration, MINUTE, SECOND } from '../../time/duration.ts';
import { type Html, html } from '../../views/markup/html.ts';
import { type Listed, yearOf } from '../across/catalog.ts';

/** A kind of duration by which incidents are compared. */
export interface Measure {
  /** Id of the metric and of its section. */
  id: string;
  name: string;
  formula: string;
  /** Number of incidents with a known value. */
  known: number;
  bySeverity: StripRow[];
  byYear: StripRow[];
}

/** A row in a strip plot: a group and the durations of its incidents. */
export interface StripRow {
  label: string;
  /** CSS class for the dot color. Example: `tone-critical`. */
  look: string;
  values: readonly Micros[];
}

const MEASURES = [
  ['time_to_detect', 'Time to detect', 'detected_at − started_at'],
  ['time_to_acknowledge', 'Time to acknowledge', 'acknowledged_at − started_at'],
  ['time_to_mitigate', 'Time to mitigate', 'mitigated_at − started_at'],
  ['time_to_resolve', 'Time to resolve', 'resolved_at − started_at'],
] as const;

/** The four durations for all incidents, by severity and by year. Groups without a value are left out. */
export function measuresOf(incidents: readonly Listed[], site: Pick<SiteFacts, 'severities'>): Measure[] {
  return MEASURES.map(([id, name, formula]): Measure => {
    const known = incidents.flatMap(({ incident }) => {
      const value = metricsOf(incident).find((metric) => metric.id === id)?.value;
      return value === undefined ? [] : [{ value, year: yearOf(incident), severity: incident.severity }];
    });
    const severities = [...new Set(known.map(({ severity }) => severity))]
      .map((severity) => severityOf(site, severity))
      .sort((a, b) => a.order - b.order);
    const years = [...new Set(known.map(({ year }) => year))].sort((a, b) => b - a);
    return {
      id,
      name,
      formula,
      known: known.length,
      bySeverity: severities.map(({ id: severity, tone }) => ({
        label: severity,
        look: `tone-${tone}`,
        values: known.filter((one) => one.severity === severity).map(({ value }) => value),
      })),
      byYear: years.map((year) => ({
        label: String(year),
        look: 'tone-low',
        values: known.filter((one) => one.year === year).map(({ value }) => value),
      })),
    };
  });
}

const HEIGHT = 34;
const MIDDLE = 17;

/**
 * Durations as dots on a logarithmic axis, one row per group. A bar shows the median and a band shows the interquartile
 * range. A table has the same numbers. Null if no group has a value.
 *
 * @param title name of the duration, for the table's caption; unique on the page
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
<details class="hc-details"><summary class="hc-summary">Table: ${title.toLowerCase()}</summary>
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
    (t, i) => html`<circle class="plot-dot" cx="${axis.at(t)}%" cy="${MIDDLE + jitter(i)}" r="4"/>`,
  );
  return html`${grid}${band}${dots}<line class="plot-median" x1="${axis.at(median)}%" x2="${axis.at(median)}%" y1="2" y2="32"/>`;
}

/** Aligns the labels at both ends inward, so they aren't cut off. */
function anchorOf(index: number, count: number): string {
  if (index === 0) return 'start';
  return index === count - 1 ? 'end' : 'middle';
}

/** Vertical offset of a dot, so dots with similar values don't hide each other. */
function jitter(index: number): number {
  return [0, -6, 6, -3, 3][index % 5]!;
}

function numbers(title: string, rows: readonly (StripRow & { distribution: Distribution })[]): Html {
  const cell = (head: string, text: string): Html => html`<td data-h="${head}" class="hc-num">${text}</td>`;
  const said = (t: Micros | null): string => (t === null ? '–' : humanDuration(t));
  const between = (from: Micros, to: Micros): string =>
    from === to ? humanDuration(from) : `${humanDuration(from)} to ${humanDuration(to)}`;
  return html`<table class="record-table plot-table"><caption>${title}. Quartiles need at least 4 incidents, the 90th percentile at least 10.</caption>
<thead><tr><th scope="col">Group</th><th scope="col" class="hc-num">Incidents</th><th scope="col" class="hc-num">Range</th><th scope="col" class="hc-num">Quartiles</th><th scope="col" class="hc-num">Median</th><th scope="col" class="hc-num">90th percentile</th></tr></thead>
<tbody>
${rows.map(
  ({ label, distribution: { values, median, quartiles, p90 } }) =>
    html`<tr><th scope="row">${label}</th>${cell('Incidents', String(values.length))}${cell('Range', between(values[0]!, values.at(-1)!))}${cell('Quartiles', quartiles === null ? '–' : between(...quartiles))}${cell('Median', said(median))}${cell('90th percentile', said(p90))}</tr>
`,
)}</tbody></table>`;
}

/** Statistics for a set of durations. The mean isn't included, since a single long incident would dominate it. */
interface Distribution {
  /** The durations in ascending order. */
  values: readonly Micros[];
  median: Micros;
  /** First and third quartiles; null for fewer than 4 values. */
  quartiles: readonly [Micros, Micros] | null;
  /** The 90th percentile; null for fewer than 10 values. */
  p90: Micros | null;
}

/** The statistics for some durations; null if there are none. */
export function distributionOf(durations: readonly Micros[]): Distribution | null {
  if (durations.length === 0) return null;
  const values = [...durations].sort((a, b) => a - b);
  return {
    values,
    median: quantile(values, 0.5),
    quartiles: values.length < 4 ? null : [quantile(values, 0.25), quantile(values, 0.75)],
    p90: values.length < 10 ? null : quantile(values, 0.9),
  };
}

/** Linear interpolation, as in R's type 7 and NumPy's default. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return Math.round(low + (high - low) * (place - below));
}

/** Round durations for axis labels, in ascending order. */
const ROUND: readonly (readonly [Micros, string])[] = [
  [SECOND, '1 s'],
  [10 * SECOND, '10 s'],
  [MINUTE, '1 min'],
  [10 * MINUTE, '10 min'],
  [HOUR, '1 h'],
  [6 * HOUR, '6 h'],
  [DAY, '1 d'],
  [7 * DAY, '7 d'],
  [30 * DAY, '30 d'],
  [365 * DAY, '1 y'],
  [3650 * DAY, '10 y'],
];

/**
 * A logarithmic axis for durations, with round values at both ends. Incidents last from minutes to weeks, so on a
 * linear axis all but the longest would collapse into one spot.
 */
interface DurationAxis {
  /** Position of a duration, as a percentage of the width, clamped to the axis. */
  at(t: Micros): number;
  ticks: readonly { x: number; label: string }[];
}

export function durationAxis(values: readonly Micros[]): DurationAxis {
  const least = Math.max(SECOND, Math.min(...values));
  const most = Math.max(least, ...values);
  const below = ROUND.findLastIndex(([t]) => t <= least);
  // Durations beyond the last round value are drawn at the end of the axis.
  const first = Math.min(Math.max(0, below), ROUND.length - 2);
  const past = ROUND.findIndex(([t]) => t >= most);
  const last = Math.max(first + 1, past < 0 ? ROUND.length - 1 : past);
  const low = Math.log10(ROUND[first]![0]);
  const high = Math.log10(ROUND[last]![0]);
  const at = (t: Micros): number => {
    const share = (Math.log10(Math.max(t, SECOND)) - low) / (high - low);
    return Math.round(Math.min(1, Math.max(0, share)) * 9600 + 200) / 100;
  };
  return { at, ticks: ROUND.slice(first, last + 1).map(([t, label]) => ({ x: at(t), label })) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
