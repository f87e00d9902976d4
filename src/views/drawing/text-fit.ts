/**
 * How wide a text will be, without a browser. The table holds the advance widths of Inter's regular weight in hundredths
 * of the font size, from space to tilde; `SLACK` leaves room for bolder weights and for the fallback fonts.
 */
const ADVANCE: readonly number[] = [
  28, 29, 47, 63, 64, 98, 64, 30, 36, 36, 50, 66, 29, 46, 29, 36, 63, 41, 61, 62, 65, 59, 62, 57, 62, 62, 29,
  30, 66, 66, 66, 51, 97, 69, 65, 73, 72, 60, 59, 75, 74, 27, 57, 67, 57, 90, 75, 76, 64, 76, 64, 64, 65, 74,
  69, 99, 68, 68, 63, 36, 36, 36, 47, 46, 32, 56, 61, 57, 61, 58, 37, 61, 59, 24, 24, 55, 24, 88, 59, 60, 61,
  61, 38, 53, 33, 59, 56, 82, 55, 56, 55, 43, 33, 43, 66,
];

const SLACK = 1.08;
const WIDE = 1.1;
const OTHER = 0.68;

/** A letter with the marks and joined letters that belong to it, so that nothing is cut in its middle. */
const CLUSTER = /\P{M}(?:\p{M}|\p{EMod}|\u200D\P{M})*/gu;

/** Width of a text in pixels at a font size in pixels: an estimate on the generous side. */
export function textWidth(text: string, size: number): number {
  let em = 0;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    const known = ADVANCE[code - 32];
    if (known !== undefined) em += known / 100;
    else if (/[\p{M}\p{Cf}]/u.test(char)) em += 0;
    else em += code >= 0x2e80 ? WIDE : OTHER;
  }
  return em * size * SLACK;
}

/** The text, or as much of it as fits into `width` pixels with an ellipsis behind it. */
export function truncate(text: string, width: number, size: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (textWidth(line, size) <= width) return line;
  let kept = '';
  for (const cluster of line.match(CLUSTER) ?? []) {
    if (textWidth(`${kept}${cluster}…`, size) > width) break;
    kept += cluster;
  }
  return `${kept.trimEnd()}…`;
}

/** Breaks a text into at most `lines` lines no wider than `width` pixels; what is left over ends in an ellipsis. */
export function wrapToWidth(text: string, width: number, size: number, lines: number): string[] {
  const words = text.replace(/\s+/g, ' ').trim().split(' ');
  const out: string[] = [];
  while (words.length > 0 && out.length < lines - 1) {
    let fits = 1;
    while (fits < words.length && textWidth(words.slice(0, fits + 1).join(' '), size) <= width) fits++;
    const line = words.splice(0, fits).join(' ');
    if (textWidth(line, size) > width) return [...out, truncate(line, width, size)];
    out.push(line);
  }
  return words.length > 0 ? [...out, truncate(words.join(' '), width, size)] : out;
}

/** Breaks a text into at most `lines` lines of about `width` characters, at spaces where there are any. */
export function wrap(text: string, width: number, lines: number): string[] {
  const out: string[] = [];
  let line: string[] = [];
  const flush = () => {
    if (line.length > 0) out.push(line.join(''));
    line = [];
  };
  for (const word of text.replace(/\s+/g, ' ').trim().split(' ')) {
    let clusters: string[] = [...(word.match(CLUSTER) ?? [])];
    if (line.length > 0 && line.length + 1 + clusters.length > width) flush();
    if (line.length > 0) line.push(' ');
    while (line.length + clusters.length > width) {
      const room = width - line.length;
      line.push(...clusters.slice(0, room));
      clusters = clusters.slice(room);
      flush();
    }
    line.push(...clusters);
  }
  flush();
  if (out.length <= lines) return out;
  return [...out.slice(0, lines - 1), `${out[lines - 1]!.replace(/[\s.,;:]+$/, '')}…`];
}

/** A text that wants to stand beside a point. */
export interface LabelRequest {
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
  request: LabelRequest;
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
export interface LabelArea {
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
export function placeLabels(wishes: readonly LabelRequest[], room: LabelArea): PlacedLabel[] {
  const order = [...wishes].sort((a, b) => b.weight - a.weight || b.x - a.x);
  const placed: PlacedLabel[] = [];
  order.forEach((wish, i) => {
    const waiting = order.slice(i + 1).map((other) => other.x);
    const label = place(wish, placed, waiting, room);
    if (label !== null) placed.push(label);
  });
  return placed.sort((a, b) => a.request.x - b.request.x || a.level - b.level);
}

/**
 * Places labels like flags in a wind: each to the right of its point, as many rows up as it takes, so that all of them find a
 * place and no leader crosses a text; then lets those with free room on their left come down or grow.
 */
export function placeFlags(wishes: readonly LabelRequest[], room: LabelArea): PlacedLabel[] {
  const roomy = { ...room, levels: MOST_LEVELS, blocked: [] };
  const placed = placeLabels(wishes, { ...roomy, anchors: ['start'] });
  const rows = Math.max(0, ...placed.map((label) => label.level + 1));
  for (let i = 0; i < placed.length; i++) {
    const label = placed[i]!;
    const others = placed.filter((other) => other !== label);
    const found = best(label.request, others, [], { ...roomy, levels: rows }, true);
    if (found !== null && found.cost < label.cost) placed[i] = found;
  }
  return placed;
}

function place(
  wish: LabelRequest,
  placed: readonly PlacedLabel[],
  waiting: readonly number[],
  room: LabelArea,
): PlacedLabel | null {
  const usual = wish.over ? { ...room, blocked: [] } : room;
  const roomy = { ...room, levels: MOST_LEVELS, blocked: [] };
  const found = best(wish, placed, waiting, usual, true);
  if (found !== null || !wish.must) return found;
  return best(wish, placed, waiting, roomy, true) ?? best(wish, placed, waiting, roomy, false);
}

/** The cheapest free place. `strict` forbids leaders to cross labels. */
function best(
  wish: LabelRequest,
  placed: readonly PlacedLabel[],
  waiting: readonly number[],
  room: LabelArea,
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
        const label = { request: wish, lines, level, x0, x1, anchor, cost };
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
  room: LabelArea,
  strict: boolean,
): boolean {
  if (label.x0 < room.left || label.x1 > room.right) return false;
  return placed.every((other) => {
    if (other.level === label.level) return label.x1 + GAP <= other.x0 || other.x1 + GAP <= label.x0;
    if (!strict) return true;
    const [upper, lower] = other.level > label.level ? [other, label] : [label, other];
    return upper.request.x < lower.x0 - 2 || upper.request.x > lower.x1 + 2;
  });
}
