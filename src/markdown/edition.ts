import type { Root } from 'mdast';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import { isPublic } from '../incident/visibility.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Block, Link } from './blocks.ts';
import { BodyCopy } from './copy.ts';
import * as say from './edition-diagnostics.ts';
import type { PageInput } from './page.ts';
import { cutBody } from './visibility-markers.ts';

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
  return timeline.map((entry) => ({ ...entry, tells: entry.tells.filter((id) => !entries.has(id)) }));
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
