import { byPlace, type Diagnostic, hasErrors, withoutRepeats } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import { checkText, type RecordEntry } from '../hindcast.ts';
import { readIncident } from '../incident/read-incident.ts';
import { readTimeline, type TimelineEntry } from '../incident/timeline.ts';
import { recordEntry } from '../markdown/record-entry.ts';
import { readYaml } from '../yaml/read.ts';
import { type Page, type Region, readPage } from './regions.ts';
import { type ScenarioSymbols, symbolsOf } from './symbols.ts';

/** What is known of one file while it is edited, without running anything. */
export interface Analysis {
  readonly page: Page;
  /** Findings that need no run: what the texts say, not what comes out of them. */
  readonly diagnostics: readonly Diagnostic[];
  /** Entries of the page's timelines. */
  readonly record: readonly TimelineEntry[];
  /** By region: what the scenario in it declares, or declared when it could last be read. */
  readonly symbols: ReadonlyMap<Region, ScenarioSymbols>;
}

const NOTHING: ScenarioSymbols = { id: null, all: [] };

/** Checks files as they are edited. What did not change since the last time is not worked out again. */
export class Analyser {
  #checked = new Map<string, readonly Diagnostic[]>();
  #lastSymbols = new Map<string, ScenarioSymbols[]>();
  #lastRecord = new Map<string, readonly TimelineEntry[]>();

  analyse(file: string, text: string): Analysis {
    const page = readPage(file, text);
    const found: Diagnostic[] = [];
    let record: TimelineEntry[] = [];
    let whole = true;
    for (const { kind, source } of page.regions) {
      if (kind === 'front-matter' && isIncident(file)) found.push(...readIncident(source).diagnostics);
      if (kind !== 'timeline') continue;
      const read = readTimeline(source, { taken: new Set(record.map(({ id }) => id)) });
      found.push(...read.diagnostics);
      record.push(...read.entries);
      whole &&= !hasErrors(read.diagnostics);
    }
    // An entry that is half written must not make every scenario miss the record.
    if (whole) this.#lastRecord.set(file, record);
    else record = [...(this.#lastRecord.get(file) ?? record)];
    const entries = record.map(recordEntry);
    const kept = new Map<string, readonly Diagnostic[]>();
    for (const region of page.regions) {
      if (region.kind === 'scenario') found.push(...this.#check(region, entries, kept));
    }
    this.#checked = kept;
    const symbols = this.#symbols(page);
    return { page, diagnostics: withoutRepeats(found).sort(byPlace), record, symbols };
  }

  /** Findings about a scenario; their places hang on its lines, so a scenario that moved is checked anew. */
  #check(
    { source, firstLine }: Region,
    record: readonly RecordEntry[],
    kept: Map<string, readonly Diagnostic[]>,
  ): readonly Diagnostic[] {
    const key = JSON.stringify([source.file, firstLine, source.text, record]);
    const found = this.#checked.get(key) ?? checkText(source, { record });
    kept.set(key, found);
    return found;
  }

  /** A text that can't be read for the moment keeps the names that it had. */
  #symbols(page: Page): Map<Region, ScenarioSymbols> {
    const regions = page.regions.filter(({ kind }) => kind === 'scenario');
    const last = this.#lastSymbols.get(page.file) ?? [];
    const now = regions.map(({ source }, i) => readSymbols(source) ?? last[i] ?? NOTHING);
    this.#lastSymbols.set(page.file, now);
    return new Map(regions.map((region, i) => [region, now[i]!]));
  }
}

function readSymbols(source: SourceText): ScenarioSymbols | null {
  const { root } = readYaml(source, 'the scenario');
  return root === null ? null : symbolsOf(source.text, root);
}

/** Guides have front matter of their own. */
function isIncident(file: string): boolean {
  return !/(^|[\\/])guides[\\/][^\\/]*$/.test(file);
}
