import {
  areaY,
  dot,
  line,
  type Markish,
  rect,
  ruleX,
  ruleY,
  type ScaleOptions,
  scale,
  text,
} from '@observablehq/plot';
import {
  type AxisTick,
  type Frame,
  frameOptions,
  type HeadLabel,
  headLabels,
  leftAxis,
  lineHeight,
  lowerAxis,
} from './frame.ts';
import { type ChartName, plotSvg } from './svg-writer.ts';

/** A chart over time. Times are numbers in any unit; the caller formats the ticks. */
export interface TimeChart {
  frame: Frame;
  x: { from: number; to: number; ticks: readonly AxisTick[] };
  /** `log` requires `from` to be above 0. */
  y: { from: number; to: number; ticks: readonly AxisTick[]; unit: string; log: boolean };
  series: readonly Series[];
  /** Areas between two values, drawn below the lines. Absent if there are none. */
  bands?: readonly Band[];
  /** Intervals shaded over the full height. */
  spans: readonly { name: string; from: number; to: number }[];
  /** Intervals drawn as bars at the upper edge. */
  bars: readonly { name: string; from: number; to: number }[];
  /** Points in time marked with a vertical line. */
  rules: readonly { name: string; at: number }[];
  /** Points in time marked with a symbol at the upper edge. */
  signs: readonly { name: string; at: number; symbol: 'diamond2' | 'circle' }[];
  /** Values marked with a horizontal line, labeled at one end. */
  levels: readonly { name: string; at: number; label: string; side: 'left' | 'right' }[];
  head: readonly HeadLabel[];
}

/** A value over time; null is a gap. `name` is the CSS class without the prefix `hc-ch-`. */
export interface Series {
  name: string;
  label: string;
  points: readonly (readonly [x: number, y: number | null])[];
  /** Fills the area below the line. */
  area: boolean;
}

/** An area between a lower and an upper value over time; null is a gap. `name` is as in `Series`. */
export interface Band {
  name: string;
  points: readonly (readonly [x: number, low: number | null, high: number | null])[];
}

/** Draws shaded intervals, areas, lines labeled at their ends, points in time and levels. */
export function timeChart(chart: TimeChart, name: ChartName): string {
  const { frame, x, y } = chart;
  const yScale: ScaleOptions = { type: y.log ? 'log' : 'linear', domain: [y.from, y.to], axis: null };
  const marks: Markish[] = [
    ...chart.spans.map((span) => spanRect(span, 'hc-ch-span')),
    ...leftAxis(frame, y.ticks, y.unit),
    ...lowerAxis(frame, x.ticks),
    ...(chart.bands ?? []).map(band),
    ...chart.series.filter(({ area }) => area).map((series) => area(series, y.from)),
    ...chart.levels.map((level) => ruleY([level.at], { className: `hc-ch-level__hc-ch-${level.name}` })),
    ruleY([y.from], { className: 'hc-ch-axis' }),
    ...chart.bars.map((bar) => topBar(bar, frame)),
    ...chart.rules.map((rule) => ruleX([rule.at], { className: `hc-ch-rule__hc-ch-${rule.name}` })),
    ...chart.series.flatMap((series) => [curve(series), ...loneDots(series)]),
    ...chart.levels.map((level) => levelLabel(level, frame)),
    ...chart.signs.map((sign) =>
      dot([sign.at], {
        x: (at: number) => at,
        frameAnchor: 'top',
        r: 4,
        symbol: sign.symbol,
        className: `hc-ch-sign__hc-ch-${sign.name}`,
      }),
    ),
    ...headLabels(frame, chart.head),
    ...endLabels(chart, yScale),
  ];
  return plotSvg(
    { ...frameOptions(frame), x: { type: 'linear', domain: [x.from, x.to], axis: null }, y: yScale, marks },
    name,
  );
}

function spanRect({ name, from, to }: { name: string; from: number; to: number }, kind: string): Markish {
  return rect([[from, to]], { x1: '0', x2: '1', className: `${kind}__hc-ch-${name}` });
}

const BAR = 5;

function topBar(bar: { name: string; from: number; to: number }, frame: Frame): Markish {
  const height = frame.height - frame.top - frame.bottom;
  return rect([[bar.from, bar.to]], {
    x1: '0',
    x2: '1',
    insetBottom: height - BAR,
    className: `hc-ch-bar__hc-ch-${bar.name}`,
  });
}

function area(series: Series, floor: number): Markish {
  return areaY(series.points, {
    x: '0',
    y1: floor,
    y2: '1',
    className: `hc-ch-wash__hc-ch-${series.name}`,
  });
}

function curve(series: Series): Markish {
  return line(series.points, { x: '0', y: '1', className: `hc-ch-line__hc-ch-${series.name}` });
}

function band({ name, points }: Band): Markish {
  return areaY(points, { x: '0', y1: '1', y2: '2', className: `hc-ch-band__hc-ch-${name}` });
}

/** Dots for single points between two gaps, since a line can't show them. */
function loneDots({ name, points }: Series): Markish[] {
  const lone = points.filter(
    ([, y], i) =>
      y !== null && (points[i - 1]?.[1] ?? null) === null && (points[i + 1]?.[1] ?? null) === null,
  );
  if (lone.length === 0 || !points.some(([, y]) => y === null)) return [];
  return [dot(lone, { x: '0', y: '1', r: 1.75, className: `hc-ch-lone__hc-ch-${name}` })];
}

function levelLabel(level: TimeChart['levels'][number], frame: Frame): Markish {
  const left = level.side === 'left';
  return text([level.at], {
    y: (at: number) => at,
    text: [level.label],
    frameAnchor: level.side,
    dx: left ? 6 : -6,
    dy: -4,
    textAnchor: left ? 'start' : 'end',
    lineAnchor: 'bottom',
    fontSize: frame.font,
    className: `hc-ch-label__hc-ch-${level.name}`,
  });
}

/** Names next to the last values of their lines, spread out to avoid overlaps. */
function endLabels(chart: TimeChart, yScale: ScaleOptions): Markish[] {
  const { frame, series } = chart;
  const [top, bottom] = [frame.top, frame.height - frame.bottom];
  const toPixel = scale({ y: { ...yScale, range: [bottom, top] } });
  const ends = series.flatMap((one) => {
    const last = one.points.findLast(([, y]) => y !== null);
    return last === undefined
      ? []
      : [{ one, x: last[0], y: last[1]!, pixel: Number(toPixel.apply(last[1]!)) }];
  });
  const placed = spreadOut(
    ends.map(({ pixel }) => pixel),
    lineHeight(frame),
    bottom - 3,
  );
  return ends.map(({ one, x, y, pixel }, i) =>
    text([[x, y]], {
      x: '0',
      y: '1',
      text: [one.label],
      dx: 6,
      dy: placed[i]! - pixel,
      textAnchor: 'start',
      lineAnchor: 'middle',
      fontSize: frame.font,
      className: `hc-ch-label__hc-ch-name__hc-ch-${one.name}`,
    }),
  );
}

/** Moves positions so that neighbors are at least `distance` apart and none exceeds `most`. Preserves their order. */
export function spreadOut(positions: readonly number[], distance: number, most: number): number[] {
  const order = positions.map((at, i) => ({ at, i })).sort((a, b) => a.at - b.at || a.i - b.i);
  const moved: number[] = [];
  order.forEach(({ at }, k) => {
    moved.push(k === 0 ? at : Math.max(at, moved[k - 1]! + distance));
  });
  let limit = most;
  for (let k = moved.length - 1; k >= 0; k--) {
    moved[k] = Math.min(moved[k]!, limit);
    limit = moved[k]! - distance;
  }
  const out: number[] = [];
  order.forEach(({ i }, k) => {
    out[i] = moved[k]!;
  });
  return out;
}
