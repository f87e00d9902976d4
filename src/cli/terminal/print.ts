import { styleText } from 'node:util';
import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Io, Output } from './io.ts';

/** The meaning of a color. The text always conveys the same information. */
export type Tone = 'heading' | 'good' | 'bad' | 'warning' | 'faint';

export type Paint = (tone: Tone, text: string) => string;

/** Output style: colors, and the terminal's width in columns. */
export interface Style {
  readonly paint: Paint;
  readonly width: number;
}

const STYLES = { heading: 'bold', good: 'green', bad: 'red', warning: 'yellow', faint: 'dim' } as const;
const MAX_COLUMNS = 110;

/** The style for an output. */
export function styleFor(output: Output, env: Io['env']): Style {
  return { paint: paintFor(output, env), width: widthFor(output) };
}

/** The terminal's width, limited to what is comfortable to read. */
export function widthFor({ columns }: Output): number {
  // A terminal of unknown size reports 0.
  return Math.min(columns || MAX_COLUMNS, MAX_COLUMNS);
}

/** Colors for a terminal. Plain text elsewhere, or if NO_COLOR is set (https://no-color.org). */
export function paintFor(output: Output, env: Io['env']): Paint {
  const wanted = output.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  if (!wanted) return (_, text) => text;
  return (tone, text) => styleText(STYLES[tone], text, { validateStream: false });
}

/** A table cell: text, or text with a tone. */
export type Cell = string | { readonly text: string; readonly tone: Tone };

const INDENT = '  ';

/**
 * Formats rows as lines with aligned columns, two spaces apart and indented by two. The last column is wrapped, so
 * nothing is cut off. If the next row's first and last cells are empty, the wrapped text continues on that row's
 * line.
 * @param head column names; the first is the table's title and starts at the left edge
 */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  { paint, width }: Style,
): string[] {
  const sizes = head.map((title, column) =>
    Math.max(
      lengthOf(title) - (column === 0 ? INDENT.length : 0),
      ...rows.map((row) => (row.length - 1 > column ? lengthOf(textOf(row[column] ?? '')) : 0)),
    ),
  );
  const lines = [headLine(head, sizes, paint)];
  let remaining: string[] = [];
  for (const row of rows) {
    const before = row.slice(0, -1);
    const last = row.at(-1) ?? '';
    const indent = INDENT + before.map((_, i) => ' '.repeat(sizes[i]!) + gap(sizes[i]!)).join('');
    const [first, text] = [textOf(row[0] ?? ''), textOf(last)];
    const continues = text === '' && first === '';
    if (!continues) lines.push(...remaining);
    const wrapped = continues
      ? remaining
      : wrap(text, width - indent.length).map((line) => painted(last, line, paint));
    const cells = before.map(
      (cell, i) => painted(cell, pad(textOf(cell), sizes[i]!), paint) + gap(sizes[i]!),
    );
    lines.push(`${INDENT}${cells.join('')}${(wrapped[0] ?? '').trimStart()}`);
    remaining = wrapped.slice(1).map((line) => indent + line.trimStart());
  }
  return [...lines, ...remaining].map((line) => line.trimEnd());
}

/** The space after a column. A column that is empty in every row takes up no space. */
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
  const space = ' '.repeat(Math.max(0, sizes[0]! + INDENT.length - lengthOf(name)));
  return `${paint('heading', name)}${space}${gap(1)}${paint('faint', titles)}`;
}

/** A label and its text, with a tone for good or bad results. */
export type Fact = readonly [label: string, text: string, tone?: Tone];

/** Formats facts as lines that start with their labels, indented by two spaces. */
export function factLines(facts: readonly Fact[], { paint, width }: Style): string[] {
  return facts.flatMap(([label, text, tone], i) => {
    const shown = facts[i - 1]?.[0] === label ? '' : label;
    return wrap(text, width - 12).map((line, at) => {
      const name = paint('faint', (at === 0 ? shown : '').padEnd(8));
      return `${INDENT}${name}  ${tone === undefined ? line : paint(tone, line)}`;
    });
  });
}

/** A scenario's title, its position, and facts about it. */
export function titleLines(
  { scenario, title }: { readonly scenario: string; readonly title: string },
  place: Span,
  facts: readonly Fact[],
  style: Style,
): string[] {
  const name = title === scenario ? scenario : `${scenario}: ${title}`;
  return [
    ...wrap(name, style.width).map((line) => style.paint('heading', line)),
    ...factLines([['file', `${place.file}:${place.start.line}`], ...facts], style),
  ];
}

/**
 * Breaks text between words into lines of at most `width`, or 24 if that is larger. Words that are too long aren't
 * split.
 */
export function wrap(text: string, width: number): string[] {
  const most = Math.max(24, width);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && lengthOf(line) + 1 + lengthOf(word) > most) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Joins sections with an empty line between them. Empty sections are left out. */
export function joinSections(sections: readonly (readonly string[])[]): string {
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
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

/** Prints JSON: an array if several values were requested, otherwise the only value, if there is one. */
export function printJson(values: readonly unknown[], several: boolean, output: Output): void {
  if (several) output.write(`${JSON.stringify(values, null, 2)}\n`);
  else if (values.length > 0) output.write(`${JSON.stringify(values[0], null, 2)}\n`);
}

/** Delay before a progress line appears, and between updates, in milliseconds. */
const DELAY = 500;
const INTERVAL = 150;

const RETURN = '\r';
const ERASE_REST = '\u001b[K';

/** A line in the terminal that shows progress and disappears at the end. Does nothing if there's no terminal. */
export class ProgressLine {
  readonly #io: Io;
  #timer: NodeJS.Timeout | null = null;
  #isDrawn = false;

  constructor(io: Io) {
    this.#io = io;
  }

  /** Starts showing progress. `text` returns the current text. */
  start(text: () => string): void {
    const { stderr, env } = this.#io;
    if (stderr.isTTY !== true || env['TERM'] === 'dumb') return;
    this.stop();
    const draw = (): void => {
      this.#isDrawn = true;
      // Leave the last column empty, because some terminals would otherwise move to the next line.
      stderr.write(RETURN + text().slice(0, (stderr.columns || 80) - 1) + ERASE_REST);
      this.#timer = setTimeout(draw, INTERVAL);
    };
    this.#timer = setTimeout(draw, DELAY);
  }

  /** Stops updating and removes the line. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isDrawn) this.#io.stderr.write(RETURN + ERASE_REST);
    this.#isDrawn = false;
  }
}
