import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
import { formatDuration } from '../../time/duration.ts';

/** Diagnostics for measures that are compared with observed series, one constructor per message. */
const error = (span: Span, code: string, message: string, hint: string): Diagnostic => ({
  code: `scenario/${code}`,
  severity: 'error',
  message,
  hint,
  span,
});

export const unknownSeries = (
  span: Span,
  name: string,
  near: string | null,
  known: readonly string[],
): Diagnostic =>
  error(
    span,
    'unknown-series',
    `there is no observed series named \`${name}\``,
    near !== null
      ? `did you mean \`series.${near}\`?`
      : known.length === 0
        ? 'import one with `hindcast import FILE --into WRITE-UP`, which saves it in the page’s `series` folder'
        : `use one of ${known
            .slice(0, 12)
            .map((one) => `\`series.${one}\``)
            .join(', ')}`,
  );

export const seriesNeedsClock = (span: Span): Diagnostic =>
  error(
    span,
    'needs-clock',
    'an observed series has wall-clock times, so the scenario needs a `clock`, which sets when simulated time starts',
    'add one: `clock: { start: 2025-10-19T23:30:00-07:00, zone: America/Los_Angeles }`',
  );

export const seriesUnit = (span: Span, unit: string | null, kind: 'duration' | 'number'): Diagnostic =>
  error(
    span,
    'series-unit',
    kind === 'duration'
      ? `the measure is a duration, but the series is in ${unit === null ? 'an unknown unit' : `\`${unit}\``}`
      : `the series is in \`${unit}\`, but the measure is a number`,
    kind === 'duration'
      ? 'set `# unit:` in the series file to ms or s, or compare a different measure'
      : 'compare the series with a measure of latency, such as `p99(shop.latency)`',
  );

export const seriesOutside = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'series-outside',
    `\`series.${name}\` has no values during the run`,
    'check `clock.start`, `until`, and the times in the series file',
  );

export const withinWithoutSeries = (span: Span, key: string): Diagnostic =>
  error(
    span,
    'series-key',
    `\`${key}\` has no effect without \`observed\``,
    'name a series: `observed: series.name`',
  );

export const skillShare = (span: Span, written: string): Diagnostic =>
  error(
    span,
    'series-within',
    `\`${written}\` isn't a valid skill`,
    'write a percentage of at most 100%, such as `60%`: 0% is no better than a flat line at the normal value',
  );

export const curveAmount = (span: Span, written: string, kind: string): Diagnostic =>
  error(
    span,
    'series-within',
    `\`${written}\` isn't ${kind === 'duration' ? 'a duration' : 'a number or a share'}`,
    kind === 'duration'
      ? 'write it like `200ms`'
      : 'write it in the measure’s unit; for a share, `5%` means 5 percentage points',
  );

export const fittedEnd = (span: Span, written: string, near: string | null): Diagnostic =>
  error(
    span,
    'unknown-observed',
    `\`${written}\` isn't an observed entry or a time`,
    near === null
      ? 'write the id of an entry or an RFC 3339 time, or leave it out'
      : `did you mean \`${near}\`?`,
  );

export const windowDiffers = (span: Span, series: number, measure: number): Diagnostic => ({
  code: 'scenario/series-window',
  severity: 'warning',
  message: `each point of the series covers ${formatDuration(series)}, but the measure's window is ${formatDuration(measure)}`,
  hint: `set \`window: ${formatDuration(series)}\` so that both curves are equally smooth`,
  span,
});
