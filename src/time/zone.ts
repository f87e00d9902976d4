/**
 * True if a name is an IANA time zone. The names are the platform's: they are data like a dictionary, and a scenario's
 * result does not depend on them.
 */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name });
    return /^(UTC|[A-Za-z_]+\/[A-Za-z0-9_+\-/]+)$/.test(name);
  } catch {
    return false;
  }
}
