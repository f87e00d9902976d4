import type { Run, TraceEvent } from '../../result.ts';
import type { Look } from '../drawing/signs.ts';
import { eventSentence } from '../trace/moments.ts';
import { isTurn } from '../trace/routine.ts';
import { countOf } from '../words/number-format.ts';
import type { Times } from '../words/time-format.ts';

/** A marker on a lane, for one or more events. */
export interface Marker {
  x: number;
  /** Half the marker's width in pixels. */
  r: number;
  look: Look;
  /** Indices in the trace, in order. */
  events: number[];
  title: string;
}

/** Half the width of a marker: for a single event, and for a violated or restored invariant. */
const SINGLE = 5;

const TURN = 8;

/** Maximum width in pixels of the interval covered by one marker with a count. */
const WIDEST = 48;

const LISTED = 3;

/**
 * Groups a lane's events into markers, merging markers that would touch. Events that violate or restore an invariant
 * keep a separate marker at the exact pixel; other markers are moved aside.
 *
 * @param events indices in the trace, in time order
 * @param x pixel position of an event
 */
export function markersOf(
  events: readonly number[],
  trace: readonly TraceEvent[],
  x: (event: TraceEvent) => number,
): Marker[] {
  const out: Marker[] = [];
  let group: number[] = [];
  let left = Number.NEGATIVE_INFINITY;
  const close = (right: number) => {
    out.push(...within(merged(group, trace, x), left, right));
    group = [];
  };
  for (const i of events) {
    if (!isTurn(trace[i]!)) {
      group.push(i);
      continue;
    }
    const turn = marker([i], trace, x);
    close(turn.x - turn.r - 1);
    out.push(turn);
    left = turn.x + turn.r + 1;
  }
  close(Number.POSITIVE_INFINITY);
  return out;
}

function merged(
  events: readonly number[],
  trace: readonly TraceEvent[],
  x: (event: TraceEvent) => number,
): Marker[] {
  const stack: Marker[] = [];
  for (const i of events) {
    let next = marker([i], trace, x);
    for (let last = stack.at(-1); last !== undefined; last = stack.at(-1)) {
      const wide = x(trace[i]!) - x(trace[last.events[0]!]!);
      if (last.x + last.r + 1 <= next.x - next.r || wide > WIDEST) break;
      stack.pop();
      next = marker([...last.events, ...next.events], trace, x);
    }
    stack.push(next);
  }
  return stack;
}

/** Moves markers into the space between `left` and `right`, so they don't cover the markers on either side. */
function within(markers: Marker[], left: number, right: number): Marker[] {
  let edge = right;
  for (const marker of [...markers].reverse()) {
    if (marker.x + marker.r <= edge) break;
    marker.x = edge - marker.r;
    edge = marker.x - marker.r - 1;
  }
  edge = left;
  for (const marker of markers) {
    if (marker.x - marker.r >= edge) break;
    marker.x = edge + marker.r;
    edge = marker.x + marker.r + 1;
  }
  return markers;
}

function marker(events: number[], trace: readonly TraceEvent[], x: (event: TraceEvent) => number): Marker {
  const first = trace[events[0]!]!;
  if (events.length === 1) {
    return { x: x(first), r: isTurn(first) ? TURN : SINGLE, look: lookOf(first), events, title: '' };
  }
  const looks = events.map((i) => lookOf(trace[i]!));
  const grave = (['input', 'crash'] as const).find((look) => looks.includes(look));
  const r = events.length < 100 ? 9 : events.length < 1000 ? 12 : 15;
  return { x: (x(first) + x(trace[events.at(-1)!]!)) / 2, r, look: grave ?? 'many', events, title: '' };
}

/** A single event gets the most severe look that applies. */
function lookOf(event: TraceEvent): Look {
  if (event.breaks.length > 0) return 'breaks';
  if (event.restores.length > 0) return 'restores';
  if (event.observed !== null || event.input) return 'input';
  const looks = {
    crash: 'crash',
    restart: 'restart',
    scale: 'step',
    lose: 'trouble',
    fail: 'trouble',
    skip: 'skip',
    deliver: 'deliver',
    step: 'step',
    start: 'step',
    end: 'step',
  } as const;
  return looks[event.kind];
}

/** Tooltip of a marker: its events with their times. */
export function markerTitle(
  events: readonly number[],
  { trace, properties }: Pick<Run, 'trace' | 'properties'>,
  times: Times,
): string {
  const lines = events.slice(0, LISTED).map((i) => {
    const event = trace[i]!;
    return `${times.say(event.t)} ${event.actor}: ${eventSentence(event, properties)}`;
  });
  if (events.length === 1) return lines[0]!;
  const more = events.length > LISTED ? [`and ${events.length - LISTED} more`] : [];
  return [countOf(events.length, 'event'), ...lines, ...more].join('\n');
}
