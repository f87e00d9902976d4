import { type Series, timeChart } from '../../charts/time-chart.ts';
import type { Micros, Result, Run } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { formatUtc } from '../../time/instant.ts';
import {
  bothSizes,
  type ChartMargins,
  downsample,
  fontOf,
  frameFor,
  type HeadLabelRequest,
  oneSize,
  type Point,
  placeHeadLabels,
  plotWidth,
  type Size,
  timeAxis,
  timeRows,
  type ValueAxis,
} from '../drawing/chart.ts';
import { textWidth } from '../drawing/text-fit.ts';
import { type Column, type CsvCell, csvLink, dataTable, disclosure } from '../markup/figure.ts';
import { type Html, html } from '../markup/html.ts';
import { timeColumn, timeColumnCell } from '../trace/moments.ts';
import { type Times, timesOf } from '../words/time-format.ts';

/** A line in a chart, with its column headers in the table and the CSV. */
export interface PanelSeries {
  /** CSS class without the prefix `hc-ch-`. */
  name: string;
  label: string;
  head: string;
  csv: string;
  values: readonly (number | null)[];
  area: boolean;
  /** How several windows are combined into one row of the table. */
  combine: 'mean' | 'max';
}

/** A labeled point in time in a chart. */
export interface PanelMoment {
  name: string;
  at: Micros;
  text: string;
}

/** A chart of a run over time. */
export interface TimePanel {
  /** Prefix for ids in the markup. */
  id: string;
  title: string;
  /** The name in the scenario, if the title differs from it. */
  name?: string;
  /** Summary of the chart in one or two sentences. */
  summary: string;
  /** Interval between values, and the time at which the first value is drawn. */
  every: Micros;
  first: Micros;
  /** Time of the first value in the table, and a sentence that explains the time in each row. */
  stamp: Micros;
  rowsMean: string;
  series: readonly PanelSeries[];
  unit: string;
  axis(least: number, greatest: number, wanted: number): ValueAxis;
  log: boolean;
  write(value: number): string;
  levels: readonly { name: string; at: number; label: string }[];
  bars: readonly { from: Micros; to: Micros | null }[];
  /** Points in time marked with a symbol at the upper edge. */
  signs: readonly (PanelMoment & { symbol: 'diamond2' | 'circle' })[];
  /** Observed periods. */
  intervals: readonly { from: Micros; to: Micros; text: string }[];
}

/** Maximum number of rows. With more, a table is hard to read. */
const MOST_ROWS = 16;

/** Maximum number of rows in a CSV. Every chart on a page embeds one. The JSON result has all values. */
const MOST_CSV_ROWS = 48;

/** Maximum number of windows drawn as steps. */
const MOST_STEPS = 100;

/** Width of a downsampled column in pixels. Finer lines would only make pages larger. */
const FINENESS = 8;

/** Maximum number of label rows above a chart. */
const MOST_HEADS = 4;

/** Space that keeps the highest point below the bars and signs at the upper edge. */
const HEADROOM = 1.04;

/**
 * A chart of a run over time, with its summary and its data. Usually, the chart is drawn for wide and for narrow
 * screens, and the data is a table and CSV. A small chart is drawn only for narrow screens; its caller links the data.
 */
export function seriesPanel(
  result: Result,
  run: Run,
  panel: TimePanel,
  size: 'full' | 'small' = 'full',
): Html {
  const times = timesOf(result);
  const label = `${panel.title}, ${run.variant === 'base' ? 'base run' : `variant ${run.variant}`}`;
  const draw = (width: Size): string =>
    timeChart(chartOf(run, panel, times, width), { label, describedBy: `${panel.id}-summary` });
  const picture = hasSomething(panel) && (size === 'full' ? bothSizes(draw) : oneSize(draw));
  return html`<div class="hc-panel">
<p class="hc-panel-title" dir="auto">${panel.title}${panel.name !== undefined && panel.name !== panel.title && html` <code class="hc-code hc-panel-name">${panel.name}</code>`}</p>
<p class="hc-panel-summary" id="${panel.id}-summary" dir="auto">${panel.summary}</p>
${picture}
${size === 'full' && disclosure(`Data for ${panel.title}`, numbers(result, panel, times, label))}
</div>`;
}

/** False if there's nothing to draw: no value, or only zeros. */
function hasSomething({ series }: TimePanel): boolean {
  return series.some(({ values }) => values.some((value) => value !== null && value !== 0));
}

function chartOf(run: Run, panel: TimePanel, times: Times, size: Size): Parameters<typeof timeChart>[0] {
  const end = Math.max(run.ended.at, panel.every);
  const [least, greatest] = extent(panel);
  const axis = panel.axis(least, greatest * HEADROOM, size === 'wide' ? 5 : 4);
  const moments = momentsOf(run, panel, times);
  const bare = marginsOf(panel, axis, times);
  const width = plotWidth(size, bare);
  const x = (at: number) => bare.left[size] + (at / end) * width;
  const head = placeHeadLabels(
    moments.wishes,
    MOST_HEADS,
    fontOf(size),
    x,
    bare.left[size] + width + bare.right[size],
  );
  // Add a row for the unit of the left axis.
  const rows = 1 + Math.max(0, ...head.map(({ row }) => row + 1));
  const frame = frameFor(size, { ...bare, above: { ...bare.above, [size]: rows } });
  return {
    frame,
    x: timeAxis(times, 0, end, frame),
    y: { from: axis.from, to: axis.to, ticks: axis.ticks, unit: panel.unit, log: panel.log },
    series: panel.series.map((one) => lineOf(one, panel, width, axis)),
    spans: [
      ...run.faults.map((fault) => ({ name: 'fault', from: fault.from, to: Math.min(fault.to ?? end, end) })),
      ...(run.recovery?.triggers ?? []).flatMap(({ kind, from, to }) =>
        kind === 'fault' || from === null || to === null || to === from
          ? []
          : [{ name: 'trigger', from, to }],
      ),
      ...panel.intervals.map(({ from, to }) => ({ name: 'interval', from, to: Math.min(to, end) })),
    ],
    bars: panel.bars.map(({ from, to }) => ({ name: 'impact', from, to: Math.min(to ?? end, end) })),
    rules: moments.rules,
    signs: panel.signs.filter(({ at }) => at >= 0 && at <= end),
    levels: panel.levels
      .filter(({ at }) => at >= axis.from && at <= axis.to)
      .map((level) => ({ ...level, side: freeSide(level.at, panel) })),
    head,
  };
}

function extent(panel: TimePanel): [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let greatest = 0;
  for (const { values } of panel.series) {
    for (const value of values) {
      if (value === null) continue;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
  }
  for (const { at } of panel.levels) if (at <= greatest * 3) greatest = Math.max(greatest, at);
  return [least === Number.POSITIVE_INFINITY ? 0 : least, greatest];
}

/** The end of a level line where its label goes: the end farther from the data. */
function freeSide(level: number, { series }: TimePanel): 'left' | 'right' {
  const distance = (values: readonly number[]) => Math.min(...values.map((value) => Math.abs(value - level)));
  const ends = series.map(({ values }) => {
    const known = values.filter((value) => value !== null);
    const part = Math.ceil(known.length / 5);
    return { first: known.slice(0, part), last: known.slice(-part) };
  });
  const left = distance(ends.flatMap(({ first }) => first));
  const right = distance(ends.flatMap(({ last }) => last));
  return right > left ? 'right' : 'left';
}

function lineOf(series: PanelSeries, panel: TimePanel, width: number, axis: ValueAxis): Series {
  const { every, first, log } = panel;
  // A logarithmic axis doesn't reach zero, so draw the value at its lower end.
  const drawn = (value: number | null) => (value === null ? null : log ? Math.max(value, axis.from) : value);
  // Draw a small number of windows as steps: a slope between windows would suggest values that weren't measured.
  const steps = panel.stamp === 0 && series.values.length <= MOST_STEPS;
  const points = series.values.flatMap((value, k): Point[] => {
    const y = drawn(value);
    if (!steps) return [[first + k * every, y]];
    const end: Point = [(k + 1) * every, y];
    return y === null ? [[k * every, null]] : [[k * every, y], end];
  });
  const { name, label, area } = series;
  return { name, label, area, points: downsample(points, Math.round(width / FINENESS)) };
}

/**
 * The triggers that are steps or observed entries, with the time when they first happened. Faults are left out, since
 * they are shaded.
 */
function momentTriggers({ recovery }: Run): { name: string; at: Micros }[] {
  return (recovery?.triggers ?? []).flatMap(({ name, kind, from }) =>
    kind === 'fault' || from === null ? [] : [{ name, at: from }],
  );
}

function momentsOf(
  run: Run,
  panel: TimePanel,
  times: Times,
): { wishes: HeadLabelRequest[]; rules: { name: string; at: Micros }[] } {
  const { recovery } = run;
  // A steady state that was never lost has no recovery to show.
  const recovered = recovery?.recoveredAfter === 0 ? null : (recovery?.recoveredAt ?? null);
  const never = recovery?.trigger != null && recovery.recoveredAt === null;
  const steady =
    recovered === null
      ? never
        ? [{ at: run.ended.at, text: 'not recovered', name: 'unsteady', weight: 2 }]
        : []
      : [
          {
            at: recovered,
            text: `recovered ${times.say(recovered)}`,
            name: 'steady',
            weight: 2,
          },
        ];
  const triggers = momentTriggers(run);
  return {
    rules: [
      ...triggers.map(({ at }) => ({ name: 'trigger', at })),
      ...(recovered === null ? [] : [{ name: 'steady', at: recovered }]),
    ],
    wishes: [
      ...triggers.map(({ at, name }) => ({ at, text: name, name: 'trigger', weight: 3 })),
      ...run.faults.map((fault) => ({
        at: Math.max(0, fault.from),
        text: fault.id,
        name: 'fault',
        weight: 3,
      })),
      ...steady,
      ...panel.intervals.map(({ from, text }) => ({
        at: Math.max(0, from),
        text,
        name: 'interval',
        weight: 1,
      })),
      ...panel.signs.map(({ at, text, name }) => ({ at, text, name, weight: 1 })),
    ].filter(({ at }) => at <= run.ended.at),
  };
}

function marginsOf(panel: TimePanel, axis: ValueAxis, times: Times): ChartMargins {
  const margin = (size: Size, texts: readonly string[]) =>
    Math.ceil(Math.max(0, ...texts.map((text) => textWidth(text, fontOf(size)))));
  const labels = axis.ticks.map(({ lines }) => lines[0] ?? '');
  const names = panel.series.map(({ label }) => label);
  const left = (size: Size) => Math.max(size === 'wide' ? 50 : 40, margin(size, labels) + 10);
  // Leaves space for half of the last time label, or for the line names, which are bold.
  const right = (size: Size) => Math.max(26, Math.ceil(margin(size, names) * 1.12) + 8);
  return {
    plot: { wide: 200, narrow: 170 },
    left: { wide: left('wide'), narrow: left('narrow') },
    right: { wide: right('wide'), narrow: right('narrow') },
    above: { wide: 1, narrow: 1 },
    below: timeRows(times),
  };
}

function numbers(result: Result, panel: TimePanel, times: Times, label: string): Html {
  const size = Math.max(0, ...panel.series.map(({ values }) => values.length));
  const group = Math.max(1, Math.ceil(size / MOST_ROWS));
  const columns: Column[] = [
    timeColumn(times),
    ...panel.series.map(({ head, combine }) => ({
      head: group === 1 ? head : html`${head} <span class="hc-sub">${combine}</span>`,
      numeric: true,
    })),
  ];
  const rows: Html[] = [];
  for (let k = 0; k < size; k += group) {
    const cells = panel.series.map((one) => html`<td class="hc-num">${writtenAt(one, k, group, panel)}</td>`);
    rows.push(html`<tr>${timeColumnCell(times, panel.stamp + k * panel.every)}${cells}</tr>
`);
  }
  const many =
    group === 1
      ? ''
      : ` Each row combines ${group} values. The JSON result has every value, at intervals of ${humanDuration(panel.every)}.`;
  return html`<p class="hc-note">${panel.rowsMean}${many} ${csvOf(result, [panel], label)}</p>
${dataTable(`Data: ${label}`, columns, rows, 'numbers')}`;
}

function writtenAt(one: PanelSeries, from: number, size: number, panel: TimePanel): string {
  const value = combined(one, from, size);
  return value === null ? '–' : panel.write(value);
}

function combined({ values, combine: how }: PanelSeries, from: number, size: number): number | null {
  const known = values.slice(from, from + size).filter((value) => value !== null);
  if (known.length === 0) return null;
  if (how === 'max') return Math.max(...known);
  // Don't show a mean with more digits than the values it's computed from.
  return Number((known.reduce((sum, value) => sum + value, 0) / known.length).toPrecision(6));
}

/** A link to the values in one or several charts. All must have the same times. */
export function csvOf(result: Result, panels: readonly TimePanel[], label: string): Html {
  const series = panels.flatMap((panel) => panel.series);
  const { stamp, every } = panels[0]!;
  const size = Math.max(0, ...series.map(({ values }) => values.length));
  const { clock } = result;
  // Use only one time column, to keep pages with many charts small.
  const head = [clock === null ? 'seconds' : 'utc', ...series.map(({ csv }) => csv)];
  const group = Math.max(1, Math.ceil(size / MOST_CSV_ROWS));
  const rows = Array.from({ length: Math.ceil(size / group) }, (_, row): CsvCell[] => {
    const at = stamp + row * group * every;
    return [
      clock === null ? at / 1e6 : formatUtc(clock.epoch + at),
      ...series.map((one) => combined(one, row * group, group)),
    ];
  });
  return csvLink(`${result.scenario}-${label}`, head, rows);
}
