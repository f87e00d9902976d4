import { styleText } from 'node:util';
import type { Io, Output } from './io.ts';

/** Words for what a colour means here. Colour is never the only sign: the text says the same. */
export type Tone = 'heading' | 'good' | 'bad' | 'warning' | 'faint';

export type Paint = (tone: Tone, text: string) => string;

const STYLES = { heading: 'bold', good: 'green', bad: 'red', warning: 'yellow', faint: 'dim' } as const;

/** Width of text in columns: a terminal’s, up to what reads well. */
export function widthFor({ columns }: Output): number {
  // A terminal that does not know its size says 0.
  return Math.min(columns || MOST_COLUMNS, MOST_COLUMNS);
}

const MOST_COLUMNS = 110;

/** Colours for a terminal; plain text for all else, and where NO_COLOR is set (https://no-color.org). */
export function paintFor(output: Output, env: Io['env']): Paint {
  const wanted = output.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  if (!wanted) return (_, text) => text;
  return (tone, text) => styleText(STYLES[tone], text, { validateStream: false });
}

/** How long a search goes on before a line is worth drawing, and how often it is drawn again, in milliseconds. */
const PATIENCE = 500;
const EVERY = 150;

const RETURN = '\r';
const ERASE_REST = '\u001b[K';

/** One line on a terminal that tells how far something is, and that goes away again. Nothing where there is none. */
export class ProgressLine {
  readonly #io: Io;
  #timer: NodeJS.Timeout | null = null;
  #isDrawn = false;

  constructor(io: Io) {
    this.#io = io;
  }

  /** Begins to draw what `text` says. */
  start(text: () => string): void {
    const { stderr, env } = this.#io;
    if (stderr.isTTY !== true || env['TERM'] === 'dumb') return;
    this.stop();
    const draw = (): void => {
      this.#isDrawn = true;
      // The last column stays free: a terminal would go on to the next line.
      stderr.write(RETURN + text().slice(0, (stderr.columns || 80) - 1) + ERASE_REST);
      this.#timer = setTimeout(draw, EVERY);
    };
    this.#timer = setTimeout(draw, PATIENCE);
  }

  /** Ends it and removes the line. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isDrawn) this.#io.stderr.write(RETURN + ERASE_REST);
    this.#isDrawn = false;
  }
}

/** A cell of a table for a terminal: text, or text with a tone. */
export type Cell = string | { readonly text: string; readonly tone: Tone };

/**
 * Rows as lines with aligned columns, two spaces apart, indented by two. The last column is wrapped, so that nothing is
 * cut; what is left over stands beside a next row that has nothing there and belongs to the same entry.
 *
 * @param head names of the columns; the first is the table's own name and stands at the left edge
 * @param width of the terminal in columns
 */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
  width: number,
): string[] {
  const sizes = head.map((title, column) =>
    Math.max(
      lengthOf(title) - (column === 0 ? INDENT.length : 0),
      ...rows.map((row) => (row.length - 1 > column ? lengthOf(textOf(row[column] ?? '')) : 0)),
    ),
  );
  const lines = [headLine(head, sizes, paint)];
  let left: string[] = [];
  for (const row of rows) {
    const before = row.slice(0, -1);
    const last = row.at(-1) ?? '';
    const indent = INDENT + before.map((_, i) => ' '.repeat(sizes[i]!) + gap(sizes[i]!)).join('');
    const [first, text] = [textOf(row[0] ?? ''), textOf(last)];
    const joins = text === '' && first === '';
    if (!joins) lines.push(...left);
    const wrapped = joins
      ? left
      : wrap(text, width - indent.length).map((line) => painted(last, line, paint));
    const cells = before.map(
      (cell, i) => painted(cell, pad(textOf(cell), sizes[i]!), paint) + gap(sizes[i]!),
    );
    lines.push(`${INDENT}${cells.join('')}${(wrapped[0] ?? '').trimStart()}`);
    left = wrapped.slice(1).map((line) => indent + line.trimStart());
  }
  return [...lines, ...left].map((line) => line.trimEnd());
}

const INDENT = '  ';

/** What stands behind a column; one that is empty in all rows takes no room. */
function gap(size: number): string {
  return size === 0 ? '' : '  ';
}

function headLine(
  [name = '', ...columns]: readonly string[],
  sizes: readonly number[],
  paint: Paint,
): string {
  const padded = columns.map((title, i) => pad(title, sizes[i + 1]!) + gap(sizes[i + 1]!));
  const titles = padded.join('').trimEnd();
  if (titles === '') return paint('heading', name);
  const room = ' '.repeat(Math.max(0, sizes[0]! + INDENT.length - lengthOf(name)));
  return `${paint('heading', name)}${room}${gap(1)}${paint('faint', titles)}`;
}

/** A label and what it says, with a tone where it is good or bad news. */
export type Fact = readonly [label: string, text: string, tone?: Tone];

/** Facts as lines, each behind its label, indented by two. */
export function factLines(facts: readonly Fact[], paint: Paint, width: number): string[] {
  return facts.flatMap(([label, text, tone], i) => {
    const shown = facts[i - 1]?.[0] === label ? '' : label;
    return wrap(text, width - 12).map((line, at) => {
      const name = paint('faint', (at === 0 ? shown : '').padEnd(8));
      return `${INDENT}${name}  ${tone === undefined ? line : paint(tone, line)}`;
    });
  });
}

/** Breaks a text between words into lines of at most `width`; a longer word stays whole. Narrow places get 24. */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(24, width);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && lengthOf(line) + 1 + lengthOf(word) > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

function painted(cell: Cell, text: string, paint: Paint): string {
  return typeof cell === 'string' || text === '' ? text : paint(cell.tone, text);
}

function pad(text: string, size: number): string {
  return text + ' '.repeat(Math.max(0, size - lengthOf(text)));
}

function lengthOf(text: string): number {
  return [...text].length;
}
