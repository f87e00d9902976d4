import type { Clock, Micros, ObservedFact, Result } from '../../result.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../time/duration.ts';
import { type Epoch, formatUtc, utcFields } from '../../time/instant.ts';
import { type Html, html } from '../markup/html.ts';

/** The clock used to show a time: UTC or the incident's time zone. */
export type Face = 'utc' | 'zone';

/**
 * `minute` leaves out seconds that are 0: sources give minutes, and more digits would suggest more precision.
 * `second` rounds to seconds, and `exact` and `minute` to milliseconds.
 */
export type Precision = 'minute' | 'second' | 'exact';

/** Formats the times in one scenario. `t` is always simulated time. */
export interface Times {
  /** IANA name of the incident's time zone; null without a clock or if the zone is UTC. */
  readonly zone: string | null;
  /** The scenario's clocks: none, UTC, or UTC and the zone. */
  readonly faces: readonly Face[];
  /** The clock's offset from UTC at `t`; 0 without a clock. */
  offset(t: Micros, face: Face): Micros;
  /** The clock's local time at `t`, in microseconds since 1970. */
  local(t: Micros, face: Face): Epoch;
  /** `PDT`, `UTC+9`, `UTC`; empty without a clock. */
  abbreviation(t: Micros, face: Face): string;
  /** `23:48:02`; without a clock, the time since the start: `18 min 2.9 s`. */
  hours(t: Micros, face: Face, precision?: Precision): string;
  /** `Oct 19`; empty without a clock. */
  day(t: Micros, face: Face, precision?: Precision): string;
  /** `Oct 19 23:48:02 PDT` in a `time` element with the exact time. */
  element(t: Micros, face: Face, precision?: Precision): Html;
  /**
   * A time within a sentence, in the incident's zone: `23:48:02 PDT`. Includes the date if the times span a day or
   * more.
   */
  say(t: Micros, precision?: Precision): string;
  /** Like `say`, but without the zone, for labels in drawings. */
  label(t: Micros, precision?: Precision): string;
}

/** The parts of an observed time. */
type ObservedTime = Pick<ObservedFact, 'at' | 't' | 'latest'>;

/** What the format of times depends on. Without `until`, times are exact and have no dates in sentences. */
type TimedResult = Pick<Result, 'clock'> & Partial<Pick<Result, 'until' | 'observed'>>;

/**
 * Formats times on the scenario's clock, or as simulated time without a clock. By default, they have the precision from
 * `labelPrecision`.
 */
export function timesOf(result: TimedResult): Times {
  const { clock, until, observed = [] } = result;
  const precision = until === undefined ? 'exact' : labelPrecision({ clock, until, observed });
  return clock === null ? simulatedTimes(precision) : wallTimes(clock, precision, isDated(result));
}

/**
 * Precision of times: seconds if the observed timeline has no fractions of a second, or if the run is longer than a minute
 * on a clock or ten minutes without one.
 */
export function labelPrecision({
  clock,
  until,
  observed,
}: Pick<Result, 'clock' | 'until' | 'observed'>): Precision {
  const isRecorded = observed.length > 0 && observed.every(({ at }) => !/:\d\d\.\d/.test(at));
  return until > (clock === null ? 10 * MINUTE : MINUTE) || isRecorded ? 'second' : 'exact';
}

/** True if the run and the observed facts span a day or more, so that times of day are ambiguous. */
function isDated({ until = 0, observed = [] }: TimedResult): boolean {
  const from = Math.min(0, ...observed.map(({ t }) => t));
  const to = Math.max(until, ...observed.map(({ t, latest, until: end }) => end ?? latest ?? t));
  return to - from >= DAY;
}

/** A fact's precision. A time without seconds, or with `:00`, is probably precise only to the minute. */
export function precisionOf(at: string): Precision {
  return /T\d\d:\d\d(?::00)?(?:\.0+)?(?:Z|[+-])/.test(at) ? 'minute' : 'exact';
}

/** An observed time within a sentence: `08:15 PST`, or `08:15 to 09:15 PST` if only a range is known. */
export function sayObserved(times: Times, { at, t, latest }: ObservedTime): string {
  const precision = precisionOf(at);
  return latest === null
    ? times.say(t, precision)
    : `${times.label(t, precision)} to ${times.say(latest, precision)}`;
}

/** Like `sayObserved`, but without the zone, for labels in drawings. */
export function observedLabel(times: Times, { at, t, latest }: ObservedTime): string {
  const precision = precisionOf(at);
  return latest === null
    ? times.label(t, precision)
    : `${times.label(t, precision)} to ${times.label(latest, precision)}`;
}

/** A time in a table cell: the incident's zone with UTC below it; without a clock, the simulated time. */
export function timeCell(times: Times, t: Micros, precision?: Precision): Html {
  if (times.faces.includes('zone'))
    return html`<span class="hc-time">${times.element(t, 'zone', precision)}</span>`;
  const utc = times.element(t, 'utc', precision);
  return html`<span class="hc-time">${utc}${times.faces.length > 0 && ' UTC'}</span>`;
}

function simulatedTimes(own: Precision): Times {
  const write = (t: Micros, precision = own): string =>
    exactDuration(precision === 'second' && Math.abs(t) < 10 * SECOND ? tenths(t) : rounded(t, precision));
  return {
    zone: null,
    faces: [],
    offset: () => 0,
    local: (t) => t,
    abbreviation: () => '',
    hours: (t, _face, precision) => write(t, precision),
    day: () => '',
    element: (t, _face, precision) => html`<time datetime="${isoDuration(t)}">${write(t, precision)}</time>`,
    say: write,
    label: write,
  };
}

function wallTimes(clock: Clock, own: Precision, isDated: boolean): Times {
  const zone = zoneRules(clock);
  const isUtc = zone.abbreviation(clock.epoch) === 'UTC' && zone.offset(clock.epoch) === 0;
  const faces: Face[] = isUtc ? ['utc'] : ['utc', 'zone'];
  const home: Face = isUtc ? 'utc' : 'zone';
  const offset = (t: Micros, face: Face) => (face === 'utc' ? 0 : zone.offset(clock.epoch + t));
  const local = (t: Micros, face: Face) => clock.epoch + t + offset(t, face);
  const abbreviation = (t: Micros, face: Face) =>
    face === 'utc' ? 'UTC' : zone.abbreviation(clock.epoch + t);
  const hours = (t: Micros, face: Face, precision: Precision = own) =>
    clockText(rounded(local(t, face), precision), precision);
  const day = (t: Micros, face: Face, precision: Precision = own) =>
    dayText(rounded(local(t, face), precision));
  const label = (t: Micros, precision?: Precision) =>
    `${isDated ? `${day(t, home, precision)}, ` : ''}${hours(t, home, precision)}`;
  return {
    zone: isUtc ? null : clock.zone,
    faces,
    offset,
    local,
    abbreviation,
    hours,
    day,
    element: (t, face, precision) => {
      const text = `${day(t, face, precision)} ${hours(t, face, precision)}${face === 'zone' ? ` ${abbreviation(t, face)}` : ''}`;
      return html`<time datetime="${machineTime(clock.epoch + t)}">${text}</time>`;
    },
    say: (t, precision) => `${label(t, precision)} ${abbreviation(t, home)}`,
    label,
  };
}

/*
 * Zone offsets and abbreviations come from `Intl`. It's called with explicit times and locales, so the machine's clock
 * and settings have no effect. All digits are formatted here.
 */

/** Locales to try for a zone's short name. Each has the abbreviations for its part of the world. */
const LOCALES = ['en-GB', 'en-US', 'en-AU', 'en-IN', 'en-NZ', 'en-ZA', 'en-CA'] as const;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

interface ZoneRules {
  offset(epoch: Epoch): Micros;
  abbreviation(epoch: Epoch): string;
}

/** Zone rules computed so far, since `Intl` takes milliseconds to prepare a zone. */
const ZONES = new Map<string, ZoneRules>();

/** Rules for the clock's zone. An unknown zone falls back to the offset in the clock's `start`. */
function zoneRules(clock: Clock): ZoneRules {
  try {
    return knownZone(clock.zone);
  } catch {
    const written = offsetOf(clock.start.endsWith('Z') ? '' : clock.start.slice(-6));
    return { offset: () => written, abbreviation: () => offsetName(written) };
  }
}

function knownZone(timeZone: string): ZoneRules {
  const known = ZONES.get(timeZone);
  if (known !== undefined) return known;
  const formatOf = (locale: string, timeZoneName: 'short' | 'longOffset') =>
    new Intl.DateTimeFormat(locale, { timeZone, timeZoneName });
  const part = (format: Intl.DateTimeFormat, epoch: Epoch) =>
    format.formatToParts(epoch / 1000).find((piece) => piece.type === 'timeZoneName')?.value ?? '';
  const withOffset = formatOf('en-GB', 'longOffset');
  const longOffset = (epoch: Epoch) => part(withOffset, epoch);
  const names = LOCALES.map((locale) => {
    let format: Intl.DateTimeFormat | null = null;
    return (epoch: Epoch) => {
      format ??= formatOf(locale, 'short');
      return part(format, epoch);
    };
  });
  const offset = (epoch: Epoch) => offsetOf(longOffset(epoch).slice(3));
  const rules: ZoneRules = {
    offset,
    abbreviation: (epoch) => {
      for (const name of names) {
        const text = name(epoch);
        if (/^[A-Z]+$/.test(text)) return text;
      }
      return offsetName(offset(epoch));
    },
  };
  ZONES.set(timeZone, rules);
  return rules;
}

/** Parses `-07:00`, `+05:30:20` or an empty string, which means UTC. */
function offsetOf(text: string): Micros {
  const m = /^([+−-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (m === null) return 0;
  const seconds = Number(m[2]) * 3600 + Number(m[3]) * 60 + Number(m[4] ?? 0);
  return (m[1] === '+' ? 1 : -1) * seconds * SECOND;
}

/** `UTC+5:30`; `UTC` for offset 0. */
export function offsetName(offset: Micros): string {
  if (offset === 0) return 'UTC';
  const minutes = Math.round(Math.abs(offset) / MINUTE);
  const rest = minutes % 60;
  return `UTC${offset < 0 ? '−' : '+'}${Math.floor(minutes / 60)}${rest === 0 ? '' : `:${two(rest)}`}`;
}

/** Rounds a time, so that all views and citations show the same value. */
function rounded(t: Micros, precision: Precision): Micros {
  const unit = precision === 'second' ? SECOND : Math.abs(t) < SECOND ? 1 : 1000;
  return Math.round(t / unit) * unit;
}

/** Rounds a short time since the start to tenths of a second, unless it's below a second. */
function tenths(t: Micros): Micros {
  return Math.abs(t) < SECOND ? t : Math.round(t / (SECOND / 10)) * (SECOND / 10);
}

function clockText(local: Epoch, precision: Precision): string {
  const { hour, minute, second, micros } = utcFields(local);
  if (precision === 'minute' && second === 0 && micros === 0) return `${two(hour)}:${two(minute)}`;
  const millis = Math.floor(micros / 1000);
  const fraction = millis === 0 ? '' : `.${String(millis).padStart(3, '0').replace(/0+$/, '')}`;
  return `${two(hour)}:${two(minute)}:${two(second)}${fraction}`;
}

function dayText(local: Epoch): string {
  const { day, month } = utcFields(local);
  return `${MONTHS[month - 1]!} ${day}`;
}

/** HTML's `datetime` allows at most three decimals of a second. */
function machineTime(epoch: Epoch): string {
  return formatUtc(Math.floor(epoch / 1000) * 1000);
}

function isoDuration(t: Micros): string {
  return `PT${Math.max(0, Math.floor(t / 1000) / 1000)}S`;
}

/**
 * A time in a run without a clock, to the millisecond: `1 h 18 min 2.9 s`. It isn't rounded like other durations,
 * because rows in a table have to be distinguishable.
 */
export function exactDuration(t: Micros): string {
  const sign = t < 0 ? '−' : '';
  const abs = Math.abs(t);
  if (abs > 0 && abs < SECOND)
    return `${sign}${abs < 1000 ? `${abs} µs` : `${Math.floor(abs / 10) / 100} ms`}`;
  const seconds = Math.floor((abs % MINUTE) / 1000) / 1000;
  const parts = [
    [Math.floor(abs / DAY), 'd'],
    [Math.floor(abs / HOUR) % 24, 'h'],
    [Math.floor(abs / MINUTE) % 60, 'min'],
    [seconds, 's'],
  ] as const;
  const written = parts.filter(([size]) => size > 0).map(([size, unit]) => `${size} ${unit}`);
  return written.length === 0 ? '0 s' : `${sign}${written.join(' ')}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
