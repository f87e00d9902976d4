import type { Micros } from '../../result.ts';
import { DAY, HOUR, MINUTE } from '../../time/duration.ts';
import { type Html, html } from '../../views/markup/html.ts';
import { type KeyTime, type Phase, phases } from '../record/key-times.ts';

/*
 * An incident, drawn to scale. Horizontal positions are percentages, so text keeps its size on any screen without a script. The names of key times are above the bar if they fit. The table below lists all of them.
 */

/** What a strip shows in addition to key times. */
export interface StripExtras {
  /** Times of public posts, in microseconds since the start. */
  posts: readonly Micros[];
}

const BAR_TOP = 58;
const BAR_HEIGHT = 18;
const ROW = 17;
/** Width assumed when placing labels, in pixels. Narrower windows hide labels. */
const LAYOUT_WIDTH = 1040;
/** Average letter width in pixels. */
const LETTER = 6.6;
const MOST_ROWS = 3;
const STEPS: readonly Micros[] = [
  MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  ...[1, 2, 7, 30, 90].map((days) => days * DAY),
];
const MOST_TICKS = 8;

/**
 * The strip as SVG, hidden from screen readers because the table has the same data. Null if the incident has only one
 * point in time.
 */
export function incidentStrip(times: readonly KeyTime[], { posts }: StripExtras): Html | null {
  const from = times[0]?.t ?? 0;
  const end = times.at(-1)?.t ?? 0;
  if (end <= from) return null;
  const at = (t: Micros): string => `${share((t - from) / (end - from))}%`;
  const shown = posts.filter((t) => t >= from && t <= end);
  const height = shown.length > 0 ? 128 : 106;
  return html`<svg class="strip" width="100%" height="${height}" aria-hidden="true" focusable="false">
${phases(times).map((phase) => phaseRect(phase, at, from, end))}
${labels(times, from, end).map((label) => labelMark(label, at))}
${shown.length > 0 && html`<text class="strip-note" x="0" y="${BAR_TOP + BAR_HEIGHT + 46}">Public posts</text>`}
${shown.map((t) => html`<svg x="${at(t)}" y="${BAR_TOP + BAR_HEIGHT + 24}" overflow="visible"><path class="strip-post" d="M0 0L4.5 8H-4.5Z"/></svg>`)}
${ticks(end - from).map((t, i) => tickMark(t, at(from + t), i % 3 !== 0))}
</svg>`;
}

function phaseRect(phase: Phase, at: (t: Micros) => string, from: Micros, end: Micros): Html {
  const width = share((phase.to - phase.from) / (end - from));
  return html`<rect class="phase-${phase.begins}" x="${at(phase.from)}" y="${BAR_TOP}" width="${Math.max(0.3, width)}%" height="${BAR_HEIGHT}"/>`;
}

interface Label {
  t: Micros;
  text: string;
  row: number;
  /** Direction in which the text extends. */
  anchor: 'start' | 'end';
}

/** Names of key times, arranged in rows to avoid overlaps. Equal times share a label. */
function labels(times: readonly KeyTime[], from: Micros, end: Micros): Label[] {
  const ends: number[] = Array.from({ length: MOST_ROWS }, () => Number.NEGATIVE_INFINITY);
  const grouped = new Map<Micros, string[]>();
  for (const time of times) grouped.set(time.t, [...(grouped.get(time.t) ?? []), time.label]);
  return [...grouped].map(([t, names]): Label => {
    const text = names.join(', ');
    const x = ((t - from) / (end - from)) * LAYOUT_WIDTH;
    const width = text.length * LETTER + 14;
    const anchor = x + width > LAYOUT_WIDTH ? 'end' : 'start';
    const left = anchor === 'start' ? x : x - width;
    const free = ends.findIndex((taken) => taken <= left);
    const row = free < 0 ? MOST_ROWS - 1 : free;
    ends[row] = left + width;
    return { t, text, row, anchor };
  });
}

function labelMark({ t, text, row, anchor }: Label, at: (t: Micros) => string): Html {
  const y = BAR_TOP - 8 - row * ROW;
  const dx = anchor === 'start' ? 5 : -5;
  return html`<svg x="${at(t)}" y="0" overflow="visible" class="strip-moment"><path class="strip-stem" d="M0 ${y - 10}V${BAR_TOP + BAR_HEIGHT}"/><text class="strip-label" x="${dx}" y="${y}" text-anchor="${anchor}">${text}</text></svg>`;
}

/** @param dense true if narrow windows hide the label */
function tickMark(t: Micros, x: string, dense: boolean): Html {
  return html`<svg x="${x}" y="${BAR_TOP + BAR_HEIGHT}" overflow="visible"><path class="strip-tick" d="M0 0V5"/><text class="strip-tick-label${dense && ' strip-dense'}" x="0" y="18" text-anchor="${t === 0 ? 'start' : 'middle'}">${t === 0 ? '0' : `+${tickText(t)}`}</text></svg>`;
}

/** Round times since the start, from 0. Times so close to the end that their label would be cut off are left out. */
function ticks(length: Micros): Micros[] {
  const step =
    STEPS.find((one) => length / one <= MOST_TICKS) ??
    STEPS.at(-1)! * Math.ceil(length / STEPS.at(-1)! / MOST_TICKS);
  const count = Math.floor((length * 0.97) / step);
  return Array.from({ length: count + 1 }, (_, i) => i * step);
}

function tickText(t: Micros): string {
  if (t % DAY === 0) return `${t / DAY} d`;
  if (t % HOUR === 0) return `${t / HOUR} h`;
  return `${t / MINUTE} min`;
}

function share(of: number): number {
  return Math.round(of * 100_000) / 1000;
}
