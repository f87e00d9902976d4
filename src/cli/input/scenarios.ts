import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Root } from 'mdast';
import { seriesFilesOf } from '../../astro/content/series-files.ts';
import { byPlace, type Diagnostic, type Span, withoutRepeats } from '../../diagnostic/diagnostic.ts';
import { fileSource, type SourceText } from '../../diagnostic/source.ts';
import type { RecordEntry } from '../../hindcast.ts';
import { readFrontMatter, splitPage } from '../../incident/front-matter.ts';
import { incidentSchema } from '../../incident/incident.ts';
import type { SeriesFile } from '../../incident/series.ts';
import { readTimeline, type TimelineEntry } from '../../incident/timeline.ts';
import { type Block, fenceDiagnostic, findBlocks } from '../../markdown/blocks.ts';
import { exceededBound } from '../../markdown/bounds.ts';
import { duplicateScenario } from '../../markdown/diagnostics.ts';
import { recordEntry, seriesEntries, statedImpact } from '../../markdown/page.ts';
import { parseInstant } from '../../time/instant.ts';
import { isTimeZone } from '../../time/zone.ts';
import { childOf, type ScalarValue, type YamlNode } from '../../yaml/node.ts';
import { readYaml } from '../../yaml/read.ts';
import { nearest } from '../../yaml/suggest.ts';
import { type Io, UsageError } from '../terminal/io.ts';
import { type Input, readInput } from './input.ts';

/** Selects scenarios in a file. */
export interface Choice {
  /** Only the scenario with this id. Default: all, in file order. */
  readonly scenario?: string | undefined;
  /** Only scenarios that have this variant. */
  readonly variant?: string | undefined;
}

export interface Chosen {
  readonly input: Input;
  readonly found: FileScenarios;
  readonly scenarios: readonly FoundScenario[];
}

/** A file's scenarios and what they refer to. */
export interface FileScenarios {
  readonly scenarios: readonly FoundScenario[];
  /** The write-up's observed timeline, in document order. */
  readonly timeline: readonly TimelineEntry[];
  /** Everything in the write-up that scenarios can refer to: its timeline, periods of impact and series. */
  readonly record: readonly RecordEntry[];
  /** The write-up's time zone. */
  readonly zone: string | undefined;
  /** Diagnostics for the write-up's timelines. */
  readonly diagnostics: readonly Diagnostic[];
  /** Scenarios that repeat an earlier scenario's id. They aren't used. */
  readonly repeated: readonly { readonly id: string; readonly diagnostic: Diagnostic }[];
}

/** A scenario that was found in a file but hasn't been checked yet. */
export interface FoundScenario {
  readonly source: SourceText;
  /** Null if the scenario can't be parsed far enough to find its id. */
  readonly id: string | null;
  readonly variants: readonly string[];
  readonly explore: SearchSettings;
  /** True if the scenario has a clock, which maps times in the timeline to simulated times. */
  readonly hasClock: boolean;
  /** Names of the scenario's marks, and of the facts under `observed`. */
  readonly marks: readonly string[];
  readonly observed: readonly string[];
  /** Views that the scenario asks for; empty for the default views. */
  readonly show: readonly string[];
  /** Span of the scenario's id, or the scenario's start if it has no id. */
  readonly place: Span;
}

/** A scenario's search settings. */
export interface SearchSettings {
  /**
   * True if the scenario asks for a search: explicitly, with a claim, or because it has no `until` and therefore can't
   * run.
   */
  readonly requested: boolean;
  readonly maxStates: number | null;
  /** Processes with interchangeable instances. */
  readonly symmetry: readonly string[];
}

/**
 * Reads a file and finds the selected scenarios.
 *
 * @throws UsageError if the file can't be read or has no matching scenario
 */
export async function chooseScenarios(name: string, choice: Choice, io: Io): Promise<Chosen> {
  const input = await readInput(name, io);
  if (input.text.trim() === '') {
    throw new UsageError(`${name === '-' ? 'standard input' : `\`${name}\``} is empty`);
  }
  const found = await findScenarios(input, seriesBeside(name, io));
  return { input, found, scenarios: choose(input, found, choice) };
}

/** Diagnostics for the selected scenarios and the page around them, sorted by position. */
export function allDiagnostics({ found, scenarios }: Chosen, own: readonly Diagnostic[]): Diagnostic[] {
  const repeated = found.repeated.filter(({ id }) => scenarios.some((one) => one.id === id));
  const around = [...found.diagnostics, ...repeated.map(({ diagnostic }) => diagnostic)];
  return withoutRepeats([...around, ...own]).sort(byPlace);
}

function choose({ file }: Input, found: FileScenarios, { scenario, variant }: Choice): FoundScenario[] {
  const { scenarios } = found;
  if (scenarios.length === 0) {
    const fence = found.diagnostics.find(({ code }) => code === 'page/open-fence');
    throw new UsageError(
      `\`${file}\` contains no scenario`,
      fence && `line ${fence.span.start.line}: ${fence.message}`,
    );
  }
  const named = scenarios.filter(({ id }) => scenario === undefined || id === scenario);
  if (named.length === 0) {
    const broken = scenarios.filter(({ id }) => id === null);
    // The selected scenario may be unreadable. If so, its errors are more helpful than "not found".
    if (broken.length > 0) return broken;
    throw unknown(
      'scenario',
      scenario!,
      file,
      scenarios.flatMap(({ id }) => id ?? []),
    );
  }
  if (variant === undefined || variant === 'base') return named;
  const having = named.filter(({ id, variants }) => id === null || variants.includes(variant));
  if (having.length > 0) return having;
  const known = ['base', ...new Set(named.flatMap(({ variants }) => variants))];
  throw unknown('variant', variant, named.length === 1 ? named[0]!.id! : file, known);
}

function unknown(what: string, name: string, where: string, known: readonly string[]): UsageError {
  const near = nearest(name, known);
  const suggestion = near === null ? '' : `; did you mean \`${near}\`?`;
  return new UsageError(
    `\`${where}\` has no ${what} named \`${name}\`${suggestion}`,
    `available: ${known.join(', ')}`,
  );
}

/** The observed series files of a write-up or scenario. Standard input has none. */
export function seriesBeside(name: string, io: Pick<Io, 'cwd'>): SeriesFile[] {
  return name === '-' ? [] : seriesFilesOf(pathToFileURL(resolve(io.cwd, name)), name);
}

/**
 * Finds the scenarios and timelines in a write-up. For a bare scenario, finds just the scenario.
 *
 * @param files the observed series files next to it
 */
export async function findScenarios(
  { file, text, kind }: Input,
  files: readonly SeriesFile[] = [],
): Promise<FileScenarios> {
  if (kind === 'scenario') {
    const source = fileSource(file, text);
    const series = seriesEntries(files, null);
    return {
      scenarios: [foundScenario(source, source.spanAt(0, 0))],
      timeline: [],
      record: series.entries,
      zone: undefined,
      diagnostics: series.diagnostics,
      repeated: [],
    };
  }
  const all = await blocksOf(file, text);
  const fences = all.flatMap((block) => fenceDiagnostic(block) ?? []);
  const blocks = all.filter((block) => fenceDiagnostic(block) === null);
  const { timeline, diagnostics } = readTimelines(blocks);
  const scenarios: FoundScenario[] = [];
  const repeated: { id: string; diagnostic: Diagnostic }[] = [];
  for (const { language, source, opening } of blocks) {
    if (language !== 'scenario') continue;
    const found = foundScenario(source, opening);
    const { id } = found;
    if (id === null || scenarios.every((one) => one.id !== id)) scenarios.push(found);
    else repeated.push({ id, diagnostic: duplicateScenario(found.place, id) });
  }
  const started = frontValue(file, text, 'started_at');
  const series = seriesEntries(files, started === undefined ? null : parseInstant(started));
  return {
    scenarios,
    timeline,
    record: [...timeline.map(recordEntry), ...impactOf(file, text), ...series.entries],
    zone: zoneOf(file, text),
    diagnostics: [...fences, ...diagnostics, ...series.diagnostics],
    repeated,
  };
}

/** A write-up's fenced blocks, as found by the site's Markdown parser. */
export async function blocksOf(file: string, text: string): Promise<Block[]> {
  return findBlocks(await parseBody(splitPage(file, text).body), file, text).blocks;
}

/** Parses a write-up's body with the site's Markdown parser. The tree is empty if the body exceeds a limit. */
export async function parseBody(body: string): Promise<Root> {
  let parsed: Root = { type: 'root', children: [] };
  if (exceededBound('', body) !== null) return parsed;
  const keep = () => (tree: Root) => {
    parsed = tree;
  };
  // Bare scenarios don't need the Markdown parser, which takes longer to load than most runs take.
  const { unified } = await import('@astrojs/markdown-remark');
  const renderer = await unified({ remarkPlugins: [keep] }).createRenderer({ syntaxHighlight: false });
  await renderer.render(body);
  return parsed;
}

function readTimelines(blocks: readonly Block[]): { timeline: TimelineEntry[]; diagnostics: Diagnostic[] } {
  const timeline: TimelineEntry[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { language, source } of blocks) {
    if (language !== 'timeline') continue;
    const read = readTimeline(source, { taken: new Set(timeline.map((entry) => entry.id)) });
    diagnostics.push(...read.diagnostics);
    timeline.push(...read.entries);
  }
  return { timeline, diagnostics };
}

/** The periods of impact in the front matter; none if it has errors, which `check` reports. */
function impactOf(file: string, text: string): RecordEntry[] {
  const { frontMatter } = splitPage(file, text);
  if (frontMatter === null) return [];
  const { value } = readFrontMatter(frontMatter, incidentSchema, { edition: 'internal', always: [] });
  return value === null ? [] : statedImpact(value);
}

/** The front matter's `zone` if it's a valid time zone. */
function zoneOf(file: string, text: string): string | undefined {
  const zone = frontValue(file, text, 'zone');
  return zone !== undefined && isTimeZone(zone) ? zone : undefined;
}

/** A string in the front matter; undefined if there is none. */
export function frontValue(file: string, text: string, key: string): string | undefined {
  const { frontMatter } = splitPage(file, text);
  if (frontMatter === null) return undefined;
  const value = childOf(readYaml(frontMatter, 'the front matter').root ?? undefined, key);
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

/**
 * Reads the parts of a scenario that are needed before it's checked.
 *
 * @param start position to report for a scenario without an id
 */
export function foundScenario(source: SourceText, start: Span): FoundScenario {
  const { root } = readYaml(source, 'the scenario');
  const child = (key: string): YamlNode | undefined => childOf(root ?? undefined, key);
  const id = child('scenario');
  const keysOf = (key: string): string[] => {
    const node = child(key);
    return node?.kind === 'map' ? node.entries.map((entry) => entry.key) : [];
  };
  return {
    source,
    explore: searchSettings(child('explore'), child('expect'), child('until')),
    id: id?.kind === 'scalar' && typeof id.value === 'string' ? id.value : null,
    variants: keysOf('variants'),
    hasClock: child('clock') !== undefined,
    marks: keysOf('marks'),
    observed: keysOf('observed'),
    show: scalars(child('show')).filter((value) => typeof value === 'string'),
    place: id === undefined ? start : source.spanAt(id.start, id.end),
  };
}

function searchSettings(
  explore: YamlNode | undefined,
  expect: YamlNode | undefined,
  until: YamlNode | undefined,
): SearchSettings {
  const claims = expect?.kind === 'map' ? expect.entries.map(({ value }) => childOf(value, 'explore')) : [];
  return {
    requested: explore !== undefined || until === undefined || claims.some((claim) => claim !== undefined),
    maxStates: scalars(childOf(explore, 'max_states')).find((value) => typeof value === 'number') ?? null,
    symmetry: scalars(childOf(explore, 'symmetry')).filter((value) => typeof value === 'string'),
  };
}

/** The value of a scalar, or the values in a list of scalars. */
function scalars(node: YamlNode | undefined): ScalarValue[] {
  const nodes = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
  return nodes.flatMap((one) => (one.kind === 'scalar' ? [one.value] : []));
}
