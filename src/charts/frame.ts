import { axisX, axisY, gridX, gridY, type Markish, type PlotOptions, text } from '@observablehq/plot';

/** Dimensions of a chart in user units: total size, font size and plot margins. */
export interface Frame {
  width: number;
  height: number;
  font: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A tick and the lines of its label. */
export interface AxisTick {
  at: number;
  lines: readonly string[];
}

/** A label above the plot at a position on the x axis. */
export interface HeadLabel {
  at: number;
  /** Row above the plot, counting upward from 0. */
  row: number;
  anchor: 'start' | 'middle' | 'end';
  text: string;
  /** CSS class without the prefix `hc-ch-`. */
  name: string;
}

/** Line height. */
export function lineHeight(frame: Pick<Frame, 'font'>): number {
  return frame.font + 4;
}

/** Options that all plots share: the frame's dimensions, and no default axes. */
export function frameOptions(frame: Frame): PlotOptions {
  return {
    width: frame.width,
    height: frame.height,
    marginLeft: frame.left,
    marginRight: frame.right,
    marginTop: frame.top,
    marginBottom: frame.bottom,
    inset: 0,
    x: { axis: null },
    y: { axis: null },
  };
}

/** Grid lines and a lower axis. Each line of a tick's label is a row of text. */
export function lowerAxis(
  frame: Frame,
  ticks: readonly AxisTick[],
  names: readonly string[] = [],
): Markish[] {
  const places = ticks.map((tick) => tick.at);
  const rows = Math.max(names.length, ...ticks.map((tick) => tick.lines.length));
  const texts = Array.from({ length: rows }, (_, row) =>
    axisX(places, {
      anchor: 'bottom',
      label: null,
      tickSize: 0,
      tickPadding: 8 + row * lineHeight(frame),
      text: ticks.map(({ lines }) => lines[row] ?? ''),
      fontSize: frame.font,
      className: `hc-ch-tick__hc-ch-row${row}`,
    }),
  );
  return [gridX(places, { className: 'hc-ch-grid', strokeOpacity: 1 }), ...texts];
}

/** Grid lines and a left axis, with `unit` above its upper end. */
export function leftAxis(frame: Frame, ticks: readonly AxisTick[], unit: string): Markish[] {
  const places = ticks.map((tick) => tick.at);
  return [
    gridY(places, { className: 'hc-ch-grid', strokeOpacity: 1 }),
    axisY(places, {
      anchor: 'left',
      label: null,
      tickSize: 0,
      tickPadding: 6,
      text: ticks.map(({ lines }) => lines[0] ?? ''),
      fontSize: frame.font,
      className: 'hc-ch-tick',
    }),
    leftUnit(frame, unit),
  ];
}

/** The unit of the left axis, above its upper end. */
export function leftUnit(frame: Frame, unit: string): Markish {
  return text([unit], {
    frameAnchor: 'top-left',
    dx: -frame.left + 1,
    dy: -frame.top + frame.font / 2 + 2,
    textAnchor: 'start',
    lineAnchor: 'middle',
    fontSize: frame.font,
    className: 'hc-ch-unit',
  });
}

/** The unit of the bottom axis, below its labels. */
export function bottomUnit(frame: Frame, unit: string): Markish {
  return text([unit], {
    frameAnchor: 'bottom',
    dy: frame.bottom - 2,
    lineAnchor: 'bottom',
    fontSize: frame.font,
    className: 'hc-ch-unit',
  });
}

/** Draws labels above the plot at their positions on the x axis. */
export function headLabels(frame: Frame, words: readonly HeadLabel[]): Markish[] {
  return words.map((one) =>
    text([one.at], {
      x: (at: number) => at,
      text: [one.text],
      frameAnchor: 'top',
      dx: { start: 4, middle: 0, end: -4 }[one.anchor],
      dy: -9 - one.row * lineHeight(frame),
      textAnchor: one.anchor,
      lineAnchor: 'middle',
      fontSize: frame.font,
      className: `hc-ch-label__hc-ch-${one.name}`,
    }),
  );
}
