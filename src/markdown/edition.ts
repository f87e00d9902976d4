import type { Nodes, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { stringify } from 'yaml';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import { isPublic } from '../incident/visibility.ts';
import { formatDuration } from '../time/duration.ts';
import type { YamlNode } from '../yaml/node.ts';
import { type Block, type CutRange, cutBody, type Link } from './blocks.ts';
import * as say from './diagnostics.ts';
import type { PageInput } from './page.ts';

/** A place of the body and what stands there in the copy. */
interface Edit extends CutRange {
  readonly text: string;
}

/**
 * The body of a page as Markdown for readers and other programs: as its author wrote it, without what the edition leaves
 * out and without comments, with numbers in place of their citations.
 */
export class BodyCopy {
  readonly #body: string;
  /** What stands at the top of the tree once all that is left out is gone. */
  readonly #parts: readonly CutRange[];
  readonly #edits: Edit[];

  /**
   * @param tree what is left of it, not yet changed otherwise
   * @param cut  ranges that were taken out of it
   */
  constructor(body: string, tree: Root, cut: readonly CutRange[]) {
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

  replace({ start, end }: CutRange, text: string): void {
    this.#edits.push({ start, end, text });
  }

  /** Leaves a block out. */
  remove(range: CutRange): void {
    this.#edits.push({ ...wholeLines(this.#body, range), text: '' });
  }

  /** The entries that the edition has, in place of the block that holds more. */
  timeline(range: CutRange, entries: readonly TimelineEntry[]): void {
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

  #edited({ start, end }: CutRange, edits: readonly Edit[]): string {
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

/** Keys as an author writes them, without those that say nothing. */
function writtenEntry(entry: TimelineEntry): Record<string, unknown> {
  const { id, at, kind, actor, text, evidence, within, basis, announces } = entry;
  const proof =
    evidence?.title == null || evidence.url === null ? (evidence?.url ?? evidence?.title) : evidence;
  const all = {
    id,
    at,
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

/** A block that has its lines to itself takes them along, with the empty ones behind it. */
function wholeLines(body: string, { start, end }: CutRange): CutRange {
  const lineStart = body.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*(?:\n[ \t>]*(?=\n|$))*\n?/.exec(body.slice(end))![0];
  const alone = /^[\s>]*$/.test(body.slice(lineStart, start)) && (rest.includes('\n') || end === body.length);
  return alone ? { start: lineStart, end: end + rest.length } : { start, end };
}

function rangeOf({ position }: Nodes): CutRange {
  return { start: position?.start.offset ?? 0, end: position?.end.offset ?? 0 };
}

/** What the edition leaves out of one page. */
export interface Hidden {
  readonly scenarios: Set<string>;
  /** Ids of entries of the record. */
  readonly entries: Set<string>;
}

/** Takes out of the tree what the edition does not show, before anything of it is read. */
export function cutPage(
  tree: Root,
  { file, body, edition, shown }: PageInput,
): { hidden: Hidden; copy: BodyCopy; diagnostics: Diagnostic[] } {
  const { scenarios, ranges, diagnostics } = cutBody(tree, file, edition, shown.shows('body'));
  return { hidden: { scenarios, entries: new Set() }, copy: new BodyCopy(body, tree, ranges), diagnostics };
}

/** Whether a scenario is left out: it says so, or it says nothing and its page does not show scenarios. */
export function isHiddenScenario({ edition, shown }: PageInput, root: YamlNode): boolean {
  return edition === 'public' && !isPublic(root, shown.shows('scenarios'));
}

/** Entries of the record that a scenario takes moments from and that the edition does not have. */
export function missingEntries({ source }: Block, { entries }: Hidden): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { 0: written, 1: id, index } of source.text.matchAll(/\bobserved\s*\.\s*([A-Za-z]\w*)/g)) {
    if (entries.has(id!)) found.push(say.internalEntry(source.spanAt(index, index + written.length), id!));
  }
  return found;
}

/** Entries without the names of others that the edition does not have. */
export function toldInEdition(timeline: readonly TimelineEntry[], { entries }: Hidden): TimelineEntry[] {
  return timeline.map((entry) => ({ ...entry, announces: entry.announces.filter((id) => !entries.has(id)) }));
}

/** A link to a page that the edition does not have: it would lead nowhere, and tell that there is something. */
export function linkToHidden({ url, span }: Link, { hiddenPages }: PageInput): Diagnostic | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) return null;
  // By its way through the site, or as a neighbour: `../name/`, and as files are named, `name.md`.
  const slug =
    /(?:^|\/)(?:incidents|guides)\/([a-z0-9-]+)(?:[/#?.]|$)/.exec(url)?.[1] ??
    /^(?:\.{1,2}\/)*([a-z0-9-]+)(?:\.md)?\/?(?:[#?]|$)/.exec(url)?.[1];
  return slug !== undefined && hiddenPages.includes(slug) ? say.internalPage(span, slug) : null;
}
