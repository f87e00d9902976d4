import { type Series, timeChart } from '../../charts/time-chart.ts';
import type { Micros, Result, Run } from '../../result.ts';
import {
  bothSizes,
  type ChartMargins,
  downsample,
  durationAxis,
  fontOf,
  frameFor,
  type Point,
  plotWidth,
  type Size,
  timeAxis,
  timeRows,
  type ValueAxis,
  valueAxis,
} from '../drawing/chart.ts';
import { textWidth, truncate } from '../drawing/text-fit.ts';
import type { Html } from '../markup/html.ts';
import { plainName } from '../words/names.ts';
import { timesOf } from '../words/time-format.ts';

/** Values over time in one run. `first` is the time of the first value. */
export interface RunLine {
  readonly run: Run;
  readonly values: readonly (number | null)[];
  readonly first: Micros;
  readonly every: Micros;
}

export interface LinesChart {
  /** Accessible name. */
  readonly label: string;
  /** Shown above the left axis. */
  readonly unit: string;
  readonly isDuration: boolean;
  /** The base's line first; at most three lines. */
  readonly lines: readonly RunLine[];
}

/** Width of a downsampled column in pixels. */
const FINENESS = 8;
const NAMES = ['base', 'other', 'third'] as const;
/** Width of a line's name, in pixels. The name is next to the line's end. */
const LONGEST_LABEL = { wide: 240, narrow: 100 } as const;
/** Keeps the highest point below the upper edge. */
const HEADROOM = 1.05;

/** One quantity over time in the base and in up to two variants, drawn for wide and for narrow screens. */
export function linesChart(result: Result, chart: LinesChart): Html {
  return bothSizes((size) => timeChart(chartOf(result, chart, size), { label: chart.label }));
}

function chartOf(result: Result, chart: LinesChart, size: Size): Parameters<typeof timeChart>[0] {
  const times = timesOf(result);
  const base = chart.lines[0]!.run;
  const end = Math.max(...chart.lines.map(({ run }) => run.ended.at));
  const axis = axisOf(chart, size);
  const labels = chart.lines.map(({ run }) =>
    truncate(run === base ? 'as it was' : plainName(run.variant), LONGEST_LABEL[size], fontOf(size)),
  );
  const margins = marginsOf(axis, labels, timeRows(times));
  const width = plotWidth(size, margins);
  const frame = frameFor(size, margins);
  return {
    frame,
    x: timeAxis(times, 0, end, frame),
    y: { from: axis.from, to: axis.to, ticks: axis.ticks, unit: chart.unit, log: false },
    series: chart.lines.map(
      (line, i): Series => ({
        name: `card-${NAMES[i]!}`,
        label: labels[i]!,
        points: downsample(
          line.values.map((value, k): Point => [line.first + k * line.every, value]),
          Math.round(width / FINENESS),
        ),
        area: false,
      }),
    ),
    spans: base.faults.map(({ from, to }) => ({ name: 'fault', from, to: Math.min(to ?? end, end) })),
    bars: [],
    rules: [],
    signs: [],
    levels: [],
    head: [],
  };
}

function axisOf({ lines, isDuration }: LinesChart, size: Size): ValueAxis {
  const known = lines.flatMap(({ values }) => values.filter((value) => value !== null));
  const least = Math.min(...known);
  const greatest = Math.max(...known) * HEADROOM;
  const wanted = size === 'wide' ? 4 : 3;
  return isDuration ? durationAxis(least, greatest, wanted) : valueAxis(least, greatest, wanted);
}

function marginsOf({ ticks }: ValueAxis, labels: readonly string[], below: number): ChartMargins {
  const widest = (size: Size, texts: readonly string[]): number =>
    Math.ceil(Math.max(0, ...texts.map((text) => textWidth(text, fontOf(size)))));
  const left = (size: Size): number =>
    Math.max(
      36,
      widest(
        size,
        ticks.map(({ lines }) => lines[0] ?? ''),
      ) + 10,
    );
  // Line names are bold.
  const right = (size: Size): number => Math.max(26, Math.ceil(widest(size, labels) * 1.12) + 10);
  return {
    plot: { wide: 130, narrow: 120 },
    left: { wide: left('wide'), narrow: left('narrow') },
    right: { wide: right('wide'), narrow: Math.min(right('narrow'), 130) },
    above: { wide: 1, narrow: 1 },
    below,
  };
}
