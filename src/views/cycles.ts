import type { TraceEvent } from '../result.ts';
import { isPivotal, signature } from './routine.ts';

/** A stretch of events that is drawn once, with how often it came again. */
export interface Unit {
  /** Events that are drawn. */
  events: TraceEvent[];
  /** Further times that the same steps followed each other; 0 for a plain event. */
  repeats: number;
  /** Time of the last event of the last repetition. */
  until: number;
}

/** Longest cycle, in events, and how often it must come in all before it is folded. */
const LONGEST = 12;
const LEAST_TIMES = 3;

/**
 * Folds cycles: where the same steps of the same participants follow each other at least three times with nothing between
 * them, the first round stays and the rest is counted. Whatever breaks, mends, fails or comes from the record is never
 * folded, nor is an event that `keep` names.
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

/** The cycle from `start` that covers the most events; a single event where there is none. */
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
