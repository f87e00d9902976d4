import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { EvaluateOptions, Evaluation, RecordEntry, ScenarioText } from '../hindcast.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import type { Edition, Shown } from '../incident/visibility.ts';
import type { Result } from '../result.ts';
import type { Highlight } from './highlight.ts';
import type { Slot } from './slots.ts';

/** Runs a scenario. The caller brings it, so that it may keep results. */
export type Evaluate = (
  text: ScenarioText,
  options: EvaluateOptions,
) => Evaluation | Unfinished | Promise<Evaluation | Unfinished>;

/** In place of an evaluation: it goes on elsewhere, and the page is made without it. In development alone. */
export interface Unfinished {
  readonly unfinished: true;
  /** The last result of this scenario, of whatever it was made from; null if there is none. */
  readonly last: LastResult | null;
}

/** A result with what it was made from. */
export interface LastResult {
  readonly result: Result;
  readonly text: string;
  readonly record: readonly RecordEntry[];
}

/** A scenario of a page that is still being simulated. */
export interface UnfinishedScenario {
  readonly id: string;
  /** Whether the page shows its last result meanwhile. */
  readonly stale: boolean;
}

/** Draws a mermaid diagram. `id` is unique on the page; `line` counts from 1 in `text`. */
export type DrawDiagram = (
  id: string,
  text: string,
) => Promise<{ ok: true; svg: string } | { ok: false; line: number | null; message: string }>;

/** What the body of a write-up is made into a page from. */
export interface PageInput {
  /** Name of the file as findings give it. */
  readonly file: string;
  /** Whole text of the file. */
  readonly text: string;
  /** The text with empty lines in place of its front matter: what is parsed. */
  readonly body: string;
  /** IANA zone in which the record's times are shown beside UTC. */
  readonly zone: string;
  /** Which edition is made, and what of the page it shows. */
  readonly edition: Edition;
  readonly shown: Shown;
  /** Names of pages that the edition does not have. */
  readonly hiddenPages: readonly string[];
  readonly evaluate: Evaluate;
  readonly draw: DrawDiagram;
  readonly highlight: Highlight;
}

/** A scenario of a page that ran. */
export interface PageScenario {
  id: string;
  title: string;
  /** The block as written. */
  text: string;
  result: Result;
}

/** What a page's body gave beside its HTML. */
export interface PageOutput {
  /** Entries of all blocks by time. */
  readonly timeline: TimelineEntry[];
  /** In the order of the text; one that has errors is not in it. */
  readonly scenarios: PageScenario[];
  /** Ids of scenarios that the edition leaves out: they were not run. */
  readonly hiddenScenarios: ReadonlySet<string>;
  /** Scenarios whose evaluation goes on: those that have a last result are among `scenarios` with it. */
  readonly unfinished: readonly UnfinishedScenario[];
  readonly diagnostics: Diagnostic[];
  /** The body as Markdown, as the edition has it, with values in place of citations. */
  readonly markdown: string;
  /** Markup that `fillSlots` puts into the page's HTML. */
  readonly slots: Slot[];
}

/** An entry of a page's timeline as scenarios know it. */
export function recordEntry({ id, at, to, text, evidence, within }: TimelineEntry): RecordEntry {
  return { id, at, to, text, source: evidence?.url ?? evidence?.title ?? null, within };
}

/** Entries that a scenario can refer to: those whose id stands in its text. */
export function mentioned(text: string, record: readonly RecordEntry[]): RecordEntry[] {
  return record.filter((entry) => text.includes(entry.id));
}
