import type { Frame } from '../charts/frame.ts';
import { lineHeight } from '../charts/frame.ts';
import { type Html, html, raw } from './html.ts';

/** The two sizes of each chart; style sheets choose by the room there is. Letters stay readable in both. */
export type Size = 'wide' | 'narrow';

const WIDTH = { wide: 880, narrow: 352 } as const;
const FONT = { wide: 13, narrow: 12 } as const;

/** What a picture needs room for, in both sizes. */
export interface Room {
  /** Height of the plot itself. */
  plot: { wide: number; narrow: number };
  /** Room for the labels of the left axis, and for what stands right of the plot. */
  left: { wide: number; narrow: number };
  right: { wide: number; narrow: number };
  /** Rows of text above and below the plot. */
  above: { wide: number; narrow: number };
  below: number;
}

/** The frame of a picture in one size. */
export function frameFor(size: Size, room: Room): Frame {
  const font = FONT[size];
  const line = lineHeight({ font });
  const top = 10 + room.above[size] * line;
  const bottom = 12 + room.below * line;
  return {
    width: WIDTH[size],
    height: top + room.plot[size] + bottom,
    font,
    left: room.left[size],
    right: room.right[size],
    top,
    bottom,
  };
}

/** Width of the plot in one size, without its margins. */
export function plotWidth(size: Size, room: Room): number {
  return WIDTH[size] - room.left[size] - room.right[size];
}

/** Size of letters in one size, for what measures texts. */
export function fontOf(size: Size): number {
  return FONT[size];
}

/** A picture in both sizes. Only one of them is shown and read. */
export function bothSizes(draw: (size: Size) => string): Html {
  const one = (size: Size) => html`<div class="hc-chart-${size}">${raw(draw(size))}</div>`;
  return html`<div class="hc-chart">${one('wide')}${one('narrow')}</div>`;
}
