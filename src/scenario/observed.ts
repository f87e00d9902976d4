import type { Clock, Micros, ObservedFact } from '../result.ts';
import { parseInstant } from '../time/instant.ts';
import type { Context } from './context.ts';
import * as say from './diagnostics.ts';
import type { RawScenario } from './schema.ts';

/** A fact of the page's own timeline that a scenario may name as `observed.id`. */
export interface RecordEntry {
  id: string;
  /** RFC 3339 with offset. */
  at: string;
  text: string;
  source: string | null;
  /** How far a mark of the same id may be off. */
  within?: Micros | null;
}

/** The record as the scenario sees it. */
export interface Observations {
  readonly clock: Clock | null;
  readonly facts: ReadonlyMap<string, ObservedFact>;
  /** Ids that exist but can't be placed, because the scenario has no clock. */
  readonly unplaced: ReadonlySet<string>;
}

/** The clock of a scenario, or null with or without findings. */
export function checkClock(
  context: Context,
  raw: RawScenario,
  isZone: (zone: string) => boolean,
): Clock | null {
  if (raw.clock === undefined) return null;
  const epoch = parseInstant(raw.clock.start);
  const zone = raw.clock.zone ?? 'UTC';
  if (!isZone(zone)) context.report(say.badZone(context.span(['clock', 'zone']), zone));
  if (epoch === null) {
    return context.report(say.badInstant(context.span(['clock', 'start']), raw.clock.start));
  }
  return { start: raw.clock.start, zone, epoch };
}

/** Facts under `observed:`, and behind them the entries of the page's timeline. */
export function gatherObservations(
  context: Context,
  raw: RawScenario,
  clock: Clock | null,
  record: readonly RecordEntry[],
): Observations {
  const facts = new Map<string, ObservedFact>();
  const unplaced = new Set<string>();
  for (const [id, own] of Object.entries(raw.observed ?? {})) {
    const path = ['observed', id];
    const epoch = parseInstant(own.at);
    const within = own.within === undefined ? null : context.duration([...path, 'within'], own.within);
    if (epoch === null) context.report(say.badInstant(context.span([...path, 'at']), own.at));
    else if (clock === null) context.report(say.needsClock(context.keySpan(path)));
    else {
      const fact = {
        id,
        at: own.at,
        t: epoch - clock.epoch,
        text: own.text ?? id,
        source: own.source ?? null,
        shows: null,
        until: null,
      };
      facts.set(id, { ...fact, within });
    }
  }
  for (const entry of record) {
    const epoch = parseInstant(entry.at);
    if (facts.has(entry.id) || epoch === null) continue;
    if (clock === null) unplaced.add(entry.id);
    else {
      const { id, at, text, source } = entry;
      facts.set(id, {
        id,
        at,
        t: epoch - clock.epoch,
        text,
        source,
        within: entry.within ?? null,
        shows: null,
        until: null,
      });
    }
  }
  return { clock, facts, unplaced };
}
