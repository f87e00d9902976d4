import { type Epoch, parseInstant } from '../../time/instant.ts';

/**
 * Parses an absolute time as other tools write it: RFC 3339, but also with a space instead of `T`, an offset without a
 * colon, `UTC`, a decimal comma, or up to nine fractional digits, which are truncated to microseconds.
 *
 * @returns microseconds since the epoch, or null if the text isn't a time or has no offset
 */
export function readInstant(text: string): Epoch | null {
  const parts =
    /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d+))?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$/i.exec(
      text.trim(),
    );
  if (parts === null) return null;
  const [, year, month, day, clock, fraction, offset] = parts;
  const micros = (fraction ?? '').slice(0, 6);
  const seconds = clock!.length === 5 ? `${clock}:00` : clock!;
  return parseInstant(
    `${year}-${month}-${day}T${seconds}${micros === '' ? '' : `.${micros}`}${offsetText(offset!)}`,
  );
}

function offsetText(offset: string): string {
  if (!/^[+-]/.test(offset)) return 'Z';
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  return `${offset[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}
