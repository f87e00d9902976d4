import type { MarkResult, Micros, Participant, Result, Run, TraceEvent } from '../../result.ts';
import { foldCycles, isPivotal, isTurn, median, notableEvents, type Unit } from '../trace/routine.ts';

/** A row in the diagram and in its table. */
export type ExcerptItem =
  /** If `values` is true, a note shows the event's changes. */
  | { kind: 'event'; event: TraceEvent; values: boolean }
  | { kind: 'repeats'; steps: number; times: number; until: Micros; meanwhile: boolean; lanes: string[] }
  | { kind: 'mark'; mark: MarkResult; at: Micros }
  | { kind: 'gap'; length: Micros | null; leftOut: number };

/** The part of a run shown in a sequence diagram, and how much of the run is left out. */
export interface Excerpt {
  lanes: Participant[];
  items: ExcerptItem[];
  /** Number of events in these lanes that are left out because the excerpt is full. */
  leftOut: number;
  /** Number of events whose participants have no lane. */
  elsewhere: number;
}

/**
 * Limits on the number of messages: important events are added up to the first limit, and other events near the focus
 * up to the second.
 */
const MOST_MESSAGES = 40;
const EASY_MESSAGES = 28;

/**
 * How many steps before the violation are always shown for the participant that causes it, and for each of the
 * others.
 */
const OWN_STEPS = 4;
const OTHER_STEPS = 2;

/** Share of the remaining messages to use for events before the focus. */
const BEFORE = 0.6;

/** More participants than this would be unreadable. */
const MOST_LANES = 12;

/**
 * Chooses the content of a sequence diagram. Cycles are folded first. If there are still too many events, the diagram
 * keeps inputs, violations, restored invariants, events at marks and each participant's last steps before the first
 * violation, then the events nearest to the focus.
 */
export function excerptOf(result: Result, run: Run): Excerpt {
  const lanes = lanesOf(result, run);
  const ids = new Set(lanes.map((lane) => lane.id));
  const events = run.trace.filter((event) => ids.has(event.actor));
  const marks = run.marks.flatMap((mark) => (mark.at === null ? [] : [{ mark, at: mark.at }]));
  const markTimes = new Set(marks.map(({ at }) => at));
  const key = keyEvents(run);
  const units = foldCycles(events, (event) => markTimes.has(event.t) || key.has(event));
  const focus = focusOf(units, marks);
  const chosen = choose(units, focus, (event) => markTimes.has(event.t) || key.has(event));
  const items = withGaps(withMarks(units, chosen, marks, key), units, chosen);
  const leftOut = units.reduce((sum, unit, i) => sum + (chosen.has(i) ? 0 : eventsIn(unit)), 0);
  return { lanes, items, leftOut, elsewhere: run.trace.length - events.length };
}

/** Lanes listed in the scenario, where a process means all of its instances; by default, the busiest participants. */
function lanesOf(result: Result, run: Run): Participant[] {
  const named = result.lanes.flatMap((name) => {
    const own = run.participants.filter((participant) => participant.id === name);
    return own.length > 0 ? own : run.participants.filter((participant) => participant.process === name);
  });
  if (named.length > 0) return [...new Set(named)].slice(0, MOST_LANES);
  const weight = new Map<string, number>();
  for (const event of run.trace) {
    const step = isTurn(event) ? run.trace.length : isPivotal(event) ? 50 : 1;
    for (const id of [event.actor, ...event.to]) weight.set(id, (weight.get(id) ?? 0) + step);
  }
  const known = new Map(run.participants.map((participant) => [participant.id, participant]));
  const stranger = (id: string): Participant => ({ id, kind: 'instance', process: null, size: 1 });
  const active = run.participants.filter(({ id }) => weight.has(id));
  const strangers = [...weight.keys()].filter((id) => !known.has(id)).map(stranger);
  const all = [...active, ...strangers];
  const kept = new Set([...all].sort((a, b) => weight.get(b.id)! - weight.get(a.id)!).slice(0, MOST_LANES));
  return all.filter((participant) => kept.has(participant));
}

/**
 * Events whose effects must be shown: those at both ends of unusually long pauses, and, for each violation, the last
 * earlier events that changed the invariant's other variables.
 */
function keyEvents(run: Run): ReadonlySet<TraceEvent> {
  const pauses = [...notableEvents(run.trace)].filter(([, news]) => news === 'pause');
  const key = new Set(pauses.map(([i]) => run.trace[i]!));
  const lastChange = new Map<string, TraceEvent>();
  const conditions = new Map(run.properties.map((property) => [property.name, property.is]));
  for (const event of run.trace) {
    for (const broken of event.breaks) {
      const own = new Set(event.changes.map((change) => change.name));
      for (const [name, change] of lastChange) {
        if (!own.has(name) && names(conditions.get(broken) ?? '', name)) key.add(change);
      }
    }
    for (const change of event.changes) lastChange.set(change.name, event);
  }
  return key;
}

/** True if a condition mentions a variable. */
function names(condition: string, variable: string): boolean {
  return condition.split(/[^\p{L}\p{N}_]+/u).includes(variable);
}

function eventsIn(unit: Unit): number {
  return unit.events.length * (unit.repeats + 1);
}

/** The unit at the center of the excerpt: the first violation, or else the first mark, or else the first unit. */
function focusOf(units: readonly Unit[], marks: readonly { at: Micros }[]): number {
  const broken = units.findIndex((unit) => unit.events.some((event) => event.breaks.length > 0));
  if (broken >= 0) return broken;
  const first = marks.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const marked = units.findIndex((unit) => unit.until >= first);
  return Math.max(marked, 0);
}

function choose(
  units: readonly Unit[],
  focus: number,
  matters: (event: TraceEvent) => boolean,
): ReadonlySet<number> {
  const chosen = new Set<number>();
  let messages = 0;
  const take = (i: number, most: number): boolean => {
    if (chosen.has(i)) return true;
    const { length } = units[i]!.events;
    if (messages + length > most) return false;
    chosen.add(i);
    messages += length;
    return true;
  };
  if (units.length === 0) return chosen;
  const byDistance = [...units.keys()].sort((a, b) => distance(a, focus) - distance(b, focus));
  take(focus, MOST_MESSAGES);
  for (const i of stepsBefore(units, focus)) take(i, MOST_MESSAGES);
  for (const i of byDistance) {
    if (units[i]!.events.some((event) => isPivotal(event) || matters(event))) take(i, MOST_MESSAGES);
  }
  const full = { before: false, after: false };
  for (const i of byDistance) {
    const side = i < focus ? 'before' : 'after';
    if (!full[side] && !take(i, EASY_MESSAGES)) full[side] = true;
  }
  return chosen;
}

/** Distance from the focus, weighted so earlier units count as nearer. */
function distance(i: number, focus: number): number {
  return i < focus ? (focus - i) * (1 - BEFORE) : (i - focus) * BEFORE;
}

/** Each participant's last units before the focus. */
function stepsBefore(units: readonly Unit[], focus: number): number[] {
  const actor = units[focus]?.events.find((event) => event.breaks.length > 0)?.actor;
  if (actor === undefined) return [];
  const taken = new Map<string, number>();
  const steps: number[] = [];
  for (let i = focus - 1; i >= 0; i--) {
    for (const id of new Set(units[i]!.events.map((event) => event.actor))) {
      const count = taken.get(id) ?? 0;
      if (count >= (id === actor ? OWN_STEPS : OTHER_STEPS)) continue;
      taken.set(id, count + 1);
      steps.push(i);
    }
  }
  return steps;
}

interface Placed {
  item: ExcerptItem;
  /** Index of the event's unit. */
  unit: number;
  from: Micros;
  to: Micros;
}

/** The chosen units as rows, with each mark after the last row that isn't later. */
function withMarks(
  units: readonly Unit[],
  chosen: ReadonlySet<number>,
  marks: readonly { mark: MarkResult; at: Micros }[],
  key: ReadonlySet<TraceEvent>,
): Placed[] {
  const rows: Placed[] = [];
  const waiting = [...marks].sort((a, b) => a.at - b.at);
  const flush = (before: Micros, unit: number) => {
    while (waiting.length > 0 && waiting[0]!.at < before) {
      const { mark, at } = waiting.shift()!;
      rows.push({ item: { kind: 'mark', mark, at }, unit, from: at, to: at });
    }
  };
  let last = -1;
  units.forEach((unit, i) => {
    if (!chosen.has(i)) return;
    for (const event of unit.events) {
      flush(event.t, last);
      rows.push({
        item: { kind: 'event', event, values: isPivotal(event) || key.has(event) },
        unit: i,
        from: event.t,
        to: event.t,
      });
      last = i;
    }
    if (unit.repeats > 0) {
      const lanes = [...new Set(unit.events.flatMap((event) => [event.actor, ...event.to]))];
      const { repeats: times, until } = unit;
      const steps = unit.events.length;
      const from = unit.events.at(-1)!.t;
      flush(from + 1, i);
      const meanwhile = waiting.some(({ at }) => at < until);
      rows.push({
        item: { kind: 'repeats', steps, times, until, meanwhile, lanes },
        unit: i,
        from,
        to: until,
      });
    }
  });
  flush(Number.POSITIVE_INFINITY, last);
  return rows;
}

/** Inserts a gap row wherever a lot of time passes or events are left out. */
function withGaps(
  rows: readonly Placed[],
  units: readonly Unit[],
  chosen: ReadonlySet<number>,
): ExcerptItem[] {
  const waiting = [...units.keys()].filter((i) => !chosen.has(i));
  const leaveOut = (isBefore: (unit: number) => boolean) => {
    let events = 0;
    while (waiting.length > 0 && isBefore(waiting[0]!)) events += eventsIn(units[waiting.shift()!]!);
    return events;
  };
  const pauses = rows.slice(1).map((row, i) => row.from - rows[i]!.to);
  const span = rows.length === 0 ? 0 : rows.at(-1)!.to - rows[0]!.from;
  const long = Math.max(4 * median(pauses.filter((pause) => pause > 0)), span / 20);
  const out: ExcerptItem[] = [];
  rows.forEach((row, i) => {
    const isMark = row.item.kind === 'mark';
    const leftOut = leaveOut((unit) => (isMark ? units[unit]!.events[0]!.t < row.from : unit < row.unit));
    const pause = i === 0 ? 0 : pauses[i - 1]!;
    const length = pause > long ? pause : null;
    if (leftOut > 0 || length !== null) out.push({ kind: 'gap', length, leftOut });
    out.push(row.item);
  });
  const after = leaveOut(() => true);
  if (after > 0) out.push({ kind: 'gap', length: null, leftOut: after });
  return out;
}
