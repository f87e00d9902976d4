import type { Code, InlineCode, Parent, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import type { Position, Span } from '../diagnostic/diagnostic.ts';
import { blockSource, type SourceText } from '../diagnostic/source.ts';
import type { SlotNode } from './slots.ts';
import type { CutRange } from './visibility-markers.ts';

/** A fenced block of a page. */
export interface Block {
  /** First word behind the fence; empty for a fence without one and for indented code. */
  readonly language: string;
  readonly source: SourceText;
  /** Place of the line that opens the fence. */
  readonly opening: Span;
  /** Where it stands in the body: offsets. */
  readonly range: CutRange;
  /** Puts a slot in the block's place. */
  replace(slot: SlotNode): void;
  /** Takes the block out of the page. */
  remove(): void;
}

/** Inline code that cites a value of a scenario. */
export interface Cite {
  /** What stands behind `sim:`. */
  readonly path: string;
  readonly span: Span;
  readonly range: CutRange;
  replace(slot: SlotNode): void;
}

/** A picture of the author's. */
export interface Picture {
  readonly url: string;
  readonly alt: string;
  readonly span: Span;
}

/** A link of the author's, or the definition of one. */
export interface Link {
  readonly url: string;
  readonly span: Span;
}

/** HTML of the author's, as one piece that the parser made. */
export interface Markup {
  readonly html: string;
  readonly span: Span;
}

/** What a page's tree holds that is not plain Markdown, each in the order of the text. */
export interface PageBlocks {
  readonly blocks: Block[];
  readonly cites: Cite[];
  readonly pictures: Picture[];
  readonly links: Link[];
  readonly markup: Markup[];
}

/** Finds fenced blocks, citations, pictures and HTML, wherever they stand: in lists, quotes, tables, headings. */
export function findBlocks(tree: Root, file: string, text: string): PageBlocks {
  const found: PageBlocks = { blocks: [], cites: [], pictures: [], links: [], markup: [] };
  visit(tree, (node, _index, parent) => {
    if (node.type === 'code') found.blocks.push(blockOf(node, parent!, file, text));
    if (node.type === 'inlineCode' && node.value.startsWith('sim:')) {
      found.cites.push(citeOf(node, parent!, file));
    }
    if (node.type === 'image') {
      found.pictures.push({ url: node.url, alt: node.alt ?? '', span: spanOf(node, file) });
    }
    if (node.type === 'link' || node.type === 'definition') {
      found.links.push({ url: node.url, span: spanOf(node, file) });
    }
    if (node.type === 'html') found.markup.push({ html: node.value, span: spanOf(node, file) });
    if (node.type === 'definition') found.pictures.push(...definedPicture(tree, node.identifier, node, file));
  });
  return found;
}

/** `![text][name]`: the address stands where the name is defined. */
function definedPicture(
  tree: Root,
  identifier: string,
  definition: { url: string; position?: NodePosition | undefined },
  file: string,
): Picture[] {
  const out: Picture[] = [];
  visit(tree, 'imageReference', (node) => {
    if (node.identifier !== identifier) return;
    out.push({ url: definition.url, alt: node.alt ?? '', span: spanOf(definition, file) });
  });
  return out.slice(0, 1);
}

interface NodePosition {
  start: Position;
  end: Position;
}

function blockOf(node: Code, parent: Parent, file: string, text: string): Block {
  const span = spanOf(node, file);
  const end = { line: span.start.line, column: span.start.column + 3 + (node.lang ?? '').length };
  const opening = { ...span, end };
  const firstLine = span.start.line + (node.lang == null ? 0 : 1);
  return {
    language: node.lang ?? '',
    // An empty block has no line of its own to point at.
    source:
      node.value === ''
        ? { file, text: '', spanAt: () => opening }
        : blockSource(file, text, node.value, firstLine),
    opening,
    range: rangeOf(node),
    replace: (slot) => exchange(parent, node, slot),
    remove: () => {
      parent.children.splice(parent.children.indexOf(node), 1);
    },
  };
}

function citeOf(node: InlineCode, parent: Parent, file: string): Cite {
  return {
    path: node.value.slice('sim:'.length).trim(),
    span: spanOf(node, file),
    range: rangeOf(node),
    replace: (slot) => exchange(parent, node, slot),
  };
}

function rangeOf({ position }: Code | InlineCode): CutRange {
  return { start: position?.start.offset ?? 0, end: position?.end.offset ?? 0 };
}

/** A node that the parser made has a position. One that another plugin made may have none: the file then stands for it. */
function spanOf(node: { position?: NodePosition | undefined }, file: string): Span {
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
