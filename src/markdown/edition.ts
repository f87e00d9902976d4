import type { Nodes, Parent, Root } from 'mdast';
import { stringify } from 'yaml';
import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import { isPublic } from '../incident/visibility.ts';
import { formatDuration } from '../time/duration.ts';
import type { ObservedValue } from '../time/observed-value.ts';
import type { YamlNode } from '../yaml/node.ts';
import { type Block, scenarioIdsIn, spanOf } from './blocks.ts';
import * as say from './diagnostics.ts';
import { addAnchors } from './hidden-links.ts';
import { checkMarkers, isMarker, MARKER } from './markers.ts';
import type { Hidden, PageInput } from './page.ts';

/*
 * `<!-- public -->` to `<!-- /public -->` marks a part of a page that the public edition shows. `<!-- internal -->` to
 * `<!-- /internal -->` marks a part that it hides, inside a public part or on a fully public page. Both ends must be
 * siblings in the tree: on the page, in one list item, or in one paragraph. Markdown viewers hide these comments.
 */

/** Removes hidden parts and markers from the tree before anything else is read. */
export function cutPage(tree: Root, input: PageInput): { hidden: Hidden; diagnostics: Diagnostic[] } {
  const { file, edition, shown } = input;
  const misread = checkMarkers(tree, input);
  const { scenarios, anchors, diagnostics } = cutBody(tree, file, edition, shown.shows('body'));
  return {
    hidden: { scenarios, entries: new Set(), series: new Set(), anchors },
    diagnostics: [...misread, ...diagnostics],
  };
}

/**
 * True if the edition leaves a scenario out because of the scenario's `visibility` or, by default, because the
 * page hides scenarios.
 */
export function isHiddenScenario({ edition, shown }: PageInput, root: YamlNode): boolean {
  return edition === 'public' && !isPublic(root, shown.shows('scenarios'));
}

/** Reports timeline entries that a scenario refers to but that aren't in the edition. */
export function missingEntries({ source }: Block, { entries }: Hidden): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { 0: written, 1: id, index } of source.text.matchAll(/\bobserved\s*\.\s*([A-Za-z]\w*)/g)) {
    if (entries.has(id!)) found.push(say.internalEntry(source.spanAt(index, index + written.length), id!));
  }
  return found;
}

/** Removes ids from `announces` if their entries aren't in the edition. */
export function withoutHiddenIds(timeline: readonly TimelineEntry[], { entries }: Hidden): TimelineEntry[] {
  return timeline.map((entry) => ({ ...entry, announces: entry.announces.filter((id) => !entries.has(id)) }));
}

/** The parts cut from a page's tree. */
interface BodyCut {
  readonly diagnostics: Diagnostic[];
  /** Ids of scenarios in the cut parts, if they can be read from the text. */
  readonly scenarios: Set<string>;
  /** Ids of headings and elements in the cut parts. */
  readonly anchors: Set<string>;
}

interface Marker {
  readonly closes: boolean;
  readonly kind: 'public' | 'internal';
  readonly span: Span;
}

interface Walk {
  readonly file: string;
  /** False for the internal edition: markers are checked and all content stays. */
  readonly cuts: boolean;
  readonly cut: BodyCut;
}

/**
 * @param tree     modified in place
 * @param isPublic true if text outside all markers is public
 */
function cutBody(tree: Root, file: string, edition: 'internal' | 'public', isPublic: boolean): BodyCut {
  const cut: BodyCut = { diagnostics: [], scenarios: new Set(), anchors: new Set() };
  const walk: Walk = { file, cuts: edition === 'public', cut };
  const before = definitionsIn(tree);
  cutChildren(walk, tree, isPublic, true);
  if (!walk.cuts) return cut;
  const kept = definitionsIn(tree);
  checkReferences(walk, tree, { kept, lost: new Set([...before].filter((id) => !kept.has(id))) });
  return cut;
}

function cutChildren(walk: Walk, parent: Parent, isPublic: boolean, around: boolean): void {
  const open: Marker[] = [];
  const kept: Nodes[] = [];
  for (const child of parent.children as Nodes[]) {
    const marker = markerOf(walk, child);
    if (marker !== null) {
      applyMarker(walk, marker, open, around);
      continue;
    }
    const last = open.at(-1);
    const shown = around && (last === undefined ? isPublic : last.kind === 'public');
    if (shown || !walk.cuts) kept.push(child);
    // Anything inside a hidden part is already left out.
    else if (around) leaveOut(walk, child);
    if ('children' in child) cutChildren(walk, child as Parent, shown, shown || !walk.cuts);
  }
  for (const { kind, span } of open) walk.cut.diagnostics.push(say.openMarker(span, kind));
  if (walk.cuts) keepSpacing(parent as Nodes, kept);
  (parent as { children: Nodes[] }).children = kept;
}

/**
 * A list is loose if there are empty lines between its items or between the blocks in an item. The spacing must not
 * depend on empty lines in parts that were cut.
 */
function keepSpacing(parent: Nodes, kept: readonly Nodes[]): void {
  if (parent.type === 'list') {
    const items = parent.children;
    parent.spread =
      items.some(({ spread }) => spread === true) ||
      items.some((item, i) => i > 0 && lineOf(item, 'start') - lineOf(items[i - 1]!, 'end') > 1);
  }
  if (parent.type !== 'listItem' || kept.length === parent.children.length) return;
  const all = parent.children as Nodes[];
  parent.spread = kept.some((node, i) => {
    if (i === 0) return false;
    const before = kept[i - 1]!;
    // If something was cut between two nodes, they count as separated by an empty line.
    return all.indexOf(node) - all.indexOf(before) > 1 || lineOf(node, 'start') - lineOf(before, 'end') > 1;
  });
}

function lineOf({ position }: Nodes, end: 'start' | 'end'): number {
  return position?.[end].line ?? 0;
}

/** A marker that fills the whole node. `checkMarkers` reports markers that don't. */
function markerOf({ file }: Walk, node: Nodes): Marker | null {
  if (node.type !== 'html' || !isMarker(node.value)) return null;
  const found = MARKER.exec(node.value)!;
  const kind = found[2]!.toLowerCase() === 'public' ? 'public' : 'internal';
  return { closes: found[1] === '/', kind, span: spanOf(node, file) };
}

function applyMarker({ cut }: Walk, marker: Marker, open: Marker[], around: boolean): void {
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
  addAnchors(cut.anchors, node);
  const visitCode = (one: Nodes): void => {
    if (one.type === 'code' && one.lang === 'scenario') {
      for (const id of scenarioIdsIn(one.value).slice(0, 1)) cut.scenarios.add(id);
    }
    if (one.type === 'code' && one.lang === 'timeline') {
      for (const [, id] of one.value.matchAll(/\bid["']?\s*:\s*["']?(\w+)/g)) {
        cut.anchors.add(`hc-record-${id!.toLowerCase()}`);
      }
    }
    if ('children' in one) for (const child of one.children as Nodes[]) visitCode(child);
  };
  visitCode(node);
}

/** Identifiers of the definitions that are kept and of those that are cut. */
interface Definitions {
  readonly kept: Set<string>;
  readonly lost: Set<string>;
}

/**
 * Reports references whose definitions were cut. They would appear as plain text and reveal that something is
 * hidden.
 */
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
  const collect = (node: Nodes): void => {
    if (node.type === 'definition' || node.type === 'footnoteDefinition') found.add(keyOf(node));
    if ('children' in node) for (const child of node.children as Nodes[]) collect(child);
  };
  collect(tree);
  return found;
}

function keyOf({ type, identifier }: { type: string; identifier: string }): string {
  return `${type.startsWith('footnote') ? '^' : ''}${identifier}`;
}

/** A `timeline` block's text with the entries shown in the edition. */
export function timelineText(entries: readonly TimelineEntry[]): string {
  return stringify(entries.map(writtenEntry), { lineWidth: 100 }).trimEnd();
}

/** A number, or a duration in the author's notation. */
function amountOf({ type }: Pick<ObservedValue, 'type'>, amount: number | null): number | string | null {
  return amount === null || type === 'number' ? amount : formatDuration(amount);
}

/** An entry's keys in the author's notation, without defaults and empty values. */
function writtenEntry(entry: TimelineEntry): Record<string, unknown> {
  const { id, at, latest, to, kind, actor, text, moment, evidence, within, observed, basis, announces } =
    entry;
  const proof =
    evidence?.title == null || evidence.url === null ? (evidence?.url ?? evidence?.title) : evidence;
  const all = {
    id,
    at: latest === null ? at : [at, latest],
    to,
    kind,
    actor,
    text,
    moment,
    evidence: proof,
    value: observed === null ? null : amountOf(observed, observed.value),
    unit: observed?.unit,
    within: observed === null ? amountOf({ type: 'duration' }, within) : amountOf(observed, observed.within),
    basis: basis === 'observed' ? null : basis,
    announces: announces.length === 0 ? null : announces,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value != null));
}
