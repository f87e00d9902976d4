import { readdirSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { TIME_LIMIT } from '../../astro/content/compiler.ts';
import { nestedPage, refuse } from '../../astro/content/page-folder.ts';
import { seriesFilesOf } from '../../astro/content/series-files.ts';
import { hiddenIn } from '../../astro/content/site.ts';
import { failedEvaluation, placed } from '../../astro/results/kept-results.ts';
import { shippedGuides } from '../../astro/setup/docs.ts';
import { wordsOf } from '../../astro/setup/settings.ts';
import type { EditionName } from '../../config/options.ts';
import type { SiteConfig } from '../../config/read-config.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { type RecordEntry, scenarioText } from '../../hindcast.ts';
import { isInternalPage } from '../../incident/front-matter.ts';
import { DEFAULT_VOCABULARY, type Vocabulary } from '../../incident/vocabulary.ts';
import { crash, type PageSource } from '../../markdown/compile-page.ts';
import { modelPath } from '../../markdown/models/finding.ts';
import { recordEntry } from '../../markdown/page.ts';
import { guideKind, incidentKindOf } from '../../markdown/page-kind.ts';
import { idsOf, type LinkedPage, mayExist, reviewLinks } from '../../review/links.ts';
import { type GivenName, reviewRepeats } from '../../review/write-up-checks.ts';
import type { Input } from '../input/input.ts';
import { type OpenCompiler, openCompiler } from '../input/page-compiler.ts';
import { type FoundSite, publicFolderOf } from '../input/site.ts';
import type { Io } from '../terminal/io.ts';
import { createLeash, type Leash } from '../workers/leash.ts';
import { KeptChecks } from './kept-checks.ts';
import { type CheckedPage, countNumbers, reviewPage, scenarioNames } from './review-page.ts';

/** Absolute paths of the folders that contain the site's pages. */
interface PageFolders {
  readonly incidents: string;
  readonly guides: string;
}

/** Compiles write-ups and guides the way a build does, and discards the pages. */
export class CheckedPages {
  readonly #io: Io;
  readonly #folders: PageFolders | null;
  readonly #words: Vocabulary;
  readonly #kind: ReturnType<typeof incidentKindOf>;
  readonly #kept: KeptChecks | null;
  /** Cached values: page names by folder, and paths of the site's pages by a file's folder. */
  readonly #slugs = new Map<string, string[]>();
  readonly #siblings = new Map<string, string[]>();
  readonly #edition: EditionName;
  /** Names of the guides that ship with Hindcast, if the edition includes them. */
  readonly #shippedGuides: readonly string[];
  readonly #setting: Parameters<typeof openCompiler>[2];
  /** Created when the first page is compiled. */
  #open: OpenCompiler | null = null;
  /** Created when the first bare scenario is evaluated. */
  #leash: Leash | null = null;

  /** @param edition the edition to compile pages for */
  constructor(site: FoundSite | null, edition: EditionName, io: Io) {
    const config = site?.read?.config ?? null;
    this.#io = io;
    this.#edition = edition;
    this.#setting = site === null || config === null ? {} : compilerSetting(site, config, edition);
    this.#words = config === null ? DEFAULT_VOCABULARY : wordsOf(config.editions);
    this.#kind = incidentKindOf(this.#words);
    this.#kept = KeptChecks.open(io);
    const hasDocs = config === null ? edition === 'internal' : config.editions[edition].facts.docs;
    this.#shippedGuides = hasDocs ? slugsIn(fileURLToPath(shippedGuides())) : [];
    this.#folders =
      site === null || config === null
        ? null
        : { incidents: resolve(site.root, config.content), guides: resolve(site.root, config.guides) };
  }

  async check({ file, text }: Input): Promise<CheckedPage> {
    // A page that isn't in the public edition is checked only for the internal edition.
    if (this.#edition === 'public' && isInternalPage(file, text)) {
      return { diagnostics: [], path: this.pathOf(file), ids: null };
    }
    const place = resolve(this.#io.cwd, file);
    if (this.#isNested(place)) {
      return { diagnostics: [nestedPage(file)], path: this.pathOf(file), ids: null, refused: true };
    }
    const refused = this.#isOfSite(place) ? refuse(file, basename(place, '.md'), text) : null;
    if (refused !== null)
      return { diagnostics: refused.diagnostics, path: this.pathOf(file), ids: null, refused: true };
    const source = {
      file,
      text,
      url: pathToFileURL(place),
      slugs: this.#slugsIn(dirname(place)),
      edition: this.#edition,
      hiddenPages: this.#hiddenPages(dirname(place)),
      series: seriesFilesOf(pathToFileURL(place), file),
    };
    const isGuide = this.#isGuide(place);
    if (this.#kept === null) return this.#compile(source, isGuide);
    // Only a page that lists related pages depends on which other pages exist.
    const slugs = text.includes('related') ? source.slugs : null;
    const { base, publicFolder } = this.#setting ?? {};
    const { hiddenPages, series } = source;
    const site = [this.#edition, this.#words, base ?? null, publicFolder?.href ?? null];
    return this.#kept.find(file, text, [...site, isGuide, slugs, hiddenPages, series], () =>
      this.#compile(source, isGuide),
    );
  }

  async #compile(source: PageSource, isGuide: boolean): Promise<CheckedPage> {
    const { file, text } = source;
    this.#open ??= openCompiler(this.#io, this.#edition, this.#setting);
    try {
      const { page, diagnostics } = isGuide
        ? await this.#open.compiler.compile(guideKind, source)
        : await this.#open.compiler.compile(this.#kind, source);
      const path = this.pathOf(file);
      const found = {
        diagnostics,
        path,
        review: await reviewPage(file, text, path.startsWith('incidents/')),
      };
      if (page === null) return { ...found, ids: null };
      const { models, scenarios, timeline } = page.data;
      return {
        ...found,
        ids: idsOf(page.body),
        models: models.map(({ id }) => path + modelPath(id)),
        numbers: countNumbers(
          scenarios.map((scenario) => scenario.text),
          timeline.map(recordEntry),
        ),
      };
    } catch (error) {
      return { diagnostics: [crash(file, text, error)], path: this.pathOf(file), ids: null };
    }
  }

  /** Diagnostics for a bare scenario, given the observed series next to it. */
  async checkScenario({ file, text }: Input, record: readonly RecordEntry[]): Promise<readonly Diagnostic[]> {
    // Without handlers, signals end the process.
    const { onInterrupt: _signals, ...io } = this.#io;
    this.#leash ??= createLeash({ timeLimit: this.#setting?.timeLimit ?? TIME_LIMIT }, io);
    const source = fileSource(file, text);
    try {
      const json = await this.#leash.evaluate(scenarioText(source), { waits: true, record });
      return placed(JSON.parse(json), source).diagnostics;
    } catch (error) {
      return placed(failedEvaluation(error), source).diagnostics;
    }
  }

  /** True if a build reads the file, regardless of its contents. */
  reads(file: string): boolean {
    return this.#isOfSite(resolve(this.#io.cwd, file)) && file.endsWith('.md');
  }

  /** A page's path on the site, for example `incidents/dns-race/`. */
  pathOf(file: string): string {
    const place = resolve(this.#io.cwd, file);
    return `${this.#isGuide(place) ? 'guides' : 'incidents'}/${basename(place, '.md')}/`;
  }

  /** Paths of all pages on the file's site, including those that aren't checked. */
  siblingsOf(file: string): string[] {
    const own = dirname(resolve(this.#io.cwd, file));
    const known = this.#siblings.get(own);
    if (known !== undefined) return known;
    const { incidents, guides } = this.#folders ?? {
      incidents: this.#isGuide(resolve(own, 'x.md')) ? resolve(own, '../incidents') : own,
      guides: this.#isGuide(resolve(own, 'x.md')) ? own : resolve(own, '../guides'),
    };
    const guideSlugs = [...new Set([...this.#slugsIn(guides), ...this.#shippedGuides])];
    const paths = [
      '',
      ...(guideSlugs.length > 0 ? ['guides/'] : []),
      ...this.#slugsIn(incidents).map((slug) => `incidents/${slug}/`),
      ...guideSlugs.map((slug) => `guides/${slug}/`),
    ];
    this.#siblings.set(own, paths);
    return paths;
  }

  /** Names of the pages that aren't in the edition. */
  #hiddenPages(beside: string): string[] {
    const folders = this.#folders === null ? [beside] : Object.values(this.#folders);
    return folders.flatMap((folder) => hiddenIn(pathToFileURL(`${folder}/`), { edition: this.#edition }));
  }

  /** Names of a folder's pages. Folders aren't expected to change during a check. */
  #slugsIn(folder: string): string[] {
    const known = this.#slugs.get(folder) ?? slugsIn(folder);
    this.#slugs.set(folder, known);
    return known;
  }

  /** @param isWhole true if the whole site was checked */
  async close(isWhole: boolean): Promise<void> {
    if (isWhole) this.#kept?.finish();
    this.#open?.close();
    await this.#leash?.close();
  }

  /** True if a build of the site would create a page from the file. */
  #isOfSite(place: string): boolean {
    return this.#folders !== null && Object.values(this.#folders).includes(dirname(place));
  }

  /** True if a build would leave the page out because it's in a subfolder. */
  #isNested(place: string): boolean {
    const folders = this.#folders === null ? [] : Object.values(this.#folders);
    return !this.#isOfSite(place) && folders.some((folder) => place.startsWith(folder + sep));
  }

  /** Without a configuration, a folder named `guides` contains guides. */
  #isGuide(place: string): boolean {
    if (this.#folders === null) return basename(dirname(place)) === 'guides';
    const inside = relative(this.#folders.guides, place);
    return inside !== '' && !inside.startsWith(`..${sep}`) && inside !== '..';
  }
}

/** Everything that pages depend on besides their own text, as in a build. */
function compilerSetting(
  site: FoundSite,
  { timeLimit, editions }: SiteConfig,
  edition: EditionName,
): NonNullable<Parameters<typeof openCompiler>[2]> {
  const base = editions[edition].base ?? (typeof site.astro['base'] === 'string' ? site.astro['base'] : '/');
  return {
    timeLimit,
    base: `/${base.replace(/^\/+|\/+$/g, '')}/`.replace('//', '/'),
    publicFolder: pathToFileURL(`${publicFolderOf(site)}/`),
  };
}

/** Names of a folder's Markdown files without the extension, sorted; empty if the folder doesn't exist. */
function slugsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .map((name) => name.slice(0, -'.md'.length))
      .sort();
  } catch {
    return [];
  }
}

/** A file of the site and the result of checking it. */
export interface SiteFile {
  readonly input: Input;
  /** Null for a bare scenario. */
  readonly page: CheckedPage | null;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ReviewSetting {
  /** The site's public folder; null outside a site. */
  readonly publicFolder: string | null;
  /** Warn about words that blame a person. */
  readonly blame: boolean;
  /** Paths of all pages on a file's site. */
  pagesOfSite(file: string): string[];
}

/** Reports problems that only show up when files are compared, and problems that a reviewer would point out. */
export async function reviewSite(files: readonly SiteFile[], setting: ReviewSetting): Promise<Diagnostic[]> {
  const out: Diagnostic[] = [];
  const names: GivenName[] = [];
  const ids = new Map(files.flatMap(({ page }) => (page === null ? [] : [[page.path, page.ids] as const])));
  const models = files.flatMap(({ page }) => page?.models ?? []);
  const hasFile = (path: string): boolean => mayExist(path, setting.publicFolder);
  const linked = (paths: readonly string[]): Map<string, LinkedPage> =>
    new Map(paths.map((path) => [path, { path, ids: ids.get(path) ?? null }]));
  const pagesBeside = new Map<readonly string[], Map<string, LinkedPage>>();
  for (const { input, page } of files) {
    const { file, text } = input;
    if (page === null) {
      names.push(...scenarioNames(fileSource(file, text), file));
      continue;
    }
    if (page.refused === true) continue;
    const {
      blame,
      links,
      actions,
      names: own,
    } = page.review ?? (await reviewPage(file, text, page.path.startsWith('incidents/')));
    if (setting.blame) out.push(...blame);
    const siblings = setting.pagesOfSite(file);
    const known = pagesBeside.get(siblings) ?? linked([...siblings, ...models]);
    pagesBeside.set(siblings, known);
    const pages = known.has(page.path) ? known : new Map([...known, ...linked([page.path])]);
    out.push(...reviewLinks(links, page.path, { pages: [...pages.values()], hasFile }), ...actions);
    names.push(...own);
  }
  return [...out, ...reviewRepeats(names)];
}
