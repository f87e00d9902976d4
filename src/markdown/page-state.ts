import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import type { Ported } from '../hindcast.ts';
import type { EntryId, TimelineEntry } from '../incident/timeline.ts';
import type { Result } from '../result.ts';
import type { YamlNode } from '../yaml/node.ts';
import { nearest } from '../yaml/suggest.ts';
import type { Block } from './blocks.ts';
import type { PageCopy } from './copy.ts';
import * as say from './diagnostics.ts';
import type { Figures, ShownView } from './figures.ts';
import type { Hidden, PageInput, PageScenario } from './page.ts';
import type { SeriesBlock } from './series/series-block.ts';
import type { Slots } from './tree/slots.ts';

/** State that the passes over one page share. */
export interface Page {
  readonly input: PageInput;
  readonly slots: Slots;
  readonly figures: Figures;
  readonly timeline: TimelineEntry[];
  /** Ids under `announces` in the page's posts. */
  readonly announced: EntryId[];
  /** Timeline entries with `within`. */
  readonly tolerated: EntryId[];
  readonly scenarios: PageScenario[];
  /** A write-up's scenarios, which get their cards once all results are known. */
  readonly models: ModelInProgress[];
  /** Blocks in a write-up that link to a view on a model's page. */
  readonly shows: { readonly block: Block; readonly shown: ShownView }[];
  /** `series` blocks that the edition shows, with their contents. */
  readonly seriesBlocks: Map<Block, SeriesBlock>;
  /** Content that the edition leaves out. */
  readonly hidden: Hidden;
  readonly copy: PageCopy;
  /** `timeline` blocks with the entries shown in the edition. */
  readonly timelineBlocks: { block: Block; entries: TimelineEntry[] }[];
  /** Ids of scenarios with errors. References to them aren't reported again. */
  readonly broken: Set<string>;
  /** Scenarios being simulated, and whether the page shows their previous results. */
  readonly unfinished: Map<string, { stale: boolean; quick: boolean }>;
  readonly diagnostics: Diagnostic[];
}

/** A scenario's result and its place on the page. */
export interface ModelInProgress {
  readonly block: Block;
  readonly root: YamlNode;
  readonly result: Result;
  /** The block's text as the page shows it. */
  readonly shown: string;
  /** The model that readers can run; null while the result isn't final. */
  readonly ported: Ported | null;
  /** The span of the n-th name under `show`. */
  placeOf(index: number): Span;
  /** False for a previous or quick result: missing values aren't reported, because the new result may have them. */
  readonly isFinal: boolean;
  /** Adds a notice to the markup if the result isn't final. */
  notice(markup: string): string;
}

/** @param above returns the markup to use instead if no heading precedes the block */
export function put(page: Page, block: Block, markup: string, above?: () => string): void {
  block.replace(page.slots.node(markup, block.opening, '', above));
}

/** The result of a scenario on this page. A missing result is reported unless the scenario has errors. */
export function findResult(page: Page, id: string, place: () => Span): Result | null {
  const found = page.scenarios.find((one) => one.id === id);
  if (found !== undefined) return found.result;
  if (page.broken.has(id) || page.unfinished.has(id)) return null;
  if (page.hidden.scenarios.has(id)) {
    page.diagnostics.push(say.internalScenario(place(), id));
    return null;
  }
  const known = [...page.scenarios.map((one) => one.id), ...page.broken];
  page.diagnostics.push(say.unknownScenario(place(), id, nearest(id, known), known));
  return null;
}
