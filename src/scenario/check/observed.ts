import type { Clock, Micros, ObservedFact } from '../../result.ts';
import { parseDuration } from '../../time/duration.ts';
import { formatLike, parseInstant } from '../../time/instant.ts';
import type { ObservedSeries } from '../../time/observed-series.ts';
import { type ObservedValue, parseTolerance, parseValue } from '../../time/observed-value.ts';
import { nearest } from '../../yaml/suggest.ts';
import type { PageSeries } from '../curves/check-curves.ts';
import type { RawScenario } from '../schema/scenario.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import * as sayOf from './value-diagnostics.ts';

/** An entry in the page's timeline, which a scenario can refer to as `observed.id`. */
export interface RecordEntry {
  /** The entry's id. Empty for a period of impact that scenarios can't refer to, such as one in the front matter. */
  id: string;
  /** The entry's time in RFC 3339 with an offset. */
  at: string;
  text: string;
  source: string | null;
  /** Tolerance for a mark with the same id. */
  within?: Micros | null;
  /** End of a period in RFC 3339; null for a single moment. */
  to?: string | null;
  /** The latest possible time if `at` is the start of a range. */
  latest?: string | null;
  /** True for a period of impact. */
  impact?: boolean;
  /** Observed value for an outcome or measure with the same id. */
  observed?: ObservedValue | null;
  /** An observed series on the page. The id is then `series.name`, which no timeline entry can have. */
  series?: ObservedSeries;
}

/** All observed facts from the scenario and the page. */
export interface Observations {
  readonly clock: Clock | null;
  /** True if the scenario's clock is invalid. */
  readonly clockIsBroken: boolean;
  readonly facts: ReadonlyMap<string, ObservedFact>;
  /** Ids of facts that have no simulated time because the scenario has no clock. */
  readonly unplaced: ReadonlySet<string>;
  /** Ids of facts that are invalid or whose clock is invalid. Their errors are reported elsewhere. */
  readonly broken: ReadonlySet<string>;
  /** Observed values by id, including those without a time. */
  readonly values: ReadonlyMap<string, NamedValue>;
  /** The page's observed series, by name. */
  readonly series: ReadonlyMap<string, PageSeries>;
}

/** An observed value and the details that the entry gives about it. */
export interface NamedValue {
  readonly text: string;
  readonly source: string | null;
  readonly value: ObservedValue;
}

interface ClockOptions {
  readonly zone?: string | undefined;
  readonly record: readonly RecordEntry[];
  isZone(zone: string): boolean;
}

/** A scenario's clock, or null if it's missing or invalid. */
export function checkClock(
  context: Context,
  raw: RawScenario,
  { zone: defaultZone = 'UTC', isZone, record }: ClockOptions,
): Clock | null {
  if (raw.clock === undefined) return null;
  const start = startOf(context, raw, raw.clock.start, record);
  const zone = raw.clock.zone ?? defaultZone;
  // A default zone that doesn't exist is reported where it's defined.
  if (raw.clock.zone !== undefined && !isZone(zone))
    context.report(say.badZone(context.span(['clock', 'zone']), zone));
  return start === null ? null : { start, zone, epoch: parseInstant(start)! };
}

const OBSERVED_START = /^\s*observed\.(\w+)\s*(?:([+-])\s*(\S+))?\s*$/;

/** The clock's start as an RFC 3339 time. A scenario can also write it as an observed entry, or an offset from one. */
function startOf(
  context: Context,
  raw: RawScenario,
  text: string,
  record: readonly RecordEntry[],
): string | null {
  const span = context.span(['clock', 'start']);
  if (parseInstant(text) !== null) return text;
  const found = OBSERVED_START.exec(text);
  if (found === null) return context.report(say.badInstant(span, text));
  const [, id, sign, duration] = found;
  const own = raw.observed?.[id!];
  const entry = record.find((one) => one.id === id);
  if (own === undefined && entry === undefined) {
    const entries = record.filter(({ series }) => series === undefined);
    const known = [...Object.keys(raw.observed ?? {}), ...entries.map((one) => one.id)];
    return context.report(say.unknownObserved(span, id!, nearest(id!, known)));
  }
  const written = [own?.at ?? own?.from ?? entry?.at].flat()[0];
  const at = written === undefined ? null : parseInstant(written);
  // An invalid time is reported at the entry itself.
  if (written === undefined || at === null) return null;
  const shift = duration === undefined ? 0 : parseDuration(duration);
  if (shift === null) return context.report(say.badDuration(span, duration!));
  return formatLike(sign === '-' ? at - shift : at + shift, written);
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
  const values = new Map<string, NamedValue>();
  const clockIsBroken = clock === null && raw.clock !== undefined;
  for (const [id, own] of Object.entries(raw.observed ?? {})) {
    const entry = record.find((one) => one.id === id);
    const value = ownValue(context, id, own, entry);
    if (value !== null) {
      const { text = entry?.text ?? id, source = entry?.source ?? null } = own;
      values.set(id, { text, source, value });
    }
    // A value that is compared with an outcome doesn't need a time.
    if (own.value !== undefined && [own.at, own.from, entry?.at].every((at) => at === undefined)) continue;
    const times = factTimes(context, id, own, entry);
    const within = tolerance(context, id, own);
    if (clock === null && !clockIsBroken)
      context.reportOnce(say.needsClock(context.keySpan(['observed', id])));
    if (times === null || clock === null) broken.add(id);
    else facts.set(id, ownFact(context, id, own, entry, times, within, clock));
  }
  const series = new Map<string, PageSeries>();
  for (const entry of record) {
    if (entry.series !== undefined) {
      const { text, source } = entry;
      series.set(entry.id.replace(/^series\./, ''), { text, source, series: entry.series });
      continue;
    }
    const { id, text, source, observed } = entry;
    if (observed != null && !values.has(id) && raw.observed?.[id]?.value === undefined) {
      values.set(id, { text, source, value: observed });
    }
    if (facts.has(entry.id) || broken.has(entry.id) || parseInstant(entry.at) === null) continue;
    if (clock !== null) facts.set(entry.id, entryFact(entry, clock));
    else if (clockIsBroken) broken.add(entry.id);
    else unplaced.add(entry.id);
  }
  return { clock, clockIsBroken, facts, unplaced, broken, values, series };
}

/** The tolerance of an entry's time; null if there is none, or if `within` applies to its value. */
function tolerance(context: Context, id: string, { within, value }: RawFact): Micros | null {
  if (within === undefined || value !== undefined) return null;
  const path = ['observed', id, 'within'];
  if (typeof within === 'string') return context.duration(path, within);
  return context.report(sayOf.withinUnit(context.span(path), within));
}

/** The observed value of a scenario's entry; null if it has none or if it has errors. */
function ownValue(
  context: Context,
  id: string,
  { value, unit, within }: RawFact,
  entry: RecordEntry | undefined,
): ObservedValue | null {
  const path = ['observed', id];
  if (value === undefined) {
    if (unit !== undefined) context.report(sayOf.unitWithoutValue(context.keySpan([...path, 'unit'])));
    return null;
  }
  const parsed = parseValue(value);
  if (parsed === null) {
    return context.report(sayOf.observedValue(context.span([...path, 'value']), String(value)));
  }
  const amount = within === undefined ? null : parseTolerance(parsed, within);
  if (within !== undefined && amount === null) {
    context.report(sayOf.observedTolerance(context.span([...path, 'within']), String(within)));
  }
  return { ...parsed, unit: unit ?? entry?.observed?.unit ?? null, within: amount };
}

/** The periods of impact that the page states, in simulated time. Empty if there is no clock. */
export function impactPeriods(
  record: readonly RecordEntry[],
  clock: Clock | null,
): { from: Micros; to: Micros }[] {
  if (clock === null) return [];
  return record.flatMap(({ at, to, impact }) => {
    const [from, end] = [parseInstant(at), to == null ? null : parseInstant(to)];
    if (impact !== true || from === null || end === null) return [];
    return [{ from: from - clock.epoch, to: end - clock.epoch }];
  });
}

type RawFact = NonNullable<RawScenario['observed']>[string];

interface FactTimes {
  /** The fact's time, as written. */
  readonly at: string;
  readonly begin: number;
  readonly latest: number | null;
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
  const range = typeof own.at === 'string' ? null : (own.at ?? null);
  const at = range?.[0] ?? (own.at as string | undefined) ?? own.from ?? entry?.at;
  if (at === undefined) return context.report(say.factWithoutTime(span, id));
  const key = own.from === undefined ? 'at' : 'from';
  const begin = instant(context, range === null ? [...path, key] : [...path, key, 0], at);
  const last =
    range?.[1] ?? (own.at === undefined && own.from === undefined ? (entry?.latest ?? null) : null);
  const latest = last === null ? null : instant(context, [...path, 'at', 1], last);
  const to = own.to ?? entry?.to ?? null;
  const end = to === null ? null : instant(context, [...path, 'to'], to);
  if (begin === null || (to !== null && end === null) || (last !== null && latest === null)) return null;
  if (latest !== null && latest <= begin) {
    return context.report(say.shownShape(span, `\`${id}\` ends before it starts`, 'swap the two times'));
  }
  if (latest !== null && end !== null && own.shows !== undefined) {
    const hint = 'give the exact start of the period';
    return context.report(say.shownShape(span, `\`${id}\` has \`shows\`, but its start is a range`, hint));
  }
  if (end !== null && end <= begin) {
    return context.report(say.shownShape(span, `\`${id}\` ends before it starts`, 'move `to` after `from`'));
  }
  return { at, begin, latest, end };
}

function instant(context: Context, path: Path, text: string): number | null {
  return parseInstant(text) ?? context.report(say.badInstant(context.span(path), text));
}

function ownFact(
  context: Context,
  id: string,
  own: RawFact,
  entry: RecordEntry | undefined,
  { at, begin, latest, end }: FactTimes,
  within: Micros | null,
  { epoch }: Clock,
): ObservedFact {
  return {
    id,
    at,
    t: begin - epoch,
    latest: latest === null ? null : latest - epoch,
    text: own.text ?? entry?.text ?? id,
    source: own.source ?? entry?.source ?? null,
    within: within ?? entry?.within ?? null,
    shows: own.shows === undefined ? null : context.text(['observed', id, 'shows']),
    until: end === null ? null : end - epoch,
  };
}

function entryFact(
  { id, at, latest, text, source, within, to }: RecordEntry,
  { epoch }: Clock,
): ObservedFact {
  const last = latest == null ? null : parseInstant(latest);
  const end = to == null ? null : parseInstant(to);
  return {
    id,
    at,
    t: parseInstant(at)! - epoch,
    latest: last === null ? null : last - epoch,
    text,
    source,
    within: within ?? null,
    shows: null,
    until: end === null ? null : end - epoch,
  };
}
