import type { Position, Span } from './diagnostic.ts';

/**
 * Text to parse, and its location in the file that the author edits. Diagnostics for a block in a Markdown file point
 * into that file, even if the block is in a list or a quote.
 */
export interface SourceText {
  readonly file: string;
  /** The text to parse: an entire file, or the contents of a fenced block. */
  readonly text: string;
  /** Converts offsets in `text` (UTF-16 code units, end exclusive) to a span in the file. */
  spanAt(start: number, end: number): Span;
}

export function fileSource(file: string, text: string): SourceText {
  return blockSource(file, text, text, 1);
}

/**
 * The contents of a fenced block. Markdown strips indentation and quote markers from the left of each line, so columns
 * are shifted by the difference in length between the file's line and the block's line.
 *
 * @param fileText the whole file
 * @param block the block's text, with `\n` between lines
 * @param firstLine the file line that contains the block's first line, counting from 1
 */
export function blockSource(file: string, fileText: string, block: string, firstLine: number): SourceText {
  const starts = lineStarts(block);
  const fileLines = linesOfFile(fileText);
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

/** Splits a text into lines at `\n` or `\r\n`. */
export function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}

let lastFile: { readonly text: string; readonly lines: readonly string[] } = { text: '', lines: [''] };

/** The lines of a file, cached until the next file, because a file can have thousands of blocks. */
function linesOfFile(text: string): readonly string[] {
  if (lastFile.text !== text) lastFile = { text, lines: linesOf(text) };
  return lastFile.lines;
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
