import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { EvaluateOptions, Evaluation, RecordEntry, ScenarioText } from '../hindcast.ts';
import type { Incident } from '../incident/incident.ts';
import { type NamedSeries, readSeries, type SeriesFile } from '../incident/series.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import type { Edition, Shown } from '../incident/visibility.ts';
import type { Result } from '../result.ts';
import { type Epoch, formatUtc } from '../time/instant.ts';
import type { Link } from './blocks.ts';
import type { PageCopy } from './copy.ts';
import type { Highlight } from './highlight.ts';
import type { Finding, ModelPage } from './models/finding.ts';
import type { Slot } from './tree/slots.ts';

/** Runs a scenario. Provided by the caller, which may cache results. */
export type Evaluate = (
  text: ScenarioText,
  options: EvaluateOptions,
) => Evaluation | Unfinished | Promise<Evaluation | Unfinished>;

/** Returned in place of an evaluation that is still running elsewhere. Only in development. */
export interface Unfinished {
  readonly unfinished: true;
  /** The scenario's previous result, possibly from an earlier text; null if there is none. */
  readonly last: LastResult | null;
  /** The result of a quick evaluation of the current text. Absent if there is none yet. */
  readonly quick?: Result;
}

/** A result and the inputs used to compute it. */
export interface LastResult {
  readonly result: Result;
  readonly text: string;
  readonly record: readonly RecordEntry[];
}

/** A scenario on a page that is still being simulated. */
export interface UnfinishedScenario {
  readonly id: string;
  /** True if the page shows the previous result in the meantime. */
  readonly stale: boolean;
  /** True if the page shows a single run of the current text in the meantime. */
  readonly quick: boolean;
}

/** Draws a mermaid diagram. `id` is unique on the page; `line` counts from 1 in `text`. */
export type DrawDiagram = (
  id: string,
  text: string,
) => Promise<{ ok: true; svg: string } | { ok: false; line: number | null; message: string }>;

/** The inputs for a page's body. */
export interface PageInput {
  /** File name to show in diagnostics. */
  readonly file: string;
  /** The file's whole text. */
  readonly text: string;
  /** The text with its front matter replaced by empty lines. This is what gets parsed. */
  readonly body: string;
  /** IANA time zone shown in addition to UTC. */
  readonly zone: string;
  /** The edition to build, and which parts of the page it shows. */
  readonly edition: Edition;
  readonly shown: Shown;
  /** Slugs of pages that aren't in the edition. */
  readonly hiddenPages: readonly string[];
  /** True if each scenario has a separate page, and this page shows a card for it. */
  readonly hasModels: boolean;
  /** The observed series in the page's folder. The edition's blocks may show only some of them. */
  readonly series: readonly NamedSeries[];
  /** Start of the incident; null if unknown. */
  readonly startedAt: Epoch | null;
  /** The models that actions name in `verified_by`: `scenario` or `scenario#variant`. */
  readonly verifying: readonly string[];
  /** Periods of impact in the front matter. Null if the edition hides any of them. */
  readonly impact: readonly RecordEntry[] | null;
  readonly evaluate: Evaluate;
  readonly draw: DrawDiagram;
  readonly highlight: Highlight;
  /**
   * Why a page can't include a picture, as the end of a sentence; null if it can. `isRaw` is true for an address in the
   * author's HTML. Default: pictures aren't checked.
   */
  readonly picture?: ((url: string, isRaw: boolean) => string | null) | undefined;
}

/** A scenario on a page that has been run. */
export interface PageScenario {
  id: string;
  title: string;
  /** The scenario block's text, as written. */
  text: string;
  result: Result;
}

/** Content on one page that the edition leaves out. */
export interface Hidden {
  /** Scenario ids. */
  readonly scenarios: Set<string>;
  /** Timeline entry ids. */
  readonly entries: Set<string>;
  /** Names of observed series. */
  readonly series: Set<string>;
  /** Ids of headings and of the author's elements. */
  readonly anchors: Set<string>;
}

/** Everything that a page's body produces except its HTML. */
export interface PageOutput {
  /** Entries from all `timeline` blocks, sorted by time. */
  readonly timeline: TimelineEntry[];
  /** The scenarios in document order, without those that have errors. */
  readonly scenarios: PageScenario[];
  /** A finding for each scenario, in the same order. Empty on a page whose scenarios have no pages. */
  readonly findings: readonly Finding[];
  readonly models: readonly ModelPage[];
  /** What the edition leaves out of the body. Hidden scenarios weren't run. */
  readonly hidden: Hidden;
  /** Links in the author's text. */
  readonly links: readonly Link[];
  /** Scenarios being simulated. Those with a previous result are also in `scenarios`. */
  readonly unfinished: readonly UnfinishedScenario[];
  readonly diagnostics: Diagnostic[];
  /** The body as Markdown, as shown in the edition. */
  readonly copy: PageCopy;
  /** Markup that `fillSlots` inserts into the page's HTML. */
  readonly slots: Slot[];
}

/** Converts a timeline entry to the form that scenarios use. */
export function recordEntry({ evidence, ...entry }: TimelineEntry): RecordEntry {
  const { id, at, latest, to, text, within, observed, kind } = entry;
  const impact = kind === 'impact' && to !== null ? { impact: true } : {};
  return {
    ...impact,
    id,
    at,
    latest,
    to,
    text,
    source: evidence?.url ?? evidence?.title ?? null,
    within,
    observed,
  };
}

/**
 * The periods of impact in the front matter, in the form that scenarios use. Rows that lack either time are left out.
 */
export function statedImpact({ impact }: Incident): RecordEntry[] {
  return impact.flatMap(({ from, to, text, source }) =>
    from === null || to === null ? [] : [{ id: '', at: from, to, text: text ?? '', source, impact: true }],
  );
}

/** Converts an observed series to the form that scenarios use. They refer to it as `series.name`. */
export function seriesEntry(
  { name, title, source, observed }: NamedSeries,
  startedAt: Epoch | null,
): RecordEntry {
  const ends = [observed.points[0]!, observed.points.at(-1)!].map(([at]) => formatUtc(at));
  return {
    id: `series.${name}`,
    at: ends[0]!,
    to: ends[1]!,
    text: title,
    source,
    series: { ...observed, startedAt },
  };
}

/** Reads series files as entries for scenarios. */
export function seriesEntries(
  files: readonly SeriesFile[],
  startedAt: Epoch | null,
): { entries: RecordEntry[]; diagnostics: Diagnostic[] } {
  const read = files.map(readSeries);
  return {
    entries: read.flatMap(({ series }) => (series === null ? [] : [seriesEntry(series, startedAt)])),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** Periods of impact, and entries that a scenario may refer to because its text contains their ids. */
export function mentioned(text: string, record: readonly RecordEntry[]): RecordEntry[] {
  return record.filter((entry) => entry.impact === true || text.includes(entry.id));
}
