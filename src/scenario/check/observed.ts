import type { Clock, Micros, ObservedFact } from '../../result.ts';
import { parseInstant } from '../../time/instant.ts';
import type { RawScenario } from '../schema/scenario.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';

/** An entry in the page's timeline, which a scenario can refer to as `observed.id`. */
export interface RecordEntry {
  id: string;
  /** RFC 3339 with an offset. */
  at: string;
  text: string;
  source: string | null;
  /** Tolerance for a mark with the same id. */
  within?: Micros | null;
  /** End of a period in RFC 3339; null for a single moment. */
  to?: string | null;
}

/** All observed facts from the scenario and the page. */
export interface Observations {
  readonly clock: Clock | null;
  /** True if the scenario's clock is invalid. */
  readonly clockIsBroken: boolean;
  readonly facts: ReadonlyMap<string, ObservedFact>;
  /** Ids of facts that have no simulated time because the scenario has no clock. */
  readonly unplaced: ReadonlySet<string>;
  /** Ids of facts that are invalid or whose clock is invalid. The errors are reported where they occur. */
  readonly broken: ReadonlySet<string>;
}

interface ClockOptions {
  readonly zone?: string | undefined;
  isZone(zone: string): boolean;
}

/** A scenario's clock, or null if it's missing or invalid. */
export function checkClock(
  context: Context,
  raw: RawScenario,
  { zone: defaultZone = 'UTC', isZone }: ClockOptions,
): Clock | null {
  if (raw.clock === undefined) return null;
  const epoch = parseInstant(raw.clock.start);
  const zone = raw.clock.zone ?? defaultZone;
  // If the default zone doesn't exist, that's reported where the zone is defined.
  if (raw.clock.zone !== undefined && !isZone(zone))
    context.report(say.badZone(context.span(['clock', 'zone']), zone));
  if (epoch === null) {
    return context.report(say.badInstant(context.span(['clock', 'start']), raw.clock.start));
  }
  return { start: raw.clock.start, zone, epoch };
}

/**
 * Collects the facts under `observed` and the entries in the page's timeline. A fact with the same id as an entry
 * inherits omitted fields from the entry.
 */
export function gatherObservations(
  context: Context,
  raw: RawScenario,
  clock: Clock | null,
  record: readonly RecordEntry[],
): Observations {
  const facts = new Map<string, ObservedFact>();
  const unplaced = new Set<string>();
  const broken = new Set<string>();
  const clockIsBroken = clock === null && raw.clock !== undefined;
  for (const [id, own] of Object.entries(raw.observed ?? {})) {
    const entry = record.find((one) => one.id === id);
    const times = factTimes(context, id, own, entry);
    const within = own.within === undefined ? null : context.duration(['observed', id, 'within'], own.within);
    if (clock === null && !clockIsBroken)
      context.reportOnce(say.needsClock(context.keySpan(['observed', id])));
    if (times === null || clock === null) broken.add(id);
    else facts.set(id, ownFact(context, id, own, entry, times, within, clock));
  }
  for (const entry of record) {
    if (facts.has(entry.id) || broken.has(entry.id) || parseInstant(entry.at) === null) continue;
    if (clock !== null) facts.set(entry.id, entryFact(entry, clock));
    else if (clockIsBroken) broken.add(entry.id);
    else unplaced.add(entry.id);
  }
  return { clock, clockIsBroken, facts, unplaced, broken };
}

type RawFact = NonNullable<RawScenario['observed']>[string];

interface FactTimes {
  /** As written. */
  readonly at: string;
  readonly begin: number;
  readonly end: number | null;
}

/** The times of a fact in the scenario, as epoch times; null if they're invalid. */
function factTimes(
  context: Context,
  id: string,
  own: RawFact,
  entry: RecordEntry | undefined,
): FactTimes | null {
  const path = ['observed', id];
  const span = context.keySpan(path);
  if (own.at !== undefined && own.from !== undefined) {
    const hint = 'use `at` for a moment, or `from` and `to` for a period';
    return context.report(say.shownShape(span, `\`${id}\` has both \`at\` and \`from\``, hint));
  }
  const at = own.at ?? own.from ?? entry?.at;
  if (at === undefined) return context.report(say.factWithoutTime(span, id));
  const begin = instant(context, [...path, own.from === undefined ? 'at' : 'from'], at);
  const to = own.to ?? entry?.to ?? null;
  const end = to === null ? null : instant(context, [...path, 'to'], to);
  if (begin === null || (to !== null && end === null)) return null;
  if (end !== null && end <= begin) {
    return context.report(say.shownShape(span, `\`${id}\` ends before it starts`, 'move `to` after `from`'));
  }
  return { at, begin, end };
}

function instant(context: Context, path: Path, text: string): number | null {
  return parseInstant(text) ?? context.report(say.badInstant(context.span(path), text));
}

function ownFact(
  context: Context,
  id: string,
  own: RawFact,
  entry: RecordEntry | undefined,
  { at, begin, end }: FactTimes,
  within: Micros | null,
  { epoch }: Clock,
): ObservedFact {
  return {
    id,
    at,
    t: begin - epoch,
    text: own.text ?? entry?.text ?? id,
    source: own.source ?? entry?.source ?? null,
    within: within ?? entry?.within ?? null,
    shows: own.shows === undefined ? null : context.text(['observed', id, 'shows']),
    until: end === null ? null : end - epoch,
  };
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
