import { errorTexts } from './error.ts';

/** Errors and warnings of `hindcast import`. */
export const IMPORT_ERRORS = errorTexts({
  'import/archive': [
    'Unreadable archive',
    'The ZIP archive is damaged, encrypted, split, or larger than the format without ZIP64 allows (4 GiB or 65,535 files). Unpack it and import the folder.',
  ],
  'import/counter': [
    'Counter instead of a curve',
    'A counter only increases, so a single value means nothing. Export its `rate(...)`, or add `--difference` to write the increase between points.',
  ],
  'import/day-order': [
    'Ambiguous date',
    'In dates like 03/04/2026, either number can be the day, and no row has a day above 12. Add `--date-order dmy` or `--date-order mdy`, or export the times as RFC 3339.',
  ],
  'import/encoding': [
    'Not a text file',
    'The file is neither UTF-8 nor UTF-16 with a byte order mark. Save it as UTF-8.',
  ],
  'import/missing-page': [
    'Missing page',
    'The file is one page of several, and a page before or after it is missing. Export the other pages and import all files in one command, so the draft isn’t silently incomplete.',
  ],
  'import/no-channel': [
    'Unknown channel',
    'The Slack export has no channel with this name or id. Channels that the export’s owner couldn’t read aren’t in it.',
  ],
  'import/no-incident': [
    'No such incident',
    'The file has no incident, or none with the id or name given with `--incident`. Planned maintenance isn’t an incident.',
  ],
  'import/no-severity': [
    'No severity',
    'A write-up needs one of the site’s severities, and none can be derived from the files: they have no severity, or one whose rank isn’t known. Choose one with `--severity`.',
  ],
  'import/no-start': [
    'No start time',
    'A write-up needs the time when the incident started, and an import never guesses it. Add a file that says when it started, or use `--into` to extend a write-up.',
  ],
  'import/no-series': [
    'No series with this name',
    'No imported file has a series that is called this, with or without its labels. The hint lists the series that there are.',
  ],
  'import/no-zone': [
    'Time without a zone',
    'The file’s times have no offset from UTC, so each of them can mean different points in time. Specify their time zone with `--zone`; Grafana uses the browser’s or the dashboard’s.',
  ],
  'import/refused': [
    'Content that can’t be imported',
    'The file is in a known format, but what it contains shouldn’t or can’t become part of a write-up: an error message, a single value, traces without `--scaffold`, a private or test incident, or compressed data.',
  ],
  'import/removed': [
    'Removed secret or personal data',
    'An email address, token, card number, phone number or something similar was removed before the text was written. The value isn’t shown. If it’s a secret, revoke it, because the other tool still has it.',
  ],
  'import/repeated-point': [
    'Two values at one time',
    'A series has two points with the same time and different values. One column may contain several series, or the file may be two exports joined together.',
  ],
  'import/repeated-time': [
    'Time that happened twice',
    'When clocks are set back, an hour of local time happens twice. The order of the rows usually shows which time is meant, but not for this row. Export the times in UTC.',
  ],
  'import/several-channels': [
    'Several channels',
    'The Slack export has several channels that could be the incident’s. Choose one with `--channel`. The others aren’t read.',
  ],
  'import/several-incidents': [
    'Several incidents',
    'A write-up is about one incident, and the file has several. Choose one with `--incident` and its id or name.',
  ],
  'import/several-series': [
    'One name or unit for several series',
    '`--series-name` and `--unit` replace the name and the unit of a single series, but the files have several. Choose one with `--series`, and import the others separately.',
  ],
  'import/shape': [
    'Unexpected value',
    'A value in the file is missing, or its type isn’t the one that the tool documents. If nobody has edited the file, the tool may have changed its format.',
  ],
  'import/skipped-time': [
    'Time that didn’t exist',
    'When clocks are set forward, an hour of local time is skipped, and this time is in it. The zone may be wrong, or the row may be from another file.',
  ],
  'import/syntax': [
    'Invalid JSON',
    'The file isn’t valid JSON. It may have been edited, or it may be a saved login page.',
  ],
  'import/target': [
    'Invalid import target',
    'The write-up or series already exists with different contents or can’t be read, or there is no title for a new write-up. An import never overwrites what an author wrote. To extend a write-up, use `--into`.',
  ],
  'import/time': [
    'Unreadable time',
    'The text isn’t a time, or isn’t in the same format as the rows before it. All times in a file must have the same format.',
  ],
  'import/too-large': [
    'File too large',
    'JSON files and files in a Slack export can be at most 64 MiB, and lines of text at most 1 MiB. CSV files and traces can be larger, since they are read piece by piece; traces can have at most 3,000,000 spans, and a trace or batch of spans at most 16 MiB.',
  ],
  'import/truncated': [
    'File cut short',
    'The file ends in the middle of a value, a row or a line. The download may have been interrupted.',
  ],
  'import/unknown-format': [
    'Unknown format',
    'The file’s contents match none of the known formats. Files are recognized by their keys and headers, not by their names. The guide “From your tools to a draft” lists what can be imported.',
  ],
  'import/value': [
    'Unreadable value',
    'The cell isn’t a number, or its unit differs from that of the cells above it. Grafana’s formatted data gives each cell its own rounded unit; export it without “Formatted data”.',
  ],
});
