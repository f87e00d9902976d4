import type { Nodes, Parent, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { stringify } from 'yaml';
import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import { isPublic } from '../incident/visibility.ts';
import { formatDuration } from '../time/duration.ts';
import type { YamlNode } from '../yaml/node.ts';
import { type Block, type Link, rangeOf, scenarioIdsIn, spanOf, type TextRange } from './blocks.ts';
import * as say from './diagnostics.ts';
import type { PageInput } from './page.ts';

/*
 * `<!-- public -->` to `<!-- /public -->` marks a part of a page that the public edition shows. `<!-- internal -->` to
 * `<!-- /internal -->` marks a part that it hides, inside a public part or on a fully public page. Both ends must be
 * siblings in the tree: on the page, in one list item, or in one paragraph. Markdown viewers hide these comments.
 */

/** Content on one page that the edition leaves out. */
export interface Hidden {
  /** Scenario ids. */
  readonly scenarios: Set<string>;
  /** Timeline entry ids. */
  readonly entries: Set<string>;
}

/** Removes hidden parts from the tree before anything else is read. */
export function cutPage(
  tree: Root,
  { file, body, edition, shown }: PageInput,
): { hidden: Hidden; copy: BodyCopy; diagnostics: Diagnostic[] } {
  const { scenarios, ranges, diagnostics } = cutBody(tree, file, edition, shown.shows('body'));
  return { hidden: { scenarios, entries: new Set() }, copy: new BodyCopy(body, tree, ranges), diagnostics };
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

/**
 * Reports a link to a page that isn't in the edition: the link would be broken and would reveal that the page exists.
 */
export function linkToHidden({ url, span }: Link, { hiddenPages }: PageInput): Diagnostic | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) return null;
  // Either a path through the site or a sibling: `../name/`, or `name.md` in the form of a file name.
  const slug =
    /(?:^|\/)(?:incidents|guides)\/([a-z0-9-]+)(?:[/#?.]|$)/.exec(url)?.[1] ??
    /^(?:\.{1,2}\/)*([a-z0-9-]+)(?:\.md)?\/?(?:[#?]|$)/.exec(url)?.[1];
  return slug !== undefined && hiddenPages.includes(slug) ? say.internalPage(span, slug) : null;
}

/** The parts cut from a page's tree. */
interface BodyCut {
  readonly diagnostics: Diagnostic[];
  /** Ids of scenarios in the cut parts, if they can be read from the text. */
  readonly scenarios: Set<string>;
  /** The cut parts and all markers. */
  readonly ranges: TextRange[];
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
  const cut: BodyCut = { diagnostics: [], scenarios: new Set(), ranges: [] };
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
      walk.cut.ranges.push(rangeOf(child));
      continue;
    }
    const last = open.at(-1);
    const shown = around && (last === undefined ? isPublic : last.kind === 'public');
    if (shown || !walk.cuts) kept.push(child);
    else leaveOut(walk, child);
    if ('children' in child) cutChildren(walk, child as Parent, shown, shown || !walk.cuts);
  }
  for (const { kind, span } of open) walk.cut.diagnostics.push(say.openMarker(span, kind));
  (parent as { children: Nodes[] }).children = kept;
}

const MARKER = /<!--\s*(\/?)\s*(public|internal)\s*-->/i;

/**
 * A marker that fills the whole node. If the node contains other HTML too, that's reported because it would be cut with
 * the marker.
 */
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
  cut.ranges.push(rangeOf(node));
  const visitCode = (one: Nodes): void => {
    if (one.type === 'code' && one.lang === 'scenario') {
      for (const id of scenarioIdsIn(one.value).slice(0, 1)) cut.scenarios.add(id);
    }
    if ('children' in one) for (const child of one.children as Nodes[]) visitCode(child);
  };
  visitCode(node);
}

/** Definition identifiers before and after the cut. */
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

/** A range of the body and its replacement in the copy. */
interface Edit extends TextRange {
  readonly text: string;
}

/**
 * A page's body as Markdown for readers and programs: the author's text without comments and hidden parts, and with
 * citations replaced by values.
 */
export class BodyCopy {
  readonly #body: string;
  /** The top-level nodes left after the cut. */
  readonly #parts: readonly TextRange[];
  readonly #edits: Edit[];

  /**
   * @param tree the cut tree, before any other change
   * @param cut  ranges cut from it
   */
  constructor(body: string, tree: Root, cut: readonly TextRange[]) {
    this.#body = body;
    this.#parts = tree.children.map(rangeOf);
    this.#edits = cut.map((range) => ({ ...wholeLines(body, range), text: '' }));
    visit(tree, 'html', (node) => {
      const range = rangeOf(node);
      const written = body.slice(range.start, range.end);
      const text = written.replace(/<!--[\s\S]*?(?:-->|$)/g, '');
      if (text !== written) this.replace(range, text);
    });
  }

  replace({ start, end }: TextRange, text: string): void {
    this.#edits.push({ start, end, text });
  }

  remove(range: TextRange): void {
    this.#edits.push({ ...wholeLines(this.#body, range), text: '' });
  }

  /** Replaces a `timeline` block with the entries shown in the edition. */
  timeline(range: TextRange, entries: readonly TimelineEntry[]): void {
    const yaml = stringify(entries.map(writtenEntry), { lineWidth: 100 }).trimEnd();
    const lines = ['```timeline', ...yaml.split('\n'), '```'];
    const lineStart = this.#body.lastIndexOf('\n', range.start - 1) + 1;
    const indent = this.#body.slice(lineStart, range.start).replace(/[^>\s]/g, ' ');
    this.replace(range, lines.join(`\n${indent}`));
  }

  toString(): string {
    const edits = [...this.#edits].sort((a, b) => a.start - b.start || b.end - a.end);
    const parts = this.#parts.map((part) => this.#edited(part, edits).trim()).filter((part) => part !== '');
    return parts.join('\n\n');
  }

  #edited({ start, end }: TextRange, edits: readonly Edit[]): string {
    let text = '';
    let at = start;
    for (const edit of edits) {
      if (edit.end <= at || edit.start >= end) continue;
      text += this.#body.slice(at, Math.max(at, edit.start)) + edit.text;
      at = edit.end;
    }
    return text + this.#body.slice(at, Math.max(at, end));
  }
}

/** An entry's keys in the author's notation, without defaults and empty values. */
function writtenEntry(entry: TimelineEntry): Record<string, unknown> {
  const { id, at, to, kind, actor, text, evidence, within, basis, announces } = entry;
  const proof =
    evidence?.title == null || evidence.url === null ? (evidence?.url ?? evidence?.title) : evidence;
  const all = {
    id,
    at,
    to,
    kind,
    actor,
    text,
    evidence: proof,
    within: within === null ? null : formatDuration(within),
    basis: basis === 'observed' ? null : basis,
    announces: announces.length === 0 ? null : announces,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value != null));
}

/** If a range fills whole lines, extends it to include their line breaks and the empty lines after them. */
function wholeLines(body: string, { start, end }: TextRange): TextRange {
  const lineStart = body.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*(?:\n[ \t>]*(?=\n|$))*\n?/.exec(body.slice(end))![0];
  const fillsLines =
    /^[\s>]*$/.test(body.slice(lineStart, start)) && (rest.includes('\n') || end === body.length);
  return fillsLines ? { start: lineStart, end: end + rest.length } : { start, end };
}
