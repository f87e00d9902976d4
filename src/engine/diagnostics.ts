import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import type { CurveResult, MarkResult, QuantityResult, Run } from '../result.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';
import { formatDuration, SECOND } from '../time/duration.ts';
import type { JudgedClaim } from './claims.ts';
import type { RunError } from './state/run-error.ts';
import { type WaitingStep, waitingStep } from './waiting.ts';

/** Diagnostics for runs, one constructor per message. */
export const runFailed = (error: RunError, variant: string): Diagnostic => ({
  code: error.code,
  severity: 'error',
  message: `${error.message}${atTime(error.time)}${inVariant(variant)}`,
  hint: error.hint,
  span: error.span,
});

/** The base and the variants before this one took too many events in total. */
export const tooManyEvents = (span: Span, variant: string, most: number): Diagnostic => ({
  code: 'run/events',
  severity: 'error',
  message: `the runs before \`${variant}\` had more than ${most.toLocaleString('en-US')} events in total`,
  hint: 'use fewer variants, shorten `until`, or raise `scale`',
  span,
});

/** The runs in all sweeps would take too many events in total. */
export const tooManyRuns = (span: Span, variant: string, most: number): Diagnostic => ({
  code: 'run/events',
  severity: 'error',
  message: `all runs up to those of \`${variant}\` would have more than ${most.toLocaleString('en-US')} events in total`,
  hint: 'make fewer runs, shorten `until`, or raise `scale`',
  span,
});

/** The base and the variants before this one had too many states in total. */
export const tooManyStates = (span: Span, variant: string, most: number): Diagnostic => ({
  code: 'explore/too-large',
  severity: 'error',
  message: `the searches before \`${variant}\` had more than ${most.toLocaleString('en-US')} states in total`,
  hint: 'use fewer variants, or search a smaller model with `explore.instances`',
  span,
});

export const falseClaim = (
  { claim, found, span }: JudgedClaim,
  variant: string,
  waiting: WaitingStep | null = null,
): Diagnostic => ({
  code: 'expect/unmet',
  severity: 'error',
  message: `the scenario claims that ${claim}, but ${found}${inVariant(variant)}`,
  hint: waiting === null ? 'fix the model or the claim' : waitingHint(waiting),
  span,
});

/** @param hit the limit that stopped the search, or null if it stopped at a violation */
export const undecidedClaim = (
  { claim, span }: JudgedClaim,
  variant: string,
  hit: string | null,
): Diagnostic => ({
  code: 'expect/undecided',
  // By default, a search stops at the first violation, so this is only a warning.
  severity: hit === null ? 'warning' : 'error',
  message: `the scenario claims that ${claim}, but the search stopped before it reached a verdict (${hit === null ? 'at a violation' : `limit: ${hit}`})${inVariant(variant)}`,
  hint:
    hit === null
      ? 'continue past violations with `--keep-going`'
      : hit.startsWith('memory')
        ? 'search it with `hindcast explore --memory 8GiB`, or make the model smaller'
        : hit.endsWith('checks of properties')
          ? 'check fewer properties in one scenario, or make the model smaller'
          : 'raise `explore.max_states` or make the model smaller',
  span,
});

/** @param why the main reason, without a period */
export const neverHappened = (span: Span, process: string, step: string, why: string): Diagnostic => ({
  code: 'run/never-happened',
  severity: 'warning',
  message: `the step \`${step}\` of \`${process}\` never happens in any run: ${why}`,
  hint: 'see the guide “Why didn’t it fire?”, or remove the step',
  span,
});

export const noEffect = (span: Span, variant: string): Diagnostic => ({
  code: 'scenario/no-effect',
  severity: 'warning',
  message: `\`${variant}\` has no effect on the run`,
  hint: 'check that the variant changes the right keys, or remove it',
  span,
});

const WHAT_DIFFERS: Readonly<Record<string, string>> = {
  seeds: 'with different seeds',
  draws: 'with drawn constants',
  ties: 'with shuffled ties',
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
  message: `${failed} of ${runs} runs ${WHAT_DIFFERS[kind] ?? ''} failed; the first error was: ${first}${inVariant(variant)}`,
  hint: 'narrow the ranges, or guard the expression that failed; failed runs are excluded from the results',
  span,
});

export const pointFailed = (span: Span, name: string, error: string): Diagnostic => ({
  code: 'run/sweep',
  severity: 'warning',
  message: `a run failed with one of the \`vary\` values of \`${name}\`: ${error}`,
  hint: 'remove the value, or guard the expression that failed',
  span,
});

/**
 * Compares the base run with the observed timeline. Reports marks outside their tolerance (unless the scenario claims
 * that they are missed) and a run that isn't in its steady state before the first fault. Variants describe what didn't
 * happen, so they aren't compared.
 */
export function fitDiagnostics(scenario: Scenario, run: Run): Diagnostic[] {
  if (run.variant !== 'base') return [];
  const known = new Set(scenario.labels.filter(({ label }) => label === 'missed').map(({ id }) => id));
  const outside = run.marks.flatMap((mark) => {
    if (known.has(mark.id)) return [];
    const span = scenario.marks.find(({ id }) => id === mark.id)?.span;
    const problem = span === undefined ? null : outsideOf(mark);
    const waiting = waitingStep(scenario, run, mark);
    return span === undefined || problem === null ? [] : [outsideTolerance(span, mark.id, problem, waiting)];
  });
  const values = run.quantities.flatMap((quantity) => {
    if (known.has(quantity.id)) return [];
    const span = scenario.quantities.find(({ id }) => id === quantity.id)?.span;
    const problem = outsideValue(quantity);
    return span === undefined || problem === null ? [] : [outsideTolerance(span, quantity.id, problem)];
  });
  const curves = (run.curves ?? []).flatMap((curve) => {
    const span = scenario.curves.find(({ measure }) => measure === curve.measure)?.span;
    if (curve.met !== false || span === undefined || known.has(curve.measure)) return [];
    const problem = outsideTolerance(span, curve.measure, outsideCurve(curve));
    return [curve.fitted !== null && curve.rest === null ? { ...problem, hint: NOTHING_LEFT } : problem];
  });
  const { recovery } = run;
  const unsteady = recovery !== null && recovery.trigger !== null && !recovery.steadyBefore;
  return [
    ...outside,
    ...values,
    ...curves,
    ...(unsteady && scenario.steady !== null
      ? [notSteady(scenario.steady.span, recovery.triggers === undefined ? 'fault' : 'trigger')]
      : []),
  ];
}

/** Describes how far a mark is outside its tolerance; null if it's within the tolerance or has none. */
function outsideOf({ within, residual, at, status }: MarkResult): string | null {
  if (within === null || (residual !== null && Math.abs(residual) <= within)) return null;
  const allowed = `the tolerance is ${formatDuration(within)}`;
  if (at === null || residual === null) {
    return `${status === 'never' ? 'never happens' : "doesn't happen before the run ends"}; ${allowed}`;
  }
  return `happens ${rounded(Math.abs(residual))} ${residual < 0 ? 'before' : 'after'} the observed time; ${allowed}`;
}

/** Describes how far a value is outside its tolerance; null if it's within the tolerance or has none. */
function outsideValue({
  observed,
  simulated,
  difference,
  within,
  type,
  unit,
}: QuantityResult): string | null {
  if (within === null || (difference !== null && Math.abs(difference) <= within)) return null;
  const write = (value: number): string => {
    const text =
      type === 'duration' ? formatDuration(Math.round(value)) : String(Number(value.toPrecision(6)));
    return unit === null ? text : `${text} ${unit}`;
  };
  const expected = `${write(observed)} was observed; the tolerance is ${write(within)}`;
  return simulated === null ? `has no value; ${expected}` : `is ${write(simulated)}, but ${expected}`;
}

const NOTHING_LEFT =
  'remove `within`, or fit the numbers to only a part of the series, so that the rest can be compared';

/** Describes how far a curve is outside its tolerance. */
function outsideCurve({ series, kind, fitted, fit, rest, within }: CurveResult): string {
  const counted = fitted === null ? fit : rest;
  const part = fitted === null ? '' : ' outside the part that it was fitted to';
  if (counted === null) return `has no value at any point of \`series.${series}\`${part}`;
  const write = (value: number): string => {
    if (kind === 'share') return `${Number((value * 100).toPrecision(3))}%`;
    return kind === 'duration' ? rounded(value) : String(Number(value.toPrecision(4)));
  };
  const skill = counted.skill === null ? 'undefined' : `${Math.floor(counted.skill * 1000) / 10}%`;
  const problems = [
    ...(within.skill === null || (counted.skill !== null && counted.skill >= within.skill)
      ? []
      : [`its skill is ${skill}, but at least ${Number((within.skill * 100).toPrecision(6))}% is required`]),
    ...(within.mae === null || counted.mae <= within.mae
      ? []
      : [`the mean difference is ${write(counted.mae)}, but at most ${write(within.mae)} is allowed`]),
  ];
  return `doesn't follow \`series.${series}\`${part}: ${problems.join('; ')}`;
}

const outsideTolerance = (
  span: Span,
  mark: string,
  what: string,
  waiting: WaitingStep | null = null,
): Diagnostic => ({
  code: 'fit/outside',
  severity: 'error',
  message: `\`${mark}\` ${what}`,
  hint:
    waiting === null
      ? `fix the model or, if you can explain the miss, claim it: \`expect: { base: { labels: { ${mark}: missed } } }\``
      : waitingHint(waiting),
  span,
});

function waitingHint({ line, step, process }: WaitingStep): string {
  return `check the condition on line ${line}: \`${process}\` waits for it, so the step \`${step}\` never happens`;
}

const notSteady = (span: Span, what: 'fault' | 'trigger'): Diagnostic => ({
  code: 'run/not-steady',
  severity: 'error',
  message: `the run isn't in its steady state before the first ${what}`,
  hint: `start the first ${what} later, once the measures have a full window of data, or fix the \`steady_state\` condition`,
  span,
});

function rounded(length: number): string {
  return formatDuration(length < 10 * SECOND ? length : Math.round(length / SECOND) * SECOND);
}

const inVariant = (variant: string): string => (variant === 'base' ? '' : ` (variant ${variant})`);
const atTime = (time: number | null): string =>
  time === null ? '' : ` (at ${formatDuration(time)} of simulated time)`;
