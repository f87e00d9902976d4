/** What a `basis` says that a number was fitted to. */
export type FittedTo =
  | { readonly kind: 'observed'; readonly id: string }
  /** Each end is empty, an observed entry, or an RFC 3339 time. */
  | { readonly kind: 'series'; readonly name: string; readonly from: string; readonly to: string };

/** A basis that names what the number was fitted to. */
export const FITTED = /^fitted: ?(?:observed\.[A-Za-z_]\w*|series\.\w+(?:\[[\w:.+-]*?\.\.[\w:.+-]*\])?)$/;

/** The part of a basis after `fitted:`, or null. */
export function fittedText(basis: string): string | null {
  if (!FITTED.test(basis)) return null;
  return basis
    .slice('fitted:'.length)
    .trim()
    .replace(/^observed\./, '');
}

/** Parses what `fittedText` returns. */
export function parseFitted(text: string): FittedTo {
  const series = /^series\.(\w+)(?:\[(.*?)\.\.(.*)\])?$/.exec(text);
  if (series === null) return { kind: 'observed', id: text };
  return { kind: 'series', name: series[1]!, from: series[2] ?? '', to: series[3] ?? '' };
}
