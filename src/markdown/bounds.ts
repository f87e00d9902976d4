import type { Nodes, Root } from 'mdast';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { fileSource } from '../diagnostic/source.ts';
import { spanOf } from './blocks.ts';
import * as say from './diagnostics.ts';

/*
 * Parsers of Markdown and HTML are recursive or take quadratic time for some text. These bounds are far above what a
 * write-up needs, and are checked before the parser starts.
 */

/** Maximum nesting depth of quotes and lists, of nodes in the tree, and of the author's HTML elements. */
const MOST_LEVELS = 100;
const MOST_ELEMENTS = 250;

/** Patterns that can match at most `most` times on a page. */
const COUNTS: readonly { readonly what: string; readonly pattern: RegExp; readonly most: number }[] = [
  { what: 'table cells', pattern: /\|/g, most: 50_000 },
  { what: 'definitions', pattern: /^[ \t>]*\[[^\]\n]{0,999}\]:/gm, most: 2000 },
  { what: 'brackets of links', pattern: /[[\]]/g, most: 20_000 },
  { what: 'addresses', pattern: /www\.|:\/\/|@/gi, most: 5000 },
  { what: 'code spans', pattern: /`+/g, most: 50_000 },
  { what: 'HTML tags', pattern: /<[a-z/!?]/gi, most: 20_000 },
];

/** Patterns that can match at most `most` times in a paragraph, which is text without an empty line. */
const PARAGRAPH_COUNTS: typeof COUNTS = [
  { what: 'asterisks and underscores in one paragraph', pattern: /[*_~]+/g, most: 5000 },
  { what: 'HTML comments in one paragraph', pattern: /<[!?]/g, most: 200 },
];
/**
 * Maximum number of different lengths of backtick runs in a paragraph. For each length, the parser may have to search
 * to the end of the paragraph.
 */
const MOST_RUN_LENGTHS = 20;

/** The first bound that a page's text exceeds, or null. */
export function exceededBound(file: string, body: string): Diagnostic | null {
  const source = fileSource(file, body);
  const at = (offset: number) => source.spanAt(offset, offset + 1);
  for (const { what, pattern, most } of COUNTS) {
    const offset = nthMatch(body, pattern, most);
    if (offset !== null) return say.tooComplex(at(offset), what, most);
  }
  let start = 0;
  for (const line of body.split('\n')) {
    if (containersIn(line) > MOST_LEVELS) return say.tooDeep(at(start), 'quotes and lists', MOST_LEVELS);
    start += line.length + 1;
  }
  for (const { 0: paragraph, index } of body.matchAll(/(?:[^\n]+\n?)+/g)) {
    for (const { what, pattern, most } of PARAGRAPH_COUNTS) {
      const offset = nthMatch(paragraph, pattern, most);
      if (offset !== null) return say.tooComplex(at(index + offset), what, most);
    }
    const deep = /(?<!^|\n)([*_~])\1{199,}|([*_~])\2{199,}(?!\n|$)/.exec(paragraph);
    if (deep !== null) return say.tooDeep(at(index + deep.index), 'emphasized words', MOST_LEVELS);
    const lengths = new Set((paragraph.match(/`+/g) ?? []).map((run) => run.length));
    if (lengths.size > MOST_RUN_LENGTHS) {
      return say.tooComplex(at(index), 'lengths of backtick runs in one paragraph', MOST_RUN_LENGTHS);
    }
  }
  return null;
}

/** The offset of the first match after the first `most` matches; null if there are no more. */
function nthMatch(text: string, pattern: RegExp, most: number): number | null {
  let count = 0;
  for (const { index } of text.matchAll(pattern)) if (++count > most) return index;
  return null;
}

/**
 * The maximum number of quotes and lists that a line can be in, based on its markers and, for lists, its indentation.
 */
function containersIn(line: string): number {
  const marker = /[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))/y;
  let count = 0;
  while (marker.test(line)) count++;
  const indent = /^[ \t]*/.exec(line)![0].replaceAll('\t', '    ').length;
  return count === 0 ? 0 : count + Math.floor(indent / 2);
}

/** The first bound that a page's tree exceeds, or null. Checked before anything else walks through the tree. */
export function exceededDepth(tree: Root, file: string): Diagnostic | null {
  const open: { node: Nodes; level: number }[] = [{ node: tree, level: 0 }];
  const pieces: Extract<Nodes, { type: 'html' }>[] = [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, level } = next;
    if (level > 2 * MOST_LEVELS) return say.tooDeep(spanOf(node, file), 'parts of the text', 2 * MOST_LEVELS);
    if (node.type === 'html') pieces.push(node);
    if ('children' in node) {
      for (const child of [...(node.children as Nodes[])].reverse())
        open.push({ node: child, level: level + 1 });
    }
  }
  let elements = 0;
  for (const piece of pieces) {
    const text = piece.value.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '');
    for (const [, slash, name] of text.matchAll(/<(\/?)([a-z][\w-]*)/gi)) {
      if (VOID.has(name!.toLowerCase())) continue;
      elements = Math.max(0, elements + (slash === '/' ? -1 : 1));
      if (elements > MOST_ELEMENTS) {
        return say.tooDeep(spanOf(piece, file), 'HTML elements', MOST_ELEMENTS);
      }
    }
  }
  return null;
}

/** Elements without an end tag. */
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
