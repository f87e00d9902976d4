import { wrap } from '../drawing/text-fit.ts';

/** Lanes in a sequence diagram from left to right: mermaid ids by name. */
export type Lanes = ReadonlyMap<string, string>;

/**
 * Line widths in characters. An arrow gets `message` per lane it spans, up to `longest`; a note gets `lane` more for
 * each lane it spans.
 */
const WIDTH = { message: 24, longest: 44, own: 30, name: 16, lane: 8, note: 36 } as const;

/** Creates lanes with these names. */
export function lanesOf(names: readonly string[]): Lanes {
  return new Map(names.map((name, i) => [name, `p${i}`]));
}

export function participantLine(id: string, name: string): string {
  return `participant ${id} as ${escapeLines(name, WIDTH.name, 2)}`;
}

/** A note over these lanes and all lanes between them. At least one name must have a lane. */
export function noteOver(lanes: Lanes, names: Iterable<string>, text: string): string {
  const order = [...lanes.keys()];
  const places = [...names].map((name) => order.indexOf(name)).filter((place) => place >= 0);
  const first = Math.min(...places);
  const last = Math.max(...places);
  const over = first === last ? `p${first}` : `p${first},p${last}`;
  const width = Math.min(WIDTH.message + (last - first) * WIDTH.lane, WIDTH.note);
  return `Note over ${over}: ${escapeLines(text, width, 4)}`;
}

/** Text for an arrow, wrapped to the space between its ends, or to a fixed width for a step without a receiver. */
export function arrowText(lanes: Lanes, from: string, to: string | null, text: string): string {
  return escapeLines(text, to === null ? WIDTH.own : arrowWidth(lanes, from, to), 4);
}

function arrowWidth(lanes: Lanes, from: string, to: string): number {
  const order = [...lanes.keys()];
  const distance = Math.abs(order.indexOf(from) - order.indexOf(to));
  return Math.min(WIDTH.message * distance, WIDTH.longest);
}

/** A light red that the diagram theme replaces with its own color for light and dark mode. */
const BREAK_COLOR = 'rgb(253, 224, 221)';

const COLOR = /^rgba?\([\d\s.,%]+\)$/;

/** Adds a background color to lines. Values that mermaid's `rect` doesn't accept are replaced with the default red. */
export function broken(lines: readonly string[], color = BREAK_COLOR): string[] {
  return [`rect ${COLOR.test(color) ? color : BREAK_COLOR}`, ...lines, 'end'];
}

/**
 * Characters with no special meaning to mermaid in a line of text. All others become entity codes. This list has to
 * include all common characters, because mermaid measures the digits of the codes and would make the drawing too
 * wide.
 */
const HARMLESS =
  /[\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{EMod}\p{Sc} .,:!?()+*/=_'"|’–—…−×→[\]-]|\u200D/u;

/** Characters that mermaid uses internally to hide entity codes from its parser, and the math delimiter. */
const RESERVED = new Set(['ﬂ', '°', '¶', 'ß', '$']);

/**
 * Words that mermaid matches anywhere in a line: `end` closes a block, and entity codes after `style` or `classDef` are
 * rewritten.
 */
const WORDS = /\bend\b|style|classDef/gi;

/** A prefix that controls line wrapping in mermaid. */
const WRAP = /^\s*:?\s*(?:no)?wrap:/i;

/**
 * Escapes author text for one line of a mermaid diagram: characters that could be syntax, such as `;`, `#`, `<` or `%`, become
 * entity codes (`#59;`), as does the first letter of words that could be syntax. Control characters are dropped.
 *
 * Source: https://mermaid.js.org/syntax/sequenceDiagram.html#entity-codes-to-escape-characters
 */
export function escapeMermaid(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const starts = new Set([...line.matchAll(WORDS)].map((match) => match.index));
  if (WRAP.test(line)) starts.add(0);
  let out = '';
  let index = 0;
  for (const char of line) {
    if (starts.has(index) || (isPrintable(char) && !isHarmless(char))) out += `#${char.codePointAt(0)};`;
    else if (isPrintable(char)) out += char;
    index += char.length;
  }
  return out;
}

function isHarmless(char: string): boolean {
  return HARMLESS.test(char) && !RESERVED.has(char);
}

/** False for lone surrogates and for control, format, private-use, and unassigned characters. */
function isPrintable(char: string): boolean {
  return char === '\u200D' || !/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u.test(char);
}

/** Like `escapeMermaid`, but wrapped to lines of about `width` characters. */
export function escapeLines(text: string, width: number, lines: number): string {
  return wrap(text, width, lines).map(escapeMermaid).join('<br/>');
}
