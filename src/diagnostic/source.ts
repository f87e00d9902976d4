import type { Position, Span } from './diagnostic.ts';

/**
 * A text to read, and where each of its characters stands in the file that a person edits. A scenario block knows
 * its lines in the Markdown file, so every finding points there, through front matter, lists and quotes.
 */
export interface SourceText {
  readonly file: string;
  /** What is parsed: a whole file, or the inside of a fenced block. */
  readonly text: string;
  /** Offsets into `text` (UTF-16 code units, end exclusive) to a span of the file. */
  spanAt(start: number, end: number): Span;
}

/** A whole file as a text to read. */
export function fileSource(file: string, text: string): SourceText {
  return blockSource(file, text, text, 1);
}

/**
 * The inside of a fenced block. Markdown strips indentation and quote markers from the left of its lines; what is
 * left of each line is the end of the file's line, so the column shift is the difference of their lengths.
 *
 * @param fileText whole file
 * @param block    text of the block, lines joined by `\n`
 * @param firstLine line of the file on which the block's first line stands, from 1
 */
export function blockSource(file: string, fileText: string, block: string, firstLine: number): SourceText {
  const starts = lineStarts(block);
  const fileLines = linesOf(fileText);
  const blockLines = linesOf(block);
  const shift = (line: number): number =>
    Math.max(0, (fileLines[firstLine - 1 + line] ?? '').length - (blockLines[line] ?? '').length);
  const position = (offset: number): Position => {
    const at = Math.max(0, Math.min(offset, block.length));
    const line = lastStartBefore(starts, at);
    return { line: firstLine + line, column: at - starts[line]! + 1 + shift(line) };
  };
  return {
    file,
    text: block,
    spanAt: (start, end) => ({ file, start: position(start), end: position(Math.max(start, end)) }),
  };
}

/** Lines of a text without their ends; `\r\n` counts as one end. */
export function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

function lastStartBefore(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
