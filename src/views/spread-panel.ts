import type { AxisTick, Frame } from '../charts/frame.ts';
import { type SpreadRow, spreadChart } from '../charts/spread-chart.ts';
import type { Result } from '../result.ts';
import type { Distribution } from '../result-sweep.ts';
import { lengthAxis, looseTicks, timeAxis, timeRows, valueAxis } from './chart-axis.ts';
import { bothSizes, frameFor, plotWidth, type Room, type Size } from './chart-frame.ts';
import { type Html, html } from './html.ts';
import { percent } from './number-format.ts';
import type { Quantity } from './sweep-rows.ts';
import { truncate } from './text-fit.ts';
import { timesOf } from './time-format.ts';

/** One row of a chart of spreads: a number over many runs. */
export interface Spread {
  label: string;
  note: string;
  spread: Distribution;
  /** Stands in the row where no run has a value. */
  nothing: string;
  observed: number | null;
}

export interface SpreadPanel {
  id: string;
  title: string;
  news: string;
  quantity: Quantity;
  rows: readonly Spread[];
}

const LEFT = { wide: 190, narrow: 108 } as const;
const ROW = { wide: 50, narrow: 46 } as const;

/** Rows of spreads on one axis, in both sizes, with their news. */
export function spreadPanel(result: Result, panel: SpreadPanel): Html {
  const picture = bothSizes((size) =>
    spreadChart(chartOf(result, panel, size), {
      label: `${panel.title}, spread over runs`,
      describedBy: `${panel.id}-news`,
    }),
  );
  return html`<div class="hc-panel">
<p class="hc-panel-title" dir="auto">${panel.title}</p>
<p class="hc-panel-news" id="${panel.id}-news" dir="auto">${panel.news}</p>
${picture}
</div>`;
}

function chartOf(result: Result, panel: SpreadPanel, size: Size): Parameters<typeof spreadChart>[0] {
  const times = timesOf(result);
  const clock = panel.quantity === 'moment';
  const room: Room = {
    plot: { wide: panel.rows.length * ROW.wide, narrow: panel.rows.length * ROW.narrow },
    left: LEFT,
    right: { wide: 44, narrow: 26 },
    above: { wide: 0, narrow: 0 },
    below: clock ? timeRows(times) : 1,
  };
  const frame = frameFor(size, room);
  const axis = axisOf(result, panel, frame, size);
  return {
    frame,
    x: {
      from: axis.from,
      to: axis.to,
      ticks: clock ? axis.ticks : looseTicks(axis, plotWidth(size, room), frame.font),
    },
    row: ROW[size],
    rows: panel.rows.map((row) => chartRow(row, size)),
    zero: panel.quantity.startsWith('change') ? 0 : null,
    head: [],
  };
}

function chartRow({ label, note, spread, nothing, observed }: Spread, size: Size): SpreadRow {
  const { least, p5, p25, p50, p75, p95, greatest, bins } = spread;
  const room = LEFT[size] - 12;
  const font = size === 'wide' ? 13 : 12;
  const complete =
    least === null ||
    p5 === null ||
    p25 === null ||
    p50 === null ||
    p75 === null ||
    p95 === null ||
    greatest === null
      ? null
      : { least, p5, p25, p50, p75, p95, greatest, bins };
  return {
    label: truncate(label, room, font * 1.06),
    note: truncate(note, room, font),
    nothing: truncate(nothing, size === 'wide' ? 600 : 210, font),
    observed,
    spread: complete,
  };
}

/** An axis that holds all spreads: moments are set on clocks, lengths and counts begin at 0. */
function axisOf(
  result: Result,
  { rows, quantity }: SpreadPanel,
  frame: Frame,
  size: Size,
): { from: number; to: number; ticks: AxisTick[] } {
  const values = rows.flatMap(({ spread, observed }) =>
    [spread.least, spread.greatest, observed].filter((value) => value !== null),
  );
  const [least, greatest] = values.length === 0 ? [0, 0] : [Math.min(...values), Math.max(...values)];
  const wanted = size === 'wide' ? 6 : 3;
  switch (quantity) {
    case 'moment': {
      const margin = Math.max(1_000_000, (greatest - least) * 0.04);
      const from = values.length === 0 ? 0 : Math.max(Math.min(0, least), least - margin);
      return timeAxis(timesOf(result), from, values.length === 0 ? result.until : greatest + margin, frame);
    }
    case 'length':
    case 'change of length':
      return lengthAxis(least, greatest, wanted);
    case 'share':
      return valueAxis(least, greatest, wanted, percent);
    default:
      return valueAxis(least, greatest, wanted);
  }
}
