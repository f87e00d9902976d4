import type { Clock, Micros } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { formatUtc } from '../../time/instant.ts';
import { meaningOf, type ObservedSeries } from '../../time/observed-series.ts';
import { keyItem, type Point, utcWords } from '../drawing/chart.ts';
import {
  type Column,
  type CsvCell,
  csvLink,
  dataTable,
  disclosure,
  figure,
  sentence,
} from '../markup/figure.ts';
import { type Html, html } from '../markup/html.ts';
import { badge, sourceLink } from '../markup/provenance.ts';
import { timeColumn, timeColumnCell } from '../trace/moments.ts';
import { listed } from '../words/number-format.ts';
import { type Times, timesOf } from '../words/time-format.ts';
import { gapsOf, pointChart, type ValueKind, writeValue } from './point-chart.ts';

/** An observed series to draw. */
export interface DrawnSeries {
  readonly name: string;
  readonly title: string;
  readonly source: string | null;
  readonly basis: 'observed' | 'estimated';
  readonly notes: readonly string[];
  readonly observed: Omit<ObservedSeries, 'startedAt'>;
}

/** Observed series in one figure. Times are relative to the clock. */
export interface ObservedFigure {
  /** Prefix for ids in the markup. */
  readonly id: string;
  readonly title: string;
  readonly clock: Clock;
  readonly from: Micros;
  readonly to: Micros;
  readonly series: readonly DrawnSeries[];
  readonly moments: readonly { readonly at: Micros; readonly text: string }[];
  readonly impacts: readonly { readonly from: Micros; readonly to: Micros }[];
  readonly faults: readonly { readonly id: string; readonly from: Micros; readonly to: Micros | null }[];
}

/** Maximum number of lines in one chart. More would be hard to distinguish. */
const MOST_LINES = 4;
const MOST_ROWS = 48;
const MOST_CSV_ROWS = 1000;

/** A series with its values in the unit of its axis. */
interface ScaledSeries extends DrawnSeries {
  readonly kind: ValueKind;
  /** Unit next to the axis: empty if the values include it. */
  readonly unit: string;
  readonly points: readonly Point[];
}

/** Draws observed series: one chart for each unit, with moments from the timeline, then the data as a table and CSV. */
export function observedFigure(input: ObservedFigure): Html {
  const { id, title, clock, from, to, faults } = input;
  const times = timesOf({ clock });
  const all = input.series.map((series) => scaled(series, input));
  const panels = panelsOf(all);
  const key = [
    panels.some((panel) => panel.some(({ points }) => gapsOf(points).length > 0)) &&
      keyItem('nodata', html`<rect x="1" y="3" width="20" height="14"/>`, 'no data'),
    input.impacts.length > 0 && keyItem('impact', html`<rect x="1" y="8" width="20" height="5"/>`, 'impact'),
    faults.length > 0 &&
      keyItem('fault', html`<rect x="1" y="3" width="20" height="14"/>`, 'fault in the model'),
    input.moments.length > 0 &&
      keyItem('moment', html`<line x1="11" y1="2" x2="11" y2="18"/>`, 'moment of the timeline'),
  ].filter((item) => item !== false);
  const body = html`${panels.map((panel, i) => panelOf(input, times, panel, `${id}-${i}`))}
${key.length > 0 && html`<ul class="hc-legend">${key}</ul>`}
<ul class="hc-notes">${all.map((series) => html`<li dir="auto">${provenance(series)}</li>`)}</ul>`;
  const zone = utcWords(times, from, to);
  const caption = zone === '' ? '' : sentence(zone);
  return figure('series', title, caption, body);
}

function scaled(series: DrawnSeries, { clock, from, to }: ObservedFigure): ScaledSeries {
  const { kind, factor } = meaningOf(series.observed.unit);
  const points = series.observed.points
    .map(([at, value]): Point => [at - clock.epoch, value === null ? null : clean(value * factor)])
    .filter(([at]) => at >= from && at <= to);
  const unit = kind === 'number' ? (series.observed.unit ?? '') : '';
  return { ...series, kind, unit, points };
}

/** Removes the floating-point noise of a conversion. */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}

/** Series with the same unit share a chart. */
function panelsOf(all: readonly ScaledSeries[]): ScaledSeries[][] {
  const panels: ScaledSeries[][] = [];
  for (const one of all) {
    const fits = panels.find(
      (panel) => panel.length < MOST_LINES && panel[0]!.kind === one.kind && panel[0]!.unit === one.unit,
    );
    if (fits === undefined) panels.push([one]);
    else fits.push(one);
  }
  return panels;
}

function panelOf(input: ObservedFigure, times: Times, panel: readonly ScaledSeries[], id: string): Html {
  const { from, to, moments, impacts, faults } = input;
  const [{ kind, unit }] = panel as readonly [ScaledSeries];
  const title = listed(panel.map((one) => one.title));
  const chart = pointChart({
    label: `${title}, as observed`,
    describedBy: `${id}-summary`,
    times,
    from,
    to,
    kind,
    unit,
    lines: panel.map(({ points }, i) => ({
      name: `record${i}`,
      label: '',
      points,
    })),
    spans: [
      ...faults.map((fault) => ({ name: 'fault', from: fault.from, to: fault.to ?? to })),
      ...panel.flatMap(({ points }) => gapsOf(points)),
    ],
    impacts,
    moments: moments.map((moment) => ({ name: 'moment', ...moment })),
  });
  return html`<div class="hc-panel">
<p class="hc-panel-title" dir="auto">${title}</p>
<p class="hc-panel-summary" id="${id}-summary" dir="auto">${panel.map((one) => `${summaryOf(one, times, panel.length > 1)} `)}</p>
${panel.length > 1 && lineKey(panel)}${chart}
${disclosure(`Data for ${title}`, numbers(input, times, panel, title))}
</div>`;
}

/** A legend for a chart's lines. Names at the ends of lines would be too long for narrow screens. */
function lineKey(panel: readonly ScaledSeries[]): Html {
  const items = panel.map(({ title }, i) =>
    keyItem(
      `record${i}`,
      html`<line class="hc-ch-line hc-ch-record${String(i)}" x1="1" y1="10" x2="21" y2="10"/>`,
      title,
    ),
  );
  return html`<ul class="hc-legend">${items}</ul>
`;
}

/** Example: `Highest 12% at 14:21 UTC; 0.2% at the end; 240 points, 1 gap.` */
function summaryOf({ title, points, kind }: ScaledSeries, times: Times, isNamed: boolean): string {
  const write = writeValue(kind);
  const name = isNamed ? `${title}: ` : '';
  const known = points.filter((point): point is readonly [Micros, number] => point[1] !== null);
  if (known.length === 0) return `${name}No values in this period.`;
  const [first] = known as [readonly [Micros, number]];
  const most = known.reduce((best, point) => (point[1] > best[1] ? point : best), first);
  const least = known.reduce((best, point) => (point[1] < best[1] ? point : best), first);
  const gaps = gapsOf(points).length;
  const gapWords = gaps === 0 ? '' : `, ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}`;
  return `${name}${isNamed ? 'highest' : 'Highest'} ${write(most[1])} at ${times.say(most[0], 'minute')}, lowest ${write(least[1])} at ${times.say(least[0], 'minute')}; ${known.length} ${known.length === 1 ? 'point' : 'points'}${gapWords}.`;
}

/** The source of a series, and the meaning of its points. */
function provenance({ title, source, basis, notes, observed }: ScaledSeries): Html {
  const { step, window, stamp } = observed;
  const facts = [
    step === null ? null : `a point every ${humanDuration(step)}`,
    window === null ? null : `each over ${humanDuration(window)}`,
    stamp === 'unknown' ? 'the file doesn’t say which part of its window a point is stamped with' : null,
    stamp === 'start' ? 'stamped with the start of the window' : null,
    ...notes,
  ].filter((fact) => fact !== null);
  const written = facts.length === 0 ? '' : ` ${facts[0]![0]!.toUpperCase()}${facts.join('; ').slice(1)}.`;
  return html`${badge(basis)} ${title}${source !== null && html`, ${sourceText(source)}`}.${written}`;
}

function sourceText(source: string): Html {
  return /^https?:\/\//.test(source) ? sourceLink(source) : html`${source}`;
}

function numbers(input: ObservedFigure, times: Times, panel: readonly ScaledSeries[], label: string): Html {
  const rows = rowsOf(panel);
  const group = Math.max(1, Math.ceil(rows.length / MOST_ROWS));
  const write = writeValue(panel[0]!.kind);
  const columns: Column[] = [
    timeColumn(times),
    ...panel.map(({ title, unit }) => ({ head: unit === '' ? title : `${title} (${unit})`, numeric: true })),
  ];
  const shown = grouped(rows, group);
  const table = shown.map(
    ([at, values]) =>
      html`<tr>${timeColumnCell(times, at)}${values.map((value) => html`<td class="hc-num">${value === null ? 'no data' : write(value)}</td>`)}</tr>
`,
  );
  const csv = grouped(rows, Math.max(1, Math.ceil(rows.length / MOST_CSV_ROWS)));
  const head = ['utc', ...panel.map(({ name, kind, unit }) => csvHead(name, kind, unit))];
  const cells = csv.map(([at, values]): CsvCell[] => [
    formatUtc(input.clock.epoch + at),
    ...values.map((value) => (value === null || panel[0]!.kind !== 'duration' ? value : value / 1e6)),
  ]);
  const many = group === 1 ? '' : `Each row is the mean of ${group} rows. `;
  return html`<p class="hc-note">${many}${csvLink(`observed-${label}`, head, cells)}</p>
${dataTable(`Data: ${label}, as observed`, columns, table, 'numbers')}`;
}

function csvHead(name: string, kind: ValueKind, unit: string): string {
  if (kind === 'duration') return `${name} (s)`;
  return unit === '' ? name : `${name} (${unit})`;
}

type Row = readonly [Micros, readonly (number | null)[]];

/** One row for each time at which a series has a point. */
function rowsOf(panel: readonly ScaledSeries[]): Row[] {
  const byTime = new Map<Micros, (number | null)[]>();
  for (const [i, { points }] of panel.entries()) {
    for (const [at, value] of points) {
      const row = byTime.get(at) ?? panel.map(() => null);
      row[i] = value;
      byTime.set(at, row);
    }
  }
  return [...byTime].sort(([a], [b]) => a - b);
}

/** Combines each group of `size` rows into one row with the means of their values. */
function grouped(rows: readonly Row[], size: number): Row[] {
  const out: Row[] = [];
  for (let i = 0; i < rows.length; i += size) {
    const part = rows.slice(i, i + size);
    const means = part[0]![1].map((_, column) => {
      const known = part.flatMap(([, values]) => values[column] ?? []);
      if (known.length === 0) return null;
      return Number((known.reduce((sum, value) => sum + value, 0) / known.length).toPrecision(6));
    });
    out.push([part[0]![0], means]);
  }
  return out;
}
