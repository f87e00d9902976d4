import { gunzipSync } from 'node:zlib';
import { close, createIndex } from 'pagefind';

export interface SearchPage {
  /** Path from the site's root. Example: `incidents/x/index.html`. */
  readonly path: string;
  readonly html: string;
  readonly filters: Readonly<Record<string, readonly string[]>>;
  /** Facts shown in a search result. */
  readonly meta: Readonly<Record<string, string>>;
}

export interface SearchFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** Elements that aren't indexed: images, and collapsed sources and tables, which repeat the page's content. */
const NOT_INDEXED = ['svg', 'nav', 'details.hc-details', 'pre.hc-code', '.hc-unseen', '.hidden-text'];

/**
 * Indexes the visible text in the main part of each page.
 *
 * @returns files for the `pagefind` folder
 * @throws Error if the indexer rejects a page
 */
export async function searchIndex(pages: readonly SearchPage[]): Promise<SearchFile[]> {
  const made = await createIndex({ forceLanguage: 'en', excludeSelectors: NOT_INDEXED, keepIndexUrl: true });
  if (made.index === undefined) throw new Error(`search: ${made.errors.join('; ')}`);
  try {
    for (const page of [...pages].sort((a, b) => (a.path < b.path ? -1 : 1))) {
      const added = await made.index.addHTMLFile({ sourcePath: page.path, content: withIndexerMarks(page) });
      if (added.errors.length > 0) throw new Error(`search: ${page.path}: ${added.errors.join('; ')}`);
    }
    const { files, errors } = await made.index.getFiles();
    if (errors.length > 0) throw new Error(`search: ${errors.join('; ')}`);
    const facets = { path: 'facets.json', content: Buffer.from(JSON.stringify(facetsOf(files, pages))) };
    return [...files.filter(({ path }) => !UNUSED.test(path)), facets].sort((a, b) =>
      a.path < b.path ? -1 : 1,
    );
  } finally {
    await close();
  }
}

/** Prebuilt user interfaces, which the site doesn't use. */
const UNUSED = /^pagefind-(?:ui|modular-ui|component-ui|highlight)\b/;

/**
 * Fragment names by facet and value, for filtering a search. Unlike the indexer's own filter files, this file is the
 * same in every run.
 */
function facetsOf(
  files: readonly SearchFile[],
  pages: readonly SearchPage[],
): Record<string, Record<string, string[]>> {
  const names = new Map(files.flatMap((file) => fragmentOf(file) ?? []));
  const facets: Record<string, Record<string, string[]>> = {};
  const all = pages.flatMap(({ path, filters }) =>
    Object.entries(filters).flatMap(([facet, values]) =>
      [...new Set(values)].map((value) => ({ facet, value, fragment: names.get(`/${path}`) })),
    ),
  );
  for (const { facet, value, fragment } of all.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) {
    if (fragment === undefined) continue;
    facets[facet] ??= {};
    facets[facet][value] ??= [];
    facets[facet][value].push(fragment);
  }
  return facets;
}

function keyOf(named: { facet: string; value: string; fragment?: string | undefined }): string {
  return JSON.stringify([named.facet, named.value, named.fragment]);
}

/** A page's address and the name of its index fragment, a compressed JSON file with a prefix. */
function fragmentOf({ path, content }: SearchFile): [string, string][] | null {
  const name = /^fragment\/(.+)\.pf_fragment$/.exec(path)?.[1];
  if (name === undefined) return null;
  const text = gunzipSync(content).toString('utf8');
  const { url } = JSON.parse(text.slice(text.indexOf('{'))) as { url: string };
  return [[url, name]];
}

/** Adds marks for the indexer to a page: attributes for the part to index, and facts as empty elements. */
function withIndexerMarks({ html, meta }: SearchPage): string {
  const tags = Object.entries(meta).map(
    ([name, value]) => `<span data-pagefind-meta="${name}[data-value]" data-value="${quoted(value)}"></span>`,
  );
  return html.replace(/<main\b([^>]*)>/, (_, rest) => `<main data-pagefind-body${rest}>${tags.join('')}`);
}

function quoted(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/** Facts for filters, from `incidents/<id>.json`. */
interface IncidentFacts {
  readonly incident: {
    readonly severity: string;
    readonly services: readonly string[];
    readonly categories: readonly string[];
    readonly started_at: string;
  };
}

/** Indexed pages, by path. Lists aren't indexed because they only repeat other pages. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^incidents\/([a-z0-9-]+)\/index\.html$/, 'Incident'],
  [/^incidents\/([a-z0-9-]+)\/models\/[^/]+\/index\.html$/, 'Model'],
  [/^guides\/([a-z0-9-]+)\/index\.html$/, 'Guide'],
  [/^reference\/([a-z0-9-]+)\/index\.html$/, 'Reference'],
  [/^services\/([^/]+)\/index\.html$/, 'Service'],
  [/^(glossary|about)\/index\.html$/, 'Page'],
];

/**
 * A page for the search index; null if it isn't indexed.
 *
 * @param readText reads a file in the built site; null if it doesn't exist
 */
export function searchPageOf(
  path: string,
  html: string,
  readText: (path: string) => string | null,
): SearchPage | null {
  for (const [pattern, kind] of KINDS) {
    const id = pattern.exec(path)?.[1];
    if (id === undefined) continue;
    const text = kind === 'Incident' || kind === 'Model' ? readText(`incidents/${id}.json`) : null;
    if (text === null) return { path, html, filters: { kind: [kind] }, meta: { kind } };
    const facts: IncidentFacts = JSON.parse(text);
    const date = facts.incident.started_at.slice(0, 10);
    return {
      path,
      html,
      filters: { kind: [kind], ...incidentFilters(facts) },
      meta: { kind, date, severity: facts.incident.severity },
    };
  }
  return null;
}

function incidentFilters({ incident }: IncidentFacts): Record<string, readonly string[]> {
  return {
    severity: [incident.severity],
    year: [incident.started_at.slice(0, 4)],
    service: incident.services,
    tag: incident.categories,
  };
}
