import { textWidth, wrapToWidth } from './text-fit.ts';

/** A text that wants to stand beside a point. */
export interface LabelWish {
  /** Pixel of the point it belongs to. */
  x: number;
  /** Pixel that a label on the left keeps clear of, where that is not the point itself. */
  left?: number;
  text: string;
  /** Greater ones are placed first. */
  weight: number;
  /** True if it takes as many rows as it needs rather than be left out. */
  must: boolean;
  /** True if it may stand on a blocked stretch. */
  over: boolean;
}

/** Where a label came to stand. `level` counts rows away from the line, from 0. */
export interface PlacedLabel {
  wish: LabelWish;
  lines: readonly string[];
  level: number;
  x0: number;
  x1: number;
  anchor: Anchor;
  /** How bad its place is, in rows. */
  cost: number;
}

/** Side of its point: `start` is right of it, `end` left. */
export type Anchor = 'start' | 'end';

/** The room for labels of a lane: rows between two edges, with stretches that should stay free. */
export interface LabelRoom {
  left: number;
  right: number;
  levels: number;
  blocked: readonly { x0: number; x1: number }[];
  /** What it costs to stand on a blocked stretch, in rows; infinite if only labels that must be placed may. */
  blockedCost: number;
  anchors: readonly Anchor[];
  /** Font size in pixels. */
  size: number;
  /** Widths in pixels to which a label may be set, the most wanted first. */
  widths: readonly number[];
  /** Lines of text that a row has room for. */
  lines: number;
}

/** Pixels between a point's leader and its text, and between two texts of a row. */
const INSET = 5;
const GAP = 6;

/** Rows beyond this are no picture any more. */
const MOST_LEVELS = 14;

/** What a worse place costs, in rows: another width, the left side, and each point that it would cover. */
const COST = { width: 4, end: 0.4, covers: 20 } as const;

/**
 * Places labels greedily, heaviest first and from the right. A label of a higher row hangs on a leader that runs down to its
 * point, so it may not be placed where the leader would cross a label below. Of the free places each label takes the one
 * that is nearest to its point and covers the fewest points of labels that are still to come. Labels that fit nowhere are
 * left out; the caller's table has them all.
 */
export function placeLabels(wishes: readonly LabelWish[], room: LabelRoom): PlacedLabel[] {
  const order = [...wishes].sort((a, b) => b.weight - a.weight || b.x - a.x);
  const placed: PlacedLabel[] = [];
  order.forEach((wish, i) => {
    const waiting = order.slice(i + 1).map((other) => other.x);
    const label = place(wish, placed, waiting, room);
    if (label !== null) placed.push(label);
  });
  return placed.sort((a, b) => a.wish.x - b.wish.x || a.level - b.level);
}

/**
 * Places labels like flags in a wind: each to the right of its point, as many rows up as it takes, so that all of them find a
 * place and no leader crosses a text; then lets those with free room on their left come down or grow.
 */
export function placeFlags(wishes: readonly LabelWish[], room: LabelRoom): PlacedLabel[] {
  const roomy = { ...room, levels: MOST_LEVELS, blocked: [] };
  const placed = placeLabels(wishes, { ...roomy, anchors: ['start'] });
  const rows = Math.max(0, ...placed.map((label) => label.level + 1));
  for (let i = 0; i < placed.length; i++) {
    const label = placed[i]!;
    const others = placed.filter((other) => other !== label);
    const found = best(label.wish, others, [], { ...roomy, levels: rows }, true);
    if (found !== null && found.cost < label.cost) placed[i] = found;
  }
  return placed;
}

function place(
  wish: LabelWish,
  placed: readonly PlacedLabel[],
  waiting: readonly number[],
  room: LabelRoom,
): PlacedLabel | null {
  const usual = wish.over ? { ...room, blocked: [] } : room;
  const roomy = { ...room, levels: MOST_LEVELS, blocked: [] };
  const found = best(wish, placed, waiting, usual, true);
  if (found !== null || !wish.must) return found;
  return best(wish, placed, waiting, roomy, true) ?? best(wish, placed, waiting, roomy, false);
}

/** The cheapest free place. `strict` forbids leaders to cross labels. */
function best(
  wish: LabelWish,
  placed: readonly PlacedLabel[],
  waiting: readonly number[],
  room: LabelRoom,
  strict: boolean,
): PlacedLabel | null {
  let cheapest: PlacedLabel | null = null;
  let least = Number.POSITIVE_INFINITY;
  room.widths.forEach((most, i) => {
    const lines = wrapToWidth(wish.text, most, room.size, room.lines);
    const width = Math.max(...lines.map((line) => textWidth(line, room.size)));
    for (let level = 0; level < room.levels; level++) {
      for (const anchor of room.anchors) {
        const x0 = anchor === 'start' ? wish.x + INSET : (wish.left ?? wish.x) - INSET - width;
        const x1 = x0 + width;
        const covered =
          level < room.levels - 1 ? waiting.filter((x) => x >= x0 - 2 && x <= x1 + 2).length : 0;
        const blocked = room.blocked.some((block) => x0 < block.x1 && block.x0 < x1);
        const cost =
          level +
          i * COST.width +
          (anchor === 'end' ? COST.end : 0) +
          COST.covers * covered +
          (blocked ? room.blockedCost : 0);
        const label = { wish, lines, level, x0, x1, anchor, cost };
        if (cost < least && isFree(label, placed, room, strict)) {
          cheapest = label;
          least = cost;
        }
      }
    }
  });
  return cheapest;
}

function isFree(
  label: PlacedLabel,
  placed: readonly PlacedLabel[],
  room: LabelRoom,
  strict: boolean,
): boolean {
  if (label.x0 < room.left || label.x1 > room.right) return false;
  return placed.every((other) => {
    if (other.level === label.level) return label.x1 + GAP <= other.x0 || other.x1 + GAP <= label.x0;
    if (!strict) return true;
    const [upper, lower] = other.level > label.level ? [other, label] : [label, other];
    return upper.wish.x < lower.x0 - 2 || upper.wish.x > lower.x1 + 2;
  });
}
