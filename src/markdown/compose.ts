import type { Root } from 'mdast';
import { z } from 'zod';
import { byPlace, type Diagnostic, hasErrors, type Span, withoutRepeats } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import { type Announcement, inOrder, readTimeline, type TimelineEntry } from '../incident/timeline.ts';
import type { Result } from '../result.ts';
import { scenarioText } from '../scenario/cases.ts';
import { variantNames } from '../views/markup/figure.ts';
import { nodeAt, type YamlNode } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import { nearest } from '../yaml/suggest.ts';
import { validate } from '../yaml/validate.ts';
import { type Block, type Cite, findBlocks, type Link, type Markup, type Picture } from './blocks.ts';
import { citedValue, parseCite } from './cite.ts';
import * as say from './diagnostics.ts';
import { internalScenario } from './diagnostics.ts';
import {
  type BodyCopy,
  cutPage,
  type Hidden,
  isHiddenScenario,
  linkToHidden,
  missingEntries,
  toldInEdition,
} from './edition.ts';
import { authorDiagram, citeMarkup, type Figures, figuresOf, scenarioMarkup } from './figures.ts';
import { type LastResult, type PageInput, type PageOutput, type PageScenario, recordEntry } from './page.ts';
import { recordTable } from './record.ts';
import { isKept } from './safe-html.ts';
import { Slots } from './slots.ts';
import { awaitedCite, changeSince, firstResult, staleCite, staleScenario, staleView } from './unfinished.ts';

/** Findings about a picture: it must be the site's own, and say in words what it shows. */
function checkPicture({ url, alt, span }: Picture): Diagnostic[] {
  return [
    ...(/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(url) ? [say.remoteImage(span, url)] : []),
    ...(alt.trim() === '' ? [say.noImageText(span)] : []),
  ];
}

/** Findings about a link: its scheme, and pages that the edition does not have. */
function checkLink({ url, span }: Link, input: PageInput): Diagnostic[] {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  const strange = scheme !== undefined && !['http', 'https', 'mailto'].includes(scheme);
  const hidden = linkToHidden({ url, span }, input);
  return [...(strange ? [say.linkAddress(span, url)] : []), ...(hidden === null ? [] : [hidden])];
}

/** What the sanitizer takes away is told: a page must not lack in silence what its author wrote. */
function checkMarkup({ html, span }: Markup): Diagnostic[] {
  const tags = html.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '').matchAll(/<([a-z][\w-]*)/gi);
  return [...tags].flatMap(([, name]) => (isKept(name!) ? [] : [say.droppedHtml(span, name!)]));
}

const schema = z.strictObject({
  scenario: z.string(),
  view: z.string(),
  variant: z.string().optional(),
  service: z.string().optional(),
});

/** One view that a `show` block places. */
export interface Shown {
  scenario: string;
  view: string;
  variant?: string | undefined;
  /** The only service that the view shows; for views with a chart for each. */
  service?: string | undefined;
  /** Place of the value of a key. */
  placeOf(key: 'scenario' | 'view' | 'variant'): Span;
}

/** Reads a `show` block: `{ scenario, view, variant, service }`, the last two being optional. */
function readShow(source: SourceText): { shown: Shown | null; diagnostics: Diagnostic[] } {
  const { root, diagnostics } = readYaml(source, 'the show block');
  if (root === null) return { shown: null, diagnostics };
  const { value, diagnostics: misfits } = validate(schema, source, root);
  const placeOf = (key: string): Span => {
    const node = nodeAt(root, [key]);
    return source.spanAt(node.start, node.end);
  };
  return { shown: value === null ? null : { ...value, placeOf }, diagnostics: [...diagnostics, ...misfits] };
}

/** Fences that mean something here. A name that is close to one of them is asked after. */
const FENCES = ['scenario', 'timeline', 'show', 'mermaid'] as const;

/** What the passes over one page share. */
interface Page {
  readonly input: PageInput;
  readonly slots: Slots;
  readonly figures: Figures;
  readonly timeline: TimelineEntry[];
  /** Entries that posts of the timeline are said to tell of. */
  readonly told: Announcement[];
  readonly scenarios: PageScenario[];
  /** What the edition leaves out. */
  readonly hidden: Hidden;
  /** The body as it is handed on. */
  readonly copy: BodyCopy;
  /** Blocks of the record with the entries that the edition has. */
  readonly records: { block: Block; entries: TimelineEntry[] }[];
  /** Names of scenarios that have errors: what cites them is not told again. */
  readonly broken: Set<string>;
  /** Scenarios that are still being simulated, and whether the page shows their last results. */
  readonly unfinished: Map<string, { stale: boolean }>;
  readonly diagnostics: Diagnostic[];
}

/**
 * Makes the body of a write-up into a page: reads the record, runs the scenarios, and puts slots in place of blocks and
 * citations. Nothing is thrown for what an author wrote: findings are in the output, those of all passes together.
 *
 * @param tree positions are those of the file; changed in place
 */
export async function composePage(tree: Root, input: PageInput): Promise<PageOutput> {
  const cut = cutPage(tree, input);
  const { blocks, cites, pictures, links, markup } = findBlocks(tree, input.file, input.text);
  const page: Page = {
    input,
    hidden: cut.hidden,
    copy: cut.copy,
    records: [],
    slots: new Slots(),
    figures: figuresOf(input),
    timeline: [],
    told: [],
    scenarios: [],
    broken: new Set(),
    unfinished: new Map(),
    diagnostics: [...cut.diagnostics],
  };
  // The record first: scenarios refer to it, wherever it stands. Then scenarios: views and citations refer to them.
  for (const block of blocks) if (block.language === 'timeline') placeTimeline(page, block);
  for (const told of page.told) checkTold(page, told);
  for (const block of blocks) if (block.language === 'scenario') await placeScenario(page, block);
  for (const block of blocks) await placeBlock(page, block);
  for (const cite of cites) placeCite(page, cite);
  page.diagnostics.push(
    ...pictures.flatMap(checkPicture),
    ...links.flatMap((link) => checkLink(link, input)),
    ...markup.flatMap(checkMarkup),
  );
  if (input.edition === 'public') {
    for (const { block, entries } of page.records) {
      page.copy.timeline(block.range, toldInEdition(entries, page.hidden));
    }
  }
  return {
    timeline: inOrder(toldInEdition(page.timeline, page.hidden)),
    scenarios: page.scenarios,
    hiddenScenarios: page.hidden.scenarios,
    unfinished: [...page.unfinished].map(([id, { stale }]) => ({ id, stale })),
    markdown: page.copy.toString(),
    diagnostics: withoutRepeats(page.diagnostics).sort(byPlace),
    slots: page.slots.all,
  };
}

function placeTimeline(page: Page, block: Block): void {
  const { entries, told, hidden, diagnostics } = readTimeline(block.source, {
    taken: new Set(page.timeline.map((entry) => entry.id)),
    shown: page.input.shown,
  });
  for (const id of hidden) page.hidden.entries.add(id);
  page.diagnostics.push(...diagnostics);
  const before = page.timeline.length;
  page.timeline.push(...entries);
  page.told.push(...told);
  if (entries.length === 0) {
    if (hidden.length > 0) leaveOut(page, block);
    return;
  }
  page.records.push({ block, entries });
  const title = before === 0 ? 'Timeline of the record' : `Timeline of the record, from ${entries[0]!.at}`;
  put(page, block, recordTable(entries, page.input.zone, title));
}

/** Posts may stand in another block than what they tell of, so that all blocks are read first. */
function checkTold(page: Page, { id, span }: Announcement): void {
  const known = page.timeline.map((entry) => entry.id);
  // A block with errors gives no entries: what refers to it is not told again.
  if (known.includes(id) || hasErrors(page.diagnostics)) return;
  page.diagnostics.push(say.unknownTold(span, id, nearest(id, known), known.slice(0, 12)));
}

async function placeScenario(page: Page, block: Block): Promise<void> {
  const text = scenarioText(block.source);
  const { root } = text.yaml;
  const name = root === null ? null : scenarioName(block, root);
  if (root !== null && isHiddenScenario(page.input, root)) {
    if (name !== null) page.hidden.scenarios.add(name.id);
    leaveOut(page, block);
    return;
  }
  if (name !== null && isTaken(page, name.id)) {
    page.diagnostics.push(say.duplicateScenario(name.span, name.id));
    return;
  }
  const missing = missingEntries(block, page.hidden);
  if (missing.length > 0) {
    page.diagnostics.push(...missing);
    if (name !== null) page.broken.add(name.id);
    return;
  }
  const record = page.timeline.map(recordEntry);
  const evaluation = await page.input.evaluate(text, { record, zone: page.input.zone });
  if ('unfinished' in evaluation) return placeUnfinished(page, block, name?.id ?? '', evaluation.last);
  page.diagnostics.push(...evaluation.diagnostics);
  // An error beside a result, such as a false claim, stops the build but lets the rest of the page be looked at.
  if (evaluation.result === null) {
    if (name !== null) page.broken.add(name.id);
    return;
  }
  const { result } = evaluation;
  page.scenarios.push({ id: result.scenario, title: result.title, text: block.source.text, result });
  const placeOf = (index: number): Span => {
    const node = nodeAt(root!, ['show', index]);
    return block.source.spanAt(node.start, node.end);
  };
  const { markup, diagnostics } = await scenarioMarkup(page.figures, result, block, placeOf);
  page.diagnostics.push(...diagnostics);
  put(page, block, markup);
}

/** What the last result lacks that the page asks for is no mistake: the new one may have it. */
async function placeUnfinished(page: Page, block: Block, id: string, last: LastResult | null): Promise<void> {
  page.unfinished.set(id, { stale: last !== null });
  if (last === null) return put(page, block, firstResult(id));
  const { result } = last;
  page.scenarios.push({ id, title: result.title, text: block.source.text, result });
  const { markup } = await scenarioMarkup(page.figures, result, block, () => block.opening);
  const change = changeSince(last, block.source.text, page.timeline.map(recordEntry));
  put(page, block, staleScenario(markup, change));
}

async function placeBlock(page: Page, block: Block): Promise<void> {
  switch (block.language) {
    case 'timeline':
    case 'scenario':
      return;
    case 'show':
      return placeShow(page, block);
    case 'mermaid': {
      const drawn = await authorDiagram(page.figures, block);
      page.diagnostics.push(...drawn.diagnostics);
      put(page, block, drawn.markup);
      return;
    }
    default: {
      const near = block.language === '' ? null : nearest(block.language, FENCES);
      if (near !== null) page.diagnostics.push(say.fenceName(block.opening, block.language, near));
      put(page, block, await page.input.highlight(block.source.text, block.language));
    }
  }
}

async function placeShow(page: Page, block: Block): Promise<void> {
  const { shown, diagnostics } = readShow(block.source);
  page.diagnostics.push(...diagnostics);
  if (shown === null) return;
  const result = findResult(page, shown.scenario, () => shown.placeOf('scenario'));
  const unfinished = page.unfinished.has(shown.scenario);
  if (result === null) {
    if (unfinished) put(page, block, firstResult(shown.scenario));
    return;
  }
  if (unfinished) {
    const last = await page.figures.view(result, shown.view, shown, shown.placeOf('view'));
    put(page, block, last.markup === '' ? firstResult(shown.scenario) : staleView(last.markup));
    return;
  }
  const variants = variantNames(result);
  const { variant } = shown;
  if (variant !== undefined && !variants.includes(variant)) {
    const known = variants.filter((one) => one !== 'base');
    const near = nearest(variant, known);
    page.diagnostics.push(say.unknownVariant(shown.placeOf('variant'), variant, near, known));
    return;
  }
  const one = await page.figures.view(result, shown.view, shown, shown.placeOf('view'));
  page.diagnostics.push(...one.diagnostics);
  put(page, block, one.markup);
}

function leaveOut(page: Page, block: Block): void {
  page.copy.remove(block.range);
  block.remove();
}

function put(page: Page, block: Block, markup: string): void {
  block.replace(page.slots.node(markup, block.opening));
}

function placeCite(page: Page, cite: Cite): void {
  const path = parseCite(cite.path);
  if (path === null) {
    page.diagnostics.push(say.citeForm(cite.span, cite.path));
    return;
  }
  const result = findResult(page, path.scenario, () => cite.span);
  const unfinished = page.unfinished.has(path.scenario);
  if (result === null && !unfinished) return;
  const { value, finding } = result === null ? {} : citedValue(result, path, cite.span);
  if (value !== undefined) {
    page.copy.replace(cite.range, `${value.text} (${value.basis})`);
    const markup = citeMarkup(value);
    cite.replace(page.slots.node(unfinished ? staleCite(markup) : markup, cite.span, value.text));
  } else if (unfinished) cite.replace(page.slots.node(awaitedCite(cite.path), cite.span, '…'));
  else if (finding !== undefined) page.diagnostics.push(finding);
}

/** The result of a scenario of the page. Null if there is none; that is told, unless the scenario's own errors are. */
function findResult(page: Page, id: string, place: () => Span): Result | null {
  const found = page.scenarios.find((one) => one.id === id);
  if (found !== undefined) return found.result;
  if (page.broken.has(id) || page.unfinished.has(id)) return null;
  if (page.hidden.scenarios.has(id)) {
    page.diagnostics.push(internalScenario(place(), id));
    return null;
  }
  const known = [...page.scenarios.map((one) => one.id), ...page.broken];
  page.diagnostics.push(say.unknownScenario(place(), id, nearest(id, known), known));
  return null;
}

/** Whether an earlier block of the page has this id. */
function isTaken({ broken, unfinished, scenarios }: Page, id: string): boolean {
  return broken.has(id) || unfinished.has(id) || scenarios.some((one) => one.id === id);
}

/** The id of a scenario block and its place, read before the block is checked. */
function scenarioName(block: Block, root: YamlNode): { id: string; span: Span } | null {
  const node = nodeAt(root, ['scenario']);
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return null;
  return { id: node.value, span: block.source.spanAt(node.start, node.end) };
}
