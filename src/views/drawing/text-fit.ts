/**
 * Advance widths of Inter Regular from space to tilde, in hundredths of the font size, to estimate text widths
 * without a browser. `SLACK` allows for bolder weights and fallback fonts.
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

/** Approximates a grapheme cluster. Text is never cut within one. */
const CLUSTER = /\P{M}(?:\p{M}|\p{EMod}|\u200D\P{M})*/gu;

/** Estimated width of text in pixels at a font size in pixels, rounded up generously. */
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

/** Truncates text with an ellipsis to fit `width` pixels. */
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

/** Wraps text into at most `lines` lines of `width` pixels. The last line is truncated with an ellipsis. */
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

/** Wraps text into at most `lines` lines of about `width` characters, at spaces where possible. */
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
      const free = width - line.length;
      line.push(...clusters.slice(0, free));
      clusters = clusters.slice(free);
      flush();
    }
    line.push(...clusters);
  }
  flush();
  if (out.length <= lines) return out;
  return [...out.slice(0, lines - 1), `${out[lines - 1]!.replace(/[\s.,;:]+$/, '')}…`];
}

/** A label to place next to a point. */
export interface LabelRequest {
  /** The point's x position, in pixels. */
  x: number;
  /** X position that a label on the left has to stay clear of, if it isn't `x`. */
  left?: number;
  text: string;
  /** Labels with more weight are placed first. */
  weight: number;
  /** True if the label must not be dropped, no matter how many rows it takes. */
  must: boolean;
  /** True if the label may overlap a blocked interval. */
  over: boolean;
}

/** A label with its position. `level` is its row, counting from 0 next to the line. */
export interface PlacedLabel {
  request: LabelRequest;
  lines: readonly string[];
  level: number;
  x0: number;
  x1: number;
  anchor: Anchor;
  /** The position's cost, in rows. */
  cost: number;
}

/** Which side of the point the label is on: `start` is to the right of it, `end` is to the left. */
export type Anchor = 'start' | 'end';

/** Where a lane's labels can go: rows between two edges, with intervals that should stay free. */
export interface LabelArea {
  left: number;
  right: number;
  levels: number;
  blocked: readonly { x0: number; x1: number }[];
  /**
   * Cost of overlapping a blocked interval, in rows. If it's infinite, only labels that must be placed can overlap
   * one.
   */
  blockedCost: number;
  anchors: readonly Anchor[];
  /** Font size in pixels. */
  size: number;
  /** Widths in pixels that a label can be wrapped to, in order of preference. */
  widths: readonly number[];
  /** Lines of text per row. */
  lines: number;
}

/** Pixels between a point's leader and its text, and between two labels in a row. */
const INSET = 5;
const GAP = 6;

/** More rows than this would be unreadable. */
const MOST_LEVELS = 14;

/** Costs in rows: for each step to a narrower width, for the left side, and for each covered point. */
const COST = { width: 4, end: 0.4, covers: 20 } as const;

/**
 * Places labels greedily, heaviest first and from the right. A label in a higher row has a leader line down to its
 * point, which must not cross a label below. Each label takes the free position that is nearest to its point and covers
 * the fewest points of labels still to be placed. Labels that don't fit are dropped; the caller's table lists all of
 * them.
 */
export function placeLabels(requests: readonly LabelRequest[], area: LabelArea): PlacedLabel[] {
  const order = [...requests].sort((a, b) => b.weight - a.weight || b.x - a.x);
  const placed: PlacedLabel[] = [];
  order.forEach((request, i) => {
    const pending = order.slice(i + 1).map((other) => other.x);
    const label = place(request, placed, pending, area);
    if (label !== null) placed.push(label);
  });
  return placed.sort((a, b) => a.request.x - b.request.x || a.level - b.level);
}

/**
 * Places all labels to the right of their points, in as many rows as needed to keep leaders from crossing text. Then
 * lowers or widens the labels that have free space to their left.
 */
export function placeFlags(requests: readonly LabelRequest[], area: LabelArea): PlacedLabel[] {
  const unbounded = { ...area, levels: MOST_LEVELS, blocked: [] };
  const placed = placeLabels(requests, { ...unbounded, anchors: ['start'] });
  const rows = Math.max(0, ...placed.map((label) => label.level + 1));
  for (let i = 0; i < placed.length; i++) {
    const label = placed[i]!;
    const others = placed.filter((other) => other !== label);
    const found = best(label.request, others, [], { ...unbounded, levels: rows }, true);
    if (found !== null && found.cost < label.cost) placed[i] = found;
  }
  return placed;
}

function place(
  request: LabelRequest,
  placed: readonly PlacedLabel[],
  pending: readonly number[],
  area: LabelArea,
): PlacedLabel | null {
  const bounded = request.over ? { ...area, blocked: [] } : area;
  const unbounded = { ...area, levels: MOST_LEVELS, blocked: [] };
  const found = best(request, placed, pending, bounded, true);
  if (found !== null || !request.must) return found;
  return best(request, placed, pending, unbounded, true) ?? best(request, placed, pending, unbounded, false);
}

/** Finds the cheapest free position. With `strict`, leaders must not cross labels. */
function best(
  request: LabelRequest,
  placed: readonly PlacedLabel[],
  pending: readonly number[],
  area: LabelArea,
  strict: boolean,
): PlacedLabel | null {
  let cheapest: PlacedLabel | null = null;
  let least = Number.POSITIVE_INFINITY;
  area.widths.forEach((most, i) => {
    const lines = wrapToWidth(request.text, most, area.size, area.lines);
    const width = Math.max(...lines.map((line) => textWidth(line, area.size)));
    for (let level = 0; level < area.levels; level++) {
      for (const anchor of area.anchors) {
        const x0 = anchor === 'start' ? request.x + INSET : (request.left ?? request.x) - INSET - width;
        const x1 = x0 + width;
        const covered =
          level < area.levels - 1 ? pending.filter((x) => x >= x0 - 2 && x <= x1 + 2).length : 0;
        const blocked = area.blocked.some((block) => x0 < block.x1 && block.x0 < x1);
        const cost =
          level +
          i * COST.width +
          (anchor === 'end' ? COST.end : 0) +
          COST.covers * covered +
          (blocked ? area.blockedCost : 0);
        const label = { request, lines, level, x0, x1, anchor, cost };
        if (cost < least && isFree(label, placed, area, strict)) {
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
  area: LabelArea,
  strict: boolean,
): boolean {
  if (label.x0 < area.left || label.x1 > area.right) return false;
  return placed.every((other) => {
    if (other.level === label.level) return label.x1 + GAP <= other.x0 || other.x1 + GAP <= label.x0;
    if (!strict) return true;
    const [upper, lower] = other.level > label.level ? [other, label] : [label, other];
    return upper.request.x < lower.x0 - 2 || upper.request.x > lower.x1 + 2;
  });
}
