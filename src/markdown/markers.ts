import type { Nodes, Root } from 'mdast';
import { EXIT, visit } from 'unist-util-visit';
import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import { fileSource } from '../diagnostic/source.ts';
import { misspelled } from '../yaml/suggest.ts';
import { FENCES, rangeOf, spanOf, type TextRange } from './blocks.ts';
import * as say from './diagnostics.ts';
import type { PageInput } from './page.ts';

/*
 * A marker that has no effect would publish what it was meant to hide. So each comment in the source that looks like a
 * marker must be one that the tree contains, in both editions.
 */

/** A visibility marker: an HTML comment with a single word. */
export const MARKER = /<!--\s*(\/?)\s*(public|internal)\s*-->/i;

/** Words that make a comment look like a marker if they are its first or second word. */
const WORDS = ['internal', 'public', 'private', 'confidential', 'secret'] as const;
/** Words that make a comment look like a marker if they are its first word. */
const FIRST_WORDS = ['hidden', 'draft'];
/** Words that aren't marker words but differ from one by a single letter. */
const OTHER_WORDS = new Set(['interval', 'primate']);
/** A marker word joined with another word, as in `endinternal` or `internalonly`. */
const JOINED = new RegExp(
  `^(?:begin|end|start|stop|open|close|not|non|is|mark)?(?:${WORDS.join('|')})(?:s|ly|only|begin|end|start|stop|use|part|section|edition|text|notes?)?$`,
);
/** In a comment with at most this many words, a marker word counts no matter where it is. */
const SHORT = 3;

/** The start of a comment, even if it's misspelled: `<!--`, `<!-`, `< !--`, `<--`, `<!—`. */
const COMMENT = /<\s{0,2}(?:!\s{0,2}[-\u2010-\u2015\u2212]+|-{2,})/gu;
/** The end of a comment, even if it's misspelled. */
const COMMENT_END = /[-\u2010-\u2015\u2212]+\s{0,2}!?>|>|\n[ \t>]*\n/u;
/** Comments and blocks in the notation of other tools. */
const OTHER_NOTATION =
  /\{\/\*|\{%-?|<\?|<%(?:--)?|<!(?:\[CDATA\[|(?=[a-z[]))|^[ \t>]*(?:\[[^\]\n]*\]:[ \t]*(?:#|<>)[ \t]*["'(]|%%|:{3,}[ \t]*\{?\.?|\[!)/gimu;
/** How much of a comment is checked for words, in UTF-16 code units. */
const READ = 200;
/** Maximum number of findings for a page. */
const MOST = 100;

/** Reports comments and tags that look like visibility markers but have no effect. */
export function checkMarkers(tree: Root, { file, text, body }: PageInput): Diagnostic[] {
  const source = fileSource(file, body);
  const leaves = leavesOf(tree);
  const found: { offset: number; finding: Diagnostic }[] = [];
  for (const { start, end, exact } of [...markersIn(body), ...otherNotationsIn(body, leaves)]) {
    const finding = findingFor(
      leafAt(leaves, start),
      body.slice(start, end),
      exact,
      source.spanAt(start, end),
    );
    if (finding !== null) found.push({ offset: start, finding });
    if (found.length >= MOST) break;
  }
  visit(tree, (node) => {
    if (found.length >= MOST) return EXIT;
    const finding = findingIn(node, spanOf(node, file));
    if (finding === null) return undefined;
    const { start, end } = rangeOf(node);
    if (!found.some(({ offset }) => start <= offset && offset < end)) found.push({ offset: start, finding });
    return undefined;
  });
  return [...frontMatterFindings(file, text, body), ...found.map(({ finding }) => finding)];
}

/** A marker in a text, or a comment that looks like one, up to its end or the end of its paragraph. */
interface FoundMarker extends TextRange {
  /** True if the marker is correct. */
  readonly exact: boolean;
}

function markersIn(text: string): FoundMarker[] {
  return [...text.matchAll(COMMENT)].flatMap(({ 0: opening, index }): FoundMarker[] => {
    const rest = text.slice(index, index + opening.length + READ);
    const marker = MARKER.exec(rest);
    if (marker?.index === 0) return [{ start: index, end: index + marker[0].length, exact: true }];
    const after = rest.slice(opening.length);
    const inside = after.slice(0, COMMENT_END.exec(after)?.index);
    return isMarkerText(inside)
      ? [{ start: index, end: index + opening.length + inside.length, exact: false }]
      : [];
  });
}

/** Comments in other notations whose first word looks like a marker. Code in any language may contain such comments. */
function otherNotationsIn(text: string, leaves: readonly Leaf[]): FoundMarker[] {
  return [...text.matchAll(OTHER_NOTATION)].flatMap(({ 0: opening, index }): FoundMarker[] => {
    const start = index + opening.length;
    const inside = text.slice(start, start + READ);
    const [first = ''] = wordsOf(inside);
    if (!/^[\s/[\]{!-]{0,6}\p{L}/u.test(inside) || !isMarkerWord(first)) return [];
    const leaf = leafAt(leaves, index);
    return leaf === null || leaf.type === 'html' ? [{ start: index, end: start, exact: false }] : [];
  });
}

/** True if a comment's words look like a marker. */
function isMarkerText(inside: string): boolean {
  const words = wordsOf(inside);
  const [first = ''] = words;
  if (FIRST_WORDS.includes(first) || misspelled(first, ['hidden']) !== null) return true;
  return words.slice(0, words.length <= SHORT ? SHORT : 2).some(isMarkerWord);
}

function isMarkerWord(word: string): boolean {
  return JOINED.test(word) || (!OTHER_WORDS.has(word) && misspelled(word, WORDS) !== null);
}

/** Letters in other alphabets that look like Latin letters. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  [...'аaеeіiоoрpсcѕsуyхxԁdһhιiοoαaνvτtІIАAЕEОOРPСCТTΙIΑAΤTΡP'.matchAll(/(.)(.)/gu)].map(
    ([, other, latin]) => [other!, latin!],
  ),
);

/** Words in lowercase, without invisible characters. `internalOnly` counts as two words. */
function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Script=Cyrillic}\p{Script=Greek}]/gu, (letter) => LOOKALIKES.get(letter) ?? letter);
  return (plain.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').match(/[\p{L}\p{M}]+/gu) ?? []).map((word) =>
    word.toLowerCase(),
  );
}

/** Nodes whose text isn't Markdown. */
type Leaf = Extract<Nodes, { type: 'html' | 'code' | 'inlineCode' }>;

/** Leaf nodes in document order. They don't overlap. */
function leavesOf(tree: Root): Leaf[] {
  const out: Leaf[] = [];
  visit(tree, (node) => {
    if (node.type === 'html' || node.type === 'code' || node.type === 'inlineCode') out.push(node);
  });
  return out;
}

function leafAt(leaves: readonly Leaf[], offset: number): Leaf | null {
  let [low, high] = [0, leaves.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rangeOf(leaves[middle]!).end <= offset) low = middle + 1;
    else high = middle;
  }
  const leaf = leaves[low];
  return leaf !== undefined && rangeOf(leaf).start <= offset ? leaf : null;
}

/** The finding for a comment in a node, or null if it's a marker or text about markers. */
function findingFor(node: Leaf | null, written: string, exact: boolean, span: Span): Diagnostic | null {
  if (node?.type === 'html') {
    if (!exact) return say.unknownMarker(span, written);
    return isMarker(node.value) ? null : say.crowdedMarker(span, written);
  }
  if (node?.type === 'code') {
    const language = node.lang ?? '';
    if ((FENCES as readonly string[]).includes(language)) return say.unseenMarker(span, written);
    // A page about markers shows them in Markdown samples.
    return ['md', 'markdown'].includes(language) ? null : say.markerInCode(span, written);
  }
  return exact ? say.unseenMarker(span, written) : say.unknownMarker(span, written);
}

/** True if the text is one marker and nothing else. */
export function isMarker(text: string): boolean {
  return MARKER.exec(text)?.[0] === text.trim();
}

/** Finds markers that the source spells with character references, and tags that look like markers. */
function findingIn(node: Nodes, span: Span): Diagnostic | null {
  if (node.type === 'html') {
    const tags = node.value.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '').matchAll(/<\/?\s*([a-z][\w-]*)/gi);
    for (const [tag, name] of tags) {
      const words = wordsOf(name!);
      if (words.slice(0, 2).some(isMarkerWord) || FIRST_WORDS.includes(words[0] ?? '')) {
        return say.unknownMarker(span, tag);
      }
    }
    return null;
  }
  if (node.type === 'code') return null;
  for (const key of ['value', 'alt', 'title', 'label', 'url'] as const) {
    const text = key in node ? (node as unknown as Record<string, unknown>)[key] : null;
    if (typeof text !== 'string') continue;
    const [near] = markersIn(text);
    if (near !== undefined) return say.unseenMarker(span, text.slice(near.start, near.end));
  }
  return null;
}

/** Markers have no effect in front matter. */
function frontMatterFindings(file: string, text: string, body: string): Diagnostic[] {
  const first = /[^\n]/.exec(body)?.index ?? body.length;
  const lines = text.split('\n').slice(0, first);
  const source = fileSource(file, text);
  return markersIn(lines.join('\n')).map(({ start, end }) =>
    say.unseenMarker(source.spanAt(start, end), text.slice(start, end)),
  );
}
