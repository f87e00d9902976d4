import type { Code, InlineCode, Nodes, Parent, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import type { Diagnostic, Position, Span } from '../diagnostic/diagnostic.ts';
import { blockSource, type SourceText } from '../diagnostic/source.ts';
import * as say from './diagnostics.ts';
import type { SlotNode } from './slots.ts';

/*
 * `<!-- public -->` to `<!-- /public -->` marks a part of a page that the public edition shows, and `<!-- internal -->` to
 * `<!-- /internal -->` one inside of it, or of a page that is public as a whole, that it does not. HTML comments are
 * invisible in any Markdown viewer. Both ends stand side by side in the tree: in the page, in one list item, or in one
 * paragraph.
 */

/** A part of the tree that the edition leaves out, or a marker: offsets into the text. */
export interface CutRange {
  readonly start: number;
  readonly end: number;
}

/** What was taken out of a page. */
export interface BodyCut {
  readonly diagnostics: Diagnostic[];
  /** Ids of scenarios in parts that were left out, as far as they can be told. */
  readonly scenarios: Set<string>;
  readonly ranges: CutRange[];
}

const MARKER = /<!--\s*(\/?)\s*(public|internal)\s*-->/i;

interface Marker {
  readonly closes: boolean;
  readonly kind: 'public' | 'internal';
  readonly span: Span;
}

interface Walk {
  readonly file: string;
  /** False for the internal edition: markers are checked, and all stays. */
  readonly cuts: boolean;
  readonly cut: BodyCut;
}

/** Identifiers of a page's references, by what defines them. */
interface Definitions {
  readonly kept: Set<string>;
  readonly lost: Set<string>;
}

/**
 * Takes the parts out of a page that the edition does not show, before anything of it is read.
 *
 * @param tree    changed in place
 * @param edition the internal one keeps all, but has its markers checked just the same
 * @param isPublic what holds where no marker says otherwise
 */
export function cutBody(
  tree: Root,
  file: string,
  edition: 'internal' | 'public',
  isPublic: boolean,
): BodyCut {
  const cut: BodyCut = { diagnostics: [], scenarios: new Set(), ranges: [] };
  const walk: Walk = { file, cuts: edition === 'public', cut };
  const before = definitionsIn(tree);
  walkChildren(walk, tree, isPublic, true);
  if (!walk.cuts) return cut;
  const kept = definitionsIn(tree);
  checkReferences(walk, tree, { kept, lost: new Set([...before].filter((id) => !kept.has(id))) });
  return cut;
}

function walkChildren(walk: Walk, parent: Parent, isPublic: boolean, around: boolean): void {
  const open: Marker[] = [];
  const kept: Nodes[] = [];
  for (const child of parent.children as Nodes[]) {
    const marker = markerOf(walk, child);
    if (marker !== null) {
      step(walk, marker, open, around);
      walk.cut.ranges.push(markerRange(child));
      continue;
    }
    const last = open.at(-1);
    const shown = around && (last === undefined ? isPublic : last.kind === 'public');
    if (shown || !walk.cuts) kept.push(child);
    else leaveOut(walk, child);
    if ('children' in child) walkChildren(walk, child as Parent, shown, shown || !walk.cuts);
  }
  for (const { kind, span } of open) walk.cut.diagnostics.push(say.openMarker(span, kind));
  (parent as { children: Nodes[] }).children = kept;
}

/** A marker that stands alone in its node. One with text around it would take that text along, so it is told. */
function markerOf({ file, cut }: Walk, node: Nodes): Marker | null {
  if (node.type !== 'html') return null;
  const found = MARKER.exec(node.value);
  if (found === null) return null;
  const span = markerSpan(node, file);
  if (found[0].length !== node.value.trim().length) {
    cut.diagnostics.push(say.crowdedMarker(span, found[0]));
    return null;
  }
  const kind = found[2]!.toLowerCase() === 'public' ? 'public' : 'internal';
  return { closes: found[1] === '/', kind, span };
}

function step({ cut }: Walk, marker: Marker, open: Marker[], around: boolean): void {
  const last = open.at(-1);
  if (marker.closes) {
    if (last?.kind === marker.kind) open.pop();
    else cut.diagnostics.push(say.strayMarker(marker.span, marker.kind, last?.kind ?? null));
    return;
  }
  if (marker.kind === 'public' && (last?.kind === 'internal' || !around)) {
    cut.diagnostics.push(say.publicInInternal(marker.span));
  }
  open.push(marker);
}

function leaveOut({ cut }: Walk, node: Nodes): void {
  cut.ranges.push(markerRange(node));
  const look = (one: Nodes): void => {
    if (one.type === 'code' && one.lang === 'scenario') {
      const id = /^(["']?)scenario\1\s*:\s*["']?([\w-]+)/m.exec(one.value)?.[2];
      if (id !== undefined) cut.scenarios.add(id);
    }
    if ('children' in one) for (const child of one.children as Nodes[]) look(child);
  };
  look(node);
}

/** A reference whose definition was left out would stand as plain text: it tells that there is more. */
function checkReferences({ file, cut }: Walk, tree: Nodes, { kept, lost }: Definitions): void {
  if (tree.type === 'linkReference' || tree.type === 'imageReference' || tree.type === 'footnoteReference') {
    const key = keyOf(tree);
    if (!kept.has(key) && lost.has(key)) {
      cut.diagnostics.push(say.internalDefinition(markerSpan(tree, file), tree.identifier));
    }
  }
  if (!('children' in tree)) return;
  for (const child of tree.children as Nodes[])
    checkReferences({ file, cuts: true, cut }, child, { kept, lost });
}

function definitionsIn(tree: Nodes): Set<string> {
  const found = new Set<string>();
  const look = (node: Nodes): void => {
    if (node.type === 'definition' || node.type === 'footnoteDefinition') found.add(keyOf(node));
    if ('children' in node) for (const child of node.children as Nodes[]) look(child);
  };
  look(tree);
  return found;
}

function keyOf({ type, identifier }: { type: string; identifier: string }): string {
  return `${type.startsWith('footnote') ? '^' : ''}${identifier}`;
}

function markerRange({ position }: Nodes): CutRange {
  return { start: position?.start.offset ?? 0, end: position?.end.offset ?? 0 };
}

function markerSpan({ position }: Nodes, file: string): Span {
  const at = position ?? { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
  const plain = ({ line, column }: { line: number; column: number }) => ({ line, column });
  return { file, start: plain(at.start), end: plain(at.end) };
}

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
