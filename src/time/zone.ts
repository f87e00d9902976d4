import type { Micros } from '../result.ts';

/** Known time zone names, since `Intl` takes a while to look one up. */
const KNOWN = new Set<string>();

/** True if a name is an IANA time zone in the platform's time zone database. */
export function isTimeZone(name: string): boolean {
  if (KNOWN.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name });
    const isNamed = /^(UTC|[A-Za-z_]+\/[A-Za-z0-9_+\-/]+)$/.test(name);
    if (isNamed) KNOWN.add(name);
    return isNamed;
  } catch {
    return false;
  }
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/**
 * A zone's offset from UTC, positive if its wall clock is ahead.
 *
 * @param epoch microseconds since 1970 UTC
 */
export function zoneOffset(zone: string, epoch: number): Micros {
  const format = formatOf(zone);
  const millis = Math.floor(epoch / 1000);
  const parts = new Map(format.formatToParts(millis).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name)!;
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour') % 24,
    part('minute'),
    part('second'),
  );
  return (wall - Math.floor(millis / 1000) * 1000) * 1000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  FORMATS.set(zone, format);
  return format;
}
