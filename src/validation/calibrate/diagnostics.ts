import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';

/** Diagnostics for calibrations that aren't possible, with one constructor per message. */

export const nothingToFit = (span: Span): Diagnostic => ({
  code: 'calibrate/no-range',
  severity: 'error',
  message: 'no constant has a `range` to search, so there is nothing to fit',
  hint: 'give at least one constant a `range` from its lowest to its highest plausible value, for example `repair: { value: 10m, range: [2m, 1h] }`',
  span,
});

export const tooManyToFit = (span: Span, count: number, most: number): Diagnostic => ({
  code: 'calibrate/too-many',
  severity: 'error',
  message: `${count} constants have a \`range\`, but at most ${most} can be fitted to one series`,
  hint: 'remove `range` from the constants that you don’t want to fit',
  span,
});

export const noPoints = (span: Span, series: string): Diagnostic => ({
  code: 'calibrate/no-points',
  severity: 'error',
  message: `\`series.${series}\` has no values in the window`,
  hint: 'use `--window` to choose another part of the run; `--window ..` fits the whole run',
  span,
});

export const flatSeries = (span: Span, series: string): Diagnostic => ({
  code: 'calibrate/flat',
  severity: 'error',
  message: `\`series.${series}\` stays at its normal value throughout the window, so there is nothing to fit`,
  hint: 'use `--window` to choose a part of the run in which the series changes',
  span,
});

export const noCurve = (span: Span, measure: string): Diagnostic => ({
  code: 'calibrate/no-curve',
  severity: 'error',
  message: `\`${measure}\` has no value in the window, so there is nothing to compare`,
  hint: 'a ratio has no value while its denominator is 0: start the load earlier, or choose another window',
  span,
});
