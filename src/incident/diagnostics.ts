import type { Diagnostic, Severity, Span } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import type { Range } from '../yaml/node.ts';

/** Findings about a write-up's own facts. One constructor a message, so that a code always means one thing. */
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
    'a page begins with front matter, and there is none here',
    `begin the file with a line \`---\`, then ${keyList(required)}, then another \`---\``,
  );

export const openFrontMatter = (source: SourceText): Diagnostic =>
  finding(
    'error',
    source,
    { start: 0, end: 3 },
    'page/front-matter',
    'the front matter that begins here has no end',
    'put a line `---` behind its last key',
  );

export const time = (source: SourceText, range: Range, written: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/time',
    `\`${written}\` is no RFC 3339 time with an offset`,
    'write it like 2025-10-19T23:48:00-07:00, or with Z for UTC',
  );

export const date = (source: SourceText, range: Range, written: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/time',
    `\`${written}\` is no date`,
    'write it like 2025-10-23; a time with an offset is fine too',
  );

export const zone = (source: SourceText, range: Range, written: string, near: string | null): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/time',
    `\`${written}\` is no time zone of the IANA list`,
    near === null ? 'write it like Europe/Berlin, America/Los_Angeles or UTC' : `did you mean \`${near}\`?`,
  );

export const timeOrder = (
  source: SourceText,
  range: Range,
  later: { name: string; at: string },
  earlier: { name: string; at: string },
): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/time-order',
    `\`${later.name}\` (${later.at}) lies before \`${earlier.name}\` (${earlier.at})`,
    'check the date and the offset of both',
  );

export const duration = (source: SourceText, range: Range, written: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/duration',
    `\`${written}\` is no duration`,
    'write it like 90s, 5m or 1h30m',
  );

export const url = (source: SourceText, range: Range, written: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/url',
    `\`${written}\` is no address that a page may link to`,
    'write an http or https address, or plain text',
  );

export const linkUrl = (source: SourceText, range: Range, written: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/url',
    `\`${written}\` is no http or https address`,
    'write the whole address, such as https://example.com/report',
  );

export const duplicateAction = (source: SourceText, range: Range, id: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/duplicate-action',
    `another action has the id \`${id}\` already`,
    'give each action an id of its own',
  );

export const duplicateEntry = (source: SourceText, range: Range, id: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/duplicate-entry',
    `another entry of the page's timeline has the id \`${id}\` already`,
    'give each entry an id of its own, also across blocks',
  );

export const entryId = (source: SourceText, range: Range, id: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/entry-id',
    `\`${id}\` can't be the id of a timeline entry`,
    'use letters, digits and `_`, beginning with a letter: scenarios name it as observed.<id>',
  );

export const noEvidence = (source: SourceText, range: Range, id: string): Diagnostic =>
  finding(
    'warning',
    source,
    range,
    'page/no-evidence',
    `\`${id}\` says nothing of how its time is known`,
    'add `evidence:` with the address of a log, a message or the published account',
  );

export const tellsNothing = (source: SourceText, range: Range, kind: string): Diagnostic =>
  finding(
    'error',
    source,
    range,
    'page/announces',
    `an entry of kind \`${kind}\` can't announce anything`,
    'move `announces` to an entry of kind `communication`, or to an item of `status_updates`',
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
    `the site has no severity \`${written}\``,
    near === null ? `known here: ${known.join(', ')}` : `did you mean \`${near}\`?`,
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
    `the site’s configuration lists no service \`${written}\``,
    near === null ? 'add it to `services` of hindcast({...})' : `did you mean \`${near}\`?`,
  );

export const internalService = (span: Span, name: string): Diagnostic => ({
  code: 'edition/internal-service',
  severity: 'error',
  message: `a public row of \`impact\` names the service \`${name}\`, which is internal`,
  hint: 'write `visibility: public` at the service in hindcast({...}), or make the row internal',
  span,
});

/** `title:`, `summary:` and `severity:`. */
function keyList(keys: readonly string[]): string {
  const written = keys.map((key) => `\`${key}:\``);
  if (written.length < 2) return written.join('') || 'what the page is about';
  return `${written.slice(0, -1).join(', ')} and ${written.at(-1)!}`;
}
