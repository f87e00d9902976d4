import { AstroError } from 'astro/errors';
import { byPlace, type Diagnostic } from '../../diagnostic/diagnostic.ts';
import { codeFrame, formatDiagnostic } from '../../diagnostic/frame.ts';
import type { EvaluationReport } from '../results/kept-results.ts';

/** File contents by the names that diagnostics use. */
export type Texts = ReadonlyMap<string, string>;

/** Formats diagnostics from all files for a terminal, each with its code frame. */
export function formatAll(diagnostics: readonly Diagnostic[], texts: Texts): string {
  return [...diagnostics]
    .sort(byPlace)
    .map((one) => formatDiagnostic(one, (file) => texts.get(file)))
    .join('\n\n');
}

/** Example: `3 errors and 1 warning in 2 files`. */
export function countAll(diagnostics: readonly Diagnostic[]): string {
  const of = (severity: string): number => diagnostics.filter((one) => one.severity === severity).length;
  const files = new Set(diagnostics.map((one) => one.span.file)).size;
  const parts = [plural(of('error'), 'error'), plural(of('warning'), 'warning')];
  const counted = parts.filter((part) => !part.startsWith('0 ')).join(' and ');
  return `${counted} in ${plural(files, 'file')}`;
}

/**
 * The error that fails a build after all diagnostics have been printed. It has no stack trace, since Hindcast's
 * internals wouldn't help an author.
 */
export function buildFailure(diagnostics: readonly Diagnostic[]): Error {
  const errors = diagnostics.filter((one) => one.severity === 'error');
  const error = new AstroError(`The build failed with ${countAll(errors)}.`, 'Fix the errors listed above.');
  error.name = 'Hindcast';
  error.stack = '';
  return error;
}

/** A page's errors, kept in development until the next save. Plain data, since it's part of an entry. */
export interface PageFailure {
  /** Absolute path for the error overlay. */
  path: string;
  line: number;
  column: number;
  code: string;
  message: string;
  hint: string | null;
  frame: string;
  /** All errors in the file, as text. */
  report: string;
  errors: number;
}

export function failureOf(
  path: string,
  file: string,
  text: string,
  diagnostics: readonly Diagnostic[],
): PageFailure {
  const errors = [...diagnostics].sort(byPlace).filter((one) => one.severity === 'error');
  const first = errors[0]!;
  return {
    path,
    ...first.span.start,
    code: first.code,
    message: first.message,
    hint: first.hint ?? null,
    frame: codeFrame(text, first),
    report: formatAll(errors, new Map([[file, text]])),
    errors: errors.length,
  };
}

/** A failure with a cause outside the page, such as an engine that is being edited. */
export function crashOf(path: string, error: unknown): PageFailure {
  const [message = '', ...stack] = String(error instanceof Error ? (error.stack ?? error) : error).split(
    '\n',
  );
  return {
    path,
    line: 1,
    column: 1,
    code: 'hindcast',
    message: `internal error while rendering this page: ${message}`,
    hint: 'the page itself is not the cause',
    frame: stack.slice(0, 6).join('\n'),
    report: '',
    errors: 1,
  };
}

/** Converts a failure for Astro's error overlay, which shows its name, message, hint and position. */
export function overlayError(failure: PageFailure): Error {
  const several = failure.errors > 1;
  const message = several
    ? `${failure.errors} errors, the first on line ${failure.line}.\n\n${failure.report}`
    : `${failure.code}: ${failure.message}\n\n${failure.frame}`;
  const error = new AstroError(message, several ? undefined : (failure.hint ?? undefined));
  const { path, line, column } = failure;
  error.name = 'HindcastError';
  return Object.assign(error, {
    title: 'This page has errors',
    loc: { file: path, line, column },
    frame: failure.frame,
    stack: '',
  });
}

/** Errors in a configuration that was edited while the server was running, for Astro's error overlay. */
export function configError(report: string): Error {
  const error = new AstroError(
    report,
    'fix the configuration; until then, the server keeps using the previous one',
  );
  error.name = 'HindcastError';
  return Object.assign(error, { title: 'The configuration has errors', stack: '' });
}

/** Stages of a build. `markdown` covers all rendering that the earlier stages don't cover. */
export const STAGES = ['reading', 'scenarios', 'diagrams', 'code', 'markdown', 'pages'] as const;
export type Stage = (typeof STAGES)[number];

/** Counts and times for one build, or for one save in development. */
export interface Ledger {
  readonly milliseconds: Record<Stage, number>;
  /** All scenarios with their times, in evaluation order. */
  readonly scenarios: { page: string; scenario: string; run: boolean; milliseconds: number }[];
  /** Number of diagrams on the pages, and how many of them weren't cached. */
  diagrams: number;
  drawn: number;
  pages: number;
  /** The pages that were compiled, in order, with their times including scenarios. */
  readonly compiled: { page: string; milliseconds: number }[];
}

export function newLedger(): Ledger {
  return {
    milliseconds: { reading: 0, scenarios: 0, diagrams: 0, code: 0, markdown: 0, pages: 0 },
    scenarios: [],
    diagrams: 0,
    drawn: 0,
    pages: 0,
    compiled: [],
  };
}

export function enter(ledger: Ledger, page: string, { run, scenario, milliseconds }: EvaluationReport): void {
  ledger.scenarios.push({ page, scenario: scenario ?? '(with errors)', run, milliseconds });
  ledger.milliseconds.scenarios += milliseconds;
}

/** Example: `2 scenarios: 1 run, 1 cached`. */
export function scenarioCount(scenarios: Ledger['scenarios']): string {
  const all = scenarios.length;
  const run = scenarios.filter((one) => one.run).length;
  return `${plural(all, 'scenario')}: ${run} run, ${all - run} cached`;
}

/** The stages with their times, one per line, each followed by the scenarios that were run. */
export function stageTable(ledger: Ledger): string {
  const about: Record<Stage, string> = {
    reading: plural(ledger.pages, 'page'),
    scenarios: scenarioCount(ledger.scenarios),
    diagrams: `${plural(ledger.diagrams, 'diagram')}: ${ledger.drawn} drawn, ${ledger.diagrams - ledger.drawn} cached`,
    code: 'colors of code blocks',
    markdown: '',
    pages: 'HTML, styles and other files',
  };
  return STAGES.flatMap((stage) => [
    `${stage.padEnd(10)} ${time(ledger.milliseconds[stage])}  ${about[stage]}`.trimEnd(),
    ...(stage === 'scenarios' ? ledger.scenarios.filter((one) => one.run) : []).map(
      (one) => `  ${time(one.milliseconds)}  ${one.page}: ${one.scenario}`,
    ),
  ]).join('\n');
}

/** A time, padded to nine characters. */
export function time(milliseconds: number): string {
  const shown =
    milliseconds < 10_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
  return shown.padStart(9);
}

function plural(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}
