import type { Diagnostic, Severity, Span } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import type { Range } from '../yaml/node.ts';

/** Diagnostics for front matter and timelines, one constructor per message. */
const finding = (
  severity: Severity,
  source: SourceText,
  range: Range,
  code: string,
  message: string,
  hint?: string,
): Diagnostic => ({ code, severity, message, hint, span: source.spanAt(range.start, range.end) });

const NOWHERE: Range = { start: 0, end: 0 };

export const noFrontMatter = (source: SourceText, required: readonly string[]): Diagnostic =>
  finding(
    'error',
    source,
    NOWHERE,
    'page/front-matter',
    'this file has no front matter',
    `start the file with a \`---\` line, then ${keyList(required)}, then another \`---\` line`,
  );

export const openFrontMatter = (source: SourceText): Diagnostic =>
  finding(
    'error',
    source,
    { start: 0, end: 3 },
    'page/front-matter',
    'the front matter that starts here is never closed',
    'add a `---` line after its last key',
  );

export const time = (source: SourceText, range: Range, written: string): Diagnostic => {
  const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/i.exec(written);
  if (form?.[1] !== undefined) {
    const message = `\`${written}\` isn't a valid time`;
    return finding('error', source, range, 'page/time', message, 'make sure that this date and time exist');
  }
  return finding(
    'error',
    source,
    range,
    'page/time',
    `\`${written}\` isn't an RFC 3339 time with an offset`,
    form === null
      ? 'write it like 2025-10-19T23:48:00-07:00, or with Z for UTC'
      : `add the offset, like \`${written}-07:00\`, or Z for UTC`,
  );
};

export const date = (source: SourceText, range: Range, written: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/time',
    `\`${written}\` isn't a valid date`,
    'write it like 2025-10-23, or as a time with an offset',
  );

export const zone = (source: SourceText, range: Range, written: string, near: string | null): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/time',
    `\`${written}\` isn't an IANA time zone`,
    near === null ? 'use a name like Europe/Berlin, America/Los_Angeles or UTC' : `did you mean \`${near}\`?`,
  );

export const timeOrder = (
  source: SourceText,
  range: Range,
  later: { key: string; at: string },
  earlier: { key: string; at: string },
): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/time-order',
    `\`${later.key}\` (${later.at}) is before \`${earlier.key}\` (${earlier.at})`,
    'check the dates and offsets of both times',
  );

export const duration = (source: SourceText, range: Range, written: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/duration',
    `\`${written}\` isn't a valid duration`,
    'write it like 90s, 5m or 1h30m',
  );

export const withinUnit = (source: SourceText, range: Range, written: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/duration',
    '`within` needs a unit',
    `write \`${written}s\` or \`${written}m\``,
  );

export const entryValue = (source: SourceText, range: Range, written: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/value',
    `\`${written}\` isn't a number, a share, a rate or a duration`,
    'write it like 4000000, 30%, 80/s or 12s, and put the unit under `unit`',
  );

export const entryTolerance = (source: SourceText, range: Range, written: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/value',
    `\`${written}\` isn't a tolerance for this value`,
    'write a percentage of the value, like 10%, or an amount in the same unit',
  );

export const url = (source: SourceText, range: Range, written: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/url',
    `pages can't link to \`${written}\``,
    'use an http or https URL, or plain text',
  );

export const linkUrl = (source: SourceText, range: Range, written: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/url',
    `\`${written}\` isn't an http or https URL`,
    'write the full URL; example: https://example.com/report',
  );

export const duplicateAction = (source: SourceText, range: Range, id: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/duplicate-action',
    `the action id \`${id}\` is already used above`,
    'give each action a unique id',
  );

export const duplicateEntry = (source: SourceText, range: Range, id: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/duplicate-entry',
    `the timeline entry id \`${id}\` is already used on this page`,
    'give each entry an id that is unique across all `timeline` blocks on the page',
  );

export const entryId = (source: SourceText, range: Range, id: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/entry-id',
    `\`${id}\` can't be the id of a timeline entry`,
    'use letters, digits and `_`, and start with a letter, because scenarios refer to the entry as observed.<id>',
  );

export const noEvidence = (source: SourceText, range: Range, id: string): Diagnostic =>
  finding(
    'warning',
    source,
    range,
    'page/no-evidence',
    `the timeline entry \`${id}\` has no evidence`,
    'add `evidence:` with a link to a log, a message or a published account',
  );

export const cantAnnounce = (source: SourceText, range: Range, kind: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/announces',
    `an entry of kind \`${kind}\` can't announce anything`,
    'move `announces` to an entry of kind `communication`, or to an item in `status_updates`',
  );

export const unknownSeverity = (
  source: SourceText,
  range: Range,
  written: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/unknown-severity',
    `the site has no severity named \`${written}\``,
    near === null ? `use one of ${known.map((id) => `\`${id}\``).join(', ')}` : `did you mean \`${near}\`?`,
  );

export const unknownPattern = (
  source: SourceText,
  range: Range,
  written: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/unknown-pattern',
    `the site has no pattern named \`${written}\``,
    near === null
      ? `add it to \`patterns\` in hindcast({...}), or use one of ${known.map((id) => `\`${id}\``).join(', ')}`
      : `did you mean \`${near}\`?`,
  );

export const unknownService = (
  source: SourceText,
  range: Range,
  written: string,
  near: string | null,
): Diagnostic =>
  finding(
    'warning',
    source,
    range,
    'page/unknown-service',
    `the site's configuration has no service named \`${written}\``,
    near === null ? 'add it to `services` in hindcast({...})' : `did you mean \`${near}\`?`,
  );

export const internalService = (span: Span, name: string): Diagnostic => ({
  code: 'edition/internal-service',
  severity: 'error',
  message: `this public row of \`impact\` refers to \`${name}\`, which is an internal service`,
  hint: 'set `visibility: public` on the service in hindcast({...}), or mark the row as internal',
  span,
});

/** Keys as a list in a sentence. Example: `title:`, `summary:` and `severity:`. */
function keyList(keys: readonly string[]): string {
  const written = keys.map((key) => `\`${key}:\``);
  if (written.length < 2) return written.join('') || 'its keys';
  return `${written.slice(0, -1).join(', ')} and ${written.at(-1)!}`;
}
