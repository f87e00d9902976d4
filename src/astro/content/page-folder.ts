import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoaderContext } from 'astro/loaders';
import { keyOf } from '../../cache/file-cache.ts';
import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
import { fileSource } from '../../diagnostic/source.ts';
import type { SeriesFile } from '../../incident/series.ts';
import type { Vocabulary } from '../../incident/vocabulary.ts';
import { type CompiledPage, crash, type StoredBody, type SummaryData } from '../../markdown/compile-page.ts';
import type { PageKind } from '../../markdown/page-kind.ts';
import { idsOf } from '../../review/links.ts';
import { count } from '../../views/words/number-format.ts';
import { MOST_WAIT, type Patience } from '../results/live-results.ts';
import { FolderWatch, type Watched } from '../watch/folder-watch.ts';
import { type CompiledWith, type PageCompiler, shortKey } from './compiler.ts';
import { countAll, crashOf, failureOf, formatAll, type PageFailure, scenarioCount } from './report.ts';
import { seriesFilesOf } from './series-files.ts';
import { type HindcastSite, hiddenIn, nestedPagesIn, pagesIn, type ReadPage, readPage } from './site.ts';

/** Maximum length of a page, in UTF-16 code units. */
const MOST_TEXT = 2 * 1024 * 1024;
/** How long the pages in a folder may wait for their scenarios in total, in milliseconds. */
const FOLDER_PATIENCE = 3000;
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

export type EntryData<Front> = Front &
  SummaryData & {
    /** Key of the page's `StoredBody`; null if it has never been read successfully. */
    body: string | null;
    /** True if the body has pictures, so page lists don't have to read the body to find out. */
    pictures: boolean;
    /** True if the page ships with Hindcast. */
    shipped: boolean;
    /** A broken page's errors, until the page is fixed. Set only in development. */
    failure: PageFailure | null;
  };

/** Settings for a folder with pages of one kind. */
export interface FolderSetting<Front extends object> {
  readonly kind: PageKind<Front>;
  /** Where the pages are on the built site. */
  readonly path: 'incidents' | 'guides';
  readonly folder: URL;
  /**
   * Folder of additional pages that ship with Hindcast. A page in `folder` replaces the shipped page with the same
   * name.
   */
  readonly shipped: URL | null;
  /** Returns the warning for a folder without pages, given its name; null for no warning. */
  readonly empty: ((folder: string) => string) | null;
  /** False if an unchanged page has to be reread because the set of pages in the folder changed. */
  isCurrent(front: Front, slugs: readonly string[]): boolean;
  /**
   * Placeholder for a page that has never been read successfully. It's never displayed; the failure is shown instead.
   */
  placeholder(slug: string): Front;
}

/** The pages in a folder: loads them once and, in development, rereads them when they change. */
export class PageFolder<Front extends object> {
  readonly #context: LoaderContext;
  readonly #site: HindcastSite;
  readonly #compiler: PageCompiler;
  readonly #setting: FolderSetting<Front>;
  readonly #folder: string;
  /** File contents by file name. */
  readonly #texts = new Map<string, string>();
  readonly #diagnostics = new Map<string, readonly Diagnostic[]>();
  /** Set only in development. */
  readonly #watch: FolderWatch | null;
  /** Slugs of pages that the edition leaves out, in all of the site's folders. */
  #hidden: readonly string[] = [];
  /** Slugs of the pages that ship with Hindcast. */
  #shipped: ReadonlySet<string> = new Set();

  constructor(context: LoaderContext, site: HindcastSite, setting: FolderSetting<Front>) {
    this.#context = context;
    this.#site = site;
    this.#compiler = site.compiler;
    this.#setting = setting;
    this.#folder = fileURLToPath(setting.folder);
    this.#watch = site.dev === null ? null : new FolderWatch(this.#watched());
  }

  async load(): Promise<void> {
    const { logger } = this.#context;
    const { dev, errors, edition } = this.#site;
    if (dev !== null && this.#watch !== null) {
      // In the public edition, an edit can make a page public or internal, which affects links to it.
      this.#watch.listen(dev.watcher, this.#folder, edition === 'public');
      if (dev.open(this.#folder, this.#watch)) this.#compiler.restart();
    }
    await this.#readAll({ left: FOLDER_PATIENCE });
    if (this.#texts.size > 0) logger.info(this.#count());
    const found = this.#report();
    // The integration fails the build later, after all folders have been read and reported.
    if (dev === null) errors.push(...found.filter((one) => one.severity === 'error'));
  }

  /** Callbacks for changed files and for results that arrive after their page was rendered. */
  #watched(): Watched {
    const { logger } = this.#context;
    const logged = async (name: string, read: () => Promise<void>): Promise<void> => {
      const start = this.#compiler.now();
      this.#compiler.restart();
      await read();
      this.#site.dev?.show();
      this.#report();
      logger.info(`${name}: ${this.#count()}, ${Math.round(this.#compiler.now() - start)} ms`);
    };
    return {
      slugOf: (path) => this.#slugOf(path),
      readOne: (slug) => logged(`${slug}.md`, () => this.#readOne(slug, this.#slugs(), { left: MOST_WAIT })),
      readAll: () =>
        logged(this.#path(this.#setting.folder) || '.', () => this.#readAll({ left: FOLDER_PATIENCE })),
      busy: () => this.#compiler.running > 0,
      failed: (error) => logger.error(stackOf(error)),
    };
  }

  /** Reads all pages, except those whose text and related pages haven't changed. */
  async #readAll(patience: Patience): Promise<void> {
    const { store, logger } = this.#context;
    this.#hidden = this.#hiddenPages();
    const slugs = this.#slugs();
    const { empty, folder } = this.#setting;
    if (slugs.length === 0 && empty !== null) logger.warn(empty(this.#path(folder)));
    const { progress } = this.#site;
    const { path } = this.#setting;
    let done = 0;
    if (this.#watch === null) {
      progress.start(() => `${path}: ${count(done)} of ${count(slugs.length)}; ${this.#compiler.activity}`);
    }
    for (const slug of slugs) {
      await this.#readOne(slug, slugs, patience);
      done++;
      progress.update();
    }
    progress.stop();
    this.#refuseNested();
    for (const known of [...store.keys(), ...this.#diagnostics.keys()]) {
      if (slugs.includes(known) || known.includes('/')) continue;
      store.delete(known);
      this.#diagnostics.delete(known);
      this.#compiler.forget(this.#path(this.#urlOf(known)));
    }
  }

  async #readOne(slug: string, slugs: readonly string[], patience: Patience): Promise<void> {
    const { store } = this.#context;
    const { ledger, now } = this.#compiler;
    const start = now();
    const url = this.#urlOf(slug);
    const file = this.#path(url);
    const text = readPage(url);
    this.#texts.set(file, text);
    ledger.milliseconds.reading += now() - start;
    ledger.pages++;
    const refusal = refuse(file, slug, text);
    const { edition, words } = this.#site;
    const hiddenPages = this.#hidden;
    const series = seriesFilesOf(url, file);
    const digest = keyOf(this.#compiler.version, edition, words, hiddenPages, file, text, series);
    const inputs = pageInputs({ version: this.#compiler.version, words, hiddenPages, text, series });
    const { kind, isCurrent } = this.#setting;
    const old = store.get<EntryData<Front>>(slug);
    const isSame = refusal === null && old?.digest === digest && isCurrent(old.data, slugs);
    const body = isSame && old.data.body !== null ? this.#site.bodies.read(old.data.body) : null;
    if (body !== null && this.#hasPictures(url, body)) {
      this.#keep(slug, file, text, body);
      this.#site.used.keep(file, inputs, old!.data.body!);
      return;
    }
    const source = { file, text, url, slugs, edition, hiddenPages, series };
    const ready = (): void => this.#watch?.refresh(slug);
    const visit = this.#watch === null ? undefined : { patience, ready };
    try {
      const compiled = refusal ?? (await this.#compiler.compile(kind, source, visit));
      this.#diagnostics.set(slug, compiled.diagnostics);
      const { page } = compiled;
      this.#addPage(slug, file, text, {
        ids: page === null ? null : idsOf(page.body),
        links: page?.links ?? [],
        models: page?.data.models.map(({ id }) => id) ?? [],
      });
      const body = this.#put(slug, { compiled, file, text, url, digest });
      if (body !== null) this.#site.used.add(file, { inputs, body, entries: compiled.used });
    } catch (error) {
      // An internal error must not stop the server, since it may come from an engine that is being edited.
      if (this.#watch === null) {
        this.#diagnostics.set(slug, [crash(file, text, error)]);
        this.#addPage(slug, file, text, { ids: null, links: [], models: [] });
        return;
      }
      this.#context.logger.error(`${file}: ${stackOf(error)}`);
      this.#putFailure(slug, url, crashOf(fileURLToPath(url), error));
    }
  }

  /** Records what other pages can link to, and the links to check once all pages are known. */
  #addPage(
    slug: string,
    file: string,
    text: string,
    found: Pick<ReadPage, 'ids' | 'links' | 'models'>,
  ): void {
    if (this.#watch !== null) return;
    this.#site.pages.push({ path: `${this.#setting.path}/${slug}/`, file, text, ...found });
  }

  /** False if an unchanged page is no longer valid because one of its pictures changed. */
  #hasPictures(url: URL, { html, imagePaths }: StoredBody): boolean {
    const addresses = [...html.matchAll(/<img\b[^>]*?\ssrc="([^"]*)"/g)];
    return (
      imagePaths.every((path) => this.#compiler.pictureProblem(url, path, false) === null) &&
      addresses.every(([, address]) => this.#compiler.pictureProblem(url, address!, true) === null)
    );
  }

  /** Reports pages in subfolders, which would otherwise be silently left out. */
  #refuseNested(): void {
    const { folder } = this.#setting;
    for (const known of this.#diagnostics.keys()) if (known.includes('/')) this.#diagnostics.delete(known);
    for (const path of nestedPagesIn(folder)) {
      const file = this.#path(new URL(path.split('/').map(encodeURIComponent).join('/'), folder));
      this.#diagnostics.set(path, [nestedPage(file)]);
    }
  }

  /** Includes all folders, since a page may link to pages of another kind. */
  #hiddenPages(): string[] {
    const { incidents, guides } = this.#site;
    return [...hiddenIn(incidents, this.#site), ...hiddenIn(guides, this.#site)];
  }

  /** Keeps an unchanged page's entry without looking up its scenarios in the cache. */
  #keep(slug: string, file: string, text: string, body: StoredBody): void {
    this.#diagnostics.set(slug, body.diagnostics);
    for (const { id } of body.scenarios) {
      this.#compiler.ledger.scenarios.push({ page: file, scenario: id, run: false, milliseconds: 0 });
    }
    const { links, models } = body;
    this.#addPage(slug, file, text, { ids: idsOf(body), links, models: models.map(({ id }) => id) });
  }

  /** How many scenarios in this folder ran, and which of them are still running. */
  #count(): string {
    const { scenarios } = this.#compiler.ledger;
    const counted = scenarioCount(scenarios.filter(({ page }) => this.#texts.has(page)));
    const entries = this.#context.store.values() as unknown as { data: SummaryData }[];
    const unfinished = entries.flatMap(({ data }) => (data.unfinished ?? []).map(({ id }) => id));
    return unfinished.length === 0 ? counted : `${counted}; still running: ${unfinished.join(', ')}`;
  }

  /** Stores a compiled page. Returns the key of its body; null for a page with errors. */
  #put(
    slug: string,
    {
      compiled,
      file,
      text,
      url,
      digest,
    }: { compiled: CompiledPage<Front>; file: string; text: string; url: URL; digest: string },
  ): string | null {
    const { store } = this.#context;
    const filePath = this.#path(url);
    if (compiled.page !== null) {
      const { data, body, links } = compiled.page;
      const { scenarios, models, markdown, diagnostics, ...summary } = data;
      const key = this.#site.bodies.write({ scenarios, models, markdown, diagnostics, ...body, links });
      store.set({
        id: slug,
        data: {
          ...summary,
          body: key,
          pictures: body.imagePaths.length > 0,
          shipped: this.#shipped.has(slug),
          failure: null,
        },
        filePath,
        // Without a digest, an unfinished page is rendered again even if the server is killed first.
        ...(data.unfinished === undefined ? { digest } : {}),
        assetImports: body.imagePaths,
      });
      return key;
    }
    // The build fails, so no entry is needed.
    if (this.#watch !== null) {
      this.#putFailure(slug, url, failureOf(fileURLToPath(url), file, text, compiled.diagnostics));
    }
    return null;
  }

  /** In development, a failed page keeps its previous entry without a digest, so that the next save is always read. */
  #putFailure(slug: string, url: URL, failure: PageFailure): void {
    const { store } = this.#context;
    const old = store.get<EntryData<Front>>(slug);
    const data = old?.data ?? {
      ...this.#setting.placeholder(slug),
      timeline: [],
      findings: [],
      body: null,
      pictures: false,
      shipped: this.#shipped.has(slug),
    };
    store.set({ id: slug, data: { ...data, failure }, filePath: this.#path(url) });
  }

  /** Prints all current diagnostics. Errors come last, so that authors see them first. */
  #report(): Diagnostic[] {
    const { logger } = this.#context;
    const all = [...this.#diagnostics.values()].flat();
    const warnings = all.filter((one) => one.severity === 'warning');
    const errors = all.filter((one) => one.severity === 'error');
    if (warnings.length > 0) logger.warn(`${countAll(warnings)}\n${formatAll(warnings, this.#texts)}\n`);
    if (errors.length > 0) logger.error(`${countAll(errors)}\n${formatAll(errors, this.#texts)}\n`);
    return all;
  }

  /** Slugs of the pages in the edition: those in the folder, plus shipped pages that the folder doesn't replace. */
  #slugs(): string[] {
    const { folder, shipped } = this.#setting;
    const own = pagesIn(folder);
    const added = (shipped === null ? [] : pagesIn(shipped)).filter((slug) => !own.includes(slug));
    this.#shipped = new Set(added);
    const hidden = new Set(hiddenIn(folder, this.#site));
    return [...own.filter((slug) => !hidden.has(slug)), ...added].sort();
  }

  #urlOf(slug: string): URL {
    const { folder, shipped } = this.#setting;
    const from = shipped !== null && this.#shipped.has(slug) ? shipped : folder;
    return new URL(`${encodeURIComponent(slug)}.md`, from);
  }

  /** The slug for a file in the watched folder, or null. */
  #slugOf(path: string): string | null {
    const inside = relative(this.#folder, path).split(sep);
    const [page, folder, file] = inside;
    if (inside.length === 3 && folder === 'series' && file!.endsWith('.csv')) return page!;
    return inside.length === 1 && page!.endsWith('.md') ? page!.slice(0, -'.md'.length) : null;
  }

  /**
   * File name for diagnostics: the path from the site's root, with forward slashes. A folder's path ends in a slash.
   */
  #path(url: URL): string {
    const path = relative(fileURLToPath(this.#context.config.root), fileURLToPath(url)).split(sep).join('/');
    return url.pathname.endsWith('/') && path !== '' ? `${path}/` : path;
  }
}

/** Short digests of what a page's body depends on, for detecting changes. */
export function pageInputs({
  version,
  words,
  hiddenPages,
  text,
  series,
}: {
  readonly version: string;
  readonly words: Vocabulary;
  readonly hiddenPages: readonly string[];
  readonly text: string;
  readonly series: readonly SeriesFile[];
}): Readonly<Record<PageInputName, string>> {
  const [hidden, names, page, own] = [hiddenPages, words, text, series].map(shortKey) as [
    string,
    string,
    string,
    string,
  ];
  return { version, names, hidden, text: page, series: own };
}

export type PageInputName = 'version' | 'names' | 'hidden' | 'text' | 'series';

/** Checks a file before parsing. Returns null if it's acceptable. */
export function refuse(file: string, slug: string, text: string): CompiledWith<never> | null {
  const span = fileSource(file, text).spanAt(0, 0);
  if (!SLUG.test(slug)) return { page: null, diagnostics: [fileName(span, `${slug}.md`)], used: [] };
  if (text.length > MOST_TEXT)
    return { page: null, diagnostics: [tooLarge(span, text.length, MOST_TEXT)], used: [] };
  return null;
}

/** The error for a page in a subfolder. */
export function nestedPage(file: string): Diagnostic {
  return error(
    fileSource(file, '').spanAt(0, 0),
    'page/folder',
    'this page is in a subfolder, so it would be left out of the site',
    'move it out of the subfolder',
  );
}

function fileName(span: Span, name: string): Diagnostic {
  return error(
    span,
    'page/file-name',
    `\`${name}\` isn't a valid file name for a page`,
    'use lowercase letters, digits and hyphens; example: dns-race-2025-10.md',
  );
}

function tooLarge(span: Span, size: number, most: number): Diagnostic {
  return error(
    span,
    'page/too-large',
    `the file has ${count(size)} characters; the limit is ${count(most)}`,
    'split the page, or move data out of it',
  );
}

function error(span: Span, code: string, message: string, hint: string): Diagnostic {
  return { code, severity: 'error', message, hint, span };
}

function stackOf(error: unknown): string {
  return String(error instanceof Error ? error.stack : error);
}
