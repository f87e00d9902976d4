import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoaderContext } from 'astro/loaders';
import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
import { fileSource } from '../../diagnostic/source.ts';
import type { BodyData, CompiledPage } from '../../markdown/compile-page.ts';
import type { PageKind } from '../../markdown/page-kind.ts';
import { keyOf } from '../results/file-cache.ts';
import { MOST_WAIT, type Patience } from '../results/live-results.ts';
import { FolderWatch, type Watched } from '../watch/folder-watch.ts';
import type { PageCompiler } from './compiler.ts';
import { countAll, failureOf, faultOf, formatAll, type PageFailure, scenarioCount } from './report.ts';
import { type HindcastSite, hiddenIn, pagesIn, readPage } from './site.ts';

/** Findings about the files of pages. */
const error = (span: Span, code: string, message: string, hint?: string): Diagnostic => ({
  code,
  severity: 'error',
  message,
  hint,
  span,
});

export const fileName = (span: Span, name: string): Diagnostic =>
  error(
    span,
    'page/file-name',
    `\`${name}\` can't be the address of a page`,
    'name the file with small letters, digits and hyphens, such as dns-race-2025-10.md',
  );

export const tooLarge = (span: Span, size: number, most: number): Diagnostic =>
  error(span, 'page/too-large', `the file has ${size} characters; the most is ${most}`);

/** Data of an entry. `failure` is set in development alone, until the page is mended. */
export type EntryData<Front> = Front & BodyData & { failure: PageFailure | null };

/** Pages of one kind, and what is particular to their folder. */
export interface FolderSetting<Front extends object> {
  readonly kind: PageKind<Front>;
  readonly folder: URL;
  /** What to say of a folder without pages, given its name; null where that is nothing to speak of. */
  readonly empty: ((folder: string) => string) | null;
  /** False for a page that must be read again though its text is as before, now that these pages are there. */
  stillStands(front: Front, slugs: readonly string[]): boolean;
  /** Stands for a page that never could be read. No page shows it: they show the failure instead. */
  standIn(slug: string): Front;
}

/** Longest page, in UTF-16 code units. */
const MOST_TEXT = 2 * 1024 * 1024;
/** How long all pages together wait for their scenarios when a folder is read, in milliseconds. */
const PATIENCE_OF_ALL = 3000;
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** A folder of pages during one load, and after it while the development server watches. */
export class PageFolder<Front extends object> {
  readonly #context: LoaderContext;
  readonly #site: HindcastSite;
  readonly #compiler: PageCompiler;
  readonly #setting: FolderSetting<Front>;
  readonly #folder: string;
  readonly #texts = new Map<string, string>();
  /** Findings by slug: those of pages as they are now. */
  readonly #findings = new Map<string, readonly Diagnostic[]>();
  /** Set in development. */
  readonly #watch: FolderWatch | null;

  /** Names of pages of all folders that the edition does not have. */
  #hidden: readonly string[] = [];

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
      // What is changed may have become public, or internal.
      this.#watch.listen(dev.watcher, this.#folder, edition === 'public');
      if (dev.open(this.#folder, this.#watch)) this.#compiler.restart();
    }
    await this.#readAll({ left: PATIENCE_OF_ALL });
    if (this.#texts.size > 0) logger.info(this.#count());
    const findings = this.#tell();
    // Other folders may be read meanwhile, and their findings are wanted too: the integration ends the build.
    if (dev === null) errors.push(...findings.filter((one) => one.severity === 'error'));
  }

  /** What is done when files change, or when results are there that were not waited for. */
  #watched(): Watched {
    const { logger } = this.#context;
    const told = async (name: string, read: () => Promise<void>): Promise<void> => {
      const start = this.#compiler.now();
      this.#compiler.restart();
      await read();
      this.#site.dev?.show();
      this.#tell();
      logger.info(`${name}: ${this.#count()}, ${Math.round(this.#compiler.now() - start)} ms`);
    };
    return {
      slugOf: (path) => this.#slugOf(path),
      readOne: (slug) => told(`${slug}.md`, () => this.#readOne(slug, this.#slugs(), { left: MOST_WAIT })),
      readAll: () => told(this.#name('') || '.', () => this.#readAll({ left: PATIENCE_OF_ALL })),
      busy: () => this.#compiler.running > 0,
      failed: (error) => logger.error(String(error instanceof Error ? error.stack : error)),
    };
  }

  /** Reads the folder anew; pages whose text and related ones are as before are left alone. */
  async #readAll(patience: Patience): Promise<void> {
    const { store, logger } = this.#context;
    this.#hidden = this.#hiddenPages();
    const slugs = this.#slugs();
    const { empty } = this.#setting;
    if (slugs.length === 0 && empty !== null) logger.warn(empty(this.#name('')));
    for (const slug of slugs) await this.#readOne(slug, slugs, patience);
    for (const known of [...store.keys(), ...this.#findings.keys()]) {
      if (slugs.includes(known)) continue;
      store.delete(known);
      this.#findings.delete(known);
      this.#compiler.forget(this.#name(`${known}.md`));
    }
  }

  async #readOne(slug: string, slugs: readonly string[], patience: Patience): Promise<void> {
    const { store } = this.#context;
    const { ledger, now } = this.#compiler;
    const start = now();
    const url = new URL(`${encodeURIComponent(slug)}.md`, this.#setting.folder);
    const file = this.#name(`${slug}.md`);
    const text = readPage(url);
    this.#texts.set(file, text);
    ledger.milliseconds.reading += now() - start;
    ledger.pages++;
    const refusal = refuse(file, slug, text);
    const { edition, words } = this.#site;
    const hiddenPages = this.#hidden;
    const digest = keyOf(this.#compiler.version, edition, words, hiddenPages, file, text);
    const { kind, stillStands } = this.#setting;
    const old = store.get<EntryData<Front>>(slug);
    if (refusal === null && old?.digest === digest && stillStands(old.data, slugs)) {
      this.#keep(slug, file, old.data);
      return;
    }
    const source = { file, text, url, slugs, edition, hiddenPages };
    const ready = (): void => this.#watch?.refresh(slug);
    const visit = this.#watch === null ? undefined : { patience, ready };
    try {
      const compiled = refusal ?? (await this.#compiler.compile(kind, source, visit));
      this.#findings.set(slug, compiled.diagnostics);
      this.#put(slug, { compiled, file, text, url, digest });
    } catch (error) {
      // A fault of ours, such as an engine that is half edited: it must not end the server.
      if (this.#watch === null) throw error;
      this.#context.logger.error(`${file}: ${String(error instanceof Error ? error.stack : error)}`);
      this.#putFailure(slug, url, faultOf(fileURLToPath(url), error));
    }
  }

  /** Of all folders: a page may link to pages of another kind. */
  #hiddenPages(): string[] {
    const { incidents, guides } = this.#site;
    return [...hiddenIn(incidents, this.#site), ...hiddenIn(guides, this.#site)];
  }

  /** A page whose text is as before: its scenarios did not even have to be looked up. */
  #keep(slug: string, file: string, data: BodyData): void {
    this.#findings.set(slug, data.diagnostics);
    for (const { id } of data.scenarios) {
      this.#compiler.ledger.scenarios.push({ page: file, scenario: id, run: false, milliseconds: 0 });
    }
  }

  /** How many scenarios of this folder were run, and which are still being simulated. */
  #count(): string {
    const { scenarios } = this.#compiler.ledger;
    const counted = scenarioCount(scenarios.filter(({ page }) => this.#texts.has(page)));
    const entries = this.#context.store.values() as unknown as { data: BodyData }[];
    const unfinished = entries.flatMap(({ data }) => (data.unfinished ?? []).map(({ id }) => id));
    return unfinished.length === 0 ? counted : `${counted}; being simulated: ${unfinished.join(', ')}`;
  }

  #put(
    slug: string,
    {
      compiled,
      file,
      text,
      url,
      digest,
    }: { compiled: CompiledPage<Front>; file: string; text: string; url: URL; digest: string },
  ): void {
    const { store } = this.#context;
    const filePath = this.#filePath(url);
    if (compiled.page !== null) {
      const { data, body } = compiled.page;
      const { html, headings, imagePaths } = body;
      const rendered = { html, metadata: { headings, imagePaths, frontmatter: {} } };
      store.set({
        id: slug,
        data: { ...data, failure: null },
        filePath,
        // A page that is not finished is made again, whatever becomes of the server meanwhile.
        ...(data.unfinished === undefined ? { digest } : {}),
        rendered,
        assetImports: imagePaths,
      });
      return;
    }
    // A build ends here.
    if (this.#watch === null) return;
    this.#putFailure(slug, url, failureOf(fileURLToPath(url), file, text, compiled.diagnostics));
  }

  /** In development the entry stays, without a digest, so that the next save is read in any case. */
  #putFailure(slug: string, url: URL, failure: PageFailure): void {
    const { store } = this.#context;
    const old = store.get<EntryData<Front>>(slug);
    const data = old?.data ?? {
      ...this.#setting.standIn(slug),
      timeline: [],
      scenarios: [],
      markdown: '',
      diagnostics: [],
    };
    store.set({
      id: slug,
      data: { ...data, failure },
      filePath: this.#filePath(url),
      rendered: { html: '' },
    });
  }

  /** From the site's root. */
  #filePath(url: URL): string {
    return relative(fileURLToPath(this.#context.config.root), fileURLToPath(url)).split(sep).join('/');
  }

  /** Prints all findings that hold now, errors last: they are what an author looks for. */
  #tell(): Diagnostic[] {
    const { logger } = this.#context;
    const all = [...this.#findings.values()].flat();
    const warnings = all.filter((one) => one.severity === 'warning');
    const errors = all.filter((one) => one.severity === 'error');
    if (warnings.length > 0) logger.warn(`${countAll(warnings)}\n${formatAll(warnings, this.#texts)}\n`);
    if (errors.length > 0) logger.error(`${countAll(errors)}\n${formatAll(errors, this.#texts)}\n`);
    return all;
  }

  /** Names of the pages that the edition has. */
  #slugs(): string[] {
    const { folder } = this.#setting;
    const hidden = new Set(hiddenIn(folder, this.#site));
    return pagesIn(folder).filter((slug) => !hidden.has(slug));
  }

  #slugOf(path: string): string | null {
    const inside = relative(this.#folder, path);
    return inside.endsWith('.md') && !inside.includes(sep) ? inside.slice(0, -'.md'.length) : null;
  }

  /** How findings name a file: from the site's root. */
  #name(file: string): string {
    const root = fileURLToPath(this.#context.config.root);
    return relative(root, this.#folder)
      .split(sep)
      .concat(file)
      .filter((part, index, all) => part !== '' || index === all.length - 1)
      .join('/');
  }
}

/** What is wrong with the file itself, before it is read; null if nothing is. */
export function refuse(file: string, slug: string, text: string): CompiledPage<never> | null {
  const span = fileSource(file, text).spanAt(0, 0);
  if (!SLUG.test(slug)) return { page: null, diagnostics: [fileName(span, `${slug}.md`)] };
  if (text.length > MOST_TEXT) return { page: null, diagnostics: [tooLarge(span, text.length, MOST_TEXT)] };
  return null;
}
