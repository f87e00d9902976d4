import { AstroError } from 'astro/errors';
import { byPlace, type Diagnostic } from '../diagnostic/diagnostic.ts';
import { codeFrame, formatDiagnostic } from '../diagnostic/frame.ts';

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
