import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { formatDiagnostic } from '../../diagnostic/frame.ts';
import type { Input } from '../input/input.ts';
import { type Io, type Output, printable } from '../terminal/io.ts';
import { paintFor } from '../terminal/print.ts';

/** Prints one file's diagnostics to standard error, followed by a summary. Prints nothing if there are none. */
export function printReport(diagnostics: readonly Diagnostic[], { file, text }: Input, io: Io): void {
  printDiagnostics(diagnostics, new Map([[file, text]]), io.stderr, io.env);
  if (diagnostics.length > 0) {
    io.stderr.write(`${countDiagnostics(diagnostics)}\n${explainLine(diagnostics)}`);
  }
}

/**
 * Prints diagnostics with their code frames, in the given order.
 * @param texts the files' contents, by the names used in diagnostics
 */
export function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  texts: ReadonlyMap<string, string>,
  output: Output,
  env: Io['env'],
): void {
  const paint = paintFor(output, env);
  for (const one of diagnostics) {
    const [head = '', ...rest] = printable(formatDiagnostic(one, (file) => texts.get(file))).split('\n');
    const tone = one.severity === 'error' ? 'bad' : 'warning';
    output.write(`${[paint(tone, head), ...rest].join('\n')}\n\n`);
  }
}

/** A line that mentions `hindcast explain`; empty if there are no errors. */
export function explainLine(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const codes = [...new Set(errors.map(({ code }) => code))];
  if (codes.length === 0) return '';
  return codes.length === 1
    ? `To learn more about this error: hindcast explain ${codes[0]}\n`
    : `To learn more about an error: hindcast explain CODE, for example hindcast explain ${codes[0]}\n`;
}

/** `2 errors, 1 warning`. */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return `${plural(errors, 'error')}, ${plural(diagnostics.length - errors, 'warning')}`;
}

/** `1 file`, `2 files`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
