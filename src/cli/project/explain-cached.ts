import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { idOf, scenarioInputs, shortKey } from '../../astro/content/compiler.ts';
import { type PageInputName, pageInputs } from '../../astro/content/page-folder.ts';
import { seriesFilesOf } from '../../astro/content/series-files.ts';
import { shippedResults } from '../../astro/content/shipped-guides.ts';
import { hiddenIn, readPage } from '../../astro/content/site.ts';
import { drawingKey } from '../../astro/results/kept-parts.ts';
import { placed, placedValidation, ResultStore } from '../../astro/results/kept-results.ts';
import { wordsOf } from '../../astro/setup/settings.ts';
import { readVersions, type SourceVersions } from '../../astro/setup/sources.ts';
import { JsonCache } from '../../cache/json-cache.ts';
import { SiteCache, type UsedPage } from '../../cache/site-cache.ts';
import type { EditionName } from '../../config/options.ts';
import type { SiteConfig } from '../../config/read-config.ts';
import { withValidation } from '../../hindcast.ts';
import { compilePage, type PageSource, type StoredBody } from '../../markdown/compile-page.ts';
import type { DrawDiagram, Evaluate } from '../../markdown/page.ts';
import { guideKind, incidentKindOf } from '../../markdown/page-kind.ts';
import { markdownProcessor } from '../../markdown/processor.ts';
import { projectCache } from '../input/result-cache.ts';
import { findSite } from '../input/site.ts';
import type { CachedPart, CacheExplanation } from '../output/reports.ts';
import { EXIT, type Io, printable, UsageError } from '../terminal/io.ts';
import { styleFor, tableLines } from '../terminal/print.ts';
import type { CacheCommand } from './cache.ts';

/** A page of the site, with the cache of one edition. */
interface Subject {
  readonly source: PageSource & { readonly edition: EditionName };
  readonly config: SiteConfig;
  readonly isGuide: boolean;
  readonly folder: string;
  readonly cache: SiteCache;
  readonly versions: SourceVersions;
  /** What the last build used for the page; undefined if the build didn't read the page. */
  readonly last: UsedPage | undefined;
  /** Warnings about damaged entries. */
  readonly warnings: string[];
}

/**
 * `hindcast cache explain`: what the next build would take from the cache for a page. Nothing is run or drawn.
 *
 * @throws UsageError if the file isn't a page of the site
 */
export async function explainCached(file: string, options: CacheCommand, io: Io): Promise<number> {
  const subject = await findSubject(file, options, io);
  const parts = [pagePart(subject), ...(await contentParts(subject))];
  const { source } = subject;
  const report: CacheExplanation = { version: 1, file: source.file, edition: source.edition, parts };
  if (options.json === true) {
    io.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return EXIT.ok;
  }
  const style = styleFor(io.stdout, io.env);
  const rows = parts.map(({ kind, name, cached, why }) => [
    kind,
    kind === 'page' ? '' : name,
    cached ? ({ text: 'cached', tone: 'good' } as const) : 'computed again',
    why,
  ]);
  const title = style.paint('heading', `${source.file}, ${source.edition} edition`);
  const lines = tableLines(['', '', '', ''], rows, style).slice(1);
  io.stdout.write(printable(`${[title, ...lines].join('\n')}\n`));
  return EXIT.ok;
}

async function findSubject(name: string, { edition: wanted }: CacheCommand, io: Io): Promise<Subject> {
  const site = await findSite(io.cwd);
  const config = site?.read?.config ?? null;
  const project = projectCache(io.cwd);
  if (site === null || config === null || project === null) {
    throw new UsageError('no site with a valid configuration found', 'run `hindcast doctor`');
  }
  const place = resolve(io.cwd, name);
  const [incidents, guides] = [config.content, config.guides].map((one) => resolve(site.root, one));
  if (!existsSync(place) || !statSync(place).isFile()) throw new UsageError(`\`${name}\` doesn't exist`);
  if (![incidents, guides].includes(dirname(place)) || !place.endsWith('.md')) {
    throw new UsageError(
      `\`${name}\` isn't a page of this site`,
      `pages are the Markdown files in ${config.content} and ${config.guides}`,
    );
  }
  const edition = wanted ?? config.edition;
  const file = relative(site.root, place).split(sep).join('/');
  const url = pathToFileURL(place);
  const folder = join(project, edition === 'public' ? 'public' : '');
  const warnings: string[] = [];
  const cache = new SiteCache(pathToFileURL(`${folder}/`), (message) => warnings.push(message));
  const hiddenPages = [incidents, guides].flatMap((one) => hiddenIn(pathToFileURL(`${one}/`), { edition }));
  return {
    source: {
      file,
      text: readPage(url),
      url,
      slugs: [basename(place, '.md')],
      edition,
      hiddenPages,
      series: seriesFilesOf(url, file),
    },
    config,
    isGuide: dirname(place) === guides,
    folder,
    cache,
    versions: readVersions(),
    last: cache.lastUsed('build')?.[file],
    warnings,
  };
}

const CHANGED: Readonly<Record<PageInputName, string>> = {
  version: 'Hindcast, a dependency or Node changed',
  names: 'names in the configuration changed',
  hidden: 'the list of internal pages changed',
  text: 'its text changed',
  series: 'its observed series changed',
};

/** Whether a build would compile the page again. */
function pagePart({ source, config, folder, versions, last }: Subject): CachedPart {
  const part = (cached: boolean, why: string): CachedPart => ({
    kind: 'page',
    name: source.file,
    cached,
    why,
  });
  if (last === undefined) return part(false, 'no build of this edition has read it');
  const { hiddenPages = [], series = [], text } = source;
  const words = wordsOf(config.editions);
  const now = pageInputs({ version: versions.page, words, hiddenPages, text, series });
  const changed = Object.entries(CHANGED).filter(
    ([name]) => now[name as PageInputName] !== last.inputs[name],
  );
  if (changed.length > 0) return part(false, changed.map(([, why]) => why).join('; '));
  if (!existsSync(join(folder, 'data-store.json'))) return part(false, "Astro's list of pages is missing");
  const bodies = new JsonCache<StoredBody>(pathToFileURL(`${join(folder, 'hindcast-bodies')}/`));
  if (last.body === null || bodies.read(last.body) === null)
    return part(false, 'its entry is missing or damaged');
  return part(true, 'nothing it depends on has changed since the last build');
}

/** Compiles the page with cached entries, and collects what isn't cached. */
async function contentParts(subject: Subject): Promise<CachedPart[]> {
  const parts: CachedPart[] = [];
  const { config, isGuide, source } = subject;
  const renderer = await markdownProcessor(async () => '').createRenderer({ syntaxHighlight: false });
  const tools = {
    evaluate: lookUpResults(subject, parts),
    draw: lookUpDrawings(subject, parts),
    highlight: async () => '',
  };
  if (isGuide) await compilePage(guideKind, source, renderer, tools);
  else await compilePage(incidentKindOf(wordsOf(config.editions)), source, renderer, tools);
  return parts;
}

function lookUpResults({ cache, versions, last, warnings }: Subject, parts: CachedPart[]): Evaluate {
  const store = new ResultStore(
    cache.open('results', versions.engine),
    versions.engine,
    shippedResults((message) => warnings.push(message)),
  );
  return (text, options) => {
    const { source } = text;
    const inputs = scenarioInputs(text, options);
    const name = idOf(source.text);
    const keys = [...store.keysFor(source.text, options), store.labelKey(source.text, options)];
    const why = (what: string, isDamaged: boolean): string => {
      if (isDamaged) return 'its entry is damaged';
      const before = last?.entries.filter(
        ({ entry, name: one }) => entry.startsWith('results/') && one === name,
      );
      if (before === undefined || before.length === 0)
        return 'no build of this edition has run it on this page';
      if (before.every((one) => one.inputs['text'] !== inputs['text'])) return 'its text changed';
      if (before.every((one) => one.inputs['timeline'] !== inputs['timeline']))
        return 'the timeline entries or impact it refers to changed';
      if (before.every((one) => one.inputs['zone'] !== inputs['zone'])) return 'the time zone changed';
      const isSame = before.some(({ entry }) => keys.some((key) => entry === `results/${key}`));
      return isSame ? `its ${what} was removed from the cache` : 'the engine, a dependency or Node changed';
    };
    const add = (kind: 'scenario' | 'labels', isCached: boolean, isDamaged: boolean): void => {
      const what = kind === 'scenario' ? 'Result' : 'entry';
      parts.push({ kind, name, cached: isCached, why: isCached ? SAME_SCENARIO : why(what, isDamaged) });
    };
    let seen = warnings.length;
    const evaluation = store.find(source.text, options);
    add('scenario', evaluation !== null, warnings.length > seen);
    if (evaluation === null) return { unfinished: true, last: null };
    const hasErrors = evaluation.diagnostics.some(({ severity }) => severity === 'error');
    if (evaluation.result === null || hasErrors) return placed(evaluation, source);
    seen = warnings.length;
    const labels = store.findValidated(source.text, options);
    add('labels', labels !== null, warnings.length > seen);
    const known = placed(evaluation, source);
    return labels === null ? known : withValidation(known, placedValidation(labels, source));
  };
}

const SAME_SCENARIO = 'same text, timeline and engine';

function lookUpDrawings({ cache, versions, last, warnings }: Subject, parts: CachedPart[]): DrawDiagram {
  const drawings = cache.open('diagrams', versions.diagrams);
  return async (id, text) => {
    const seen = warnings.length;
    const svg = drawings.read(drawingKey(id, text));
    const before =
      last?.entries.filter(({ entry, name }) => entry.startsWith('diagrams/') && name === id) ?? [];
    const whyMissing = (): string => {
      if (warnings.length > seen) return 'its entry is damaged';
      if (before.length === 0) return 'no build of this edition has drawn it on this page';
      if (before.every(({ inputs }) => inputs['text'] !== shortKey(text))) return 'its text changed';
      return existsSync(cache.folderOf('diagrams', versions.diagrams))
        ? 'its entry was removed from the cache'
        : 'the code that draws, a dependency or Node changed';
    };
    const why = svg === null ? whyMissing() : 'same text';
    parts.push({ kind: 'diagram', name: id, cached: svg !== null, why });
    return { ok: true, svg: svg ?? '' };
  };
}
