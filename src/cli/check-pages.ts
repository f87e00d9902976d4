import { readdirSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hiddenIn } from '../astro/hidden-pages.ts';
import { refuse } from '../astro/page-folder.ts';
import { wordsOf } from '../astro/words.ts';
import type { EditionName } from '../config/options.ts';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { isInternalPage } from '../incident/front-matter.ts';
import { USUAL_VOCABULARY } from '../incident/vocabulary.ts';
import { guideKind, incidentKindOf } from '../markdown/page-kind.ts';
import type { Input } from './input.ts';
import type { Io } from './io.ts';
import { type OpenCompiler, openCompiler } from './page-compiler.ts';
import type { FoundSite } from './site-config.ts';

/** A page that was compiled to be checked. */
export interface CheckedPage {
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
    this.#kind = incidentKindOf(config === null ? USUAL_VOCABULARY : wordsOf(config.editions));
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
