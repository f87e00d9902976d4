import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { seriesFilesOf } from '../astro/content/series-files.ts';
import {
  byPlace,
  type Diagnostic,
  hasErrors,
  type Position,
  withoutRepeats,
} from '../diagnostic/diagnostic.ts';
import { fileSource, linesOf, type SourceText } from '../diagnostic/source.ts';
import { checkText, type RecordEntry, type ScenarioText, scenarioText } from '../hindcast.ts';
import { splitPage } from '../incident/front-matter.ts';
import { readIncident } from '../incident/read-incident.ts';
import type { SeriesFile } from '../incident/series.ts';
import { readTimeline, type TimelineEntry } from '../incident/timeline.ts';
import { type Block, fenceDiagnostic, findBlocks } from '../markdown/blocks.ts';
import { exceededBound } from '../markdown/bounds.ts';
import { recordEntry, seriesEntries } from '../markdown/page.ts';
import { ANY, parseType, recordOf, type Type } from '../scenario/ast/types.ts';
import { childOf, type Range, type YamlNode } from '../yaml/node.ts';

/** What can be determined about a file during editing without running anything. */
export interface Analysis {
  readonly page: Page;
  /** Diagnostics that don't require a run. */
  readonly diagnostics: readonly Diagnostic[];
  /** Entries in the page's timelines. */
  readonly record: readonly TimelineEntry[];
  /** Observed series in the page's folder: `series.name`. */
  readonly series: readonly string[];
  /** Names declared by each region's scenario, or by its last valid version if its text can't be parsed. */
  readonly symbols: ReadonlyMap<Region, ScenarioSymbols>;
  /** Each region's scenario. Its YAML is parsed only once for each version of the file. */
  readonly texts: ReadonlyMap<Region, ScenarioText>;
}

const NOTHING: ScenarioSymbols = { id: null, all: [] };

/** Checks files during editing. Unchanged parts aren't rechecked. */
export class Analyzer {
  #checked = new Map<string, readonly Diagnostic[]>();
  #lastSymbols = new Map<string, ScenarioSymbols[]>();
  #lastRecord = new Map<string, readonly TimelineEntry[]>();

  analyze(file: string, text: string): Analysis {
    const page = readPage(file, text);
    const found: Diagnostic[] = [...page.diagnostics];
    let record: TimelineEntry[] = [];
    const taken = new Set<string>();
    let whole = true;
    for (const { kind, source, fence } of page.regions) {
      if (fence !== null) continue;
      if (kind === 'front-matter' && isIncident(file)) found.push(...readIncident(source).diagnostics);
      if (kind !== 'timeline') continue;
      const read = readTimeline(source, { taken });
      found.push(...read.diagnostics);
      record.push(...read.entries);
      for (const { id } of read.entries) taken.add(id);
      whole &&= !hasErrors(read.diagnostics);
    }
    // While an entry is being edited, scenarios use the last valid timeline.
    if (whole) this.#lastRecord.set(file, record);
    else record = [...(this.#lastRecord.get(file) ?? record)];
    const series = seriesEntries(seriesOf(file), null).entries;
    const entries = [...record.map(recordEntry), ...series];
    const kept = new Map<string, readonly Diagnostic[]>();
    const left = { nodes: MOST_CHECKED };
    const scenarios = page.regions.filter(({ kind }) => kind === 'scenario');
    const texts = new Map(scenarios.map((region) => [region, scenarioText(region.source)]));
    for (const [region, text] of texts) {
      if (region.fence === null) found.push(...this.#check(region, text, entries, kept, left));
    }
    this.#checked = kept;
    return {
      page,
      diagnostics: withoutRepeats(found).sort(byPlace),
      record,
      series: series.map(({ id }) => id),
      symbols: this.#symbols(page.file, texts),
      texts,
    };
  }

  /** Diagnostics for a scenario. Their positions depend on its lines, so a scenario that has moved is rechecked. */
  #check(
    { source, firstLine }: Region,
    text: ScenarioText,
    record: readonly RecordEntry[],
    kept: Map<string, readonly Diagnostic[]>,
    left: { nodes: number },
  ): readonly Diagnostic[] {
    const key = JSON.stringify([source.file, firstLine, source.text, record]);
    const known = this.#checked.get(key);
    if (known !== undefined) {
      kept.set(key, known);
      return known;
    }
    left.nodes -= sizeOf(text);
    // Unchecked text isn't stored, so the next edit checks it if the limit allows.
    if (left.nodes < 0) return [tooLarge(source)];
    const found = checkText(text, { record });
    kept.set(key, found);
    return found;
  }

  /** Each scenario's names. While a scenario can't be parsed, its last known names are used. */
  #symbols(file: string, texts: ReadonlyMap<Region, ScenarioText>): Map<Region, ScenarioSymbols> {
    const last = this.#lastSymbols.get(file) ?? [];
    const now = [...texts.values()].map((text, i) => readSymbols(text) ?? last[i] ?? NOTHING);
    this.#lastSymbols.set(file, now);
    return new Map([...texts.keys()].map((region, i) => [region, now[i]!]));
  }
}

/** The series of a file on disk. Series aren't edited here, so the files on disk are current. */
function seriesOf(file: string): SeriesFile[] {
  return isAbsolute(file) ? seriesFilesOf(pathToFileURL(file), file) : [];
}

function readSymbols({ source, yaml: { root } }: ScenarioText): ScenarioSymbols | null {
  return root === null ? null : symbolsOf(source.text, root);
}

export type RegionKind = 'front-matter' | 'scenario' | 'timeline' | 'show' | 'series';

/** A part of a file that contains YAML. */
export interface Region {
  readonly kind: RegionKind;
  readonly source: SourceText;
  /** Line in the file where the region's text starts, counting from 1. */
  readonly firstLine: number;
  /** Number of characters that Markdown strips from the left of each line: indentation and quote markers. */
  readonly shifts: readonly number[];
  /** An error in the fence, which makes any errors inside the block meaningless. */
  readonly fence: Diagnostic | null;
}

/** An author's file, including unsaved changes in the editor. */
interface Page {
  readonly file: string;
  readonly text: string;
  readonly lines: readonly string[];
  /** A bare scenario (YAML) or a write-up (Markdown). */
  readonly kind: 'scenario' | 'write-up';
  readonly regions: readonly Region[];
  /** Diagnostics for fences. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Maximum length of text to read during editing. The limit in builds is 2 MiB, which takes a few seconds to parse. */
const MOST_TEXT = 400_000;

function tooLong(file: string): Diagnostic {
  return {
    code: 'page/too-complex',
    severity: 'warning',
    message: `this page has more than ${MOST_TEXT.toLocaleString('en-US')} characters, so its blocks aren't checked while you type`,
    hint: 'run `hindcast check`',
    span: fileSource(file, '').spanAt(0, 0),
  };
}

/**
 * Maximum number of YAML nodes in the scenarios checked after one edit, counted once for the base and once for each
 * variant. Each node takes up to 0.1 ms. More would delay the editor's other requests; large scenarios have about
 * 2,000.
 */
const MOST_CHECKED = 6_000;
/** Minimum number of nodes counted for each scenario, however small it is. */
const LEAST_SIZE = 20;

function sizeOf({ yaml: { root } }: ScenarioText): number {
  if (root === null) return LEAST_SIZE;
  const variants = childOf(root, 'variants');
  const cases = 1 + (variants?.kind === 'map' ? variants.entries.length : 0);
  return Math.max(LEAST_SIZE, cases * nodesIn(root));
}

function nodesIn(node: YamlNode): number {
  const children =
    node.kind === 'map' ? node.entries.map(({ value }) => value) : node.kind === 'list' ? node.items : [];
  return children.reduce((sum, child) => sum + nodesIn(child), 1);
}

function tooLarge(source: SourceText): Diagnostic {
  return {
    code: 'page/too-complex',
    severity: 'warning',
    message: `the scenarios in this file have more than ${MOST_CHECKED.toLocaleString('en-US')} values with all variants, so this one isn't checked while you type`,
    hint: 'run `hindcast check`',
    span: source.spanAt(0, 0),
  };
}

/** Inline Markdown isn't parsed: it would take most of the time, and blocks don't depend on it. */
const ONLY_BLOCKS = {
  disable: {
    null: [
      ...['attention', 'autolink', 'characterEscape', 'characterReference', 'codeText', 'hardBreakEscape'],
      ...['htmlText', 'labelEnd', 'labelStartImage', 'labelStartLink'],
    ],
  },
};

const FENCES: ReadonlySet<string> = new Set(['scenario', 'timeline', 'show', 'series']);

/** Finds the YAML in a file: the whole text of a bare scenario, or the front matter and blocks of a write-up. */
function readPage(file: string, text: string): Page {
  const lines = linesOf(text);
  const base = { file, text, lines };
  if (/\.ya?ml$/i.test(file)) {
    const source = fileSource(file, text);
    const region: Region = { kind: 'scenario', source, firstLine: 1, shifts: [], fence: null };
    return { ...base, kind: 'scenario', regions: [region], diagnostics: [] };
  }
  const { frontMatter, body } = splitPage(file, text);
  const front: Region[] =
    frontMatter === null
      ? []
      : [{ kind: 'front-matter', source: frontMatter, firstLine: 2, shifts: [], fence: null }];
  const bound = body.length > MOST_TEXT ? tooLong(file) : exceededBound(file, body);
  if (bound !== null) return { ...base, kind: 'write-up', regions: front, diagnostics: [bound] };
  const { blocks } = findBlocks(fromMarkdown(body, { extensions: [ONLY_BLOCKS] }), file, text);
  const regions = blocks.flatMap((block) => regionOf(block, lines) ?? []);
  const diagnostics = blocks.flatMap((block) => fenceDiagnostic(block) ?? []);
  return { ...base, kind: 'write-up', regions: [...front, ...regions], diagnostics };
}

/** A block's region; null if it isn't Hindcast YAML. */
function regionOf(block: Block, lines: readonly string[]): Region | null {
  const { language, source, opening } = block;
  if (!FENCES.has(language)) return null;
  const firstLine = opening.start.line + 1;
  const shifts = linesOf(source.text).map((line, i) =>
    Math.max(0, (lines[firstLine - 1 + i] ?? '').length - line.length),
  );
  return { kind: language as RegionKind, source, firstLine, shifts, fence: fenceDiagnostic(block) };
}

/** The region at a position, and the position as an offset into the region's text; null in prose. */
export function regionAt(page: Page, { line, column }: Position): { region: Region; offset: number } | null {
  for (const region of page.regions) {
    const starts = startsOf(region.source.text);
    const at = line - region.firstLine;
    if (at < 0 || at >= starts.length) continue;
    const within = Math.max(0, column - 1 - (region.shifts[at] ?? 0));
    const end = (starts[at + 1] ?? region.source.text.length + 1) - 1;
    return { region, offset: Math.min(starts[at]! + within, end) };
  }
  return null;
}

function startsOf(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

export type SymbolKind =
  | 'constant'
  | 'state'
  | 'process'
  | 'instance'
  | 'local'
  | 'step'
  | 'channel'
  | 'service'
  | 'load'
  | 'fault'
  | 'mark'
  | 'fact'
  | 'measure'
  | 'outcome'
  | 'let'
  | 'property'
  | 'variant'
  | 'member';

/** A name declared by a scenario. */
export interface ScenarioSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  /** The process that a step, instance or local variable belongs to; otherwise null. */
  readonly process: string | null;
  /** Range of the declared name in the scenario's text. */
  readonly range: Range;
  /** The declaration as written, shortened. */
  readonly detail: string;
  /** The type that a variable declares. */
  readonly type?: Type | null;
}

/** The names declared by a scenario. */
interface ScenarioSymbols {
  readonly id: string | null;
  readonly all: readonly ScenarioSymbol[];
}

const MAPS: readonly (readonly [string, SymbolKind])[] = [
  ['const', 'constant'],
  ['state', 'state'],
  ['processes', 'process'],
  ['channels', 'channel'],
  ['services', 'service'],
  ['marks', 'mark'],
  ['observed', 'fact'],
  ['measure', 'measure'],
  ['outcomes', 'outcome'],
  ['let', 'let'],
  ['invariants', 'property'],
  ['step_invariants', 'property'],
  ['eventually', 'property'],
  ['always_eventually', 'property'],
  ['eventually_always', 'property'],
  ['holds_until', 'property'],
  ['reachable', 'property'],
  ['variants', 'variant'],
];

const MAX_DETAIL = 120;

function symbolsOf(text: string, root: YamlNode): ScenarioSymbols {
  const all: ScenarioSymbol[] = [];
  const shown = ({ start, end }: Range): string => {
    const flat = text.slice(start, end).replace(/\s+/g, ' ').trim();
    return flat.length > MAX_DETAIL ? `${flat.slice(0, MAX_DETAIL)} …` : flat;
  };
  const add = (kind: SymbolKind, node: YamlNode | undefined, process: string | null): void => {
    if (node?.kind !== 'map') return;
    for (const { key, keyRange, value } of node.entries) {
      const isVariable = kind === 'state' || kind === 'local';
      const type = isVariable ? declaredType(childOf(value, 'type'), processNames) : null;
      all.push({ name: key, kind, process, range: keyRange, detail: shown(value), type });
      if (isVariable) addMembers(all, value, shown);
    }
  };
  const processes = childOf(root, 'processes');
  const processNames = new Set(processes?.kind === 'map' ? processes.entries.map(({ key }) => key) : []);
  for (const [section, kind] of MAPS) add(kind, childOf(root, section), null);
  for (const [section, kind] of [
    ['load', 'load'],
    ['faults', 'fault'],
  ] as const) {
    for (const item of itemsOf(childOf(root, section))) addNamed(all, kind, item, null, shown);
  }
  for (const { key, value } of processes?.kind === 'map' ? processes.entries : []) {
    add('local', childOf(value, 'local'), key);
    add('let', childOf(value, 'let'), key);
    addInstances(all, childOf(value, 'instances'), key, shown);
    addSteps(all, childOf(value, 'steps'), key, shown);
  }
  const id = childOf(root, 'scenario');
  return { id: id?.kind === 'scalar' && typeof id.value === 'string' ? id.value : null, all };
}

type Shown = (range: Range) => string;

/**
 * The type in a variable's declaration: text, or a map of types by field for a record. Null if there's no valid one.
 */
function declaredType(node: YamlNode | undefined, processes: ReadonlySet<string>): Type | null {
  if (node?.kind === 'scalar') return parseType(String(node.value), processes);
  if (node?.kind !== 'map') return null;
  return recordOf(
    node.entries.map(({ key, value }) => ({ name: key, type: declaredType(value, processes) ?? ANY })),
  );
}

function addMembers(all: ScenarioSymbol[], variable: YamlNode, shown: Shown): void {
  for (const item of itemsOf(childOf(variable, 'enum'))) {
    if (item.kind !== 'scalar') continue;
    const range = { start: item.start, end: item.end };
    all.push({ name: String(item.value), kind: 'member', process: null, range, detail: shown(variable) });
  }
}

function addInstances(
  all: ScenarioSymbol[],
  node: YamlNode | undefined,
  process: string,
  shown: Shown,
): void {
  const names =
    node?.kind === 'map'
      ? node.entries.map(({ key, keyRange, value }) => ({ name: key, range: keyRange, detail: shown(value) }))
      : itemsOf(node).flatMap((item) =>
          item.kind === 'scalar'
            ? [{ name: String(item.value), range: { start: item.start, end: item.end }, detail: process }]
            : [],
        );
  for (const one of names) all.push({ ...one, kind: 'instance', process });
}

function addSteps(all: ScenarioSymbol[], steps: YamlNode | undefined, process: string, shown: Shown): void {
  for (const item of itemsOf(steps)) {
    addNamed(all, 'step', item, process, shown);
    addSteps(all, childOf(item, 'either'), process, shown);
    addSteps(all, childOf(item, 'steps'), process, shown);
  }
}

function addNamed(
  all: ScenarioSymbol[],
  kind: SymbolKind,
  item: YamlNode,
  process: string | null,
  shown: Shown,
): void {
  const id = childOf(item, 'id');
  if (id?.kind !== 'scalar' || typeof id.value !== 'string') return;
  all.push({ name: id.value, kind, process, range: { start: id.start, end: id.end }, detail: shown(item) });
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** True if a file is an incident write-up. Guides have different front matter. */
function isIncident(file: string): boolean {
  return !/(^|[\\/])guides[\\/][^\\/]*$/.test(file);
}
