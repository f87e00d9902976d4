import { wrap } from './text-fit.ts';

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
