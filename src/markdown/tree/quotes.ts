import type { Root } from 'mdast';
import remarkSmartypants from 'remark-smartypants';

type Transform = (tree: Root) => void;
type Plugin = (options: object) => unknown;

/**
 * Curls quotes in place. Dashes and dots stay, since they can be part of commands and names. The direction of a quote
 * depends on all quotes before it, so internal parts have to be removed first.
 */
export const curlQuotes = (remarkSmartypants as unknown as Plugin)({
  dashes: false,
  ellipses: false,
  backticks: false,
}) as Transform;
