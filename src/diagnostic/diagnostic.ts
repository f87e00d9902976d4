/** A position in a file. Lines and columns count from 1; columns are UTF-16 code units, as in editors. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A range in a file; `end` is exclusive. `file` is the name given by the caller. */
export interface Span {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** Errors make a build or a check fail. Warnings don't. */
export type Severity = 'error' | 'warning';

/** An error or warning about a source text. Checks return diagnostics as data and never throw them. */
export interface Diagnostic {
  /** Stable code with a category, like `cel/unknown-name`. All codes are listed in the error reference. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence that describes the problem and quotes the value. */
  readonly message: string;
  /** How to fix the problem, if known. */
  readonly hint?: string | undefined;
  readonly span: Span;
}

/** Maximum length of a message or hint in characters. Both can quote the author's text. */
const MAX_MESSAGE = 400;

/** Shortens a very long message or hint in the middle so that it fits in a terminal. */
export function shortened<T extends string | undefined>(text: T): T | string {
  if (text === undefined || text.length <= MAX_MESSAGE) return text;
  const half = MAX_MESSAGE / 2;
  return `${text.slice(0, half)} ... ${text.slice(-half)}`;
}

/** A whole number with thousands separators: `1,000,000`. */
export function withCommas(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Sorts by file and position, then by code, so that reports don't depend on the order of the checks. */
export function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.span.file, b.span.file) ||
    a.span.start.line - b.span.start.line ||
    a.span.start.column - b.span.start.column ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** Drops diagnostics with the same code, message, and span. Variants repeat the errors of the base. */
export function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((d) => {
    const key = JSON.stringify([d.code, d.span, d.message]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === 'error');
}

/** Compares by code unit. Unlike a locale's order, this is the same on every machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
