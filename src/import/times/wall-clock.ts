import { type Epoch, parseInstant, utcFields } from '../../time/instant.ts';
import { zoneOffset } from '../../time/zone.ts';

/** A wall clock time without a zone, in microseconds since the epoch as if it were UTC. */
export type WallClock = number;

/** The instants when a zone's clocks show a wall clock time: none in a DST gap, two in a DST fold. */
export function instantsOf(wall: WallClock, zone: string): Epoch[] {
  const day = 86_400_000_000;
  const offsets = new Set([zoneOffset(zone, wall - day), zoneOffset(zone, wall + day)]);
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((epoch) => epoch + zoneOffset(zone, epoch) === wall)
    .sort((a, b) => a - b);
}

/** A wall clock time as text: `2026-03-29T02:30:00`. */
export function wallText(wall: WallClock): string {
  const { year, month, day, hour, minute, second } = utcFields(wall);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}

/** A wall clock time from its fields, or null if that day or time doesn't exist. */
export function wallOf(
  day: readonly [year: number, month: number, day: number],
  clock: string,
): WallClock | null {
  const [date, two] = [day, (value: number) => String(value).padStart(2, '0')];
  const text = `${String(date[0]).padStart(4, '0')}-${two(date[1])}-${two(date[2])}T${clock}Z`;
  return parseInstant(text);
}
