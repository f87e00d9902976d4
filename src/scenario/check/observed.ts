import type { Clock, Micros, ObservedFact } from '../../result.ts';
import { parseInstant } from '../../time/instant.ts';
import type { RawScenario } from '../schema/scenario.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';

/** A fact of the page's own timeline that a scenario may name as `observed.id`. */
export interface RecordEntry {
  id: string;
  /** RFC 3339 with offset. */
  at: string;
  text: string;
  source: string | null;
  /** How far a mark of the same id may be off. */
  within?: Micros | null;
  /** End of a state of affairs, RFC 3339; null for a moment. */
  to?: string | null;
}

/** The record as the scenario sees it. */
export interface Observations {
  readonly clock: Clock | null;
  readonly facts: ReadonlyMap<string, ObservedFact>;
  /** Ids that exist but can't be placed, because the scenario has no clock. */
  readonly unplaced: ReadonlySet<string>;
}

interface ClockOptions {
  readonly zone?: string | undefined;
  isZone(zone: string): boolean;
}

/** The clock of a scenario, or null with or without findings. */
export function checkClock(
  context: Context,
  raw: RawScenario,
  { zone: defaultZone = 'UTC', isZone }: ClockOptions,
): Clock | null {
  if (raw.clock === undefined) return null;
  const epoch = parseInstant(raw.clock.start);
  const zone = raw.clock.zone ?? defaultZone;
  // A default zone that doesn't exist is reported where it is written.
  if (raw.clock.zone !== undefined && !isZone(zone))
    context.report(say.badZone(context.span(['clock', 'zone']), zone));
  if (epoch === null) {
    return context.report(say.badInstant(context.span(['clock', 'start']), raw.clock.start));
  }
  return { start: raw.clock.start, zone, epoch };
}

/**
 * Facts under `observed:`, and behind them the entries of the page's timeline. A fact of the scenario that has the id
 * of an entry takes from it what it leaves out.
 */
export function gatherObservations(
  context: Context,
  raw: RawScenario,
  clock: Clock | null,
  record: readonly RecordEntry[],
): Observations {
  const facts = new Map<string, ObservedFact>();
  const unplaced = new Set<string>();
  for (const [id, own] of Object.entries(raw.observed ?? {})) {
    const entry = record.find((one) => one.id === id);
    const fact = ownFact(context, id, own, clock, entry);
    if (fact !== null) facts.set(id, fact);
  }
  for (const entry of record) {
    if (facts.has(entry.id) || parseInstant(entry.at) === null) continue;
    if (clock === null) unplaced.add(entry.id);
    else facts.set(entry.id, entryFact(entry, clock));
  }
  return { clock, facts, unplaced };
}

type RawFact = NonNullable<RawScenario['observed']>[string];

function ownFact(
  context: Context,
  id: string,
  own: RawFact,
  clock: Clock | null,
  entry: RecordEntry | undefined,
): ObservedFact | null {
  const path = ['observed', id];
  if (own.at !== undefined && own.from !== undefined) {
    return context.report(
      say.shownShape(
        context.keySpan(path),
        'a fact is a moment (`at`) or a stretch (`from`, `to`), not both',
      ),
    );
  }
  const key = own.from === undefined ? 'at' : 'from';
  const at = own.at ?? own.from ?? entry?.at;
  if (at === undefined) return context.report(say.factWithoutTime(context.keySpan(path), id));
  const within = own.within === undefined ? null : context.duration([...path, 'within'], own.within);
  const begin = instant(context, [...path, key], at);
  const end = own.to ?? entry?.to ?? null;
  const until = end === null ? null : instant(context, [...path, 'to'], end);
  if (begin === null) return null;
  if (clock === null) return context.report(say.needsClock(context.keySpan(path)));
  if (until !== null && until <= begin) {
    return context.report(say.shownShape(context.keySpan(path), `\`${id}\` ends before it begins`));
  }
  return {
    id,
    at,
    t: begin - clock.epoch,
    text: own.text ?? entry?.text ?? id,
    source: own.source ?? entry?.source ?? null,
    within: within ?? entry?.within ?? null,
    shows: own.shows === undefined ? null : context.text([...path, 'shows']),
    until: until === null ? null : until - clock.epoch,
  };
}

function instant(context: Context, path: Path, text: string): number | null {
  return parseInstant(text) ?? context.report(say.badInstant(context.span(path), text));
}

function entryFact({ id, at, text, source, within, to }: RecordEntry, { epoch }: Clock): ObservedFact {
  const end = to == null ? null : parseInstant(to);
  return {
    id,
    at,
    t: parseInstant(at)! - epoch,
    text,
    source,
    within: within ?? null,
    shows: null,
    until: end === null ? null : end - epoch,
  };
}
