import {
  axisX,
  axisY,
  dot,
  type Markish,
  rect,
  ruleX,
  ruleY,
  type SymbolType,
  text,
} from '@observablehq/plot';
import { type AxisTick, bottomUnit, type Frame, frameOptions, leftUnit } from './frame.ts';
import { type ChartName, plotSvg } from './svg-writer.ts';

/** A grid of cells of equal size. Each cell belongs to a region, and lines separate cells of different regions. */
export interface MapChart {
  frame: Frame;
  columns: number;
  rows: number;
  x: { ticks: readonly AxisTick[]; unit: string };
  y: { ticks: readonly AxisTick[]; unit: string };
  /** All cells. Row 0 is the lowest. */
  cells: readonly MapChartCell[];
  /** The scenario's own point in cells from the lower left corner, or null if it isn't on the map. */
  own: readonly [x: number, y: number] | null;
}

export interface MapChartCell {
  x: number;
  y: number;
  /** CSS class without the prefix `hc-ch-`. */
  region: string;
  /** The sign in the middle of the cell, or a character. */
  sign: 'dot' | 'triangle' | 'cross' | 'square' | '?';
}

const SIGNS: Readonly<Record<string, { symbol: SymbolType; size: number }>> = {
  dot: { symbol: 'circle', size: 0.09 },
  triangle: { symbol: 'triangle2', size: 0.2 },
  cross: { symbol: 'times', size: 0.22 },
  square: { symbol: 'square', size: 0.16 },
};

/** Draws a map. Each region has its own sign, so color is never the only cue. */
export function mapChart(chart: MapChart, name: ChartName): string {
  const { frame, columns, rows, cells, own } = chart;
  const side = Math.min(
    (frame.width - frame.left - frame.right) / columns,
    (frame.height - frame.top - frame.bottom) / rows,
  );
  const regions = [...new Set(cells.map(({ region }) => region))];
  const of = (region: string): MapChartCell[] => cells.filter((cell) => cell.region === region);
  const radius = (share: number): number => Math.min(7, side * share * 1.1 + 0.5);
  const marks: Markish[] = [
    ...regions.map((region) =>
      rect(of(region), {
        x1: 'x',
        x2: ({ x }: MapChartCell) => x + 1,
        y1: 'y',
        y2: ({ y }: MapChartCell) => y + 1,
        className: `hc-ch-cell__hc-ch-${region}`,
      }),
    ),
    ...regions.map((region) => signs(of(region), region, frame, radius)),
    ...borders(chart),
    ...(own === null ? [] : ownMarks(own, Math.min(14, side * 0.44))),
    ...axes(chart),
  ];
  return plotSvg(
    {
      ...frameOptions(frame),
      x: { type: 'linear', domain: [0, columns], axis: null },
      y: { type: 'linear', domain: [0, rows], axis: null },
      marks,
    },
    name,
  );
}

function signs(
  cells: readonly MapChartCell[],
  region: string,
  frame: Frame,
  radius: (share: number) => number,
): Markish {
  const middle = { x: ({ x }: MapChartCell) => x + 0.5, y: ({ y }: MapChartCell) => y + 0.5 };
  const { sign } = cells[0]!;
  const drawn = SIGNS[sign];
  if (drawn === undefined) {
    return text(cells, {
      ...middle,
      text: () => sign,
      lineAnchor: 'middle',
      fontSize: Math.min(frame.font, radius(0.42) * 2),
      className: `hc-ch-region__hc-ch-${region}`,
    });
  }
  return dot(cells, {
    ...middle,
    r: radius(drawn.size),
    symbol: drawn.symbol,
    className: `hc-ch-region__hc-ch-${region}`,
  });
}

/** A ring with an outline in the background's color, so that it's visible on every region. */
function ownMarks(own: readonly [number, number], r: number): Markish[] {
  return ['halo', 'own'].map((name) =>
    dot([own], { x: '0', y: '1', r, symbol: 'circle', className: `hc-ch-${name}` }),
  );
}

/** Lines between neighboring cells of different regions, as long as possible. */
function borders({ cells, columns, rows }: MapChart): Markish[] {
  const regionAt = (x: number, y: number): string => cells[y * columns + x]!.region;
  const upright = lines(columns - 1, rows, (i, k) => regionAt(i, k) !== regionAt(i + 1, k));
  const level = lines(rows - 1, columns, (i, k) => regionAt(k, i) !== regionAt(k, i + 1));
  const className = 'hc-ch-border';
  return [
    ...(upright.length === 0 ? [] : [ruleX(upright, { x: 'at', y1: 'from', y2: 'to', className })]),
    ...(level.length === 0 ? [] : [ruleY(level, { y: 'at', x1: 'from', x2: 'to', className })]),
  ];
}

interface Line {
  at: number;
  from: number;
  to: number;
}

function lines(gaps: number, length: number, differs: (gap: number, place: number) => boolean): Line[] {
  const found: Line[] = [];
  for (let gap = 0; gap < gaps; gap++) {
    for (let place = 0; place < length; place++) {
      if (!differs(gap, place)) continue;
      const last = found.at(-1);
      if (last?.at === gap + 1 && last.to === place) last.to = place + 1;
      else found.push({ at: gap + 1, from: place, to: place + 1 });
    }
  }
  return found;
}

function axes({ frame, x, y }: MapChart): Markish[] {
  const options = { label: null, tickSize: 0, fontSize: frame.font };
  return [
    axisX(
      x.ticks.map(({ at }) => at),
      {
        ...options,
        anchor: 'bottom',
        tickPadding: 8,
        text: x.ticks.map(({ lines: [line] }) => line ?? ''),
        className: 'hc-ch-tick__hc-ch-row0',
      },
    ),
    axisY(
      y.ticks.map(({ at }) => at),
      {
        ...options,
        anchor: 'left',
        tickPadding: 6,
        text: y.ticks.map(({ lines: [line] }) => line ?? ''),
        className: 'hc-ch-tick',
      },
    ),
    leftUnit(frame, y.unit),
    bottomUnit(frame, x.unit),
  ];
}
