import { unified } from '@astrojs/markdown-remark';
import type { Root } from 'mdast';
import { byPlace, type Diagnostic, type Span, withoutRepeats } from '../../diagnostic/diagnostic.ts';
import { fileSource, type SourceText } from '../../diagnostic/source.ts';
import type { RecordEntry } from '../../hindcast.ts';
import { splitPage } from '../../incident/front-matter.ts';
import { readTimeline } from '../../incident/timeline.ts';
import { type Block, findBlocks } from '../../markdown/blocks.ts';
import { duplicateScenario } from '../../markdown/diagnostics.ts';
import { recordEntry } from '../../markdown/page.ts';
import { childOf, type ScalarValue, type YamlNode } from '../../yaml/node.ts';
import { readYaml } from '../../yaml/read.ts';
import { nearest } from '../../yaml/suggest.ts';
import { type Io, UsageError } from '../terminal/io.ts';
import { type Input, readInput } from './input.ts';

/** The tree of a write-up's body, as the site's own Markdown parser makes it. */
export async function parseBody(body: string): Promise<Root> {
  let parsed: Root = { type: 'root', children: [] };
  const keep = () => (tree: Root) => {
    parsed = tree;
  };
  const renderer = await unified({ remarkPlugins: [keep] }).createRenderer({ syntaxHighlight: false });
  await renderer.render(body);
  return parsed;
}

/** A scenario as it stands in a file, not yet checked. */
export interface FoundScenario {
  readonly source: SourceText;
  /** Null where the text is too broken to tell. */
  readonly id: string | null;
  readonly variants: readonly string[];
  readonly explore: AskedSearch;
  /** Where its name stands, or else where it begins. */
  readonly place: Span;
}

/** What a text says of a search. */
export interface AskedSearch {
  /** True if it asks for one: in words, by what it claims, or since it has no length and can't be run. */
  readonly asked: boolean;
  readonly maxStates: number | null;
  /** Processes whose instances are interchangeable. */
  readonly symmetry: readonly string[];
}

/** What of a file can be run. */
export interface Runnable {
  readonly scenarios: readonly FoundScenario[];
  /** Entries of the write-up's timelines. */
  readonly record: readonly RecordEntry[];
  /** Findings about timelines. */
  readonly diagnostics: readonly Diagnostic[];
  /** Scenarios whose name another one before them has. They are not run. */
  readonly repeated: readonly { readonly id: string; readonly diagnostic: Diagnostic }[];
}

/** Finds the scenarios and the record of a write-up, or takes a bare scenario as it is. */
async function findScenarios({ file, text, kind }: Input): Promise<Runnable> {
  if (kind === 'scenario') {
    const source = fileSource(file, text);
    return {
      scenarios: [foundScenario(source, source.spanAt(0, 0))],
      record: [],
      diagnostics: [],
      repeated: [],
    };
  }
  const blocks = await blocksOf(file, text);
  const { record, diagnostics } = recordOf(blocks);
  const scenarios: FoundScenario[] = [];
  const repeated: { id: string; diagnostic: Diagnostic }[] = [];
  for (const { language, source, opening } of blocks) {
    if (language !== 'scenario') continue;
    const found = foundScenario(source, opening);
    const { id } = found;
    if (id === null || scenarios.every((one) => one.id !== id)) scenarios.push(found);
    else repeated.push({ id, diagnostic: duplicateScenario(found.place, id) });
  }
  return { scenarios, record, diagnostics, repeated };
}

/** Fenced blocks of a write-up, as the site's own Markdown parser finds them. */
export async function blocksOf(file: string, text: string): Promise<Block[]> {
  return findBlocks(await parseBody(splitPage(file, text).body), file, text).blocks;
}

function recordOf(blocks: readonly Block[]): { record: RecordEntry[]; diagnostics: Diagnostic[] } {
  const record: RecordEntry[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { language, source } of blocks) {
    if (language !== 'timeline') continue;
    const read = readTimeline(source, { taken: new Set(record.map((entry) => entry.id)) });
    diagnostics.push(...read.diagnostics);
    record.push(...read.entries.map(recordEntry));
  }
  return { record, diagnostics };
}

/**
 * A scenario as its text names it.
 *
 * @param start where it begins, for one without a name
 */
export function foundScenario(source: SourceText, start: Span): FoundScenario {
  const { root } = readYaml(source, 'the scenario');
  const child = (key: string): YamlNode | undefined => childOf(root ?? undefined, key);
  const [id, variants] = [child('scenario'), child('variants')];
  return {
    source,
    explore: askedSearch(child('explore'), child('expect'), child('until')),
    id: id?.kind === 'scalar' && typeof id.value === 'string' ? id.value : null,
    variants: variants?.kind === 'map' ? variants.entries.map((entry) => entry.key) : [],
    place: id === undefined ? start : source.spanAt(id.start, id.end),
  };
}

function askedSearch(
  explore: YamlNode | undefined,
  expect: YamlNode | undefined,
  until: YamlNode | undefined,
): AskedSearch {
  const claims = expect?.kind === 'map' ? expect.entries.map(({ value }) => childOf(value, 'explore')) : [];
  return {
    asked: explore !== undefined || until === undefined || claims.some((claim) => claim !== undefined),
    maxStates: scalars(childOf(explore, 'max_states')).find((value) => typeof value === 'number') ?? null,
    symmetry: scalars(childOf(explore, 'symmetry')).filter((value) => typeof value === 'string'),
  };
}

/** Values of a scalar or of a list of scalars. */
function scalars(node: YamlNode | undefined): ScalarValue[] {
  const nodes = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
  return nodes.flatMap((one) => (one.kind === 'scalar' ? [one.value] : []));
}

/** What of a file is wanted. */
export interface Choice {
  /** Only the scenario of this id; else all of the file, in order. */
  readonly scenario?: string | undefined;
  /** Only scenarios that have this variant. */
  readonly variant?: string | undefined;
}

export interface Chosen {
  readonly input: Input;
  readonly found: Runnable;
  readonly scenarios: readonly FoundScenario[];
}

/**
 * Reads a file and finds the scenarios that are wanted.
 *
 * @throws UsageError if the file can't be read, holds no scenario, or none of the id or with the variant asked for
 */
export async function chooseScenarios(name: string, choice: Choice, io: Io): Promise<Chosen> {
  const input = await readInput(name, io);
  if (input.text.trim() === '') {
    throw new UsageError(`${name === '-' ? 'standard input' : `\`${name}\``} is empty`);
  }
  const found = await findScenarios(input);
  return { input, found, scenarios: choose(input, found, choice) };
}

/** Findings about chosen scenarios with those about what is around them, by place. */
export function allFindings({ found, scenarios }: Chosen, own: readonly Diagnostic[]): Diagnostic[] {
  const repeated = found.repeated.filter(({ id }) => scenarios.some((one) => one.id === id));
  const around = [...found.diagnostics, ...repeated.map(({ diagnostic }) => diagnostic)];
  return withoutRepeats([...around, ...own]).sort(byPlace);
}

function choose({ file }: Input, found: Runnable, { scenario, variant }: Choice): FoundScenario[] {
  const { scenarios } = found;
  if (scenarios.length === 0) throw new UsageError(`\`${file}\` holds no scenario`);
  const named = scenarios.filter(({ id }) => scenario === undefined || id === scenario);
  if (named.length === 0) {
    const broken = scenarios.filter(({ id }) => id === null);
    // One that can't be read may be the one that is meant: what is wrong with it is told then.
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
  const meant = near === null ? '' : `; did you mean \`${near}\`?`;
  return new UsageError(`\`${where}\` has no ${what} \`${name}\`${meant}`, `there is: ${known.join(', ')}`);
}
