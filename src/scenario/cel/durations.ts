import type { Micros } from '../../result.ts';
import { parseDuration } from '../../time/duration.ts';

/** Durations in an expression: the text for the CEL parser, and the durations by their offset in that text. */
export interface WithDurations {
  readonly text: string;
  readonly at: ReadonlyMap<number, Micros>;
}

/** Comments, strings, names and numbers. A number includes its unit. */
const TOKEN = new RegExp(
  [
    /\/\/[^\n]*/,
    /(?:[rR][bB]?|[bB][rR])(?:""".*?"""|'''.*?'''|"[^"\n]*"|'[^'\n]*')/,
    /"""(?:\\.|[^\\])*?"""|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/,
    /[A-Za-z_]\w*/,
    /\d[\w.]*/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gs',
);

/**
 * Replaces durations like `5m`, which CEL doesn't have, with string literals of the same length, so the parser's
 * positions stay correct.
 */
export function replaceDurations(text: string): WithDurations {
  const at = new Map<number, Micros>();
  const replaced = text.replace(TOKEN, (token, offset: number) => {
    const micros = /^\d/.test(token) ? parseDuration(token) : null;
    if (micros === null) return token;
    at.set(offset, micros);
    return `'${'-'.repeat(token.length - 2)}'`;
  });
  return { text: replaced, at };
}

/** The number followed by letters at a position, for example `5min`, and its offset; null if there is none. */
export function misspelledDurationAt(text: string, offset: number): { text: string; start: number } | null {
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const isLike = /^\d+(?:\.\d+)?[A-Za-z][\w.]*$/.test(token);
    if (isLike && offset >= index && offset <= index + token.length) return { text: token, start: index };
  }
  return null;
}
