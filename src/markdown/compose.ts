import type { Root } from 'mdast';
import { SKIP, visit } from 'unist-util-visit';
import { byPlace, type Diagnostic, hasErrors, type Span, withoutRepeats } from '../diagnostic/diagnostic.ts';
import { portable, type RecordEntry } from '../hindcast.ts';
import { type EntryId, inOrder, readTimeline, type TimelineEntry } from '../incident/timeline.ts';
import { isPublic } from '../incident/visibility.ts';
import type { Result } from '../result.ts';
import { scenarioText } from '../scenario/cases.ts';
import { variantNames } from '../views/markup/figure.ts';
import { withoutComments } from '../yaml/comments.ts';
import { nodeAt, type YamlNode } from '../yaml/node.ts';
import { nearest } from '../yaml/suggest.ts';
import {
  type AlmostCite,
  type Block,
  type Cite,
  FENCES,
  fenceDiagnostic,
  findBlocks,
  type Link,
  type Markup,
  type Picture,
  rangeOf,
  scenarioIdsIn,
} from './blocks.ts';
import { citedValue, citeMeantBy, parseCite } from './cite.ts';
import { PageCopy } from './copy.ts';
import * as say from './diagnostics.ts';
import { cutPage, isHiddenScenario, missingEntries, timelineText, withoutHiddenIds } from './edition.ts';
import {
  authorDiagram,
  citeMarkup,
  figuresOf,
  readShow,
  type ShownView,
  scenarioMarkup,
  withoutDiagramComments,
} from './figures.ts';
import { addressesIn, hiddenPageAt, picturesIn } from './hidden-links.ts';
import { type ModelPage, modelPath } from './models/finding.ts';
import { type PageInput, type PageOutput, recordEntry, seriesEntry, type Unfinished } from './page.ts';
import { findResult, type ModelInProgress, type Page, put } from './page-state.ts';
import { placeModels } from './place-models.ts';
import { isKept } from './safe-html.ts';
import { internalSeries } from './series/diagnostics.ts';
import { readSeriesBlock, type SeriesBlock, seriesMarkup } from './series/series-block.ts';
import { observedTimeline, timelineLink } from './timeline/observed-table.ts';
import { curlQuotes } from './tree/quotes.ts';
import { Slots } from './tree/slots.ts';
import {
  awaitedCite,
  changeSince,
  firstResult,
  quickScenario,
  staleCite,
  staleScenario,
  staleView,
} from './unfinished.ts';

/**
 * Composes a page from a write-up's body: reads the timelines, runs the scenarios, and replaces blocks and citations
 * with slots. Author mistakes are never thrown; the output contains the diagnostics from all passes.
 *
 * @param tree has positions in the original file; modified in place
 */
export async function composePage(tree: Root, input: PageInput): Promise<PageOutput> {
  const cut = cutPage(tree, input);
  const copy = new PageCopy(tree, input.edition);
  curlQuotes(tree);
  const {
    blocks: all,
    cites,
    almostCites,
    pictures,
    links,
    markup,
  } = findBlocks(tree, input.file, input.text);
  const page: Page = {
    input,
    hidden: cut.hidden,
    copy,
    timelineBlocks: [],
    slots: new Slots(),
    figures: figuresOf(input),
    timeline: [],
    announced: [],
    tolerated: [],
    scenarios: [],
    models: [],
    shows: [],
    seriesBlocks: new Map(),
    broken: new Set(),
    unfinished: new Map(),
    diagnostics: [...cut.diagnostics],
  };
  guardHtml(page, tree);
  const blocks = all.filter((block) => hasSoundFence(page, block));
  // Timelines come first because scenarios refer to them, then scenarios because views and citations refer to them.
  for (const block of blocks) if (block.language === 'timeline') placeTimeline(page, block);
  const timelinesBroken = hasErrors(page.diagnostics);
  for (const block of blocks) if (block.language === 'series') readSeries(page, block);
  hideSeries(page);
  for (const announced of page.announced) checkAnnounced(page, announced);
  for (const block of blocks) {
    if (block.language === 'scenario') await placeScenario(page, block, timelinesBroken);
  }
  showTimeline(page);
  checkTolerated(page);
  for (const block of blocks) await placeBlock(page, block);
  const { findings, models } = await placeModels(page);
  for (const cite of cites) placeCite(page, cite, models);
  page.diagnostics.push(
    ...almostCites.flatMap((one) => checkAlmostCite(page, one)),
    ...pictures.flatMap((one) => checkPicture(one, input)),
    ...links.flatMap((link) => checkLink(link, input)),
    ...[...pictures, ...markup.flatMap(addressesIn)].flatMap((link) => checkHidden(link, input)),
    ...markup.flatMap((one) => [...checkMarkup(one), ...checkRawPictures(one, input)]),
  );
  if (input.edition === 'public') {
    for (const { block, entries } of page.timelineBlocks) {
      page.copy.replace(block.range, { code: timelineText(withoutHiddenIds(entries, page.hidden)) });
    }
  }
  return {
    timeline: inOrder(withoutHiddenIds(page.timeline, page.hidden)),
    scenarios: page.scenarios,
    findings,
    models,
    hidden: page.hidden,
    links,
    unfinished: [...page.unfinished].map(([id, shown]) => ({ id, ...shown })),
    copy,
    diagnostics: withoutRepeats(page.diagnostics).sort(byPlace),
    slots: page.slots.all,
  };
}

/** Reports an unclosed fence. Its block isn't read, since errors in it would only be consequences. */
function hasSoundFence(page: Page, block: Block): boolean {
  const finding = fenceDiagnostic(block);
  if (finding === null) return true;
  page.diagnostics.push(finding);
  for (const id of scenarioIdsIn(block.source.text)) page.broken.add(id);
  return false;
}

function placeTimeline(page: Page, block: Block): void {
  const { entries, announced, tolerated, hidden, diagnostics } = readTimeline(block.source, {
    taken: new Set(page.timeline.map((entry) => entry.id)),
    shown: page.input.shown,
  });
  for (const id of hidden) page.hidden.entries.add(id);
  page.diagnostics.push(...diagnostics);
  page.timeline.push(...entries);
  page.announced.push(...announced);
  page.tolerated.push(...tolerated);
  if (entries.length === 0) {
    if (hidden.length > 0) leaveOut(page, block);
    return;
  }
  page.timelineBlocks.push({ block, entries });
}

/**
 * Shows the whole timeline at its first block, and a link to it at the others. Called once the page's models are known.
 */
function showTimeline(page: Page): void {
  const [first, ...others] = page.timelineBlocks;
  if (first === undefined) return;
  const texts = page.scenarios.map(({ text }) => text);
  const isUsed = ({ id }: TimelineEntry): boolean => texts.some((text) => text.includes(id));
  put(page, first.block, observedTimeline(inOrder(page.timeline), page.input.zone, isUsed));
  for (const { block, entries } of others) put(page, block, timelineLink(entries));
}

/** Called after all timelines are read, since a post may announce an entry in another block. */
function checkAnnounced(page: Page, { id, span }: EntryId): void {
  const known = page.timeline.map((entry) => entry.id);
  // If there are errors, the entry may be in a block that couldn't be read.
  if (known.includes(id) || hasErrors(page.diagnostics)) return;
  page.diagnostics.push(say.unknownEntry(span, id, nearest(id, known), known.slice(0, 12)));
}

/**
 * Warns about a `within` that has no effect: it applies only to the mark with the entry's id. Skipped on pages without
 * runs or with a scenario whose marks are unknown.
 */
function checkTolerated(page: Page): void {
  const runs = page.scenarios.flatMap(({ result }) => result.runs);
  if (runs.length === 0 || page.broken.size > 0 || page.unfinished.size > 0) return;
  const marks = new Set(runs.flatMap((run) => run.marks.map(({ id }) => id)));
  const used = new Set([
    ...marks,
    ...runs.flatMap((run) => [...run.facts, ...run.quantities].map(({ id }) => id)),
  ]);
  for (const { id, span } of page.tolerated) {
    if (!used.has(id)) page.diagnostics.push(say.unusedTolerance(span, id, nearest(id, marks)));
  }
}

/**
 * The observed entries that scenarios can read. If the edition hides entries, the periods of impact may be incomplete.
 */
function recordOf({ timeline, hidden, input }: Page): RecordEntry[] {
  const entries = timeline.map(recordEntry);
  const { impact } = input;
  const known =
    hidden.entries.size === 0 && impact !== null
      ? [...entries, ...impact]
      : entries.map(({ impact: _incomplete, ...entry }) => entry);
  const series = input.series.filter(({ name }) => !hidden.series.has(name));
  return [...known, ...series.map((one) => seriesEntry(one, input.startedAt))];
}

/** Reads a `series` block, or leaves it out of the public edition. */
function readSeries(page: Page, block: Block): void {
  const { input, diagnostics, seriesBlocks } = page;
  const read = readSeriesBlock(block.source);
  diagnostics.push(...read.diagnostics);
  if (read.block === null) return;
  if (input.edition === 'public' && !isPublic(read.block.root, input.shown.shows('series'))) {
    leaveOut(page, block);
    return;
  }
  seriesBlocks.set(block, read.block);
}

/** Only series that a public block shows are in the public edition, no matter what else refers to them. */
function hideSeries({ input, hidden, seriesBlocks }: Page): void {
  if (input.edition === 'internal') return;
  const shown = new Set([...seriesBlocks.values()].flatMap(({ show }) => show));
  for (const { name } of input.series) if (!shown.has(name)) hidden.series.add(name);
}

/** Reports observed series that a scenario refers to but that aren't in the edition. */
function missingSeries({ source }: Block, { series }: Page['hidden']): Diagnostic[] {
  return [...source.text.matchAll(/\bseries\s*\.\s*(\w+)/g)].flatMap(({ 0: written, 1: name, index }) =>
    series.has(name!) ? [internalSeries(source.spanAt(index, index + written.length), name!)] : [],
  );
}

function placeSeries(page: Page, block: Block, series: SeriesBlock): void {
  shownText(page, block);
  const { markup, diagnostics } = seriesMarkup(series, {
    id: page.figures.id(`hc-series-${series.show[0]!}`),
    zone: page.input.zone,
    series: page.input.series,
    timeline: inOrder(page.timeline),
    resultOf: (id, place) => findResult(page, id, place),
  });
  page.diagnostics.push(...diagnostics);
  if (markup !== null) put(page, block, markup);
}

async function placeScenario(page: Page, block: Block, timelinesBroken: boolean): Promise<void> {
  const text = scenarioText(block.source);
  const { root } = text.yaml;
  const name = root === null ? null : scenarioName(block, root);
  const markBroken = (): void => {
    for (const id of name === null ? scenarioIdsIn(block.source.text) : [name.id]) page.broken.add(id);
  };
  if (root !== null && isHiddenScenario(page.input, root)) {
    if (name !== null) page.hidden.scenarios.add(name.id);
    leaveOut(page, block);
    return;
  }
  if (name !== null && isTaken(page, name.id)) {
    page.diagnostics.push(say.duplicateScenario(name.span, name.id));
    return;
  }
  const missing = [...missingEntries(block, page.hidden), ...missingSeries(block, page.hidden)];
  if (missing.length > 0) {
    page.diagnostics.push(...missing);
    markBroken();
    return;
  }
  const record = recordOf(page);
  const evaluation = await page.input.evaluate(text, { record, zone: page.input.zone, waits: true });
  if ('unfinished' in evaluation) {
    return placeUnfinished(page, block, { id: name?.id ?? '', root: root! }, evaluation);
  }
  // Entries in a broken timeline are unknown here, so references to them aren't reported.
  const isFollowOn = ({ code }: Diagnostic): boolean =>
    timelinesBroken && code === 'scenario/unknown-observed';
  page.diagnostics.push(...evaluation.diagnostics.filter((one) => !isFollowOn(one)));
  // If there is a result despite an error, for example because of a false claim, the rest of the page is still
  // checked.
  if (evaluation.result === null) {
    markBroken();
    return;
  }
  const { result } = evaluation;
  const shown = shownText(page, block);
  page.scenarios.push({ id: result.scenario, title: result.title, text: shown, result });
  const placeOf = (index: number): Span => {
    const node = nodeAt(root!, ['show', index]);
    return block.source.spanAt(node.start, node.end);
  };
  await putScenario(page, {
    block,
    root: root!,
    result,
    shown,
    ported: page.input.hasModels ? portable(text, { record, zone: page.input.zone }) : null,
    placeOf,
    isFinal: true,
    notice: (markup) => markup,
  });
}

/** Shows a scenario's views or, in a write-up, reserves a place for its card. */
async function putScenario(page: Page, model: ModelInProgress): Promise<void> {
  if (page.input.hasModels) {
    page.models.push(model);
    return;
  }
  const { block, result, shown, placeOf, isFinal, notice } = model;
  const { markup, diagnostics } = await scenarioMarkup(page.figures, result, { block, shown }, placeOf);
  if (isFinal) page.diagnostics.push(...diagnostics);
  put(page, block, notice(markup));
}

/** Shows a single run of the current text or, if there is none, the previous result. */
async function placeUnfinished(
  page: Page,
  block: Block,
  { id, root }: { id: string; root: YamlNode },
  { last, quick }: Unfinished,
): Promise<void> {
  page.unfinished.set(id, { stale: quick === undefined && last !== null, quick: quick !== undefined });
  const { text } = block.source;
  const placed = { block, root, shown: text, ported: null, placeOf: () => block.opening, isFinal: false };
  if (quick !== undefined) {
    page.scenarios.push({ id, title: quick.title, text, result: quick });
    return putScenario(page, { ...placed, result: quick, notice: quickScenario });
  }
  if (last === null) return put(page, block, firstResult(id));
  const { result } = last;
  page.scenarios.push({ id, title: result.title, text, result });
  const change = changeSince(last, text, recordOf(page));
  return putScenario(page, { ...placed, result, notice: (markup) => staleScenario(markup, change) });
}

async function placeBlock(page: Page, block: Block): Promise<void> {
  switch (block.language) {
    case 'timeline':
    case 'scenario':
      return;
    case 'show':
      return placeShow(page, block);
    case 'series': {
      const series = page.seriesBlocks.get(block);
      if (series !== undefined) placeSeries(page, block, series);
      return;
    }
    case 'mermaid': {
      const drawn = await authorDiagram(page.figures, block, shownText(page, block));
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
  shownText(page, block);
  const { shown, diagnostics } = readShow(block.source);
  page.diagnostics.push(...diagnostics);
  if (shown === null) return;
  const result = findResult(page, shown.scenario, () => shown.placeOf('scenario'));
  const unfinished = page.unfinished.get(shown.scenario);
  if (result === null) {
    if (unfinished !== undefined) put(page, block, firstResult(shown.scenario));
    return;
  }
  if (page.input.hasModels) {
    if (unfinished === undefined && !hasVariant(page, result, shown)) return;
    page.shows.push({ block, shown });
    return;
  }
  if (unfinished !== undefined) {
    const last = await page.figures.view(result, shown.view, shown, shown.placeOf('view'));
    const placed = unfinished.quick ? last.markup : staleView(last.markup);
    put(page, block, last.markup === '' ? firstResult(shown.scenario) : placed);
    return;
  }
  if (!hasVariant(page, result, shown)) return;
  const one = await page.figures.view(result, shown.view, shown, shown.placeOf('view'));
  page.diagnostics.push(...one.diagnostics);
  put(page, block, one.markup);
}

/** False if the block names a variant that doesn't exist, which is reported. */
function hasVariant(page: Page, result: Result, { variant, placeOf }: ShownView): boolean {
  const variants = variantNames(result);
  if (variant === undefined || variants.includes(variant)) return true;
  const known = variants.filter((one) => one !== 'base');
  page.diagnostics.push(say.unknownVariant(placeOf('variant'), variant, nearest(variant, known), known));
  return false;
}

function leaveOut(page: Page, block: Block): void {
  page.copy.replace(block.range, null);
  block.remove();
}

/** A block's text as the edition shows it: without comments in the public one. */
function shownText({ input, copy }: Page, { language, source, range }: Block): string {
  if (input.edition === 'internal') return source.text;
  const text = language === 'mermaid' ? withoutDiagramComments(source.text) : withoutComments(source.text);
  copy.replace(range, { code: text });
  return text;
}

/** Puts a slot after each piece of the author's HTML. If the slot is lost, so is the content after it. */
function guardHtml({ copy, slots }: Page, tree: Root): void {
  visit(tree, 'html', (node, index, parent) => {
    if (parent === undefined || index === undefined) return undefined;
    if (node.value.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '').trim() === '') return undefined;
    const slot = slots.guard();
    copy.guard(rangeOf(node), slot.slot);
    parent.children.splice(index + 1, 0, slot);
    return [SKIP, index + 2];
  });
}

function placeCite(page: Page, cite: Cite, models: readonly ModelPage[]): void {
  const path = parseCite(cite.path);
  if (path === null) {
    page.diagnostics.push(say.citeForm(cite.span, cite.path));
    return;
  }
  const result = findResult(page, path.scenario, () => cite.span);
  const unfinished = page.unfinished.get(path.scenario);
  if (result === null && unfinished === undefined) return;
  const { value, finding } = result === null ? {} : citedValue(result, path, cite.span);
  if (value !== undefined) {
    page.copy.replace(cite.range, { words: `${value.text} (${value.basis})` });
    const hasPage = !cite.isPlain && models.some(({ id }) => id === path.scenario);
    const markup = citeMarkup(value, hasPage ? modelPath(path.scenario) : null);
    cite.replace(
      page.slots.node(unfinished?.quick === false ? staleCite(markup) : markup, cite.span, value.text),
    );
  } else if (unfinished !== undefined) cite.replace(page.slots.node(awaitedCite(cite.path), cite.span, '…'));
  else if (finding !== undefined) page.diagnostics.push(finding);
}

/** Reports inline code that was probably meant as a citation. */
function checkAlmostCite(
  { scenarios, broken, unfinished, hidden }: Page,
  { text, span }: AlmostCite,
): Diagnostic[] {
  const ids = [...scenarios.map(({ id }) => id), ...broken, ...unfinished.keys(), ...hidden.scenarios];
  const path = citeMeantBy(text, ids);
  return path === null ? [] : [say.citeWithoutColon(span, text, path)];
}

/** True if an earlier block on the page has this id. */
function isTaken({ broken, unfinished, scenarios }: Page, id: string): boolean {
  return broken.has(id) || unfinished.has(id) || scenarios.some((one) => one.id === id);
}

/** The id and span of a scenario block, read before the block is checked. */
function scenarioName(block: Block, root: YamlNode): { id: string; span: Span } | null {
  const node = nodeAt(root, ['scenario']);
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return null;
  return { id: node.value, span: block.source.spanAt(node.start, node.end) };
}

/** Images have to be files in the site and need a text alternative. */
function checkPicture({ url, alt, span }: Picture, { picture }: PageInput): Diagnostic[] {
  const problem = picture?.(url, false) ?? null;
  return [
    ...(problem === null ? [] : [say.imageFile(span, url, problem)]),
    ...(/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(url) ? [say.remoteImage(span, url)] : []),
    ...(isDecodable(url) ? [] : [say.imagePath(span, url)]),
    ...(alt.trim() === '' ? [say.noImageText(span)] : []),
  ];
}

/** Pictures in the author's HTML can't be files next to the page, since only pictures in Markdown are published. */
function checkRawPictures(markup: Markup, { picture }: PageInput): Diagnostic[] {
  return picturesIn(markup).flatMap(({ url, span }) => {
    const problem = picture?.(url, true) ?? null;
    return [
      ...(problem === null ? [] : [say.imageFile(span, url, problem)]),
      ...(/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(url) ? [say.remoteImage(span, url)] : []),
    ];
  });
}

/** True if a path's percent signs are part of valid escapes. */
export function isDecodable(url: string): boolean {
  try {
    decodeURI(url);
    return true;
  } catch {
    return false;
  }
}

/** Links need an allowed scheme and can't lead to pages that aren't in the edition. */
function checkLink({ url, span }: Link, input: PageInput): Diagnostic[] {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  const forbidden = scheme !== undefined && !['http', 'https', 'mailto'].includes(scheme);
  return [...(forbidden ? [say.linkAddress(span, url)] : []), ...checkHidden({ url, span }, input)];
}

function checkHidden({ url, span }: Link, { hiddenPages }: PageInput): Diagnostic[] {
  const page = hiddenPageAt(url, hiddenPages);
  return page === null ? [] : [say.internalPage(span, page)];
}

/** Reports elements that the sanitizer will remove, so nothing that an author wrote disappears silently. */
function checkMarkup({ html, span }: Markup): Diagnostic[] {
  const tags = html.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '').matchAll(/<([a-z][\w-]*)/gi);
  return [...tags].flatMap(([, name]) => (isKept(name!) ? [] : [say.droppedHtml(span, name!)]));
}
