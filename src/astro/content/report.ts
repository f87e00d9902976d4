import { AstroError } from 'astro/errors';
import { byPlace, type Diagnostic } from '../../diagnostic/diagnostic.ts';
import { codeFrame, formatDiagnostic } from '../../diagnostic/frame.ts';
import type { EvaluationReport } from '../results/kept-results.ts';

/** Texts of files by the names that findings give them. */
export type Texts = ReadonlyMap<string, string>;

/** Findings of all files as text for a terminal, each with its frame. */
export function formatAll(diagnostics: readonly Diagnostic[], texts: Texts): string {
  return [...diagnostics]
    .sort(byPlace)
    .map((one) => formatDiagnostic(one, (file) => texts.get(file)))
    .join('\n\n');
}

/** `3 errors and 1 warning in 2 files`. */
export function countAll(diagnostics: readonly Diagnostic[]): string {
  const of = (severity: string): number => diagnostics.filter((one) => one.severity === severity).length;
  const files = new Set(diagnostics.map((one) => one.span.file)).size;
  const parts = [plural(of('error'), 'error'), plural(of('warning'), 'warning')];
  const counted = parts.filter((part) => !part.startsWith('0 ')).join(' and ');
  return `${counted} in ${plural(files, 'file')}`;
}

/** What a build throws, once, when all is told. It has no stack: where our code stood helps no author. */
export function buildFailure(diagnostics: readonly Diagnostic[]): Error {
  const errors = diagnostics.filter((one) => one.severity === 'error');
  const error = new AstroError(
    `${countAll(errors)}: the site was not built.`,
    'Each is told above with its file, line and column.',
  );
  error.name = 'Hindcast';
  error.stack = '';
  return error;
}

/** What development keeps of a page that has errors, until the next save. All fields are plain data. */
export interface PageFailure {
  /** Absolute path, for the overlay. */
  path: string;
  line: number;
  column: number;
  code: string;
  message: string;
  hint: string | null;
  frame: string;
  /** All findings of the file as text. */
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

/** A page that could not be made for a reason that does not lie in it, such as an engine that is half edited. */
export function faultOf(path: string, error: unknown): PageFailure {
  const [message = '', ...stack] = String(error instanceof Error ? (error.stack ?? error) : error).split(
    '\n',
  );
  return {
    path,
    line: 1,
    column: 1,
    code: 'hindcast',
    message: `this page could not be made: ${message}`,
    hint: 'its text is not the reason',
    frame: stack.slice(0, 6).join('\n'),
    report: '',
    errors: 1,
  };
}

/** The same as an error for Astro's overlay, which shows name, message, hint and the place in the file. */
export function overlayError(failure: PageFailure): Error {
  const several = failure.errors > 1;
  const message = several
    ? `${failure.errors} errors, the first at line ${failure.line}.\n\n${failure.report}`
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

/** For Astro's overlay: findings of a configuration that was edited while the site is served. */
export function configError(report: string): Error {
  const error = new AstroError(
    report,
    'the site is served with the configuration before, until this one is mended',
  );
  error.name = 'HindcastError';
  return Object.assign(error, { title: 'The configuration has errors', stack: '' });
}

function plural(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}

/** Where a build's time goes. `markdown` is what is left of rendering without scenarios and diagrams. */
export const STAGES = ['reading', 'scenarios', 'diagrams', 'markdown', 'pages'] as const;
export type Stage = (typeof STAGES)[number];

/** Counts and times of one build, or of one save in development. */
export interface Ledger {
  readonly milliseconds: Record<Stage, number>;
  /** Each scenario with its own time, in the order in which they were asked for. */
  readonly scenarios: { page: string; scenario: string; run: boolean; milliseconds: number }[];
  diagrams: number;
  pages: number;
}

export function newLedger(): Ledger {
  return {
    milliseconds: { reading: 0, scenarios: 0, diagrams: 0, markdown: 0, pages: 0 },
    scenarios: [],
    diagrams: 0,
    pages: 0,
  };
}

/** Enters what became of one scenario. */
export function enter(ledger: Ledger, page: string, told: EvaluationReport): void {
  const { run, milliseconds } = told;
  ledger.scenarios.push({ page, scenario: told.scenario ?? '(with errors)', run, milliseconds });
  ledger.milliseconds.scenarios += milliseconds;
}

/** `2 scenarios: 1 run, 1 from the cache`. */
export function scenarioCount(scenarios: Ledger['scenarios']): string {
  const all = scenarios.length;
  const run = scenarios.filter((one) => one.run).length;
  return `${all} ${all === 1 ? 'scenario' : 'scenarios'}: ${run} run, ${all - run} from the cache`;
}

/** The stages with their times, one a line, each scenario that ran below its stage. */
export function stageTable(ledger: Ledger): string {
  const about: Record<Stage, string> = {
    reading: `${ledger.pages} ${ledger.pages === 1 ? 'page' : 'pages'}`,
    scenarios: scenarioCount(ledger.scenarios),
    diagrams: `${ledger.diagrams} drawn`,
    markdown: '',
    pages: 'HTML, styles and files, after the above',
  };
  return STAGES.flatMap((stage) => [
    `${stage.padEnd(10)} ${time(ledger.milliseconds[stage])}  ${about[stage]}`.trimEnd(),
    ...(stage === 'scenarios' ? ledger.scenarios.filter((one) => one.run) : []).map(
      (one) => `  ${time(one.milliseconds)}  ${one.page}: ${one.scenario}`,
    ),
  ]).join('\n');
}

function time(milliseconds: number): string {
  const shown =
    milliseconds < 10_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
  return shown.padStart(9);
}
