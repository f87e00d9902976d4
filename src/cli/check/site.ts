import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Root } from 'mdast';
import { refuse } from '../../astro/content/page-folder.ts';
import { hiddenIn } from '../../astro/content/site.ts';
import { wordsOf } from '../../astro/setup/settings.ts';
import type { EditionName } from '../../config/options.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { isInternalPage, splitPage } from '../../incident/front-matter.ts';
import { readIncident } from '../../incident/read-incident.ts';
import { DEFAULT_VOCABULARY } from '../../incident/vocabulary.ts';
import { findBlocks } from '../../markdown/blocks.ts';
import { guideKind, incidentKindOf } from '../../markdown/page-kind.ts';
import { type LinkedPage, reviewLinks } from '../../review/links.ts';
import { type GivenName, reviewActions, reviewBlame, reviewRepeats } from '../../review/write-up-checks.ts';
import type { Input } from '../input/input.ts';
import { foundScenario, parseBody } from '../input/scenarios.ts';
import { type FoundSite, type OpenCompiler, openCompiler } from '../input/site.ts';
import type { Io } from '../terminal/io.ts';

/** A page that was compiled to be checked. */
interface CheckedPage {
  readonly diagnostics: readonly Diagnostic[];
  /** Path on the site, such as `incidents/dns-race/`. */
  readonly path: string;
  /** Ids that links can name; null for a page with errors. */
  readonly ids: ReadonlySet<string> | null;
  /** What is wrong with the file itself keeps it from being read: nobody looks into it. */
  readonly refused?: boolean;
}

/** Folders of a site's pages: absolute paths. */
interface PageFolders {
  readonly incidents: string;
  readonly guides: string;
}

/** Compiles write-ups and guides as a build does, and throws the pages away. */
export class CheckedPages {
  readonly #io: Io;
  readonly #folders: PageFolders | null;
  readonly #kind: ReturnType<typeof incidentKindOf>;
  readonly #edition: EditionName;
  /** The compiler is made when the first page comes. */
  #open: OpenCompiler | null = null;

  /** @param edition which edition pages are compiled for */
  constructor(site: FoundSite | null, edition: EditionName, io: Io) {
    const config = site?.read?.config ?? null;
    this.#io = io;
    this.#edition = edition;
    this.#kind = incidentKindOf(config === null ? DEFAULT_VOCABULARY : wordsOf(config.editions));
    this.#folders =
      site === null || config === null
        ? null
        : { incidents: resolve(site.root, config.content), guides: resolve(site.root, config.guides) };
  }

  async check({ file, text }: Input): Promise<CheckedPage> {
    // A page that the edition does not have is not compiled for it, so what it holds is found in the other.
    if (this.#edition === 'public' && isInternalPage(file, text)) {
      return { diagnostics: [], path: this.pathOf(file), ids: null };
    }
    const place = resolve(this.#io.cwd, file);
    const refused = this.#isOfSite(place) ? refuse(file, basename(place, '.md'), text) : null;
    if (refused !== null)
      return { diagnostics: refused.diagnostics, path: this.pathOf(file), ids: null, refused: true };
    this.#open ??= openCompiler(this.#io, this.#edition);
    const source = {
      file,
      text,
      url: pathToFileURL(place),
      slugs: slugsIn(dirname(place)),
      edition: this.#edition,
      hiddenPages: this.#hiddenPages(dirname(place)),
    };
    const { page, diagnostics } = this.#isGuide(place)
      ? await this.#open.compiler.compile(guideKind, source)
      : await this.#open.compiler.compile(this.#kind, source);
    return { diagnostics, path: this.pathOf(file), ids: page === null ? null : idsOf(page.body) };
  }

  /** Path of a page on the site. */
  pathOf(file: string): string {
    const place = resolve(this.#io.cwd, file);
    return `${this.#isGuide(place) ? 'guides' : 'incidents'}/${basename(place, '.md')}/`;
  }

  /** Paths of all pages of the site that this file belongs to, whether they are checked or not. */
  siblingsOf(file: string): string[] {
    const own = dirname(resolve(this.#io.cwd, file));
    const { incidents, guides } = this.#folders ?? {
      incidents: this.#isGuide(resolve(own, 'x.md')) ? resolve(own, '../incidents') : own,
      guides: this.#isGuide(resolve(own, 'x.md')) ? own : resolve(own, '../guides'),
    };
    const lists = slugsIn(guides).length > 0 ? ['', 'guides/'] : [''];
    return [
      ...lists,
      ...slugsIn(incidents).map((slug) => `incidents/${slug}/`),
      ...slugsIn(guides).map((slug) => `guides/${slug}/`),
    ];
  }

  /** Names of the pages that the edition does not have. */
  #hiddenPages(beside: string): string[] {
    const folders = this.#folders === null ? [beside] : Object.values(this.#folders);
    return folders.flatMap((folder) => hiddenIn(pathToFileURL(`${folder}/`), { edition: this.#edition }));
  }

  close(): void {
    this.#open?.close();
  }

  /** Whether a build of the site would make a page of the file. */
  #isOfSite(place: string): boolean {
    return this.#folders !== null && Object.values(this.#folders).includes(dirname(place));
  }

  /** Where no configuration names the folder of guides, one that is called so is taken for it. */
  #isGuide(place: string): boolean {
    if (this.#folders === null) return basename(dirname(place)) === 'guides';
    const inside = relative(this.#folders.guides, place);
    return inside !== '' && !inside.startsWith(`..${sep}`) && inside !== '..';
  }
}

/** Names of the Markdown files of a folder without their ending, sorted; none where there is no folder. */
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

function idsOf(body: { html: string; headings: readonly { slug: string }[] }): Set<string> {
  const ids = new Set(body.headings.map(({ slug }) => slug));
  for (const [, id] of body.html.matchAll(/\sid="([^"]+)"/g)) ids.add(id!);
  return ids;
}

/** A file of the site, read and checked by itself. */
export interface SiteFile {
  readonly input: Input;
  /** Null for a bare scenario. */
  readonly page: CheckedPage | null;
}

export interface ReviewSetting {
  /** Folder of astro.config; null outside of a site. */
  readonly root: string | null;
  /** Whether to look for words that judge a person. */
  readonly blame: boolean;
  /** Paths of all pages of the site that a file belongs to. */
  pagesBeside(file: string): string[];
}

/** What is found only by looking at files beside each other, and by reading as a reviewer does. */
export async function reviewSite(files: readonly SiteFile[], setting: ReviewSetting): Promise<Diagnostic[]> {
  const out: Diagnostic[] = [];
  const names: GivenName[] = [];
  const ids = new Map(files.flatMap(({ page }) => (page === null ? [] : [[page.path, page.ids] as const])));
  const hasFile = (path: string): boolean => isElsewhere(path, setting.root);
  for (const { input, page } of files) {
    const { file, text } = input;
    if (page === null) {
      names.push(...scenarioNames(fileSource(file, text), file));
      continue;
    }
    if (page.refused === true) continue;
    if (setting.blame) out.push(...reviewBlame(file, text));
    const { blocks, links } = await partsOf(file, text);
    const pages = [...new Set([...setting.pagesBeside(file), page.path])].map(
      (path): LinkedPage => ({ path, ids: ids.get(path) ?? null }),
    );
    out.push(...reviewLinks(links, page.path, { pages, hasFile }));
    const { frontMatter } = splitPage(file, text);
    // Guides may tell of the same model as a write-up does.
    if (frontMatter === null || !page.path.startsWith('incidents/')) continue;
    for (const { language, source } of blocks) {
      if (language === 'scenario') names.push(...scenarioNames(source, file));
    }
    const { incident, placeOf } = readIncident(frontMatter);
    if (incident === null) continue;
    out.push(...reviewActions(incident, placeOf));
    names.push({ kind: 'title', name: incident.title, file, span: placeOf(['title']) });
    for (const [index, { id }] of incident.actions.entries()) {
      names.push({ kind: 'action', name: id, file, span: placeOf(['actions', index, 'id']) });
    }
  }
  return [...out, ...reviewRepeats(names)];
}

async function partsOf(file: string, text: string): Promise<ReturnType<typeof findBlocks>> {
  const tree: Root = await parseBody(splitPage(file, text).body);
  return findBlocks(tree, file, text);
}

function scenarioNames(source: Parameters<typeof foundScenario>[0], file: string): GivenName[] {
  const { id, place } = foundScenario(source, source.spanAt(0, 0));
  return id === null ? [] : [{ kind: 'scenario', name: id, file, span: place }];
}

/**
 * Whether a path that is no page of write-ups or guides may well be there: a file of `public/`, or a page that the site
 * makes by itself. Only what would be a write-up or a guide is known for sure.
 */
function isElsewhere(path: string, root: string | null): boolean {
  if (root !== null && existsSync(join(root, 'public', path))) return true;
  return !/^(?:incidents|guides)\//.test(path);
}
