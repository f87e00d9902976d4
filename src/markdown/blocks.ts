import type { Code, InlineCode, Parent, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import type { Diagnostic, Position, Span } from '../diagnostic/diagnostic.ts';
import { blockSource, linesOf, type SourceText } from '../diagnostic/source.ts';
import * as say from './diagnostics.ts';
import type { SlotNode } from './tree/slots.ts';

/** The parts of a page's tree that need more than plain Markdown rendering. Each list is in document order. */
export interface PageBlocks {
  readonly blocks: Block[];
  readonly cites: Cite[];
  /** Inline code that starts with `sim` but not with `sim:`, so it may be a citation without its colon. */
  readonly almostCites: AlmostCite[];
  readonly pictures: Picture[];
  readonly links: Link[];
  readonly markup: Markup[];
}

/** Offsets into the body's text. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A fenced or indented code block. */
export interface Block {
  /** First word after the fence. Empty if there is none, and for indented code. */
  readonly language: string;
  readonly source: SourceText;
  /** Position of the line that opens the fence. */
  readonly opening: Span;
  /** The opening characters, such as three backticks. Empty for indented code. */
  readonly fence: string;
  /** False if the fence isn't closed before the end of the page, list item or quote. */
  readonly closed: boolean;
  /** Hindcast blocks that became text in this block because its fence wasn't closed before them. */
  readonly swallowed: readonly SwallowedBlock[];
  readonly range: TextRange;
  /** Replaces the block with a slot. */
  replace(slot: SlotNode): void;
  /** Removes the block from the page. */
  remove(): void;
}

/** A Hindcast fence that is text inside another block. */
export interface SwallowedBlock {
  readonly language: string;
  readonly opening: Span;
}

/** Inline code that cites a value from a scenario. */
export interface Cite {
  /** The text after `sim:`. */
  readonly path: string;
  /** True inside a link or a heading, where the citation can't be a link. */
  readonly isPlain: boolean;
  readonly span: Span;
  readonly range: TextRange;
  replace(slot: SlotNode): void;
}

export interface AlmostCite {
  /** The inline code as written. */
  readonly text: string;
  readonly span: Span;
}

/** An author's image. */
export interface Picture {
  readonly url: string;
  readonly alt: string;
  readonly span: Span;
}

/** An author's link or link definition. */
export interface Link {
  readonly url: string;
  readonly span: Span;
}

/** One piece of an author's HTML. The parser makes a node for each piece. */
export interface Markup {
  readonly html: string;
  readonly span: Span;
}

/** Fences that Hindcast processes. */
export const FENCES = ['scenario', 'timeline', 'show', 'series', 'mermaid'] as const;

/** Finds code blocks, citations, images, links and HTML at any depth: in lists, quotes, tables and headings. */
export function findBlocks(tree: Root, file: string, text: string): PageBlocks {
  const found: PageBlocks = { blocks: [], cites: [], almostCites: [], pictures: [], links: [], markup: [] };
  const lines = linesOf(text);
  const references = referencesIn(tree);
  const plain = codeWithoutLinks(tree);
  const isOnlyPicture = (name: string): boolean => references.images.has(name) && !references.links.has(name);
  visit(tree, (node, _index, parent) => {
    if (node.type === 'code') found.blocks.push(blockOf(node, parent!, { file, text, lines }));
    if (node.type === 'inlineCode') {
      if (node.value.startsWith('sim:')) found.cites.push(citeOf(node, parent!, file, plain.has(node)));
      else if (/^sim\b/i.test(node.value)) {
        found.almostCites.push({ text: node.value, span: spanOf(node, file) });
      }
    }
    if (node.type === 'image') {
      found.pictures.push({ url: node.url, alt: node.alt ?? '', span: spanOf(node, file) });
    }
    const isPicture = node.type === 'definition' && references.images.has(node.identifier);
    if (node.type === 'link' || (node.type === 'definition' && !isOnlyPicture(node.identifier))) {
      found.links.push({ url: node.url, span: spanOf(node, file) });
    }
    if (node.type === 'html') found.markup.push({ html: node.value, span: spanOf(node, file) });
    // For an image written as `![text][name]`, use the position of the definition, which has the address.
    if (isPicture) {
      const alt = references.images.get(node.identifier)!;
      found.pictures.push({ url: node.url, alt, span: spanOf(node, file) });
    }
  });
  return found;
}

/** The names of definitions that the text refers to. */
interface References {
  readonly links: ReadonlySet<string>;
  /** Names of image definitions, each with the text alternative of the first image that uses it. */
  readonly images: ReadonlyMap<string, string>;
}

function referencesIn(tree: Root): References {
  const links = new Set<string>();
  const images = new Map<string, string>();
  visit(tree, (node) => {
    if (node.type === 'linkReference') links.add(node.identifier);
    if (node.type === 'imageReference' && !images.has(node.identifier)) {
      images.set(node.identifier, node.alt ?? '');
    }
  });
  return { links, images };
}

interface FileText {
  readonly file: string;
  readonly text: string;
  readonly lines: readonly string[];
}

function blockOf(node: Code, parent: Parent, { file, text, lines }: FileText): Block {
  const span = spanOf(node, file);
  const end = { line: span.start.line, column: span.start.column + 3 + (node.lang ?? '').length };
  const opening = { ...span, end };
  const fence = /^(`{3,}|~{3,})/.exec((lines[span.start.line - 1] ?? '').slice(span.start.column - 1))?.[1];
  const firstLine = span.start.line + (fence === undefined ? 0 : 1);
  // An empty block has no line to point to.
  const source =
    node.value === ''
      ? { file, text: '', spanAt: () => opening }
      : blockSource(file, text, node.value, firstLine);
  const last = span.end.line > span.start.line ? (lines[span.end.line - 1] ?? '') : '';
  const closed = fence === undefined || closes(last, fence);
  return {
    language: node.lang ?? '',
    source,
    opening,
    fence: fence ?? '',
    closed,
    swallowed: fence === undefined ? [] : swallowedIn(source, fence, closed),
    range: rangeOf(node),
    replace: (slot) => exchange(parent, node, slot),
    remove: () => {
      parent.children.splice(parent.children.indexOf(node), 1);
    },
  };
}

function closes(line: string, fence: string): boolean {
  const mark = /^[\s>]*(`{3,}|~{3,})\s*$/.exec(line)?.[1];
  return mark?.startsWith(fence) === true;
}

/**
 * Hindcast fences inside a block's text. If the block is closed, only fences that it can't enclose count: a guide may
 * show a fence with three backticks inside a fence with four.
 */
function swallowedIn(source: SourceText, fence: string, closed: boolean): SwallowedBlock[] {
  const inner = new RegExp(`^[ \\t]*(\`{3,}|~{3,})[ \\t]*(${FENCES.join('|')})\\b.*$`, 'gm');
  return [...source.text.matchAll(inner)].flatMap(({ 0: line, 1: mark, 2: language, index }) => {
    if (closed && !mark!.startsWith(fence)) return [];
    return [{ language: language!, opening: source.spanAt(index, index + line.length) }];
  });
}

/**
 * The diagnostic for a fence that is closed too late or never, or null. Other code blocks may run to the end of the
 * page, as in any Markdown.
 */
export function fenceDiagnostic({ language, opening, fence, closed, swallowed }: Block): Diagnostic | null {
  const [first] = swallowed;
  if (first !== undefined) {
    return say.openFence(first.opening, first.language, { language, line: opening.start.line, fence });
  }
  return closed || !(FENCES as readonly string[]).includes(language)
    ? null
    : say.unclosedFence(opening, language, fence);
}

/** Scenario ids in text that isn't valid YAML. */
export function scenarioIdsIn(text: string): string[] {
  return [...text.matchAll(/^[ \t]*(["']?)scenario\1\s*:\s*["']?([\w-]+)/gm)].map((match) => match[2]!);
}

/** Inline code that can't become a link, because it's in a link or a heading. */
function codeWithoutLinks(tree: Root): ReadonlySet<InlineCode> {
  const found = new Set<InlineCode>();
  visit(tree, ['link', 'linkReference', 'heading'], (node) => {
    visit(node, 'inlineCode', (code) => {
      found.add(code);
    });
  });
  return found;
}

function citeOf(node: InlineCode, parent: Parent, file: string, isPlain: boolean): Cite {
  return {
    path: node.value.slice('sim:'.length).trim(),
    isPlain,
    span: spanOf(node, file),
    range: rangeOf(node),
    replace: (slot) => exchange(parent, node, slot),
  };
}

interface NodePosition {
  start: Position & { offset?: number | undefined };
  end: Position & { offset?: number | undefined };
}

export function rangeOf({ position }: { position?: NodePosition | undefined }): TextRange {
  return { start: position?.start.offset ?? 0, end: position?.end.offset ?? 0 };
}

/** The span of a node. A node without a position, which other plugins may create, gets the start of the file. */
export function spanOf(node: { position?: NodePosition | undefined }, file: string): Span {
  const start = node.position?.start ?? { line: 1, column: 1 };
  const end = node.position?.end ?? start;
  return {
    file,
    start: { line: start.line, column: start.column },
    end: { line: end.line, column: end.column },
  };
}

function exchange(parent: Parent, node: Code | InlineCode, slot: SlotNode): void {
  parent.children[parent.children.indexOf(node)] = slot;
}
