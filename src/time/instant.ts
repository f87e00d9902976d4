/** Whole microseconds since 1970-01-01T00:00:00Z. */
export type Epoch = number;

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Parses an RFC 3339 time. The offset is required, since a time without an offset is ambiguous. Seconds are optional,
 * since published timelines often give only minutes.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 * @returns microseconds since the epoch, or null if the text isn't valid or the day doesn't exist
 */
export function parseInstant(text: string): Epoch | null {
  const m = RFC3339.exec(text);
  if (m === null) return null;
  const [year, month, day, hour, minute] = [m[1], m[2], m[3], m[4], m[5]].map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const second = Number(m[6] ?? 0);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const offset = offsetMinutes(m[8]!);
  if (offset === null) return null;
  const seconds = daysFromCivil(year, month, day) * 86_400 + hour * 3600 + (minute - offset) * 60 + second;
  return seconds * 1_000_000 + Number((m[7] ?? '').padEnd(6, '0') || 0);
}

/** Formats a UTC time as RFC 3339, with seconds, and with fractions of a second only if needed. */
export function formatUtc(epoch: Epoch): string {
  const { year, month, day, hour, minute, second, micros } = utcFields(epoch);
  const fraction = micros === 0 ? '' : `.${String(micros).padStart(6, '0').replace(/0+$/, '')}`;
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}${fraction}Z`;
}

/** Formats a time as RFC 3339 with the offset of another RFC 3339 time. */
export function formatLike(epoch: Epoch, other: string): string {
  const offset = RFC3339.exec(other)?.[8] ?? 'Z';
  if (offset === 'Z') return formatUtc(epoch);
  return formatUtc(epoch + (offsetMinutes(offset) ?? 0) * 60_000_000).replace(/Z$/, offset);
}

/** The calendar fields for a time in UTC. */
export function utcFields(epoch: Epoch): {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  micros: number;
} {
  const seconds = Math.floor(epoch / 1_000_000);
  const days = Math.floor(seconds / 86_400);
  const rest = seconds - days * 86_400;
  return {
    ...civilFromDays(days),
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    micros: epoch - seconds * 1_000_000,
  };
}

function offsetMinutes(text: string): number | null {
  if (text === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(4, 6));
  if (hours > 23 || minutes > 59) return null;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/**
 * Days from the epoch to a date in the proleptic Gregorian calendar. Years begin in March, so the leap day is the last
 * day of the year and the month lengths follow (153 m + 2) / 5.
 *
 * Source: H. Hinnant, https://howardhinnant.github.io/date_algorithms.html
 */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date `days` after the epoch; the inverse of `daysFromCivil`. */
function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const march = Math.floor((5 * dayOfYear + 2) / 153);
  const month = march < 10 ? march + 3 : march - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * march + 2) / 5) + 1,
  };
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}
