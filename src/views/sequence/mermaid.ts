import { wrap } from '../drawing/text-fit.ts';

/** Lanes of a sequence diagram from left to right: mermaid's id of each by its name. */
export type Lanes = ReadonlyMap<string, string>;

/**
 * Characters of a line: of a message from lane to lane and at the most, of a step of one's own, of a participant's name;
 * what a note gains by each further lane, and has at the most.
 */
const WIDTH = { message: 24, longest: 44, own: 30, name: 16, lane: 8, note: 36 } as const;

/** Lanes of these names. */
export function lanesOf(names: readonly string[]): Lanes {
  return new Map(names.map((name, i) => [name, `p${i}`]));
}

/** The line that declares a lane. */
export function participantLine(id: string, name: string): string {
  return `participant ${id} as ${escapeLines(name, WIDTH.name, 2)}`;
}

/** A note over the lanes of these names and all between them. At least one of them must be a lane. */
export function noteOver(lanes: Lanes, names: Iterable<string>, text: string): string {
  const order = [...lanes.keys()];
  const places = [...names].map((name) => order.indexOf(name)).filter((place) => place >= 0);
  const first = Math.min(...places);
  const last = Math.max(...places);
  const over = first === last ? `p${first}` : `p${first},p${last}`;
  const width = Math.min(WIDTH.message + (last - first) * WIDTH.lane, WIDTH.note);
  return `Note over ${over}: ${escapeLines(text, width, 4)}`;
}

/** Text of an arrow in as many lines as it needs: it has the room between both its ends, and some where they are one. */
export function arrowText(lanes: Lanes, from: string, to: string | null, text: string): string {
  return escapeLines(text, to === null ? WIDTH.own : arrowWidth(lanes, from, to), 4);
}

function arrowWidth(lanes: Lanes, from: string, to: string): number {
  const order = [...lanes.keys()];
  const distance = Math.abs(order.indexOf(from) - order.indexOf(to));
  return Math.min(WIDTH.message * distance, WIDTH.longest);
}

/** A light red that the diagrams' theme knows and replaces by its own for light and dark. */
const BREAK_COLOR = 'rgb(253, 224, 221)';

const COLOR = /^rgba?\([\d\s.,%]+\)$/;

/** Lines with a coloured ground behind them. A colour that is none as mermaid's `rect` takes it gives the usual red. */
export function broken(lines: readonly string[], colour = BREAK_COLOR): string[] {
  return [`rect ${COLOR.test(colour) ? colour : BREAK_COLOR}`, ...lines, 'end'];
}

/**
 * Characters that mean nothing to mermaid inside a line's text. All others become entity codes; common ones should not, since
 * mermaid measures a code as if its digits were to be seen, and the picture grows wide.
 */
const HARMLESS =
  /[\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{EMod}\p{Sc} .,:!?()+*/=_'"|’–—…−×→[\]-]|\u200D/u;

/** Letters and marks that mermaid itself uses to hide entity codes from its parser, and the sign of a formula. */
const RESERVED = new Set(['ﬂ', '°', '¶', 'ß', '$']);

/** Words that mermaid looks for in any line: the one that closes a block, and those after which it rewrites codes. */
const WORDS = /\bend\b|style|classDef/gi;

/** A prefix that steers how a line is broken. */
const WRAP = /^\s*:?\s*(?:no)?wrap:/i;

/**
 * An author's text for one line of a mermaid diagram: every sign that could be syntax, such as `;`, `#`, `<` or `%`, becomes
 * an entity code (`#59;`), words that could be taken for syntax are broken up by one, and signs that steer text are dropped.
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

/** False for control, format, private and unassigned characters and for lone halves of a pair. */
function isPrintable(char: string): boolean {
  return char === '\u200D' || !/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u.test(char);
}

/** Like `escapeMermaid`, broken into lines of about `width` characters. */
export function escapeLines(text: string, width: number, lines: number): string {
  return wrap(text, width, lines).map(escapeMermaid).join('<br/>');
}
