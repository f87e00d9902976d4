import type { AxisTick } from '../../charts/frame.ts';
import { type Band, type Series, timeChart } from '../../charts/time-chart.ts';
import type { Micros } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import {
  bothSizes,
  type ChartMargins,
  downsample,
  durationAxis,
  fontOf,
  frameFor,
  type HeadLabelRequest,
  type Point,
  placeHeadLabels,
  plotWidth,
  type Size,
  timeAxis,
  timeRows,
  type ValueAxis,
  valueAxis,
} from '../drawing/chart.ts';
import { textWidth, truncate } from '../drawing/text-fit.ts';
import type { Html } from '../markup/html.ts';
import { percent, plainNumber } from '../words/number-format.ts';
import type { Times } from '../words/time-format.ts';

/** What a value means, which determines how it's written. */
export type ValueKind = 'share' | 'duration' | 'number';

/** A line through points at any times. */
export interface PointLine {
  /** CSS class without the prefix `hc-ch-`. */
  readonly name: string;
  /** Label at the end of the line. Empty for none. */
  readonly label: string;
  readonly points: readonly Point[];
}

/** A chart of values at any times, such as an observed series. */
export interface PointChart {
  readonly label: string;
  /** Id of the summary. Absent if the text next to the chart says the same thing. */
  readonly describedBy?: string | undefined;
  readonly times: Times;
  readonly from: Micros;
  readonly to: Micros;
  readonly kind: ValueKind;
  /** Shown above the left axis. */
  readonly unit: string;
  readonly lines: readonly PointLine[];
  readonly bands?: readonly Band[];
  /** Shaded intervals: `fault`, `nodata`, `fitted`. */
  readonly spans: readonly { readonly name: string; readonly from: Micros; readonly to: Micros }[];
  /** Periods of impact, drawn at the upper edge. */
  readonly impacts: readonly { readonly from: Micros; readonly to: Micros }[];
  readonly moments: readonly { readonly name: string; readonly at: Micros; readonly text: string }[];
  readonly levels?: readonly { readonly name: string; readonly at: number; readonly label: string }[];
  /** Plot height in both sizes. */
  readonly height?: Readonly<Record<Size, number>>;
  /** Labels on the right. Their width is reserved so that stacked charts have the same axis. */
  readonly sideLabels?: readonly string[];
}

const FINENESS = 3;
const MOST_HEADS = 4;
const HEADROOM = 1.06;
const HEIGHT = { wide: 200, narrow: 170 } as const;
const LONGEST_LABEL = { wide: 200, narrow: 84 } as const;

/** Draws the chart in both sizes. */
export function pointChart(chart: PointChart): Html {
  return bothSizes((size) => timeChart(chartOf(chart, size), nameOf(chart)));
}

function nameOf({ label, describedBy }: PointChart) {
  return { label, ...(describedBy === undefined ? {} : { describedBy }) };
}

/** Returns a function that formats values of this kind for readers. */
export function writeValue(kind: ValueKind): (value: number) => string {
  if (kind === 'duration') return (value) => humanDuration(Math.round(value));
  return kind === 'share' ? signedPercent : plainNumber;
}

function signedPercent(share: number): string {
  return share < 0 ? `−${percent(-share)}` : percent(share);
}

function chartOf(chart: PointChart, size: Size): Parameters<typeof timeChart>[0] {
  const { times, from, to, kind } = chart;
  const axis = axisOf(chart, kind, size);
  const labelOf = (text: string): string => truncate(text, LONGEST_LABEL[size], fontOf(size));
  const margins = marginsOf(chart, axis.ticks, size, labelOf);
  const width = plotWidth(size, margins);
  const end = Math.max(to, from + 1);
  const x = (at: Micros): number => margins.left[size] + ((at - from) / (end - from)) * width;
  const moments = chart.moments.filter(({ at }) => at >= from && at <= to);
  const wishes = moments.map(({ at, text, name }): HeadLabelRequest => ({ at, text, name, weight: 1 }));
  const head = placeHeadLabels(
    wishes,
    MOST_HEADS,
    fontOf(size),
    x,
    margins.left[size] + width + margins.right[size],
  );
  const rows = (chart.unit === '' ? 0 : 1) + Math.max(0, ...head.map(({ row }) => row + 1));
  const frame = frameFor(size, { ...margins, above: { ...margins.above, [size]: rows } });
  const inside = <T extends { from: Micros; to: Micros }>(span: T): T => ({
    ...span,
    from: Math.max(span.from, from),
    to: Math.min(span.to, to),
  });
  return {
    frame,
    x: timeAxis(times, from, to, frame),
    y: { from: axis.from, to: axis.to, ticks: axis.ticks, unit: chart.unit, log: false },
    series: chart.lines.map(
      ({ name, label, points }): Series => ({
        name,
        label: labelOf(label),
        points: downsample(points, Math.round(width / FINENESS)),
        area: false,
      }),
    ),
    bands: chart.bands ?? [],
    spans: chart.spans.map(inside).filter((span) => span.to > span.from),
    bars: chart.impacts
      .map(inside)
      .filter((span) => span.to > span.from)
      .map((span) => ({ name: 'impact', ...span })),
    rules: moments.map(({ name, at }) => ({ name, at })),
    signs: [],
    levels: (chart.levels ?? [])
      .filter(({ at }) => at >= axis.from && at <= axis.to)
      .map((level) => ({ ...level, side: 'left' as const })),
    head,
  };
}

function axisOf(chart: PointChart, kind: ValueKind, size: Size): ValueAxis {
  const known = [
    ...chart.lines.flatMap(({ points }) => points.flatMap(([, y]) => y ?? [])),
    ...(chart.bands ?? []).flatMap(({ points }) =>
      points.flatMap(([, low, high]) => [low ?? [], high ?? []].flat()),
    ),
    ...(chart.levels ?? []).map(({ at }) => at),
  ];
  const least = known.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const most = known.reduce((high, value) => Math.max(high, value), 0);
  // No share is above 100%, so no space is needed above it.
  const greatest = kind === 'share' && most <= 1 ? Math.min(1, most * HEADROOM) : most * HEADROOM;
  const low = least === Number.POSITIVE_INFINITY ? 0 : least;
  const wanted = (chart.height?.[size] ?? HEIGHT[size]) < 110 ? 2 : size === 'wide' ? 5 : 4;
  if (kind === 'duration') return durationAxis(low, greatest, wanted);
  return valueAxis(low, greatest, wanted, writeValue(kind));
}

function marginsOf(
  chart: PointChart,
  ticks: readonly AxisTick[],
  size: Size,
  labelOf: (text: string) => string,
): ChartMargins {
  const widest = (texts: readonly string[]): number =>
    Math.ceil(Math.max(0, ...texts.map((text) => textWidth(text, fontOf(size)))));
  // Stacked charts need plots of the same width, so the left margin is never narrower than this.
  const left = Math.max(size === 'wide' ? 62 : 52, widest(ticks.map(({ lines }) => lines[0] ?? '')) + 10);
  const names = [...chart.lines.map(({ label }) => label), ...(chart.sideLabels ?? [])].map(labelOf);
  const right = Math.max(26, Math.ceil(widest(names) * 1.12) + 10);
  const both = (value: number) => ({ wide: value, narrow: value });
  return {
    plot: chart.height ?? HEIGHT,
    left: both(left),
    right: both(right),
    above: both(1),
    below: timeRows(chart.times),
  };
}

/** Intervals in which points have no value: `nodata` spans for a chart. */
export function gapsOf(points: readonly Point[]): { name: string; from: Micros; to: Micros }[] {
  const known = points.flatMap(([, y], i) => (y === null ? [] : [i]));
  if (known.length === 0) return [];
  const ends = [0, ...known, points.length - 1];
  return ends.flatMap((i, k) => {
    const next = ends[k + 1];
    if (next === undefined) return [];
    const isGap = next - i > 1 || (next > i && (points[i]![1] === null || points[next]![1] === null));
    return isGap ? [{ name: 'nodata', from: points[i]![0], to: points[next]![0] }] : [];
  });
}
