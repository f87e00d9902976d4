import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import { formatDuration } from '../time/duration.ts';
import type { JudgedClaim } from './expectations.ts';
import type { RunError } from './run-error.ts';

/** Findings about runs. One constructor a message. */

const inVariant = (variant: string): string => (variant === 'base' ? '' : ` (variant ${variant})`);
const atTime = (time: number | null): string =>
  time === null ? '' : `, at ${formatDuration(time)} of simulated time`;

export const runFailed = (error: RunError, variant: string): Diagnostic => ({
  code: error.code,
  severity: 'error',
  message: `${error.message}${atTime(error.time)}${inVariant(variant)}`,
  hint: error.hint,
  span: error.span,
});

export const falseClaim = ({ claim, found, span }: JudgedClaim, variant: string): Diagnostic => ({
  code: 'expect/unmet',
  severity: 'error',
  message: `the text claims that ${claim}, but ${found}${inVariant(variant)}`,
  hint: 'mend the model, or the claim',
  span,
});

/** @param hit bound that ended the search, or null for a search that ended at a violation */
export const undecidedClaim = (
  { claim, span }: JudgedClaim,
  variant: string,
  hit: string | null,
): Diagnostic => ({
  code: 'expect/undecided',
  // Who lets a search end at a violation has chosen to know no more.
  severity: hit === null ? 'warning' : 'error',
  message: `the text claims that ${claim}, but the search ended before it was decided: ${hit ?? 'a violation was found'}${inVariant(variant)}`,
  hint:
    hit === null
      ? 'let the search go on past violations: `--keep-going`'
      : 'raise `explore.max_states`, or make the model smaller',
  span,
});

export const noEffect = (span: Span, variant: string): Diagnostic => ({
  code: 'scenario/no-effect',
  severity: 'warning',
  message: `\`${variant}\` changes nothing in the run`,
  hint: 'is the change at the right place?',
  span,
});

export const noSuchVariant = (span: Span, variant: string, known: readonly string[]): Diagnostic => ({
  code: 'scenario/unknown-variant',
  severity: 'error',
  message: `there is no variant \`${variant}\``,
  hint: `variants: ${known.join(', ')}`,
  span,
});

export const outsideTolerance = (span: Span, mark: string, what: string): Diagnostic => ({
  code: 'fit/outside',
  severity: 'error',
  message: `\`${mark}\` ${what}`,
  hint: 'mend the model, or take the tolerance from the record: without `within` the residual is only shown',
  span,
});

export const notSteady = (span: Span): Diagnostic => ({
  code: 'run/not-steady',
  severity: 'error',
  message: 'before the first fault the run is not in its steady state',
  hint: 'let the first fault come later than a full window of the measures, or state what is normal in the model',
  span,
});

const WHAT_DIFFERS: Readonly<Record<string, string>> = {
  seeds: 'with other random numbers',
  draws: 'with drawn constants',
  ties: 'with ties in another order',
};

export const sweepFailed = (
  span: Span,
  variant: string,
  kind: string,
  failed: number,
  runs: number,
  first: string,
): Diagnostic => ({
  code: 'run/sweep',
  severity: failed === runs ? 'error' : 'warning',
  message: `${failed} of ${runs} runs ${WHAT_DIFFERS[kind] ?? ''} ended with an error; the first: ${first}${inVariant(variant)}`,
  hint: 'the others are counted without them; narrow the ranges, or guard what failed',
  span,
});

export const pointFailed = (span: Span, name: string, error: string): Diagnostic => ({
  code: 'run/sweep',
  severity: 'warning',
  message: `a value of \`${name}\` under \`vary\` gives no run: ${error}`,
  hint: 'leave the value out, or guard what failed',
  span,
});
