import { areaY, dot, type Markish, rect, ruleX, ruleY, text } from '@observablehq/plot';
import { type AxisTick, type Frame, frameOptions, type HeadLabel, headLabels, lowerAxis } from './frame.ts';
import { type ChartName, plotSvg } from './svg-writer.ts';

export interface SpreadChart {
  frame: Frame;
  x: { from: number; to: number; ticks: readonly AxisTick[] };
  rows: readonly SpreadRow[];
  /** Row height. */
  row: number;
  /** Position of a vertical line. Example: a line that means "no difference". */
  zero: number | null;
  head: readonly HeadLabel[];
}

/** The distribution of a number over many runs. */
export interface SpreadRow {
  label: string;
  /** Second line of the label. Example: the number of runs. */
  note: string;
  /** Null if no run has a value; the row then shows `nothing`. */
  spread: {
    /** The smallest and largest values. */
    span: readonly [number, number];
    /** Counts in equal intervals over `span`. */
    bins: readonly number[];
    /** The middle 90% and 50% of the runs, and the median. Null if there are no values. */
    range90: readonly [number, number] | null;
    range50: readonly [number, number] | null;
    median: number | null;
  } | null;
  nothing: string;
  /** The observed value, or null. */
  observed: number | null;
}

/** Fractions of the row height: the histogram's height, and the center of the bars below it. */
const HISTOGRAM = 0.58;

const BAR_AT = 0.74;

/** Draws a row per distribution: a histogram, a thin bar for 5–95%, a thick bar for 25–75%, and the median. */
export function spreadChart(chart: SpreadChart, name: ChartName): string {
  const { frame, x, rows } = chart;
  const marks: Markish[] = [
    ...lowerAxis(frame, x.ticks),
    ...(chart.zero === null ? [] : [ruleX([chart.zero], { className: 'hc-ch-rule__hc-ch-zero' })]),
    ruleY(
      rows.map((_, i) => i + 1),
      { className: 'hc-ch-divider' },
    ),
    ...rows.flatMap((row, i) => rowMarks(chart, row, i)),
    ...headLabels(frame, chart.head),
  ];
  return plotSvg(
    {
      ...frameOptions(frame),
      x: { type: 'linear', domain: [x.from, x.to], axis: null },
      y: { type: 'linear', domain: [rows.length, 0], axis: null },
      marks,
    },
    name,
  );
}

function rowMarks(chart: SpreadChart, row: SpreadRow, i: number): Markish[] {
  const { frame } = chart;
  const label = (content: string, kind: string, dy: number): Markish =>
    text([i + 0.5], {
      y: (at: number) => at,
      text: [content],
      frameAnchor: 'left',
      dx: -frame.left + 2,
      dy,
      textAnchor: 'start',
      lineAnchor: 'middle',
      fontSize: frame.font,
      className: `hc-ch-${kind}`,
    });
  const names = [
    label(row.label, 'rowname', row.note === '' ? 0 : -frame.font * 0.6),
    ...(row.note === '' ? [] : [label(row.note, 'rownote', frame.font * 0.65)]),
  ];
  const observed =
    row.observed === null
      ? []
      : [
          dot([[row.observed, i + BAR_AT]], {
            x: '0',
            y: '1',
            r: 4.5,
            symbol: 'diamond2' as const,
            className: 'hc-ch-sign__hc-ch-observed',
          }),
        ];
  if (row.spread === null) return [...names, nothing(chart, row, i), ...observed];
  return [...names, ...spreadMarks(row.spread, i), ...observed];
}

function nothing({ frame }: SpreadChart, row: SpreadRow, i: number): Markish {
  return text([i + 0.5], {
    y: (at: number) => at,
    text: [row.nothing],
    frameAnchor: 'left',
    dx: 8,
    textAnchor: 'start',
    lineAnchor: 'middle',
    fontSize: frame.font,
    className: 'hc-ch-nothing',
  });
}

function spreadMarks(spread: NonNullable<SpreadRow['spread']>, i: number): Markish[] {
  const { bins, range90, range50, median } = spread;
  const [least, greatest] = spread.span;
  const most = Math.max(1, ...bins);
  const size = (greatest - least) / Math.max(1, bins.length);
  const floor = i + 0.06 + HISTOGRAM;
  // One outline for all columns takes a quarter of the bytes that separate rectangles would.
  const outline = bins.flatMap((count, k) => {
    const top = floor - (HISTOGRAM * count) / most;
    return [
      [least + k * size, top],
      [least + (k + 1) * size, top],
    ];
  });
  const at = i + BAR_AT;
  const bar = (range: readonly [number, number] | null, half: number, kind: string): Markish[] =>
    range === null
      ? []
      : [rect([range], { x1: '0', x2: '1', y1: at - half, y2: at + half, className: `hc-ch-${kind}` })];
  return [
    ...(size > 0 ? [areaY(outline, { x: '0', y1: floor, y2: '1', className: 'hc-ch-bins' })] : []),
    ...bar(range90, 0.03, 'range90'),
    ...bar(range50, 0.08, 'range50'),
    ...(median === null ? [] : [dot([[median, at]], { x: '0', y: '1', r: 4, className: 'hc-ch-median' })]),
  ];
}
