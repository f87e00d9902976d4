import type { Nodes, Parent, Root } from 'mdast';
import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import * as say from './edition-diagnostics.ts';

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
      walk.cut.ranges.push(rangeOf(child));
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
  const span = spanOf(node, file);
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
  cut.ranges.push(rangeOf(node));
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
      cut.diagnostics.push(say.internalDefinition(spanOf(tree, file), tree.identifier));
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

function rangeOf({ position }: Nodes): CutRange {
  return { start: position?.start.offset ?? 0, end: position?.end.offset ?? 0 };
}

function spanOf({ position }: Nodes, file: string): Span {
  const at = position ?? { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
  const plain = ({ line, column }: { line: number; column: number }) => ({ line, column });
  return { file, start: plain(at.start), end: plain(at.end) };
}
