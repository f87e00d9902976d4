/** A place in a file. Lines and columns count from 1; a column is a UTF-16 code unit, as editors count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A stretch of a file: `start` is in it, `end` is just behind it. `file` is as the caller named it. */
export interface Span {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** An error fails a build or a check; a warning does not. */
export type Severity = 'error' | 'warning';

/** One finding about a text that somebody wrote. Findings are data: nothing is thrown or printed where they arise. */
export interface Diagnostic {
  /** Stable name, `room/what`, such as `cel/unknown-name`. Listed in the error reference. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence that says what is wrong, naming the value that was met. */
  readonly message: string;
  /** What to do about it, where that is known. */
  readonly hint?: string | undefined;
  readonly span: Span;
}

/** Most characters of a message or hint: a text may quote what an author wrote, however long that is. */
const LONGEST_MESSAGE = 400;

/** A message or hint that fits a terminal: the middle of a very long one is left out. */
export function shortened<T extends string | undefined>(text: T): T | string {
  if (text === undefined || text.length <= LONGEST_MESSAGE) return text;
  const half = LONGEST_MESSAGE / 2;
  return `${text.slice(0, half)} ... ${text.slice(-half)}`;
}

/** Sorts by file and place, then code, so that a report reads from top to bottom and never depends on order of work. */
export function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.span.file, b.span.file) ||
    a.span.start.line - b.span.start.line ||
    a.span.start.column - b.span.start.column ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** Drops findings that say the same of the same place: a variant repeats what is wrong with its base. */
export function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((d) => {
    const key = JSON.stringify([d.code, d.span, d.message]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** True if any of the findings is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === 'error');
}

/** Order by code unit: the same on every machine, unlike a locale's. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
