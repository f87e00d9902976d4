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
