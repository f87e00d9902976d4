import type { Micros, Result, Run, ServiceResult, TraceEvent } from '../../result.ts';

/**
 * Why an event is notable: it's pivotal, it starts or ends an unusually long pause, or it's one of the first of its
 * kind.
 */
export type Notability = 'pivotal' | 'pause' | 'first' | 'early';

/** How many occurrences of the same step are notable. Later ones are routine unless they're unusual. */
const EARLY = 2;

/** Notable events by index in the trace. All others are routine, and a drawing can leave them out if it says so. */
export function notableEvents(trace: readonly TraceEvent[]): ReadonlyMap<number, Notability> {
  const notable = new Map<number, Notability>();
  const seen = new Map<string, number>();
  for (const { before, after } of longPauses(trace)) {
    notable.set(before, 'pause');
    notable.set(after, 'pause');
  }
  trace.forEach((event, i) => {
    const key = signature(event);
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    if (isPivotal(event)) notable.set(i, 'pivotal');
    else if (times < EARLY && !notable.has(i)) notable.set(i, times === 0 ? 'first' : 'early');
  });
  return notable;
}

/**
 * True if an event must never be folded: inputs, faults, crashes, losses, and events that violate or restore an
 * invariant. Health checks and autoscalers act on members repeatedly, so their events aren't pivotal.
 */
export function isPivotal(event: TraceEvent): boolean {
  const ordinary = event.kind === 'step' || event.kind === 'skip' || event.kind === 'deliver';
  return !(ordinary || isOfMembers(event)) || event.input || event.observed !== null || isTurn(event);
}

/**
 * True if a member became healthy or unhealthy, or if an autoscaler acted. These are events of a service. Crashes due to
 * faults are events of an instance, or part of the fault's event.
 */
function isOfMembers({ kind, process }: TraceEvent): boolean {
  return kind === 'scale' || ((kind === 'crash' || kind === 'restart') && process === null);
}

/** True if the event violates an invariant or makes one hold again. */
export function isTurn(event: TraceEvent): boolean {
  return event.breaks.length > 0 || event.restores.length > 0;
}

/** Events with the same key are of the same kind: they differ only in time and values. */
export function signature(event: TraceEvent): string {
  return JSON.stringify([event.actor, event.kind, event.step, event.to]);
}

/** A pause is long if it's more than this many times the median pause between the same two events by a participant. */
const LONG_PAUSE = 4;

/** Maximum number of long pauses. Without this limit, a heavy-tailed delay would make everything notable. */
const MOST_PAUSES = 6;

interface Pause {
  before: number;
  after: number;
  length: Micros;
  /** Length of the pause, as a multiple of the median pause between the same two events. */
  times: number;
}

/** A participant's pauses that are far longer than usual, the most unusual first. */
function longPauses(trace: readonly TraceEvent[]): Pause[] {
  const last = new Map<string, number>();
  const byPair = new Map<string, Pause[]>();
  trace.forEach((event, after) => {
    const before = last.get(event.actor);
    last.set(event.actor, after);
    if (before === undefined) return;
    const pair = `${signature(trace[before]!)} ${signature(event)}`;
    const pause = { before, after, length: event.t - trace[before]!.t, times: 0 };
    const known = byPair.get(pair);
    if (known === undefined) byPair.set(pair, [pause]);
    else known.push(pause);
  });
  const long: Pause[] = [];
  for (const pauses of byPair.values()) {
    const usual = median(pauses.map((pause) => pause.length));
    for (const pause of pauses) {
      if (pauses.length > EARLY && usual > 0 && pause.length > LONG_PAUSE * usual) {
        long.push({ ...pause, times: pause.length / usual });
      }
    }
  }
  return long.sort((a, b) => b.times - a.times || a.after - b.after).slice(0, MOST_PAUSES);
}

/** The median, or the upper of the two middle values; 0 for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** A change of at least this much in a service's error rate is shown to scale. */
const RATE_CHANGE = 0.1;

/** Times that a time axis has to show to scale. */
export function notableMoments(result: Result, run: Run, notable: ReadonlyMap<number, Notability>): Micros[] {
  return [
    0,
    run.ended.at,
    ...[...notable.keys()].map((i) => run.trace[i]!.t),
    ...result.observed.map((fact) => fact.t),
    ...run.marks.flatMap((mark) => (mark.at === null ? [] : [mark.at])),
    ...run.services.flatMap((service) => [
      ...service.windows.flatMap((window) => (window.to === null ? [window.from] : [window.from, window.to])),
      ...rateTurns(service, run.ended.at),
    ]),
    ...run.conditions.flatMap(({ windows }) =>
      windows.flatMap(({ from, to }) => (to === null ? [from] : [from, to])),
    ),
  ];
}

/** Times during impact at which the error rate has changed by `RATE_CHANGE` since the previous such time. */
function rateTurns({ errorRate, every, windows }: ServiceResult, end: Micros): Micros[] {
  const turns: Micros[] = [];
  let level = errorRate.find((rate) => rate !== null) ?? 0;
  errorRate.forEach((rate, i) => {
    const t = i * every;
    const isImpact = windows.some((window) => window.from <= t && t <= (window.to ?? end));
    if (rate === null || !isImpact || t > end || Math.abs(rate - level) < RATE_CHANGE) return;
    turns.push(t);
    level = rate;
  });
  return turns;
}

/** Consecutive events that are drawn once, with the number of repetitions. */
export interface Unit {
  /** The events that are drawn. */
  events: TraceEvent[];
  /** Number of times that the same steps repeat after the first; 0 for a single event. */
  repeats: number;
  /** Time of the last event in the last repetition. */
  until: number;
}

/** Maximum number of events in a cycle, and minimum number of occurrences for it to be folded. */
const LONGEST = 12;

const LEAST_TIMES = 3;

/**
 * Folds cycles: if the same steps by the same participants occur at least three times in a row, the first repetition is
 * kept and the rest are counted. Pivotal events (see `isPivotal`) and events selected by `keep` are never folded.
 */
export function foldCycles(events: readonly TraceEvent[], keep: (event: TraceEvent) => boolean): Unit[] {
  const keys = events.map((event, i) => (isPivotal(event) || keep(event) ? `only ${i}` : signature(event)));
  const units: Unit[] = [];
  for (let i = 0; i < events.length; ) {
    const { length, times } = bestCycle(keys, i);
    const end = i + length * times;
    units.push({ events: events.slice(i, i + length), repeats: times - 1, until: events[end - 1]!.t });
    i = end;
  }
  return units;
}

/** The cycle from `start` that covers the most events, or a single event if there is none. */
function bestCycle(keys: readonly string[], start: number): { length: number; times: number } {
  let best = { length: 1, times: 1 };
  for (let length = 1; length <= LONGEST && start + length * LEAST_TIMES <= keys.length; length++) {
    let times = 1;
    while (repeatsAt(keys, start, start + times * length, length)) times++;
    if (times >= LEAST_TIMES && times * length > best.times * best.length) best = { length, times };
  }
  return best;
}

function repeatsAt(keys: readonly string[], first: number, second: number, length: number): boolean {
  if (second + length > keys.length) return false;
  for (let k = 0; k < length; k++) if (keys[first + k] !== keys[second + k]) return false;
  return true;
}
