import type { EventScale } from '../../incident/event.ts';
import type { Micros } from '../../result.ts';
import { DAY, HOUR, MINUTE } from '../../time/duration.ts';
import { type Html, html } from '../../views/markup/html.ts';
import { basisShape } from '../../views/markup/provenance.ts';
import type { Times } from '../../views/words/time-format.ts';

/*
 * Parts of the event figure as SVG. Horizontal positions are percentages, so everything keeps its size at any width
 * without a script. Names and durations are HTML next to the bars, so these parts are hidden from screen readers.
 */

const STEPS: readonly Micros[] = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  ...[1, 2, 7, 30, 90, 365].map((days) => days * DAY),
];
const MOST_TICKS = 8;
const BAR = 18;

/** The position of a time, as a percentage. */
type Place = (t: Micros) => string;

/** Returns a function that places times on an event's scale. */
function placeOn({ from, to }: EventScale): Place {
  return (t) => `${Math.round(((t - from) / (to - from)) * 100_000) / 1000}%`;
}

/** One row of periods, drawn over the scale's grid lines. `look` is the CSS class of a period. */
export function eventBar(
  scale: EventScale,
  times: Times,
  pieces: readonly { from: Micros; to: Micros; look: string }[],
): Html {
  const at = placeOn(scale);
  const width = (from: Micros, to: Micros): string =>
    `${Math.max(0.4, Math.round(((to - from) / (scale.to - scale.from)) * 100_000) / 1000)}%`;
  return html`<svg class="event-bar" width="100%" height="${BAR}" aria-hidden="true" focusable="false">${gridLines(scale, times, BAR)}${pieces.map(({ from, to, look }) => html`<rect class="${look}" x="${at(from)}" y="0" width="${width(from, to)}" height="${BAR}"/>`)}</svg>`;
}

/** Times of day above the bars. */
export function eventHours(scale: EventScale, times: Times): Html {
  const at = placeOn(scale);
  const face = times.zone === null ? 'utc' : 'zone';
  const text = (t: Micros): string =>
    times.local(t, face) % DAY === 0 && scale.to - scale.from > DAY
      ? times.day(t, face)
      : times.hours(t, face, 'minute');
  const marks = ticksOf(scale, times).map(
    (t, i) =>
      html`<text class="${i % 2 === 1 && 'event-dense'}" x="${at(t)}" y="11" text-anchor="middle">${text(t)}</text>`,
  );
  return html`<svg class="event-hours" width="100%" height="16" aria-hidden="true" focusable="false">${marks}</svg>`;
}

/** Key moments below the bars, with labels where they fit, and responses as small diamonds. */
export function eventMoments(scale: EventScale, times: Times): Html {
  const at = placeOn(scale);
  const small = scale.responses.map(
    (t) =>
      html`<svg x="${at(t)}" y="9" overflow="visible"><path class="event-response" d="M0 -3.5L3.5 0L0 3.5L-3.5 0Z"/></svg>`,
  );
  const large = scale.moments.map(
    ({ t }) =>
      html`<svg x="${at(t)}" y="9" overflow="visible"><g class="event-moment">${basisShape('observed', 0, 0, 5)}</g></svg>`,
  );
  const line = html`<line class="event-line" x1="0" x2="100%" y1="9" y2="9"/>`;
  const [wide, narrow] = [labelsFor(scale, times, WIDE), labelsFor(scale, times, NARROW)];
  const height = [...wide, ...narrow].some(({ row }) => row > 0) ? 18 + 2 * ROW : 18 + ROW;
  const drawn = (labels: readonly Label[]): Html[] => labels.map((label) => labelMark(label, at));
  return html`<svg class="event-moments" width="100%" height="${height}" aria-hidden="true" focusable="false">${line}${small}${large}<g class="event-wide">${drawn(wide)}</g><g class="event-narrow">${drawn(narrow)}</g></svg>`;
}

/** Widths assumed when placing labels, in pixels. */
const WIDE = 940;
const NARROW = 320;
const LETTER = 6.1;
const GAP = 10;
const ROW = 34;

interface Label {
  readonly t: Micros;
  readonly time: string;
  readonly label: string;
  readonly row: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

/**
 * Labels that fit, starting with the first and last moments. Those that don't fit in the first row are in the second if
 * their stems don't cross a label.
 */
function labelsFor(scale: EventScale, times: Times, width: number): Label[] {
  const { moments } = scale;
  const face = times.zone === null ? 'utc' : 'zone';
  const [first, last] = [moments[0], moments.at(-1)];
  const ordered = [...new Set([first, last, ...moments])].filter((one) => one !== undefined);
  const rows: readonly [Spot[], Spot[]] = [[], []];
  for (const { t, label } of ordered) {
    const time = times.hours(t, face, 'minute');
    const length = Math.max(label.length, time.length) * LETTER + GAP;
    const x = ((t - scale.from) / (scale.to - scale.from)) * width;
    const spots = anchorsAt(x, length, width).map((anchor): Spot => {
      const left = anchor === 'start' ? x : anchor === 'end' ? x - length : x - length / 2;
      return { t, time, label, row: 0, anchor, x, left, right: left + length };
    });
    const free = (row: readonly Spot[]): Spot | undefined =>
      spots.find((spot) => row.every((one) => spot.right <= one.left || spot.left >= one.right));
    const [upper, lower] = [free(rows[0]), free(rows[1])];
    if (upper !== undefined) rows[0].push(upper);
    else if (lower !== undefined) rows[1].push({ ...lower, row: 1 });
  }
  const [upper, lower] = rows;
  const isClear = ({ x }: Spot): boolean => upper.every(({ left, right }) => x < left - 2 || x > right + 2);
  return [...upper, ...lower.filter(isClear)];
}

/** The anchors that keep a label in the window, preferred first. */
function anchorsAt(x: number, length: number, width: number): Label['anchor'][] {
  const all: Label['anchor'][] = [];
  if (x >= length / 2 && x <= width - length / 2) all.push('middle');
  if (x + length <= width) all.push('start');
  if (x >= length) all.push('end');
  return all;
}

/** A label's place, in pixels of the assumed width. `x` is the position of the moment itself. */
interface Spot extends Label {
  readonly x: number;
  readonly left: number;
  readonly right: number;
}

function labelMark({ t, time, label, row, anchor }: Label, at: Place): Html {
  const y = 18 + row * ROW;
  const dx = anchor === 'start' ? -5 : anchor === 'end' ? 5 : 0;
  const stem = row === 0 ? null : html`<path class="event-stem" d="M0 7V${y}"/>`;
  return html`<svg x="${at(t)}" y="0" overflow="visible">${stem}<text x="${dx}" y="${y + 13}" text-anchor="${anchor}"><tspan class="event-time">${time}</tspan><tspan x="${dx}" dy="14">${label}</tspan></text></svg>`;
}

function gridLines(scale: EventScale, times: Times, height: number): Html[] {
  const at = placeOn(scale);
  return ticksOf(scale, times).map(
    (t) => html`<line class="event-grid" x1="${at(t)}" x2="${at(t)}" y1="0" y2="${height}"/>`,
  );
}

/** Round local times on the scale. Those whose labels would be cut off are left out. */
function ticksOf({ from, to }: EventScale, times: Times): Micros[] {
  const face = times.zone === null ? 'utc' : 'zone';
  const step = STEPS.find((one) => (to - from) / one <= MOST_TICKS) ?? to - from;
  const margin = (to - from) * 0.02;
  const offset = times.local(from, face) - from;
  const first = Math.ceil((from + margin + offset) / step) * step - offset;
  const out: Micros[] = [];
  for (let t = first; t <= to - margin; t += step) out.push(t);
  return out;
}
