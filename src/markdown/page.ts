import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { EvaluateOptions, Evaluation, RecordEntry, ScenarioText } from '../hindcast.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import type { Edition, Shown } from '../incident/visibility.ts';
import type { Result } from '../result.ts';
import type { Highlight } from './highlight.ts';
import type { Slot } from './slots.ts';

/** Runs a scenario. Passed in by the caller, which may cache results. */
export type Evaluate = (
  text: ScenarioText,
  options: EvaluateOptions,
) => Evaluation | Unfinished | Promise<Evaluation | Unfinished>;

/** Returned instead of an evaluation that is still running elsewhere. Only in development. */
export interface Unfinished {
  readonly unfinished: true;
  /** The last result of this scenario, perhaps of an earlier text; null if there is none. */
  readonly last: LastResult | null;
}

/** A result with the inputs that it was computed from. */
export interface LastResult {
  readonly result: Result;
  readonly text: string;
  readonly record: readonly RecordEntry[];
}

/** A scenario of a page that is still being simulated. */
export interface UnfinishedScenario {
  readonly id: string;
  /** Whether the page shows the last result in the meantime. */
  readonly stale: boolean;
}

/** Draws a mermaid diagram. `id` is unique on the page; `line` counts from 1 in `text`. */
export type DrawDiagram = (
  id: string,
  text: string,
) => Promise<{ ok: true; svg: string } | { ok: false; line: number | null; message: string }>;

/** The inputs of a page's body. */
export interface PageInput {
  /** Name of the file in findings. */
  readonly file: string;
  /** Whole text of the file. */
  readonly text: string;
  /** The text with empty lines in place of its front matter. This is what gets parsed. */
  readonly body: string;
  /** IANA time zone shown beside UTC. */
  readonly zone: string;
  /** The edition to build, and what it shows of the page. */
  readonly edition: Edition;
  readonly shown: Shown;
  /** Slugs of pages that the edition doesn't have. */
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

/** What a page's body yields besides its HTML. */
export interface PageOutput {
  /** Entries of all `timeline` blocks, by time. */
  readonly timeline: TimelineEntry[];
  /** In the order of the text, without scenarios that have errors. */
  readonly scenarios: PageScenario[];
  /** Ids of scenarios that the edition leaves out. They weren't run. */
  readonly hiddenScenarios: ReadonlySet<string>;
  /** Scenarios that are still being simulated. Those with a last result are in `scenarios` too. */
  readonly unfinished: readonly UnfinishedScenario[];
  readonly diagnostics: Diagnostic[];
  /** The body as Markdown, as the edition shows it, with values in place of citations. */
  readonly markdown: string;
  /** Markup that `fillSlots` puts into the page's HTML. */
  readonly slots: Slot[];
}

/** An entry of a page's timeline in the form that scenarios use. */
export function recordEntry({ id, at, to, text, evidence, within }: TimelineEntry): RecordEntry {
  return { id, at, to, text, source: evidence?.url ?? evidence?.title ?? null, within };
}

/** Entries that a scenario may refer to: those whose id appears in its text. */
export function mentioned(text: string, record: readonly RecordEntry[]): RecordEntry[] {
  return record.filter((entry) => text.includes(entry.id));
}
