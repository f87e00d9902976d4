import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';

/** Diagnostics for `series` blocks, one constructor per message. */
const failure = (span: Span, code: string, message: string, hint: string): Diagnostic => ({
  code,
  severity: 'error',
  message,
  hint,
  span,
});

const MOST_NAMES = 12;

export const unknownSeries = (
  span: Span,
  name: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  failure(
    span,
    'page/unknown-series',
    `this page has no observed series named \`${name}\``,
    near !== null
      ? `did you mean \`${near}\`?`
      : known.length === 0
        ? 'import one with `hindcast import FILE --into WRITE-UP`, which saves it in the page’s `series` folder'
        : `use one of ${known
            .slice(0, MOST_NAMES)
            .map((one) => `\`${one}\``)
            .join(', ')}`,
  );

export const seriesTime = (span: Span, written: string, near: string | null): Diagnostic =>
  failure(
    span,
    'page/time',
    `\`${written}\` isn't a time or the id of a timeline entry`,
    near === null ? 'write it like 2025-10-19T23:48:00Z' : `did you mean \`${near}\`?`,
  );

export const unknownMoment = (span: Span, id: string, near: string | null): Diagnostic =>
  failure(
    span,
    'page/unknown-entry',
    `the timeline has no entry with the id \`${id}\``,
    near === null ? 'use the id of an entry in a `timeline` block of this page' : `did you mean \`${near}\`?`,
  );

export const emptySeries = (span: Span): Diagnostic =>
  failure(
    span,
    'page/empty-view',
    'the series has no points in this period',
    'change `from` and `to`, or leave them out',
  );

export const noClock = (span: Span, scenario: string): Diagnostic =>
  failure(
    span,
    'page/no-run',
    `the scenario \`${scenario}\` has no run with a clock, so its faults have no wall-clock times`,
    'add a `clock` and `until` to the scenario, or remove `scenario` here',
  );

/** Reported for a public scenario that refers to an internal series. */
export const internalSeries = (span: Span, name: string): Diagnostic =>
  failure(
    span,
    'edition/needs-internal',
    `this public scenario refers to the observed series \`${name}\`, which is internal`,
    'show it in a `series` block with `visibility: public`, or make the scenario internal',
  );
