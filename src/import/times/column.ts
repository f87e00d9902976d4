import type { Epoch } from '../../time/instant.ts';
import {
  badTime,
  dayOrder,
  needsZone,
  type Place,
  repeatedTime,
  skippedTime,
} from '../reading/diagnostics.ts';
import { readInstant } from './read-instant.ts';
import { instantsOf, type WallClock, wallOf, wallText } from './wall-clock.ts';

export type DateOrder = 'dmy' | 'mdy';

export interface TimeOptions {
  /** Time zone for times without an offset, or null. */
  readonly zone: string | null;
  readonly dateOrder: DateOrder | null;
}

/** A cell's time: either absolute, or a wall clock time without a zone. */
type CellTime = { readonly epoch: Epoch } | { readonly wall: WallClock };

interface Format {
  readonly name: string;
  /** Parses a time. Returns null if the text isn't in this format. */
  read(text: string): CellTime | null;
}

const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,](\d{1,9}))?`;
const HOUR = 3_600_000_000;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Builds `hh:mm:ss.ffffff` from the parts of a match: hour, minute, second, fraction, and AM or PM. */
function clockOf(hour: string, minute: string, second?: string, fraction?: string, half?: string): string {
  let hours = Number(hour);
  if (half !== undefined && (hours < 1 || hours > 12)) return '99:99:99';
  if (half !== undefined) hours = (hours % 12) + (/p/i.test(half) ? 12 : 0);
  const micros = (fraction ?? '').slice(0, 6);
  return `${String(hours).padStart(2, '0')}:${minute}:${second ?? '00'}${micros === '' ? '' : `.${micros}`}`;
}

function wallTime(date: readonly [number, number, number], clock: string): CellTime | null {
  const wall = wallOf(date, clock);
  return wall === null ? null : { wall };
}

/** Time since 1970 in seconds, milliseconds, microseconds or nanoseconds. The number's size determines the unit. */
const EPOCH: Format = {
  name: 'a number since 1970',
  read(text) {
    const parts = /^(\d{9,19})(?:\.(\d{1,9}))?$/.exec(text);
    if (parts === null) return null;
    const [, whole, fraction] = parts;
    const micros = Number((fraction ?? '').padEnd(6, '0').slice(0, 6));
    if (whole!.length <= 11) return { epoch: Number(whole) * 1_000_000 + micros };
    if (whole!.length <= 14) return { epoch: Number(whole) * 1000 + Math.floor(micros / 1000) };
    if (whole!.length <= 17) return { epoch: Number(whole) };
    return { epoch: Number(BigInt(whole!) / 1000n) };
  },
};

const ABSOLUTE: Format = {
  name: 'a time with an offset',
  read(text) {
    const epoch = readInstant(text);
    return epoch === null ? null : { epoch };
  },
};

const ISO_LOCAL: Format = {
  name: 'year-month-day without an offset',
  read(text) {
    const parts = new RegExp(`^(\\d{4})[-/](\\d{2})[-/](\\d{2})[T ]${CLOCK}$`).exec(text);
    if (parts === null) return null;
    const [, year, month, day, ...clock] = parts;
    return wallTime(
      [Number(year), Number(month), Number(day)],
      clockOf(clock[0]!, clock[1]!, clock[2], clock[3]),
    );
  },
};

/** Jira's format. Example: `30/Mar/26 10:00 AM`. */
const NAMED_MONTH: Format = {
  name: 'day/month name/year',
  read(text) {
    const parts = new RegExp(
      `^(\\d{1,2})[/ -]([A-Za-z]{3})[/ -](\\d{2}|\\d{4}),? ${CLOCK}(?: ?([AaPp][Mm]))?$`,
    ).exec(text);
    if (parts === null) return null;
    const [, day, name, year, ...clock] = parts;
    const month = MONTHS.indexOf(name!.toLowerCase()) + 1;
    const date = [fullYear(year!), month, Number(day)] as const;
    return month === 0 ? null : wallTime(date, clockOf(clock[0]!, clock[1]!, clock[2], clock[3], clock[4]));
  },
};

/** `29.03.2026 01:30:00`, as written in much of Europe. With dots, the day comes first. */
const DOTS: Format = {
  name: 'day.month.year',
  read(text) {
    const parts = new RegExp(`^(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4}),? ${CLOCK}$`).exec(text);
    if (parts === null) return null;
    const [, day, month, year, ...clock] = parts;
    return wallTime(
      [Number(year), Number(month), Number(day)],
      clockOf(clock[0]!, clock[1]!, clock[2], clock[3]),
    );
  },
};

function slashes(order: DateOrder): Format {
  return {
    name: order === 'dmy' ? 'day/month/year' : 'month/day/year',
    read(text) {
      const parts = new RegExp(`^(\\d{1,2})/(\\d{1,2})/(\\d{4}),? ${CLOCK}(?: ?([AaPp][Mm]))?$`).exec(text);
      if (parts === null) return null;
      const [, a, b, year, ...clock] = parts;
      const [day, month] = order === 'dmy' ? [a, b] : [b, a];
      const date = [Number(year), Number(month), Number(day)] as const;
      return wallTime(date, clockOf(clock[0]!, clock[1]!, clock[2], clock[3], clock[4]));
    },
  };
}

const FORMATS = [EPOCH, ABSOLUTE, ISO_LOCAL, NAMED_MONTH, DOTS];

function fullYear(text: string): number {
  return text.length === 4 ? Number(text) : 2000 + Number(text);
}

/** True if a cell looks like a time in any format. */
export function looksLikeTime(cell: string): boolean {
  const text = cell.trim();
  return [...FORMATS, slashes('dmy'), slashes('mdy')].some((format) => format.read(text) !== null);
}

/**
 * Reads a column of times. The column's first cells determine its format, which then applies to all rows. Wall clock
 * times are converted with `--zone`. A time in a DST gap is an error. In a DST fold, the order of the rows decides.
 */
export class TimeColumn {
  readonly #options: TimeOptions;
  readonly #format: Format;
  #previous: Epoch | null = null;

  /**
   * @param sample the first cells, which determine the format
   * @throws ImportError if no format fits, or if it's unclear which number is the day
   */
  constructor(sample: readonly string[], place: Place, options: TimeOptions) {
    this.#options = options;
    this.#format = formatOf(
      sample.map((cell) => cell.trim()).filter((cell) => cell !== ''),
      place,
      options,
    );
  }

  /** True if the column's times have no offset. */
  get isLocal(): boolean {
    return ![EPOCH, ABSOLUTE].includes(this.#format);
  }

  read(cell: string, place: Place): Epoch {
    const text = cell.trim();
    const time = this.#format.read(text);
    if (time === null) throw badTime(place, text);
    const epoch = 'epoch' in time ? time.epoch : this.#convert(time.wall, text, place);
    if (!Number.isSafeInteger(epoch)) throw badTime(place, text);
    this.#previous = epoch;
    return epoch;
  }

  #convert(wall: WallClock, text: string, place: Place): Epoch {
    const { zone } = this.#options;
    if (zone === null) throw needsZone(place, text);
    const [first, second] = instantsOf(wall, zone);
    if (first === undefined) throw skippedTime(place, wallText(wall), zone);
    if (second === undefined) return first;
    // In a DST fold, use the first instant if it's shortly after the previous row, and the second if it isn't after it.
    const previous = this.#previous;
    if (previous !== null && first <= previous) return second;
    if (previous !== null && first - previous <= HOUR) return first;
    throw repeatedTime(place, wallText(wall), zone);
  }
}

function formatOf(cells: readonly string[], place: Place, { dateOrder }: TimeOptions): Format {
  const fits = (format: Format): boolean => cells.every((cell) => format.read(cell) !== null);
  const found = FORMATS.find(fits);
  if (found !== undefined && cells.length > 0) return found;
  const [dmy, mdy] = [slashes('dmy'), slashes('mdy')];
  const [asDmy, asMdy] = [fits(dmy), fits(mdy)];
  if (cells.length === 0 || (!asDmy && !asMdy))
    throw badTime(place, cells.find((cell) => !looksLikeTime(cell)) ?? cells[0] ?? '');
  if (asDmy && asMdy && dateOrder === null) throw dayOrder(place, cells[0]!);
  return (asDmy && asMdy ? dateOrder === 'dmy' : asDmy) ? dmy : mdy;
}
