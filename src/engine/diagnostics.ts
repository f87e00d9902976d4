import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import type { MarkResult, Run } from '../result.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';
import { formatDuration, SECOND } from '../time/duration.ts';
import type { JudgedClaim } from './claims.ts';
import type { RunError } from './state/run-error.ts';

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

/**
 * What is wrong with the run of the base beside the record: a mark outside of the tolerance that its fact states, and a
 * run that was not in its steady state before the first fault. Variants are not held to the record: it tells what was.
 */
export function fitFindings(scenario: Scenario, run: Run): Diagnostic[] {
  if (run.variant !== 'base') return [];
  const outside = run.marks.flatMap((mark) => {
    const span = scenario.marks.find(({ id }) => id === mark.id)?.span;
    const trouble = span === undefined ? null : outsideOf(mark);
    return span === undefined || trouble === null ? [] : [outsideTolerance(span, mark.id, trouble)];
  });
  const { recovery } = run;
  const unsteady = recovery !== null && recovery.trigger !== null && !recovery.steadyBefore;
  return [...outside, ...(unsteady && scenario.steady !== null ? [notSteady(scenario.steady.span)] : [])];
}

/** What a mark does instead of keeping to its tolerance, or null if it keeps to it or has none. */
function outsideOf({ within, residual, at, status }: MarkResult): string | null {
  if (within === null || (residual !== null && Math.abs(residual) <= within)) return null;
  const allowed = `may be off by ${formatDuration(within)}`;
  if (at === null || residual === null) {
    return `${status === 'never' ? 'never comes' : 'does not come by the end'}, and ${allowed}`;
  }
  return `comes ${written(Math.abs(residual))} ${residual < 0 ? 'before' : 'after'} what the record says, and ${allowed}`;
}

function written(length: number): string {
  return formatDuration(length < 10 * SECOND ? length : Math.round(length / SECOND) * SECOND);
}
