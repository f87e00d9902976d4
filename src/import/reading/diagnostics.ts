import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { scrub } from '../text/scrub.ts';

/** A location in an imported file. Lines count from 1; null if no line applies. */
export interface Place {
  readonly file: string;
  readonly line: number | null;
}

/** Thrown if a file can't be imported. Nothing is written in that case. */
export class ImportError extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.name = 'ImportError';
    this.diagnostic = diagnostic;
  }
}

type Code = `import/${string}`;

function diagnosticOf(
  severity: Diagnostic['severity'],
  code: Code,
  { file, line }: Place,
  message: string,
  hint?: string,
): Diagnostic {
  const at = { line: line ?? 1, column: 1 };
  // Messages quote files, so they are scrubbed like all other text.
  return { code, severity, message: scrub(message).text, hint, span: { file, start: at, end: at } };
}

function error(code: Code, place: Place, message: string, hint?: string): ImportError {
  return new ImportError(diagnosticOf('error', code, place, message, hint));
}

/** A value to quote in a message. Values can be very long, so only the beginning is shown. */
function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `\`${line.length > 40 ? `${line.slice(0, 40)}…` : line}\``;
}

export function unknownFormat(file: string, seen: string): ImportError {
  return error(
    'import/unknown-format',
    { file, line: null },
    `\`${file}\` isn't in a known format: ${seen}`,
    '`hindcast docs from-your-tools-to-a-draft` lists the files that can be imported and how to get them',
  );
}

export function truncated(place: Place, what: string): ImportError {
  return error('import/truncated', place, `\`${place.file}\` is cut short: ${what}`, 'export the file again');
}

export function notText(file: string): ImportError {
  return error(
    'import/encoding',
    { file, line: null },
    `\`${file}\` isn't UTF-8 or UTF-16 text`,
    'save the file as UTF-8',
  );
}

export function syntax(place: Place, what: string): ImportError {
  return error(
    'import/syntax',
    place,
    `\`${place.file}\` isn't valid JSON: ${what}`,
    'export the file again',
  );
}

export function tooLarge(file: string, limit: string, hint: string, part = ''): ImportError {
  return error('import/too-large', { file, line: null }, `${part}\`${file}\` is larger than ${limit}`, hint);
}

export function badArchive(file: string, what: string): ImportError {
  return error(
    'import/archive',
    { file, line: null },
    `can't read \`${file}\`: ${what}`,
    'unpack the archive and import the folder',
  );
}

export function shape(place: Place, where: string, what: string): ImportError {
  return error(
    'import/shape',
    place,
    `\`${where}\` ${what}`,
    'export the file again; if you didn’t edit it, the tool that exported it may have changed its format',
  );
}

export function badTime(place: Place, text: string): ImportError {
  return error(
    'import/time',
    place,
    `${quoted(text)} isn't a recognized time`,
    'use RFC 3339, for example 2026-03-29T00:41:05Z, or seconds since 1970',
  );
}

export function needsZone(place: Place, text: string): ImportError {
  return error(
    'import/no-zone',
    place,
    `the time ${quoted(text)} has no time zone`,
    'specify its time zone, for example --zone Europe/Berlin',
  );
}

export function skippedTime(place: Place, wall: string, zone: string): ImportError {
  const [day, clock] = wall.split('T');
  return error(
    'import/skipped-time',
    place,
    `${clock} didn't exist in ${zone} on ${day}`,
    'clocks skipped this time when they were set forward; check --zone, or export the times in UTC',
  );
}

export function repeatedTime(place: Place, wall: string, zone: string): ImportError {
  const [day, clock] = wall.split('T');
  return error(
    'import/repeated-time',
    place,
    `${clock} happened twice in ${zone} on ${day}`,
    'clocks were set back that day; export the times in UTC',
  );
}

export function dayOrder(place: Place, text: string): ImportError {
  return error(
    'import/day-order',
    place,
    `it's unclear which number is the day in ${quoted(text)}`,
    'add --date-order dmy or --date-order mdy',
  );
}

export function missingPage(file: string, what: string): ImportError {
  return error(
    'import/missing-page',
    { file, line: null },
    `\`${file}\` is one page of several: ${what}`,
    'export the other pages and import all files in one command',
  );
}

export function severalIncidents(file: string, names: readonly string[]): ImportError {
  const list = names.slice(0, 5).join(', ') + (names.length > 5 ? `, and ${names.length - 5} more` : '');
  return error(
    'import/several-incidents',
    { file, line: null },
    `\`${file}\` contains ${names.length} incidents: ${list}`,
    'add --incident with the id or name of the incident to import',
  );
}

export function noIncident(file: string, wanted: string | null): ImportError {
  const message =
    wanted === null
      ? `\`${file}\` contains no incident`
      : `\`${file}\` contains no incident with the id or name ${quoted(wanted)}`;
  return error('import/no-incident', { file, line: null }, message);
}

export function severalChannels(file: string, names: readonly string[]): ImportError {
  const list = names.slice(0, 8).join(', ') + (names.length > 8 ? `, and ${names.length - 8} more` : '');
  return error(
    'import/several-channels',
    { file, line: null },
    `\`${file}\` contains ${names.length} channels: ${list}`,
    'choose the incident’s channel, for example --channel inc-417',
  );
}

export function noChannel(file: string, wanted: string): ImportError {
  return error(
    'import/no-channel',
    { file, line: null },
    `\`${file}\` contains no channel named ${quoted(wanted)}`,
  );
}

export function severalSeries(option: string, names: readonly string[]): ImportError {
  return error(
    'import/several-series',
    { file: '(import)', line: null },
    `\`${option}\` is for a single series, but the files contain ${names.length}: ${listed(names)}`,
    'choose one of them with --series, and import the others separately',
  );
}

export function noSeries(wanted: string, names: readonly string[]): ImportError {
  return error(
    'import/no-series',
    { file: '(import)', line: null },
    `the files contain no series named ${quoted(wanted)}`,
    names.length === 0 ? 'import a file with series' : `they contain: ${listed(names)}`,
  );
}

/** The first names, and how many more there are. */
function listed(names: readonly string[]): string {
  return names.slice(0, 8).join(', ') + (names.length > 8 ? `, and ${names.length - 8} more` : '');
}

export function refused(place: Place, what: string, hint: string): ImportError {
  return error('import/refused', place, what, hint);
}

export function counter(place: Place, name: string): ImportError {
  return error(
    'import/counter',
    place,
    `${quoted(name)} is a counter: it only increases, so a single value means nothing`,
    'export its rate(...), or add --difference to write the increase between points',
  );
}

export function repeatedPoint(place: Place, name: string, time: string): ImportError {
  return error(
    'import/repeated-point',
    place,
    `${quoted(name)} has two values at ${time}`,
    'export one series at a time, or remove one of the two rows',
  );
}

export function notANumber(place: Place, text: string): ImportError {
  return error(
    'import/value',
    place,
    `${quoted(text)} isn't a number with a known unit`,
    'in Grafana, switch off “Formatted data” before you download the CSV',
  );
}

export function noSeverity(given: string | null, severities: readonly string[]): ImportError {
  const message =
    given === null ? 'no file gives a severity' : `the site has no severity named ${quoted(given)}`;
  return error(
    'import/no-severity',
    { file: '(import)', line: null },
    message,
    `set --severity to one of ${severities.join(', ')}`,
  );
}

export function noStart(): ImportError {
  return error(
    'import/no-start',
    { file: '(import)', line: null },
    'no file says when the incident started',
    'add a file that says when the incident started, or use --into to extend a write-up',
  );
}

export function wrongTarget(file: string, message: string, hint: string): ImportError {
  return error('import/target', { file, line: null }, message, hint);
}

/** A warning for each text from which something was removed. It never quotes the value. */
export function removed(place: Place, where: string, what: string): Diagnostic {
  return diagnosticOf('warning', 'import/removed', place, `removed from ${where}: ${what}`);
}

export function traces(file: string): ImportError {
  return refused(
    { file, line: null },
    `\`${file}\` contains traces, which aren't a record of an incident`,
    'add --scaffold to write a scenario from them; for a series, query it and import the result',
  );
}

export function compressed(file: string): ImportError {
  return refused({ file, line: null }, `\`${file}\` is compressed`, 'unpack it first');
}
