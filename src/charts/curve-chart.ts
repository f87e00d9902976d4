import { dot, line, type Markish, ruleX, ruleY, text } from '@observablehq/plot';
import {
  type AxisTick,
  bottomUnit,
  type Frame,
  frameOptions,
  leftAxis,
  lineHeight,
  lowerAxis,
} from './frame.ts';
import { type ChartName, plotSvg } from './svg-writer.ts';
import { spreadOut } from './time-chart.ts';

/** A chart of measured quantities as functions of one parameter. Each quantity is a line through points. */
export interface CurveChart {
  frame: Frame;
  x: { from: number; to: number; ticks: readonly AxisTick[]; unit: string };
  y: { from: number; to: number; ticks: readonly AxisTick[]; unit: string };
  curves: readonly { name: string; label: string; points: readonly (readonly [x: number, y: number])[] }[];
  /** The value in the scenario, or null if unknown. */
  base: { at: number; label: string } | null;
}

const SYMBOLS = ['circle', 'square2', 'triangle2', 'diamond2', 'cross', 'star'] as const;

/** Draws curves, each with a different symbol at its points, so color is never the only cue. */
export function curveChart(chart: CurveChart, name: ChartName): string {
  const { frame, x, y, base } = chart;
  const bottom = frame.height - frame.bottom;
  const pixel = (value: number) => bottom - ((value - y.from) / (y.to - y.from)) * (bottom - frame.top);
  const ends = chart.curves.map(({ points }) => points.at(-1)!);
  const placed = spreadOut(
    ends.map(([, value]) => pixel(value)),
    lineHeight(frame),
    bottom - 4,
  );
  const marks: Markish[] = [
    ...leftAxis(frame, y.ticks, y.unit),
    ...lowerAxis(frame, x.ticks),
    ruleY([y.from], { className: 'hc-ch-axis' }),
    ...(base === null ? [] : baseMarks(base, frame)),
    ...chart.curves.flatMap((curve, i) => [
      line(curve.points, { x: '0', y: '1', className: `hc-ch-line__hc-ch-${curve.name}` }),
      dot(curve.points, {
        x: '0',
        y: '1',
        r: 4,
        symbol: SYMBOLS[i % SYMBOLS.length]!,
        className: `hc-ch-sign__hc-ch-${curve.name}`,
      }),
      text([ends[i]!], {
        x: '0',
        y: '1',
        text: [curve.label],
        dx: 9,
        dy: placed[i]! - pixel(ends[i]![1]),
        textAnchor: 'start',
        lineAnchor: 'middle',
        fontSize: frame.font,
        className: `hc-ch-label__hc-ch-name__hc-ch-${curve.name}`,
      }),
    ]),
    bottomUnit(frame, x.unit),
  ];
  return plotSvg(
    {
      ...frameOptions(frame),
      x: { type: 'linear', domain: [x.from, x.to], axis: null },
      y: { type: 'linear', domain: [y.from, y.to], axis: null },
      marks,
    },
    name,
  );
}

function baseMarks(base: { at: number; label: string }, frame: Frame): Markish[] {
  return [
    ruleX([base.at], { className: 'hc-ch-rule__hc-ch-base' }),
    text([base.at], {
      x: (at: number) => at,
      text: [base.label],
      frameAnchor: 'top',
      dy: -9,
      lineAnchor: 'middle',
      fontSize: frame.font,
      className: 'hc-ch-label__hc-ch-base',
    }),
  ];
}
