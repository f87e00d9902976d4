import type { HeadWords } from '../charts/frame.ts';
import { textWidth, truncate } from './text-fit.ts';

/** A text that wants to stand over a chart. */
export interface HeadWish {
  at: number;
  text: string;
  name: string;
  /** Greater ones choose their place first. */
  weight: number;
}

const GAP = 10;
const LONGEST = 0.6;

/**
 * Gives texts over a chart their rows, so that none touches another; those that find no room are left out, and the caller's
 * table has them.
 *
 * @param x pixel of a place, from the left edge of the picture
 * @param right pixel that no text may cross
 */
export function placeHeads(
  wishes: readonly HeadWish[],
  rows: number,
  font: number,
  x: (at: number) => number,
  right: number,
): HeadWords[] {
  const taken: { row: number; x0: number; x1: number }[] = [];
  const placed: HeadWords[] = [];
  for (const wish of [...wishes].sort((a, b) => b.weight - a.weight || a.at - b.at)) {
    const text = truncate(wish.text, right * LONGEST, font);
    const width = textWidth(text, font) + 8;
    const place = findPlace(x(wish.at), width, rows, right, taken);
    if (place === null) continue;
    taken.push(place);
    placed.push({ at: wish.at, row: place.row, anchor: place.anchor, text, name: wish.name });
  }
  return placed;
}

function findPlace(
  x: number,
  width: number,
  rows: number,
  right: number,
  taken: readonly { row: number; x0: number; x1: number }[],
): { row: number; x0: number; x1: number; anchor: 'start' | 'end' } | null {
  const sides = [
    { anchor: 'start' as const, x0: x, x1: x + width },
    { anchor: 'end' as const, x0: x - width, x1: x },
  ];
  for (let row = 0; row < rows; row++) {
    for (const side of sides) {
      if (side.x0 < 0 || side.x1 > right) continue;
      const free = taken.every(
        (other) => other.row !== row || side.x1 + GAP < other.x0 || other.x1 + GAP < side.x0,
      );
      if (free) return { row, ...side };
    }
  }
  return null;
}
