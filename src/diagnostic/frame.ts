import type { Diagnostic } from './diagnostic.ts';
import { linesOf } from './source.ts';

/** Number of context lines above and below. */
const CONTEXT = 2;
/** Longer lines are cut around the mark, so that the frame is readable even for a minified file. */
const MAX_WIDTH = 160;
/** Replaces the text that was cut. It's one column wide, so marks stay aligned. */
const CUT = '…';

/**
 * The lines around a diagnostic with a mark under it, in the style of compilers. A tab counts as one column.
 *
 * @param fileText the whole text of the span's file
 */
export function codeFrame(fileText: string, diagnostic: Diagnostic): string {
  const lines = linesOf(fileText);
  const { start, end } = diagnostic.span;
  const first = Math.max(1, start.line - CONTEXT);
  const last = Math.min(lines.length, start.line + CONTEXT);
  const gutter = String(last).length;
  const marked = lines[start.line - 1] ?? '';
  const cut = marked.length <= MAX_WIDTH ? 0 : Math.max(0, start.column - 1 - MAX_WIDTH / 2);
  const out: string[] = [];
  for (let n = first; n <= last; n++) {
    const line = (lines[n - 1] ?? '').replaceAll('\t', ' ');
    const text = visiblePart(line, n === start.line || line.length > MAX_WIDTH ? cut : 0);
    out.push(`${n === start.line ? '>' : ' '} ${String(n).padStart(gutter)} | ${text}`.trimEnd());
    if (n !== start.line) continue;
    const remaining = Math.max(1, text.length - (start.column - 1 - cut));
    const width = end.line === start.line ? Math.max(1, end.column - start.column) : remaining;
    out.push(
      `  ${' '.repeat(gutter)} | ${' '.repeat(start.column - 1 - cut)}${'^'.repeat(Math.min(width, remaining))}`,
    );
  }
  return out.join('\n');
}

/** At most `MAX_WIDTH` characters of a line from `cut` on, with an ellipsis at each end where text was cut. */
function visiblePart(line: string, cut: number): string {
  const text = line.slice(cut, cut + MAX_WIDTH);
  const head = cut > 0 && text !== '' ? CUT + text.slice(1) : text;
  return line.length > cut + MAX_WIDTH ? head.slice(0, -1) + CUT : head;
}

/**
 * Keeps CI services from running lines of the output as commands. They run lines that start with `::` or `##[`, and
 * file names can contain line breaks.
 */
export function inert(text: string): string {
  return text.replace(/^([\s\p{Cf}]*)(?=::|##[\w\s]*\[)/gmu, '$1\ufffd');
}

/** A name without line breaks or other control characters. */
function flat(name: string): string {
  return name.replace(/[\p{Cc}\u2028\u2029]/gu, '\ufffd');
}

/**
 * A diagnostic as text for a terminal: position, severity, code and message, then the frame, then the hint.
 *
 * @param readFile returns the text of the diagnostic's file, or undefined if it isn't available
 */
export function formatDiagnostic(
  diagnostic: Diagnostic,
  readFile: (file: string) => string | undefined,
): string {
  const { span, severity, code, message, hint } = diagnostic;
  const head = `${flat(span.file)}:${span.start.line}:${span.start.column} ${severity} ${code}: ${message}`;
  const text = readFile(span.file);
  const parts = [head];
  if (text !== undefined) parts.push(codeFrame(text, diagnostic));
  if (hint !== undefined) parts.push(`  hint: ${hint}`);
  return inert(parts.join('\n'));
}
